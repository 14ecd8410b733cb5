//! Stage 4: turns what a run left behind into an [`Observation`].
//!
//! Nothing is judged here. A torn line of the trace is data, and so is output that is not UTF-8.

use std::collections::HashMap;
use std::os::unix::process::ExitStatusExt;
use std::time::Duration;

use serde_json::Value as Json;
use threadproof_reports::record;

use crate::execute::{Cap, Ended, Ending, Stream};

/// What was observed of one run, in the words of the record, and how the harness ended it.
#[derive(Debug, Clone, Default)]
pub struct Observation {
    /// The part that goes into the record.
    pub seen: record::Observation,
    /// Whether it was killed at its deadline.
    pub timed_out: bool,
    /// The cap for which it was killed.
    pub capped: Option<Cap>,
    /// Whether it was killed because the whole run was interrupted.
    pub interrupted: bool,
    /// From start to the end of the main process.
    pub duration: Duration,
}

/// Makes the observation.
#[must_use]
pub fn observe(ended: &Ended) -> Observation {
    let root = ended.root.as_str().to_owned();
    let by_itself = ended.ending == Ending::Exited;
    let (trace, mut torn_lines) = read_trace(&ended.trace);
    torn_lines.extend(
        ended
            .trace_fault
            .as_ref()
            .map(|fault| format!("(the trace file cannot be read: {fault})")),
    );
    let seen = record::Observation {
        stdout: captured(&ended.stdout, &root),
        stderr: captured(&ended.stderr, &root),
        exit: ended.status.code().filter(|_| by_itself),
        signal: ended.status.signal().filter(|_| by_itself).map(signal_name),
        alive: ended.ending == Ending::Alive,
        trace,
        torn_lines,
        leaked: ended
            .leaked
            .iter()
            .map(|line| line.replace(&root, "<root>"))
            .collect(),
    };
    Observation {
        seen,
        timed_out: ended.ending == Ending::Deadline,
        capped: match ended.ending {
            Ending::Capped(cap) => Some(cap),
            _ => None,
        },
        interrupted: ended.ending == Ending::Interrupted,
        duration: ended.duration,
    }
}

/// Makes the observation of a run that was no process of its own, and ended by itself.
#[must_use]
pub fn observe_parts(
    exit: i32,
    stdout: &[u8],
    stderr: &[u8],
    trace: &[u8],
    root: &str,
) -> Observation {
    let text = |bytes: &[u8]| record::Captured {
        text: String::from_utf8_lossy(bytes).replace(root, "<root>"),
        truncated: false,
    };
    let (trace, torn_lines) = read_trace(trace);
    Observation {
        seen: record::Observation {
            stdout: text(stdout),
            stderr: text(stderr),
            exit: Some(exit),
            trace,
            torn_lines,
            ..record::Observation::default()
        },
        ..Observation::default()
    }
}

/// Whether a line of the trace is a completion record.
#[must_use]
pub fn is_completion(line: &[u8]) -> bool {
    trace_event(line).is_some_and(|event| event.kind == "done")
}

/// The name of a signal, as `SIGKILL`.
#[must_use]
pub fn signal_name(number: i32) -> String {
    let names = [
        (1, "SIGHUP"),
        (2, "SIGINT"),
        (3, "SIGQUIT"),
        (4, "SIGILL"),
        (5, "SIGTRAP"),
        (6, "SIGABRT"),
        (7, "SIGBUS"),
        (8, "SIGFPE"),
        (9, "SIGKILL"),
        (10, "SIGUSR1"),
        (11, "SIGSEGV"),
        (12, "SIGUSR2"),
        (13, "SIGPIPE"),
        (14, "SIGALRM"),
        (15, "SIGTERM"),
        (31, "SIGSYS"),
    ];
    let known = names.iter().find(|(known, _)| *known == number);
    known.map_or_else(
        || format!("signal {number}"),
        |(_, name)| (*name).to_owned(),
    )
}

/// Decodes a stream; the temporary folder's name would make every run differ, so it goes.
fn captured(stream: &Stream, root: &str) -> record::Captured {
    let text = String::from_utf8_lossy(&stream.bytes).replace(root, "<root>");
    record::Captured {
        text,
        truncated: stream.truncated,
    }
}

