//! The list of this crate's builtin modules: one line each.

use threadproof_modules::builtin::Builtin;

use crate::bindings;

/// The builtins of this crate.
pub const TABLE: &[Builtin] = threadproof_modules::builtins! { "../js/"
    script "internal/wasm/errors";
    script "internal/wasm/instance" => bindings;
    script "internal/wasm/module" => bindings;
    script "internal/wasm/namespace" => bindings;
    script "internal/wasm/objects" => bindings;
};
