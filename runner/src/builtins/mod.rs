//! The list of builtin modules: one line each.
//!
//! JavaScript sources stand in `src/js`, their native halves in `native` and in the rooms that they
//! belong to.

use crate::event::emitter;
use crate::modules::builtin::{Builtin, Load};
use crate::native;
use crate::process::ipc;
use crate::wasm;
use crate::worker_threads::{module as worker_threads, worker_figures};

mod bindings;
mod module_bindings;
pub mod profiles;
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
pub const TABLE: &[Builtin] = builtins! {
    native "worker_threads" => worker_threads::exports;
    native "process" => module_bindings::process;
    script "assert";
    script "assert/strict";
    script "async_hooks" => bindings::async_hooks;
    script "buffer" => native::buffer::bindings;
    script "child_process" => native::child_process::bindings;
    script "cluster";
    script "console" => bindings::console;
    script "constants";
    script "crypto" => native::crypto::bindings;
    script "diagnostics_channel";
    script "dns";
    script "dns/promises";
    script "events" => emitter::bindings;
    native "fs" => native::fs::exports;
    script "fs/promises" => native::fs::bindings;
    script "http";
    script "https";
    script "internal/abort_transfer" => crate::worker_threads::signals::bindings;
    script "internal/assert/assertion_error";
    script "internal/assert/line_diff";
    script "internal/assert/source";
    script "internal/assert/throwing";
    script "internal/console/class";
    script "internal/console/methods";
    script "internal/console/table";
    script "internal/crypto/key" => native::crypto::bindings;
    script "internal/crypto/secret_algorithms";
    script "internal/crypto/subtle";
    script "internal/crypto/x509" => native::crypto::bindings;
    script "internal/deep_equal" => bindings::inspect;
    script "internal/error_messages";
    script "internal/errors" => bindings::errors;
    script "internal/events/async_resource";
    script "internal/events/iterator";
    script "internal/fetch/body";
    script "internal/fetch/fetch" => native::fetch::bindings;
    script "internal/fetch/form_data";
    script "internal/fetch/headers";
    script "internal/fetch/idl";
    script "internal/fetch/request";
    script "internal/fetch/response";
    script "internal/fs/constants";
    script "internal/fs/dir";
    script "internal/fs/handle" => native::fs::bindings;
    script "internal/fs/main" => native::fs::bindings;
    script "internal/fs/operations";
    script "internal/fs/shapes";
    script "internal/fs/streams";
    script "internal/inspect" => bindings::inspect;
    script "internal/inspect/collections" => bindings::inspect;
    script "internal/inspect/colors";
    script "internal/inspect/errors";
    script "internal/inspect/format";
    script "internal/inspect/kinds";
    script "internal/inspect/layout";
    script "internal/inspect/rare" => bindings::inspect;
    script "internal/inspect/text";
    script "internal/inspect/wide";
    script "internal/ipc" => ipc::bindings;
    script "internal/lazy";
    script "internal/navigator";
    script "internal/net/block_list" => native::net::bindings;
    script "internal/net/socket_address" => native::net::bindings;
    script "internal/path/glob";
    script "internal/path/win32";
    script "internal/perf/delay" => native::perf::bindings;
    script "internal/perf/observer";
    script "internal/perf/timeline" => native::perf::bindings;
    script "internal/polyfills" => bindings::polyfills;
    script "internal/polyfills/array";
    script "internal/polyfills/array_buffer" => bindings::polyfills;
    script "internal/polyfills/base64";
    script "internal/polyfills/disposable";
    script "internal/polyfills/iterator";
    script "internal/polyfills/locale";
    script "internal/polyfills/small" => bindings::polyfills;
    script "internal/polyfills/suppressed_error";
    script "internal/polyfills/using";
    script "internal/readline/cursor";
    script "internal/readline/interface";
    script "internal/stdio" => stdio_bindings::stdio;
    script "internal/refusing";
    script "internal/streams/abort";
    script "internal/streams/async_iterator";
    script "internal/streams/common";
    script "internal/streams/compose";
    script "internal/streams/destroy";
    script "internal/streams/duplex";
    script "internal/streams/duplex_pair";
    script "internal/streams/duplexify";
    script "internal/streams/finished";
    script "internal/streams/flow";
    script "internal/streams/from";
    script "internal/streams/legacy";
    script "internal/streams/operators";
    script "internal/streams/pipe";
    script "internal/streams/pipeline";
    script "internal/streams/readable";
    script "internal/streams/transform";
    script "internal/streams/wrap";
    script "internal/streams/writable";
    script "internal/streams/write_queue";
    script "internal/test/context";
    script "internal/test/mock";
    script "internal/test/report";
    script "internal/test/runner";
    script "internal/url/legacy";
    script "internal/url/pattern" => native::url_pattern::bindings;
    script "internal/util/debuglog";
    script "internal/util/deprecate";
    script "internal/util/diff";
    script "internal/util/mime";
    script "internal/util/parse_args";
    script "internal/util/parse_env";
    script "internal/util/style_text";
    script "internal/util/system_errors";
    script "internal/util/variable";
    script "internal/v8/deserializer";
    script "internal/v8/profiles" => module_bindings::v8;
    script "internal/v8/serializer";
    script "internal/validators";
    script "internal/vm/contexts" => crate::vm::bindings;
    script "internal/wasm/errors";
    script "internal/wasm/instance" => wasm::bindings;
    script "internal/wasm/module" => wasm::bindings;
    script "internal/wasm/namespace" => wasm::bindings;
    script "internal/wasm/objects" => wasm::bindings;
    script "internal/webidl" => native::platform::bindings;
    script "internal/webstreams/adapters";
    script "internal/webstreams/byte_controller" => native::platform::bindings;
    script "internal/webstreams/compression";
    script "internal/webstreams/default_controller";
    script "internal/webstreams/encoding";
    script "internal/webstreams/iteration";
    script "internal/webstreams/pipe";
    script "internal/webstreams/queue";
    script "internal/webstreams/readable";
    script "internal/webstreams/readable_class";
    script "internal/webstreams/reader_classes";
    script "internal/webstreams/sources";
    script "internal/webstreams/strategies";
    script "internal/webstreams/tee";
    script "internal/webstreams/transfer";
    script "internal/webstreams/transform";
    script "internal/webstreams/transform_class";
    script "internal/webstreams/writable";
    script "internal/webstreams/writable_class";
    script "internal/worker/introspection" => worker_figures::bindings;
    script "internal/worker/profiles" => worker_figures::bindings;
    script "internal/worker_io" => stdio_bindings::worker_io;
    script "internal/zlib_engine" => native::zlib::bindings;
    script "module" => module_bindings::module;
    script "net" => native::net::bindings;
    script "os" => native::os::bindings;
    script "path";
    script "path/posix";
    script "path/win32";
    script "perf_hooks" => native::perf::bindings;
    script "querystring";
    script "readline";
    script "readline/promises";
    script "stream";
    script "stream/consumers";
    script "stream/promises";
    script "stream/web";
    script "string_decoder";
    script "sys";
    prefixed "test";
    script "timers";
    script "timers/promises";
    script "trace_events";
    script "tty" => stdio_bindings::stdio;
    script "url" => native::url::bindings;
    script "util";
    script "util/types" => bindings::types;
    script "v8" => module_bindings::v8;
    script "vm" => crate::vm::bindings;
    script "zlib" => native::zlib::bindings;
};
