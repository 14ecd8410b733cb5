//! Whether two values are the same one.
//!
//! It must never know how either was written.

use super::Node;

/// How much may be tried for one pair of values before it counts as different.
const PATIENCE: usize = 100_000;

/// Whether the items are the same in this order.
pub(super) fn lists(wanted: &[Vec<Node>], found: &[Vec<Node>]) -> bool {
    let mut left = PATIENCE;
    in_order(wanted, found, &mut left)
}

fn in_order(wanted: &[Vec<Node>], found: &[Vec<Node>], left: &mut usize) -> bool {
    let Some(rest) = left.checked_sub(1) else {
        return false;
    };
    *left = rest;
    match wanted {
        [] => found.is_empty(),
        [first, rest @ ..] if *first == [Node::Ellipsis] => {
            (0..=found.len()).any(|skipped| in_order(rest, &found[skipped..], left))
        }
        [first, rest @ ..] => match found.split_first() {
            Some((one, others)) => nodes(first, one, left) && in_order(rest, others, left),
            None => false,
        },
    }
}

/// Whether the pieces of one item are the same.
fn nodes(wanted: &[Node], found: &[Node], left: &mut usize) -> bool {
    let Some(rest) = left.checked_sub(1) else {
        return false;
    };
    *left = rest;
    match (wanted, found) {
        ([], _) => found.is_empty(),
        ([Node::Ellipsis, rest @ ..], _) => {
            (0..=found.len()).any(|skipped| nodes(rest, &found[skipped..], left))
        }
        // Nobody writes that an object has no prototype.
        (
            [Node::Group('{', _), ..],
            [tag @ Node::Group('[', _), object @ Node::Group('{', _), ..],
        ) if is_null_prototype(tag) => {
            let others = &found[2..];
            node(&wanted[0], object, left) && nodes(&wanted[1..], others, left)
        }
        ([one, rest @ ..], [other, others @ ..]) => {
            node(one, other, left) && nodes(rest, others, left)
        }
        (_, []) => false,
    }
}

fn node(wanted: &Node, found: &Node, left: &mut usize) -> bool {
    match (wanted, found) {
        (Node::Group('{', wanted), Node::Group('{', found)) => in_any_order(wanted, found, left),
        (Node::Group(one, wanted), Node::Group(other, found)) => {
            one == other && in_order(wanted, found, left)
        }
        _ => wanted == found,
    }
}

/// Keys have no order. The first that fits is taken: keys of one object differ.
fn in_any_order(wanted: &[Vec<Node>], found: &[Vec<Node>], left: &mut usize) -> bool {
    let open = wanted.iter().any(|item| *item == [Node::Ellipsis]);
    let mut others: Vec<&[Node]> = found.iter().map(Vec::as_slice).collect();
    for item in wanted.iter().filter(|item| **item != [Node::Ellipsis]) {
        let at = others.iter().position(|other| member(item, other, left));
        match at {
            Some(at) => drop(others.remove(at)),
            None => return false,
        }
    }
    open || others.is_empty()
}

/// A key in quotes is the same key.
fn member(wanted: &[Node], found: &[Node], left: &mut usize) -> bool {
    match (wanted, found) {
        (
            [
                Node::Word(one) | Node::Text(one) | Node::Number(one),
                Node::Mark(":"),
                rest @ ..,
            ],
            [
                Node::Word(other) | Node::Text(other) | Node::Number(other),
                Node::Mark(":"),
                others @ ..,
            ],
        ) => one == other && nodes(rest, others, left),
        _ => nodes(wanted, found, left),
    }
}

/// `[Object: null prototype]`.
fn is_null_prototype(tag: &Node) -> bool {
    let Node::Group('[', items) = tag else {
        return false;
    };
    let words = |node: &Node| matches!(node, Node::Word(word) if word == "prototype");
    matches!(items.as_slice(), [item] if item.iter().any(words))
}
