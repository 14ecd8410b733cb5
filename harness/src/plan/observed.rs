//! Reads what an expectation says about output streams and events.

use std::collections::BTreeMap;

use super::expectation::{EventPattern, Outcome, Output, ValuePattern};
use super::fields::{Reading, optional};
use crate::yaml::{Node, Value};

pub(super) const OUTPUT: &[&str] = &["lines", "unordered", "match", "contains", "count"];
pub(super) const EVENT: &[&str] = &["thread", "kind", "value", "count", "optional"];

pub(super) const OUTCOME: &[&str] = &["exit", "stdout", "marks", "without"];

/// Reads `stdout` or `stderr`.
pub(super) fn output<'d>(reading: &mut Reading<'d>, node: &'d Node, what: &str) -> Option<Output> {
    if let Value::Text(text) = &node.value {
        return Some(Output::Exact(text.clone()));
    }
    if !matches!(node.value, Value::Map(_)) {
        let allowed = format!(
            "the exact text, or a mapping with one of {}",
            OUTPUT.join(", ")
        );
        return reading.wrong_type(node, what, &allowed);
    }
    let fields = reading.mapping(node, what, OUTPUT)?;
    let [entry] = fields.entries() else {
        let message = format!(
            "{what} needs exactly one form, not {}",
            fields.entries().len()
        );
        reading.refuse(node, message, format!("keep one of {}", OUTPUT.join(", ")));
        return None;
    };
    let name = format!("`{}`", entry.name);
    let value = &entry.value;
    match entry.name.as_str() {
        "lines" => reading.texts(value, &name).map(Output::Lines),
        "unordered" => reading.texts(value, &name).map(Output::Unordered),
        "contains" => reading.texts(value, &name).map(Output::Contains),
        "count" => reading.count(value, &name).map(Output::Count),
        "match" => {
            let regexes = reading.list(value, &name, |reading, item| reading.regex(item, &name));
            regexes.map(Output::Match)
        }
        _ => None,
    }
}

/// Reads `events`.
pub(super) fn events<'d>(reading: &mut Reading<'d>, node: &'d Node) -> Option<Vec<EventPattern>> {
    let fields = reading.any_mapping(node, "`events`", "a mapping from names to event patterns")?;
    let patterns: Vec<_> = fields
        .entries()
        .iter()
        .map(|entry| {
            if entry
                .name
                .contains(|one: char| one == '<' || one.is_whitespace())
            {
                let message = format!("the event name `{}` cannot be used in `order`", entry.name);
                reading.refuse(&entry.key, message, "use letters, digits, `-` and `_`");
            }
            event(reading, &entry.name, &entry.value)
        })
        .collect();
    patterns.into_iter().collect()
}

/// Reads `outcomes`.
pub(super) fn outcomes<'d>(reading: &mut Reading<'d>, node: &'d Node) -> Option<Vec<Outcome>> {
    let allowed = "a mapping from names to permitted outcomes";
    let fields = reading.any_mapping(node, "`outcomes`", allowed)?;
    if fields.entries().len() < 2 {
        reading.refuse(
            node,
            "`outcomes` needs at least two: they are what may be seen where several results are permitted",
            "expect a single result with `exit`, `stdout` or `events`",
        );
        return None;
    }
    let outcomes: Vec<_> = fields
        .entries()
        .iter()
        .map(|entry| outcome(reading, &entry.name, &entry.value))
        .collect();
    outcomes.into_iter().collect()
}

