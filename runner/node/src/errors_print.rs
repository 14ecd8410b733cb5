//! What an uncaught error looks like on standard error: the source line with a caret, the error as
//! `util.inspect` shows it, and the version, as Node prints them.

use std::path::Path;

use boa_engine::{Context, JsValue};

use threadproof_agent::Agent;
use threadproof_agent::output::Stream;
use threadproof_engine::access;
use threadproof_engine::stack::{Position, place_of};
use threadproof_event::dom_exception::is_error;
use threadproof_ground::access::Permission;

/// Prints an error that ends the process.
pub fn print_uncaught(value: &JsValue, thrown_at: Option<&Position>, context: &mut Context) {
    if access::check(Permission::Stdio, context).is_err() {
        // The embedder has the error as a value.
        return;
    }
    let agent = Agent::of(context);
    let place = thrown_at.cloned().or_else(|| place_of(value, context));
    let is_error = is_error(value);
    let mut text = String::new();
    match place.as_ref().and_then(|place| excerpt(place, context)) {
        Some(excerpt) => text.push_str(&excerpt),
        None if !is_error => text.push_str("Uncaught:\n"),
        None => {}
    }
    text.push_str(&shown(value, context));
    if !is_error {
        text.push_str("\nThrown at:");
        if let Some(place) = &place {
            text.push_str(&format!(
                "\n    at {}:{}:{}",
                place.file, place.line, place.column
            ));
        }
    }
    text.push_str(&format!(
        "\n\nNode.js v{}\n",
        agent.cluster.options.node_version
    ));
    agent.write(Stream::Err, text.as_bytes());
}

/// The value as it stands in the report: an error's stack and own properties.
fn shown(value: &JsValue, context: &mut Context) -> String {
    crate::console::inspect_for_report(value, context)
}

/// `file:line`, the source line, and a caret under the column.
fn excerpt(place: &Position, context: &Context) -> Option<String> {
    let text = access::read(Path::new(&place.file), context).ok()?;
    let text = String::from_utf8(text).ok()?;
    let line = text.lines().nth(place.line.checked_sub(1)?)?;
    let caret = " ".repeat(place.column.saturating_sub(1).min(line.len()));
    Some(format!(
        "{}:{}\n{line}\n{caret}^\n\n",
        place.file, place.line
    ))
}
