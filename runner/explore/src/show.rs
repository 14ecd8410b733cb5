//! A run for people: who ran when, what each did, where it was made to switch.

use std::fmt::Write;

use crate::report::Run;

/// The steps of a run, those of one thread in a row as a block. `>` marks a switch that the schedule
/// made; the others came because a thread waited or ended.
#[must_use]
pub fn timeline(run: &Run) -> String {
    let trace = &run.trace;
    let mut text = String::new();
    let mut at = 0;
    while at < trace.events.len() {
        let thread = trace.events[at].thread;
        let rest = &trace.events[at..];
        let length = rest.iter().take_while(|it| it.thread == thread).count();
        let is_switch = trace
            .choices
            .iter()
            .any(|choice| choice.step == at && choice.taken != choice.usual);
        let mark = if is_switch { '>' } else { ' ' };
        let label = &trace.threads[thread].label;
        let acts = acts(&rest[..length]);
        let ms = trace.events[at].at.as_secs_f64() * 1000.0;
        writeln!(text, "{mark} {at:>5}  {ms:>8.1} ms  {label:<12}  {acts}").ok();
        at += length;
    }
    text
}

/// What a thread did in a row; what it did again and again once, with how often.
fn acts(events: &[crate::trace::Event]) -> String {
    let mut parts: Vec<(String, usize)> = Vec::new();
    for event in events {
        let act = event.act.to_string();
        match parts.last_mut() {
            Some((last, count)) if *last == act => *count += 1,
            _ => parts.push((act, 1)),
        }
    }
    let parts: Vec<String> = parts
        .into_iter()
        .map(|(act, count)| match count {
            1 => act,
            count => format!("{act} ({count} times)"),
        })
        .collect();
    parts.join(", ")
}
