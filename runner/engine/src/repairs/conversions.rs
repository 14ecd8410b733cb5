//! Objects whose conversion converts themselves again.
//!
//! The engine keeps the objects that it converts in a table of its thread, and answers 0 or an empty
//! string for one that is in it already. `toString` and `valueOf` of a script therefore begin by
//! taking their object out of that table: it is converted again as often as the script asks, until
//! the calls nest too deep.

use boa_engine::object::{JsObject, RecursionLimiter};

/// Lets the engine convert `object` although it is being converted.
pub(super) fn allow_again(object: &JsObject) {
    let mut limiter = RecursionLimiter::new(object.as_ref());
    // What is not live when it is dropped is only noted as visited, which conversions ignore.
    limiter.live = false;
}