/// Splits a trace into events, in their true order, and torn lines.
///
/// The order across threads is the order of the lines. Within a thread it is that of `seq`: the
/// events of a thread take the places of that thread's lines, sorted.
fn read_trace(bytes: &[u8]) -> (Vec<record::TraceEvent>, Vec<String>) {
    let mut events = Vec::new();
    let mut torn = Vec::new();
    for line in bytes
        .split(|byte| *byte == b'\n')
        .filter(|line| !line.is_empty())
    {
        match trace_event(line) {
            Some(event) => events.push(event),
            None => torn.push(String::from_utf8_lossy(line).into_owned()),
        }
    }
    let mut places: HashMap<(String, i64), Vec<usize>> = HashMap::new();
    for (place, event) in events.iter().enumerate() {
        places
            .entry((event.thread.clone(), event.tid))
            .or_default()
            .push(place);
    }
    let mut ordered = events.clone();
    for places in places.values() {
        let mut by_seq = places.clone();
        by_seq.sort_by_key(|place| events[*place].seq);
        for (place, source) in places.iter().zip(by_seq) {
            ordered[*place] = events[source].clone();
        }
    }
    (ordered, torn)
}

/// The most levels of a value that an event may have. A record holds it some levels down, and
/// `serde_json` reads 128.
const DEEPEST: usize = 100;

/// Whether a value has more than so many levels.
fn is_deeper_than(value: &Json, levels: usize) -> bool {
    let Some(within) = levels.checked_sub(1) else {
        return true;
    };
    match value {
        Json::Array(items) => items.iter().any(|item| is_deeper_than(item, within)),
        Json::Object(members) => members
            .values()
            .any(|member| is_deeper_than(member, within)),
        _ => false,
    }
}

fn trace_event(line: &[u8]) -> Option<record::TraceEvent> {
    let Json::Object(mut members) = serde_json::from_slice(line).ok()? else {
        return None;
    };
    // The readers of records go so deep and no deeper.
    if members
        .get("value")
        .is_some_and(|value| is_deeper_than(value, DEEPEST))
    {
        return None;
    }
    Some(record::TraceEvent {
        thread: members.get("thread")?.as_str()?.to_owned(),
        tid: members.get("tid").map_or(Some(0), Json::as_i64)?,
        seq: members.get("seq")?.as_u64()?,
        kind: members.get("kind")?.as_str()?.to_owned(),
        value: members.remove("value"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn torn_lines_are_kept_as_data() {
        let trace = b"{\"thread\":\"main\",\"tid\":0,\"seq\":1,\"kind\":\"a\"}\n{\"thread\":\"ma\n[1]\n{\"thread\":1}\n";
        let (events, torn) = read_trace(trace);
        assert_eq!(events.len(), 1);
        assert_eq!(torn, ["{\"thread\":\"ma", "[1]", "{\"thread\":1}"]);
    }

    #[test]
    fn a_thread_is_put_into_the_order_of_its_seq() {
        let line = |thread, seq, kind| {
            format!("{{\"thread\":\"{thread}\",\"tid\":0,\"seq\":{seq},\"kind\":\"{kind}\"}}\n")
        };
        let text = [line("m", 2, "b"), line("w", 1, "x"), line("m", 1, "a")].concat();
        let (events, _) = read_trace(text.as_bytes());
        let kinds: Vec<_> = events.iter().map(|event| event.kind.as_str()).collect();
        assert_eq!(kinds, ["a", "x", "b"]);
    }

    #[test]
    fn null_and_undefined_stay_apart() {
        let event = |value: &str| {
            let line = format!("{{\"thread\":\"m\",\"tid\":0,\"seq\":1,\"kind\":\"a\"{value}}}");
            trace_event(line.as_bytes()).expect("an event").value
        };
        assert_eq!(event(",\"value\":null"), Some(Json::Null));
        assert_eq!(event(""), None);
    }

    #[test]
    fn the_completion_record_is_recognised_by_its_kind_only() {
        assert!(is_completion(
            b"{\"thread\":\"m\",\"seq\":9,\"kind\":\"done\",\"value\":{\"checks\":0}}"
        ));
        assert!(!is_completion(
            b"{\"thread\":\"m\",\"seq\":9,\"kind\":\"x\",\"value\":\"done\"}"
        ));
    }
}
