//! The list of builtin modules: one line each.
//!
//! JavaScript sources stand in `src/js`, their native halves in `native` and in the rooms that they
//! belong to.

use crate::modules::builtin::{Builtin, Load, Native};
use crate::worker_threads::module as worker_threads;

mod bindings;

/// Every builtin module.
pub const TABLE: &[Builtin] = &[
    native_module("worker_threads", worker_threads::exports),
    native_module("events", |context| {
        Ok(crate::event::emitter::class(context)?.constructor.clone().into())
    }),
    script("assert", include_str!("../js/assert.js"), None),
    script("assert/strict", include_str!("../js/assert/strict.js"), None),
    script("console", include_str!("../js/console.js"), Some(bindings::console)),
    script("internal/assert/assertion_error", include_str!("../js/internal/assert/assertion_error.js"), None),
    script("internal/assert/line_diff", include_str!("../js/internal/assert/line_diff.js"), None),
    script("internal/assert/source", include_str!("../js/internal/assert/source.js"), None),
    script("internal/assert/throwing", include_str!("../js/internal/assert/throwing.js"), None),
    script("internal/console/class", include_str!("../js/internal/console/class.js"), None),
    script("internal/console/methods", include_str!("../js/internal/console/methods.js"), None),
    script("internal/console/table", include_str!("../js/internal/console/table.js"), None),
    script("internal/deep_equal", include_str!("../js/internal/deep_equal.js"), None),
    script("internal/errors", include_str!("../js/internal/errors.js"), Some(bindings::errors)),
    script("internal/inspect", include_str!("../js/internal/inspect.js"), Some(bindings::inspect)),
    script("internal/inspect/collections", include_str!("../js/internal/inspect/collections.js"), Some(bindings::inspect)),
    script("internal/inspect/colors", include_str!("../js/internal/inspect/colors.js"), None),
    script("internal/inspect/errors", include_str!("../js/internal/inspect/errors.js"), None),
    script("internal/inspect/format", include_str!("../js/internal/inspect/format.js"), None),
    script("internal/inspect/kinds", include_str!("../js/internal/inspect/kinds.js"), None),
    script("internal/inspect/layout", include_str!("../js/internal/inspect/layout.js"), None),
    script("internal/inspect/rare", include_str!("../js/internal/inspect/rare.js"), Some(bindings::inspect)),
    script("internal/inspect/text", include_str!("../js/internal/inspect/text.js"), None),
    script("internal/path/glob", include_str!("../js/internal/path/glob.js"), None),
    script("internal/path/win32", include_str!("../js/internal/path/win32.js"), None),
    script("internal/util/debuglog", include_str!("../js/internal/util/debuglog.js"), None),
    script("internal/util/deprecate", include_str!("../js/internal/util/deprecate.js"), None),
    script("internal/util/diff", include_str!("../js/internal/util/diff.js"), None),
    script("internal/util/mime", include_str!("../js/internal/util/mime.js"), None),
    script("internal/util/parse_args", include_str!("../js/internal/util/parse_args.js"), None),
    script("internal/util/parse_env", include_str!("../js/internal/util/parse_env.js"), None),
    script("internal/util/style_text", include_str!("../js/internal/util/style_text.js"), None),
    script("internal/util/system_errors", include_str!("../js/internal/util/system_errors.js"), None),
    script("internal/validators", include_str!("../js/internal/validators.js"), None),
    script("path", include_str!("../js/path.js"), None),
    script("path/posix", include_str!("../js/path/posix.js"), None),
    script("path/win32", include_str!("../js/path/win32.js"), None),
    script("querystring", include_str!("../js/querystring.js"), None),
    script("util", include_str!("../js/util.js"), None),
    script("util/types", include_str!("../js/util/types.js"), Some(bindings::types)),
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
