//! The partial order over named events: reading the edges, refusing unknown names and cycles, and
//! the transitive closure.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use super::expectation::{Edge, EventPattern};
use super::fields::Reading;
use crate::diagnose::{MOST, allowed_help};
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
    let known: HashSet<&str> = names.iter().copied().collect();
    let mut edges: Vec<(Edge, &Node)> = Vec::new();
    let mut seen = HashSet::new();
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
            if !known.contains(link) {
                unknown_name(reading, item, link, &names);
            }
        }
        for pair in links.windows(2) {
            let edge = Edge {
                before: pair[0].to_owned(),
                after: pair[1].to_owned(),
            };
            if seen.insert((edge.before.clone(), edge.after.clone())) {
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
    if reading.problems.len() >= MOST {
        return;
    }
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

/// The first cycle in the order of the names, told whole, and the chain that closes it. It goes along
/// the edges step by step, for a chain may be longer than a stack is deep.
fn find_cycle<'d>(names: &[&str], edges: &[(Edge, &'d Node)]) -> Option<(Vec<String>, &'d Node)> {
    let number: HashMap<&str, usize> = names
        .iter()
        .enumerate()
        .map(|(at, name)| (*name, at))
        .collect();
    let mut next: Vec<Vec<(usize, &'d Node)>> = vec![Vec::new(); names.len()];
    for (edge, item) in edges {
        let ends = (number.get(&*edge.before), number.get(&*edge.after));
        if let (Some(before), Some(after)) = ends {
            next[*before].push((*after, item));
        }
    }
    // Where each stands on the path that is being gone, or that nothing leads back from it.
    let mut on_path: Vec<Option<usize>> = vec![None; names.len()];
    let mut is_finished = vec![false; names.len()];
    for start in 0..names.len() {
        let mut path: Vec<(usize, usize)> = Vec::new();
        if !is_finished[start] {
            on_path[start] = Some(0);
            path.push((start, 0));
        }
        while let Some((name, tried)) = path.last_mut() {
            let Some((after, item)) = next[*name].get(*tried) else {
                is_finished[*name] = true;
                on_path[*name] = None;
                path.pop();
                continue;
            };
            *tried += 1;
            if let Some(from) = on_path[*after] {
                let cycle = path[from..].iter().map(|(name, _)| *name).chain([*after]);
                return Some((cycle.map(|name| names[name].to_owned()).collect(), item));
            }
            if !is_finished[*after] {
                on_path[*after] = Some(path.len());
                path.push((*after, 0));
            }
        }
    }
    None
}
