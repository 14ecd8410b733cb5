//! What repairs the engine, or stands in for it.
//!
//! | file | what the engine does | what is done about it |
//! |---|---|---|
//! | [`call_depth`] | its error at the call-depth limit cannot be caught by JavaScript | functions that may reach themselves throw a `RangeError` first |
//! | [`depth`] | its parser, `flat` and `join` recurse on the native stack without a count | text that nests too deep is refused; `flat` has a stack of its own, `join` a count |
//! | [`descriptors`] | it fills an inline cache after a getter has run, with the new shape and the old slot | values in accessors' places are stored as accessors and shown as data |
//! | [`json`] | `JSON.parse` and `JSON.stringify` recurse | both read and write with stacks of their own |
//!
//! It must never know a thread, or a module of Node's.

pub mod call_depth;
pub mod depth;
pub mod descriptors;
pub mod json;