fn outcome<'d>(reading: &mut Reading<'d>, name: &str, node: &'d Node) -> Option<Outcome> {
    let fields = reading.mapping(node, &format!("the outcome `{name}`"), OUTCOME)?;
    if fields.entries().is_empty() {
        let message =
            format!("the outcome `{name}` says nothing, so everything would be permitted");
        reading.refuse(node, message, format!("add one of {}", OUTCOME.join(", ")));
        return None;
    }
    let exit = fields
        .get("exit")
        .map(|node| reading.integer(node, "`exit`", "an exit code"));
    let stdout = fields
        .get("stdout")
        .map(|node| output(reading, node, "`stdout`"));
    let marks = optional(fields.get("marks"), BTreeMap::new(), |node| {
        marks(reading, node)
    });
    let without = optional(fields.get("without"), vec![], |node| {
        reading.texts(node, "`without`")
    });
    Some(Outcome {
        name: name.to_owned(),
        exit: exit.map_or(Some(None), |read| read.map(Some))?,
        stdout: stdout.map_or(Some(None), |read| read.map(Some))?,
        marks: marks?,
        without: without?,
    })
}

fn marks<'d>(reading: &mut Reading<'d>, node: &'d Node) -> Option<BTreeMap<String, ValuePattern>> {
    let fields = reading.any_mapping(node, "`marks`", "a mapping from kinds of marks to values")?;
    let marks = fields.entries().iter().map(|entry| {
        if matches!(entry.name.as_str(), "check" | "done") {
            let message = "checks and the completion record are no marks of an outcome";
            reading.refuse(&entry.key, message, "use `checks` or `done`");
        }
        Some((entry.name.clone(), value(reading, &entry.value)?))
    });
    let marks: Vec<_> = marks.collect();
    marks.into_iter().collect()
}

fn event<'d>(reading: &mut Reading<'d>, name: &str, node: &'d Node) -> Option<EventPattern> {
    let fields = reading.mapping(node, &format!("the event `{name}`"), EVENT)?;
    let thread = fields
        .get("thread")
        .map(|node| reading.text(node, "`thread`"));
    let kind = reading.required(&fields, node, "kind");
    let kind = kind.and_then(|node| reading.text(node, "`kind`"));
    if let (Some("check" | "done"), Some(node)) = (kind.as_deref(), fields.get("kind")) {
        reading.refuse(
            node,
            "checks and the completion record are no events",
            "use `checks` or `done`",
        );
    }
    let value = fields.get("value").map(|node| value(reading, node));
    let count = optional(fields.get("count"), (1, 1), |node| count(reading, node));
    let lenient = optional(fields.get("optional"), false, |node| {
        reading.flag(node, "`optional`")
    });
    let (min, max) = count?;
    Some(EventPattern {
        name: name.to_owned(),
        thread: thread.map_or(Some(None), |read| read.map(Some))?,
        kind: kind?,
        value: value.map_or(Some(None), |read| read.map(Some))?,
        min: if lenient? { 0 } else { min },
        max,
    })
}

fn count<'d>(reading: &mut Reading<'d>, node: &'d Node) -> Option<(usize, usize)> {
    if !matches!(node.value, Value::Map(_)) {
        return reading.count(node, "`count`").map(|exact| (exact, exact));
    }
    let fields = reading.mapping(node, "`count`", &["min", "max"])?;
    let min = optional(fields.get("min"), 0, |node| reading.count(node, "`min`"))?;
    let max = optional(fields.get("max"), usize::MAX, |node| {
        reading.count(node, "`max`")
    })?;
    if min > max {
        reading.refuse(
            node,
            format!("`min` {min} is above `max` {max}"),
            "swap the two",
        );
        return None;
    }
    Some((min, max))
}

fn value<'d>(reading: &mut Reading<'d>, node: &'d Node) -> Option<ValuePattern> {
    match &node.value {
        Value::List(_) => reading.list(node, "`value`", value).map(ValuePattern::List),
        Value::Map(entries) => {
            if let [only] = &entries[..]
                && only.name == "match"
            {
                return reading
                    .regex(&only.value, "`match`")
                    .map(ValuePattern::Match);
            }
            let members: Vec<_> = entries
                .iter()
                .map(|one| Some((one.name.clone(), value(reading, &one.value)?)))
                .collect();
            members
                .into_iter()
                .collect::<Option<_>>()
                .map(ValuePattern::Object)
        }
        _ => Some(ValuePattern::Scalar(node.to_json())),
    }
}
