//! The list of builtin modules: one line each.
//!
//! JavaScript sources stand in `src/js`, their native halves in `native` and in the rooms that they
//! belong to.

use crate::modules::builtin::{Builtin, Load};
use crate::native;
use crate::worker_threads::{module as worker_threads, worker_figures};

mod bindings;
mod module_bindings;
mod stdio_bindings;

/// The source of a builtin.
macro_rules! text {
    ($name:literal) => {
        include_str!(concat!("../js/", $name, ".js"))
    };
}

/// Writes a [`Builtin`] for each line: `native` for exports made in Rust, `script` for a file of
/// `src/js`, `prefixed` for one that only has the `node:` form of its name; behind `=>` what makes
/// the exports, or the object of native functions that the file uses.
macro_rules! builtins {
    ($($kind:ident $name:literal $(=> $make:path)?;)*) => {
        &[$(builtins!(@one $kind $name $($make)?)),*]
    };
    (@one native $name:literal $make:path) => {
        Builtin { name: $name, load: Load::Native($make), prefixed_only: false }
    };
    (@one script $name:literal $($make:path)?) => {
        builtins!(@file $name, false, $($make)?)
    };
    (@one prefixed $name:literal $($make:path)?) => {
        builtins!(@file $name, true, $($make)?)
    };
    (@file $name:literal, $prefixed:literal,) => {
        Builtin { name: $name, load: Load::Script(text!($name), None), prefixed_only: $prefixed }
    };
    (@file $name:literal, $prefixed:literal, $make:path) => {
        Builtin { name: $name, load: Load::Script(text!($name), Some($make)), prefixed_only: $prefixed }
    };
}

