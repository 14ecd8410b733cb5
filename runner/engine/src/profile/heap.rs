//! A heap profile: which function allocated, sampled in bytes.
//!
//! The sizes are those that the thread's allocator counted: their sum is every byte that was
//! asked for while the profile was taken, whether it has been freed since or not. The engine does
//! not tell which of them its garbage collector took back.

use serde_json::{Value, json};

use super::HeapOptions;
use super::functions::Functions;
use super::tree::{Frame, Tree};
use threadproof_ground::heap::allocated_by_thread;

/// A heap profile that is being taken.
pub struct HeapProfile {
    options: HeapOptions,
    /// What the counter showed when the last sample had been taken.
    last: u64,
    tree: Tree,
    samples: Vec<(usize, u64)>,
}

impl HeapProfile {
    /// Begins one now.
    pub fn start(options: HeapOptions) -> Self {
        Self {
            options,
            last: allocated_by_thread(),
            tree: Tree::default(),
            samples: Vec::new(),
        }
    }

    /// What was asked for.
    pub fn options(&self) -> HeapOptions {
        self.options
    }

    /// How many bytes the next sample stands for, when they are enough for one.
    pub fn due(&self) -> Option<u64> {
        Some(self.pending()).filter(|bytes| *bytes >= self.options.interval)
    }

    /// The bytes allocated since the last sample.
    pub fn pending(&self) -> u64 {
        allocated_by_thread() - self.last
    }

    /// Takes a sample of `bytes`. What is allocated to take it is not counted.
    pub fn take(&mut self, stack: &[Frame], bytes: u64) {
        if bytes > 0 {
            let innermost = stack.len().saturating_sub(self.options.depth);
            let node = self.tree.count(&stack[innermost..], bytes);
            self.samples.push((node, bytes));
        }
        self.last = allocated_by_thread();
    }

    /// The text of the profile.
    pub fn print(&self, functions: &Functions) -> String {
        let mut nodes: Vec<Value> = self
            .tree
            .nodes
            .iter()
            .enumerate()
            .map(|(number, node)| {
                json!({
                    "selfSize": node.own,
                    "id": number + 1,
                    "callFrame": functions.call_frame(node.frame),
                })
            })
            .collect();
        // A child comes after its parent, so from the end every node is whole when it is taken.
        for (number, node) in self.tree.nodes.iter().enumerate().rev() {
            let children = node.children.iter().map(|child| nodes[*child].take());
            let children: Vec<Value> = children.collect();
            nodes[number]["children"] = children.into();
        }
        let samples: Vec<Value> = self
            .samples
            .iter()
            .enumerate()
            .map(|(ordinal, (node, size))| {
                json!({ "size": size, "nodeId": node + 1, "ordinal": ordinal + 1 })
            })
            .collect();
        json!({ "samples": samples, "head": nodes[0] }).to_string()
    }
}
