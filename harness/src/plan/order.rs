//! The partial order over named events: reading the edges, refusing unknown names and cycles, and
//! the transitive closure.

use std::ops::Range;

use super::expectation::{Edge, EventPattern};
use super::fields::Reading;
use crate::diagnose::allowed_help;
use crate::yaml::Node;

/// Reads `order:`, a list of chains such as `a < b < c`.
///
/// Gives `None` after recording what is wrong: an edge that names no event, a chain without `<`, or
/// a cycle, told whole.
pub fn read_order<'d>(
    reading: &mut Reading<'d>,
    node: &'d Node,
    events: &[EventPattern],
) -> Option<Vec<Edge>> {
    let before = reading.problems.len();
    let chains = reading.list(node, "`order`", |reading, item| {
        let chain = reading.text(item, "an item of `order`")?;
        Some((item, chain))
    })?;
    let names: Vec<&str> = events.iter().map(|event| event.name.as_str()).collect();
    let mut edges: Vec<(Edge, &Node)> = Vec::new();
    for (item, chain) in chains {
        let links: Vec<&str> = chain.split('<').map(str::trim).collect();
        if links.len() < 2 {
            reading.refuse(
                item,
                format!("`{chain}` orders nothing"),
                "write `earlier < later`",
            );
        }
        for link in &links {
            if !names.contains(link) {
                unknown_name(reading, item, link, &names);
            }
        }
        for pair in links.windows(2) {
            let edge = Edge {
                before: pair[0].to_owned(),
                after: pair[1].to_owned(),
            };
            if !edges.iter().any(|(known, _)| *known == edge) {
                edges.push((edge, item));
            }
        }
    }
    if reading.problems.len() > before {
        return None;
    }
    if let Some((cycle, item)) = find_cycle(&names, &edges) {
        let message = format!("the order has a cycle: {}", cycle.join(" < "));
        reading.refuse(
            item,
            message,
            "remove one of its edges: nothing can come before itself",
        );
        return None;
    }
    Some(edges.into_iter().map(|(edge, _)| edge).collect())
}

fn unknown_name(reading: &mut Reading<'_>, item: &Node, link: &str, names: &[&str]) {
    let chain = reading.document.span(item);
    let within = &reading.document.text.body()[chain.clone()];
    let start = chain.start + word_offset(within, link);
    let span: Range<usize> = start..start + link.len();
    let message = if link.is_empty() {
        "an edge of `order` has nothing on one side of `<`".to_owned()
    } else {
        format!("`order` names no event `{link}`")
    };
    let help = if names.is_empty() {
        "there are no events; add them under `events`".to_owned()
    } else {
        allowed_help(link, names)
    };
    reading
        .problems
        .push(reading.document.text.problem(span, message).help(help));
}

/// Where `word` stands between separators in `chain`.
fn word_offset(chain: &str, word: &str) -> usize {
    let is_part = |one: char| !(one.is_whitespace() || matches!(one, '<' | '"' | '\''));
    chain
        .match_indices(word)
        .find(|(at, _)| {
            let left = chain[..*at]
                .chars()
                .next_back()
                .is_none_or(|one| !is_part(one));
            let right = chain[at + word.len()..]
                .chars()
                .next()
                .is_none_or(|one| !is_part(one));
            left && right
        })
        .map_or(0, |(at, _)| at)
}

fn find_cycle<'d>(names: &[&str], edges: &[(Edge, &'d Node)]) -> Option<(Vec<String>, &'d Node)> {
    let mut path: Vec<&str> = Vec::new();
    let mut finished: Vec<&str> = Vec::new();
    names
        .iter()
        .find_map(|name| walk(name, edges, &mut path, &mut finished))
}

fn walk<'e, 'd>(
    name: &'e str,
    edges: &'e [(Edge, &'d Node)],
    path: &mut Vec<&'e str>,
    finished: &mut Vec<&'e str>,
) -> Option<(Vec<String>, &'d Node)> {
    if finished.contains(&name) {
        return None;
    }
    path.push(name);
    for (edge, item) in edges.iter().filter(|(edge, _)| edge.before == name) {
        if let Some(start) = path.iter().position(|earlier| *earlier == edge.after) {
            let cycle = path[start..].iter().copied().chain([edge.after.as_str()]);
            return Some((cycle.map(str::to_owned).collect(), item));
        }
        if let Some(cycle) = walk(&edge.after, edges, path, finished) {
            return Some(cycle);
        }
    }
    path.pop();
    finished.push(name);
    None
}