/// Every builtin module.
pub const TABLE: &[Builtin] = &[
    native_module("worker_threads", worker_threads::exports),
    native_module("process", module_bindings::process),
    script("assert", include_str!("../js/assert.js"), None),
    script(
        "assert/strict",
        include_str!("../js/assert/strict.js"),
        None,
    ),
    script(
        "async_hooks",
        include_str!("../js/async_hooks.js"),
        Some(bindings::async_hooks),
    ),
    script(
        "buffer",
        include_str!("../js/buffer.js"),
        Some(native::buffer::bindings),
    ),
    script(
        "child_process",
        include_str!("../js/child_process.js"),
        Some(native::child_process::bindings),
    ),
    script(
        "console",
        include_str!("../js/console.js"),
        Some(bindings::console),
    ),
    script(
        "crypto",
        include_str!("../js/crypto.js"),
        Some(native::crypto::bindings),
    ),
    script(
        "diagnostics_channel",
        include_str!("../js/diagnostics_channel.js"),
        None,
    ),
    script(
        "events",
        include_str!("../js/events.js"),
        Some(bindings::events),
    ),
    native_module("fs", native::fs::exports),
    script(
        "fs/promises",
        include_str!("../js/fs/promises.js"),
        Some(native::fs::bindings),
    ),
    script(
        "internal/assert/assertion_error",
        include_str!("../js/internal/assert/assertion_error.js"),
        None,
    ),
    script(
        "internal/assert/line_diff",
        include_str!("../js/internal/assert/line_diff.js"),
        None,
    ),
    script(
        "internal/assert/source",
        include_str!("../js/internal/assert/source.js"),
        None,
    ),
    script(
        "internal/assert/throwing",
        include_str!("../js/internal/assert/throwing.js"),
        None,
    ),
    script(
        "internal/console/class",
        include_str!("../js/internal/console/class.js"),
        None,
    ),
    script(
        "internal/console/methods",
        include_str!("../js/internal/console/methods.js"),
        None,
    ),
    script(
        "internal/console/table",
        include_str!("../js/internal/console/table.js"),
        None,
    ),
    script(
        "internal/crypto/subtle",
        include_str!("../js/internal/crypto/subtle.js"),
        None,
    ),
    script(
        "internal/deep_equal",
        include_str!("../js/internal/deep_equal.js"),
        Some(bindings::inspect),
    ),
    script(
        "internal/error_messages",
        include_str!("../js/internal/error_messages.js"),
        None,
    ),
    script(
        "internal/errors",
        include_str!("../js/internal/errors.js"),
        Some(bindings::errors),
    ),
    script(
        "internal/events/async_resource",
        include_str!("../js/internal/events/async_resource.js"),
        None,
    ),
    script(
        "internal/events/iterator",
        include_str!("../js/internal/events/iterator.js"),
        None,
    ),
    script(
        "internal/fs/constants",
        include_str!("../js/internal/fs/constants.js"),
        None,
    ),
    script(
        "internal/fs/dir",
        include_str!("../js/internal/fs/dir.js"),
        None,
    ),
    script(
        "internal/fs/handle",
        include_str!("../js/internal/fs/handle.js"),
        Some(native::fs::bindings),
    ),
    script(
        "internal/fs/main",
        include_str!("../js/internal/fs/main.js"),
        Some(native::fs::bindings),
    ),
    script(
        "internal/fs/operations",
        include_str!("../js/internal/fs/operations.js"),
        None,
    ),
    script(
        "internal/fs/shapes",
        include_str!("../js/internal/fs/shapes.js"),
        None,
    ),
    script(
        "internal/fs/streams",
        include_str!("../js/internal/fs/streams.js"),
        None,
    ),
    script(
        "internal/inspect",
        include_str!("../js/internal/inspect.js"),
        Some(bindings::inspect),
    ),
    script(
        "internal/inspect/collections",
        include_str!("../js/internal/inspect/collections.js"),
        Some(bindings::inspect),
    ),
    script(
        "internal/inspect/colors",
        include_str!("../js/internal/inspect/colors.js"),
        None,
    ),
    script(
        "internal/inspect/errors",
        include_str!("../js/internal/inspect/errors.js"),
        None,
    ),
    script(
        "internal/inspect/format",
        include_str!("../js/internal/inspect/format.js"),
        None,
    ),
    script(
        "internal/inspect/kinds",
        include_str!("../js/internal/inspect/kinds.js"),
        None,
    ),
    script(
        "internal/inspect/layout",
        include_str!("../js/internal/inspect/layout.js"),
        None,
    ),
    script(
        "internal/inspect/rare",
        include_str!("../js/internal/inspect/rare.js"),
        Some(bindings::inspect),
    ),
    script(
        "internal/inspect/text",
        include_str!("../js/internal/inspect/text.js"),
        None,
    ),
    script(
        "internal/inspect/wide",
        include_str!("../js/internal/inspect/wide.js"),
        None,
    ),
    script(
        "internal/navigator",
        include_str!("../js/internal/navigator.js"),
        None,
    ),
    script(
        "internal/path/glob",
        include_str!("../js/internal/path/glob.js"),
        None,
    ),
    script(
        "internal/path/win32",
        include_str!("../js/internal/path/win32.js"),
        None,
    ),
    script(
        "internal/perf/delay",
        include_str!("../js/internal/perf/delay.js"),
        Some(native::perf::bindings),
    ),
    script(
        "internal/perf/timeline",
        include_str!("../js/internal/perf/timeline.js"),
        Some(native::perf::bindings),
    ),
    script(
        "internal/perf/observer",
        include_str!("../js/internal/perf/observer.js"),
        None,
    ),
    script(
        "internal/polyfills",
        include_str!("../js/internal/polyfills.js"),
        Some(bindings::polyfills),
    ),
    script(
        "internal/polyfills/array",
        include_str!("../js/internal/polyfills/array.js"),
        None,
    ),
    script(
        "internal/polyfills/array_buffer",
        include_str!("../js/internal/polyfills/array_buffer.js"),
        Some(bindings::polyfills),
    ),
    script(
        "internal/polyfills/base64",
        include_str!("../js/internal/polyfills/base64.js"),
        None,
    ),
    script(
        "internal/polyfills/disposable",
        include_str!("../js/internal/polyfills/disposable.js"),
        None,
    ),
    script(
        "internal/polyfills/iterator",
        include_str!("../js/internal/polyfills/iterator.js"),
        None,
    ),
    script(
        "internal/polyfills/small",
        include_str!("../js/internal/polyfills/small.js"),
        Some(bindings::polyfills),
    ),
    script(
        "internal/polyfills/suppressed_error",
        include_str!("../js/internal/polyfills/suppressed_error.js"),
        None,
    ),
    script(
        "internal/polyfills/using",
        include_str!("../js/internal/polyfills/using.js"),
        None,
    ),
    script(
        "internal/readline/cursor",
        include_str!("../js/internal/readline/cursor.js"),
        None,
    ),
    script(
        "internal/readline/interface",
        include_str!("../js/internal/readline/interface.js"),
        None,
    ),
    script(
        "internal/stdio",
        include_str!("../js/internal/stdio.js"),
        Some(stdio_bindings::stdio),
    ),
    script(
        "internal/streams/abort",
        include_str!("../js/internal/streams/abort.js"),
        None,
    ),
    script(
        "internal/streams/async_iterator",
        include_str!("../js/internal/streams/async_iterator.js"),
        None,
    ),
    script(
        "internal/streams/common",
        include_str!("../js/internal/streams/common.js"),
        None,
    ),
    script(
        "internal/streams/compose",
        include_str!("../js/internal/streams/compose.js"),
        None,
    ),
    script(
        "internal/streams/destroy",
        include_str!("../js/internal/streams/destroy.js"),
        None,
    ),
    script(
        "internal/streams/duplex",
        include_str!("../js/internal/streams/duplex.js"),
        None,
    ),
    script(
        "internal/streams/duplex_pair",
        include_str!("../js/internal/streams/duplex_pair.js"),
        None,
    ),
    script(
        "internal/streams/duplexify",
        include_str!("../js/internal/streams/duplexify.js"),
        None,
    ),
    script(
        "internal/streams/finished",
        include_str!("../js/internal/streams/finished.js"),
        None,
    ),
    script(
        "internal/streams/flow",
        include_str!("../js/internal/streams/flow.js"),
        None,
    ),
    script(
        "internal/streams/from",
        include_str!("../js/internal/streams/from.js"),
        None,
    ),
    script(
        "internal/streams/legacy",
        include_str!("../js/internal/streams/legacy.js"),
        None,
    ),
    script(
        "internal/streams/operators",
        include_str!("../js/internal/streams/operators.js"),
        None,
    ),
    script(
        "internal/streams/pipe",
        include_str!("../js/internal/streams/pipe.js"),
        None,
    ),
    script(
        "internal/streams/pipeline",
        include_str!("../js/internal/streams/pipeline.js"),
        None,
    ),
    script(
        "internal/streams/readable",
        include_str!("../js/internal/streams/readable.js"),
        None,
    ),
    script(
        "internal/streams/transform",
        include_str!("../js/internal/streams/transform.js"),
        None,
    ),
    script(
        "internal/streams/wrap",
        include_str!("../js/internal/streams/wrap.js"),
        None,
    ),
    script(
        "internal/streams/writable",
        include_str!("../js/internal/streams/writable.js"),
        None,
    ),
    script(
        "internal/streams/write_queue",
        include_str!("../js/internal/streams/write_queue.js"),
        None,
    ),
    script(
        "internal/test/context",
        include_str!("../js/internal/test/context.js"),
        None,
    ),
    script(
        "internal/test/mock",
        include_str!("../js/internal/test/mock.js"),
        None,
    ),
    script(
        "internal/test/report",
        include_str!("../js/internal/test/report.js"),
        None,
    ),
    script(
        "internal/test/runner",
        include_str!("../js/internal/test/runner.js"),
        None,
    ),
    script(
        "internal/url/legacy",
        include_str!("../js/internal/url/legacy.js"),
        None,
    ),
    script(
        "internal/util/debuglog",
        include_str!("../js/internal/util/debuglog.js"),
        None,
    ),
    script(
        "internal/util/deprecate",
        include_str!("../js/internal/util/deprecate.js"),
        None,
    ),
    script(
        "internal/util/diff",
        include_str!("../js/internal/util/diff.js"),
        None,
    ),
    script(
        "internal/util/mime",
        include_str!("../js/internal/util/mime.js"),
        None,
    ),
    script(
        "internal/util/parse_args",
        include_str!("../js/internal/util/parse_args.js"),
        None,
    ),
    script(
        "internal/util/parse_env",
        include_str!("../js/internal/util/parse_env.js"),
        None,
    ),
    script(
        "internal/util/style_text",
        include_str!("../js/internal/util/style_text.js"),
        None,
    ),
    script(
        "internal/util/system_errors",
        include_str!("../js/internal/util/system_errors.js"),
        None,
    ),
    script(
        "internal/validators",
        include_str!("../js/internal/validators.js"),
        None,
    ),
    script(
        "internal/worker_io",
        include_str!("../js/internal/worker_io.js"),
        Some(stdio_bindings::worker_io),
    ),
    script(
        "module",
        include_str!("../js/module.js"),
        Some(module_bindings::module),
    ),
    script(
        "os",
        include_str!("../js/os.js"),
        Some(native::os::bindings),
    ),
    script("path", include_str!("../js/path.js"), None),
    script("path/posix", include_str!("../js/path/posix.js"), None),
    script("path/win32", include_str!("../js/path/win32.js"), None),
    script(
        "perf_hooks",
        include_str!("../js/perf_hooks.js"),
        Some(native::perf::bindings),
    ),
    script("querystring", include_str!("../js/querystring.js"), None),
    script("readline", include_str!("../js/readline.js"), None),
    script(
        "readline/promises",
        include_str!("../js/readline/promises.js"),
        None,
    ),
    script("stream", include_str!("../js/stream.js"), None),
    script(
        "stream/consumers",
        include_str!("../js/stream/consumers.js"),
        None,
    ),
    script(
        "stream/promises",
        include_str!("../js/stream/promises.js"),
        None,
    ),
    script(
        "string_decoder",
        include_str!("../js/string_decoder.js"),
        None,
    ),
    prefixed("test", include_str!("../js/test.js"), None),
    script("timers", include_str!("../js/timers.js"), None),
    script(
        "timers/promises",
        include_str!("../js/timers/promises.js"),
        None,
    ),
    script("trace_events", include_str!("../js/trace_events.js"), None),
    script(
        "url",
        include_str!("../js/url.js"),
        Some(native::url::bindings),
    ),
    script("util", include_str!("../js/util.js"), None),
    script(
        "util/types",
        include_str!("../js/util/types.js"),
        Some(bindings::types),
    ),
    script(
        "internal/v8/serializer",
        include_str!("../js/internal/v8/serializer.js"),
        None,
    ),
    script(
        "internal/v8/deserializer",
        include_str!("../js/internal/v8/deserializer.js"),
        None,
    ),
    script(
        "v8",
        include_str!("../js/v8.js"),
        Some(native::v8::bindings),
    ),
    script("vm", include_str!("../js/vm.js"), Some(crate::vm::bindings)),
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

/// A module that only has the `node:` form of its name.
const fn prefixed(name: &'static str, source: &'static str, native: Option<Native>) -> Builtin {
    Builtin {
        name,
        load: Load::Script(source, native),
        prefixed_only: true,
    }
}

const fn script(name: &'static str, source: &'static str, native: Option<Native>) -> Builtin {
    Builtin {
        name,
        load: Load::Script(source, native),
        prefixed_only: false,
    }
}
