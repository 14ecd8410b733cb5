//! Whether one trace event fits one pattern, all order aside.

use serde_json::Value as Json;
use threadproof_reports::record::TraceEvent;

use crate::plan::expectation::{EventPattern, ValuePattern};

/// Whether an event fits a pattern.
pub(super) fn pattern_fits(pattern: &EventPattern, event: &TraceEvent) -> bool {
    pattern.kind == event.kind
        && pattern
            .thread
            .as_ref()
            .is_none_or(|thread| *thread == event.thread)
        && pattern.value.as_ref().is_none_or(|wanted| {
            event
                .value
                .as_ref()
                .is_some_and(|value| value_fits(wanted, value))
        })
}

/// Whether a value fits; numbers are compared as JavaScript does, without an integer type.
pub(super) fn value_fits(pattern: &ValuePattern, value: &Json) -> bool {
    match (pattern, value) {
        (ValuePattern::Scalar(Json::Number(wanted)), Json::Number(found)) => {
            wanted == found
                || wanted
                    .as_f64()
                    .zip(found.as_f64())
                    .is_some_and(|(a, b)| a.total_cmp(&b).is_eq())
        }
        (ValuePattern::Scalar(wanted), found) => wanted == found,
        (ValuePattern::Match(regex), Json::String(found)) => regex.is_match(found),
        (ValuePattern::Match(regex), found) => regex.is_match(&found.to_string()),
        (ValuePattern::List(wanted), Json::Array(found)) => {
            wanted.len() == found.len()
                && wanted
                    .iter()
                    .zip(found)
                    .all(|(one, item)| value_fits(one, item))
        }
        (ValuePattern::Object(wanted), Json::Object(found)) => {
            wanted.len() == found.len()
                && wanted
                    .iter()
                    .all(|(name, one)| found.get(name).is_some_and(|item| value_fits(one, item)))
        }
        _ => false,
    }
}
