//! The list of builtin modules: one line each.
//!
//! JavaScript sources stand in `src/js`, their native halves in `native` and in the rooms that they
//! belong to.

use crate::modules::builtin::{Builtin, Load, Native};
use crate::native;
use crate::worker_threads::module as worker_threads;

mod bindings;

/// Every builtin module.
pub const TABLE: &[Builtin] = &[
    native_module("worker_threads", worker_threads::exports),
];

const fn native_module(
    name: &'static str,
    make: fn(&mut boa_engine::Context) -> boa_engine::JsResult<boa_engine::JsValue>,
) -> Builtin {
    Builtin {
        name,
        load: Load::Native(make),
        prefixed_only: false,
    }
}

const fn script(name: &'static str, source: &'static str, native: Option<Native>) -> Builtin {
    Builtin {
        name,
        load: Load::Script(source, native),
        prefixed_only: false,
    }
}
