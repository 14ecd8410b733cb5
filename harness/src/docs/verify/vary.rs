//! Recognises what is not the same at each run or on each machine: ids, dates, ports, paths, random
//! bytes, versions.
//!
//! Proof is a second run, or a fact of the machine that the runtime told; that two texts look alike
//! is none. It must never know an example.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use regex::Regex;

use super::fits::squeezed;

/// A piece of a text that varies as a whole.
static PIECES: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"<root>[^\s'\x22`,]*|[\p{L}\p{N}_.:+/\\-]+|[^\p{L}\p{N}_\s]|\s+"));

/// Where the example's folder was.
const ROOT: &str = "<root>";

fn pattern(text: &str) -> Regex {
    Regex::new(text).expect("a pattern of this file is well formed")
}

/// What varies, in words, if what was wanted is what was seen but for pieces that vary: `seen` in
/// one run, `again` in another, each spelling at its place.
pub(super) fn kind(
    wanted: &str,
    seen: &[String],
    again: &[String],
    facts: &BTreeMap<String, Vec<String>>,
) -> Option<String> {
    let wanted = squeezed(wanted);
    let each = seen.iter().enumerate();
    let mut found = each.filter_map(|(at, text)| {
        let other = again.get(at).map_or(text.as_str(), String::as_str);
        alike(&wanted, &squeezed(text), &squeezed(other), facts)
    });
    found.next()
}

fn alike(
    wanted: &str,
    seen: &str,
    other: &str,
    facts: &BTreeMap<String, Vec<String>>,
) -> Option<String> {
    if seen.is_empty() {
        return None;
    }
    let whole = facts.get("whole").into_iter().flatten();
    let is_list = wanted.starts_with('[') && wanted.ends_with(']');
    if is_list && whole.map(|fact| squeezed(fact)).any(|fact| fact == seen) {
        return Some("list of the machine's own".to_owned());
    }
    let pieces: Vec<&str> = PIECES.find_iter(seen).map(|found| found.as_str()).collect();
    let others: Vec<&str> = PIECES
        .find_iter(other)
        .map(|found| found.as_str())
        .collect();
    let mut name = None;
    let mut regex = String::from("(?s)");
    if pieces.len() == others.len() {
        for (piece, other) in pieces.iter().zip(&others) {
            let fact = facts.iter().find(|(name, values)| {
                *name != "whole"
                    && values
                        .iter()
                        .any(|value| !value.is_empty() && is_fact(piece, value))
            });
            let is_root = piece.starts_with(ROOT);
            if piece != other {
                let (start, rest) = piece.split_at(same_start(piece, other));
                name.get_or_insert_with(|| shape(rest).to_owned());
                regex.push_str(&regex::escape(start));
                regex.push_str(if start.is_empty() {
                    r"[^\s,]+"
                } else {
                    r"\s*[^\s,]+"
                });
            } else if let Some((fact, _)) = fact {
                name.get_or_insert_with(|| fact.clone());
                regex.push_str(r"[^\s,]+");
            } else if is_root {
                name.get_or_insert_with(|| "path".to_owned());
                regex.push_str(r"[^\s,]+");
            } else {
                regex.push_str(&regex::escape(piece));
            }
        }
    } else {
        // Not even as long as before: only what stands around it is the same.
        let start = common(pieces.iter().zip(&others));
        let end = common(
            pieces[start..]
                .iter()
                .rev()
                .zip(others[start..].iter().rev()),
        );
        let end = end.min(others.len() - start).min(pieces.len() - start);
        name = Some(
            pieces
                .get(start)
                .map_or("value", |piece| shape(piece))
                .to_owned(),
        );
        regex.push_str(&regex::escape(&pieces[..start].concat()));
        regex.push_str(".*");
        regex.push_str(&regex::escape(&pieces[pieces.len() - end..].concat()));
        if start + end == 0 {
            return None;
        }
    }
    let name = name?;
    // Spaces and quotes of the two may differ.
    let regex = regex.replace(' ', r"\s*").replace("\\ ", r"\s*");
    let matched = Regex::new(&regex).is_ok_and(|regex| regex.is_match(wanted));
    matched.then_some(name)
}

