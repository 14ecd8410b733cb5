//! The tree of calls that samples are counted in.
//!
//! It knows functions as numbers only.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

/// One frame of a sampled stack.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Frame {
    what: What,
    /// The line at which it was, counted from 1; 0 where it is not known.
    pub line: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum What {
    Root,
    Program,
    Idle,
    Function(usize),
}

impl Frame {
    /// The root of every tree.
    pub const ROOT: Self = Self::special(What::Root);
    /// Native code that no JavaScript called.
    pub const PROGRAM: Self = Self::special(What::Program);
    /// The thread waits for something to do.
    pub const IDLE: Self = Self::special(What::Idle);

    /// A function, by its number, at a line.
    pub fn of(function: usize, line: u32) -> Self {
        Self {
            what: What::Function(function),
            line,
        }
    }

    /// The number of the function.
    pub fn function(self) -> Option<usize> {
        match self.what {
            What::Function(number) => Some(number),
            What::Root | What::Program | What::Idle => None,
        }
    }

    /// What V8's tools call a frame that is no function.
    pub fn special_name(self) -> &'static str {
        match self.what {
            What::Root => "(root)",
            What::Program => "(program)",
            What::Idle => "(idle)",
            What::Function(_) => "",
        }
    }

    const fn special(what: What) -> Self {
        Self { what, line: 0 }
    }
}

/// A function in one place of the tree, with what was counted there.
#[derive(Debug)]
pub struct Node {
    /// The function.
    pub frame: Frame,
    /// The nodes of the functions that it called.
    pub children: Vec<usize>,
    /// How much was counted here: samples or bytes.
    pub own: u64,
    /// The same by line.
    pub lines: BTreeMap<u32, u64>,
}

/// Nodes by number; 0 is the root.
#[derive(Debug)]
pub struct Tree {
    /// All nodes; a child comes after its parent.
    pub nodes: Vec<Node>,
    places: FxHashMap<(usize, What), usize>,
}

impl Default for Tree {
    fn default() -> Self {
        Self {
            nodes: vec![Node::new(Frame::ROOT)],
            places: FxHashMap::default(),
        }
    }
}

impl Tree {
    /// Counts `amount` for the innermost frame of `stack` (outermost first) and gives its node.
    pub fn count(&mut self, stack: &[Frame], amount: u64) -> usize {
        let node = stack
            .iter()
            .fold(0, |parent, frame| self.child(parent, *frame));
        let found = &mut self.nodes[node];
        found.own += amount;
        if let Some(Frame { line: 1.., .. }) = stack.last() {
            let line = stack.last().map_or(0, |frame| frame.line);
            *found.lines.entry(line).or_default() += amount;
        }
        node
    }

    fn child(&mut self, parent: usize, frame: Frame) -> usize {
        let next = self.nodes.len();
        let node = *self.places.entry((parent, frame.what)).or_insert(next);
        if node == next {
            self.nodes.push(Node::new(frame));
            self.nodes[parent].children.push(next);
        }
        node
    }
}

impl Node {
    fn new(frame: Frame) -> Self {
        Self {
            frame,
            children: Vec::new(),
            own: 0,
            lines: BTreeMap::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn same_path_is_one_node_and_another_path_another() {
        let mut tree = Tree::default();
        let (outer, inner) = (Frame::of(0, 3), Frame::of(1, 7));
        let first = tree.count(&[outer, inner], 1);
        assert_eq!(tree.count(&[outer, Frame::of(1, 8)], 1), first);
        assert_ne!(tree.count(&[inner], 1), first);
        assert_eq!(tree.nodes[first].own, 2);
        assert_eq!(tree.nodes[first].lines, BTreeMap::from([(7, 1), (8, 1)]));
        assert_eq!(tree.nodes[0].children.len(), 2);
        assert_eq!(tree.nodes.iter().map(|node| node.own).sum::<u64>(), 3);
    }

    #[test]
    fn empty_stack_counts_for_the_root() {
        let mut tree = Tree::default();
        assert_eq!(tree.count(&[], 5), 0);
        assert_eq!(tree.nodes[0].own, 5);
    }
}
