//! The list of this crate's builtin modules: one line each.

use threadproof_modules::builtin::Builtin;

use crate::worker_threads::{module as worker_threads, worker_input, worker_measures};

/// The builtins of this crate.
pub const TABLE: &[Builtin] = threadproof_modules::builtins! { "../js/"
    native "worker_threads" => worker_threads::exports;
    script "internal/vm/contexts" => crate::vm::bindings;
    script "internal/worker/introspection" => worker_measures::bindings;
    script "internal/worker/profiles" => worker_measures::bindings;
    script "internal/worker_io" => worker_input::bindings;
    script "vm" => crate::vm::bindings;
};