fn common<'a>(pairs: impl Iterator<Item = (&'a &'a str, &'a &'a str)>) -> usize {
    pairs.take_while(|(one, other)| one == other).count()
}

/// How many bytes of a name before a colon both begin with: `node:` of `node:4711`.
fn same_start(one: &str, other: &str) -> usize {
    let Some(colon) = one.find(':') else { return 0 };
    let name = &one[..=colon];
    let is_name = colon > 0 && name[..colon].chars().all(char::is_alphabetic);
    if is_name && other.starts_with(name) {
        name.len()
    } else {
        0
    }
}

fn is_fact(piece: &str, value: &str) -> bool {
    piece == value || (value.len() > 3 && piece.contains(value))
}

/// What a piece is, by its looks.
fn shape(piece: &str) -> &'static str {
    static KINDS: LazyLock<Vec<(Regex, &str)>> = LazyLock::new(|| {
        [
            (r"^[0-9a-f]{8}-[0-9a-f]{4}-", "id"),
            (r"^\d{4}-\d\d-\d\d|^\d\d:\d\d|^1\d{12}$", "date"),
            (r"[/\\]", "path"),
            (r"^[0-9a-f]{12,}$", "random bytes"),
            (r":\d{2,5}$", "port"),
            (r"^\d+(\.\d+)?(ms|s)$", "duration"),
            (r"^-?[\d._]+n?$", "number"),
        ]
        .iter()
        .map(|(text, name)| (pattern(text), *name))
        .collect()
    });
    let found = KINDS.iter().find(|(regex, _)| regex.is_match(piece));
    found.map_or("value", |(_, name)| *name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(wanted: &str, seen: &str, again: &str) -> Option<String> {
        let facts = BTreeMap::from([
            ("version".to_owned(), vec!["v18.20.4".to_owned()]),
            ("whole".to_owned(), vec!["[ 0 ]".to_owned()]),
        ]);
        kind(wanted, &[seen.to_owned()], &[again.to_owned()], &facts)
    }

    #[test]
    fn what_changes_from_run_to_run_is_named() {
        for (wanted, seen, again, name) in [
            ("pid: 4711", "pid: 12", "pid: 13", Some("number")),
            (
                "(node: 4711) W",
                "(node:12) W",
                "(node:13) W",
                Some("number"),
            ),
            ("(node:4711) W", "(node:12) V", "(node:13) V", None),
            (
                "[ 1, 2 ]",
                "[ 0 ]",
                "[ 0 ]",
                Some("list of the machine's own"),
            ),
            ("[ 1, 2 ]", "[ 3 ]", "[ 3 ]", None),
            (
                "at 2020-01-01T00:00:00Z",
                "at 2026-01-01T00:00:00Z",
                "at 2026-01-01T00:00:01Z",
                Some("date"),
            ),
            (
                "Version: v8.9.1",
                "Version: v18.20.4",
                "Version: v18.20.4",
                Some("version"),
            ),
            (
                "in /tmp/a",
                "in <root>/tmp/a",
                "in <root>/tmp/a",
                Some("path"),
            ),
            (
                "{ rss: 1, heap: 2 }",
                "{ rss: 10, heap: 20 }",
                "{ rss: 11, heap: 21 }",
                Some("number"),
            ),
        ] {
            assert_eq!(found(wanted, seen, again).as_deref(), name, "{wanted}");
        }
    }

    #[test]
    fn what_stays_is_not_excused() {
        assert_eq!(found("pid: 4711", "pid: 12", "pid: 12"), None);
        assert_eq!(found("id: 4711", "pid 12 of 3", "pid 13 of 3"), None);
        assert_eq!(found("a", "b", "c d"), None);
    }
}
