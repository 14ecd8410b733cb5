//! `worker_threads`, as Node documents it, for programs that embed the Boa engine; and threadproof's
//! reference runtime, which is the same crate with a command line.
//!
//! A [`Runtime`] runs a script on a main thread; each `Worker` that the script starts is one more OS
//! thread with a Boa context of its own. Around the module stands as much of Node as programs with
//! threads use: `CommonJS` and ES modules, `fs`, `events`, streams, `crypto` and the rest.
//!
//! # Quick start
//!
//! ```
//! use threadproof_runner::{Ended, Runtime, SourceKind};
//!
//! let outcome = Runtime::builder()
//!     .source(
//!         "
//!         import { Worker } from 'node:worker_threads';
//!         const worker = new Worker('/square.js', { workerData: 7 });
//!         worker.on('message', (square) => report(square));
//!         ",
//!         SourceKind::Module,
//!     )
//!     .virtual_file(
//!         "/square.js",
//!         "const { parentPort, workerData } = require('node:worker_threads');
//!          parentPort.postMessage(workerData ** 2);",
//!     )
//!     .host_function("report", |args| {
//!         assert_eq!(args[0].as_number(), Some(49.0));
//!         Ok(().into())
//!     })
//!     .run()?;
//! assert_eq!(outcome.ended, Ended::Finished);
//! # Ok::<(), threadproof_runner::StartError>(())
//! ```
//!
//! # Where to look
//!
//! | for | see |
//! |---|---|
//! | describing and starting a runtime | [`Builder`] |
//! | waiting, stopping, how it ended | [`Running`], [`Outcome`], [`Ended`] |
//! | using a runtime from other threads | [`Handle`], [`Kept`] |
//! | functions and objects that scripts get from the host | [`HostModule`], [`HostObject`], [`Value`] |
//! | who may touch what | [`guide::threads`] |
//! | permissions, limits, clock, randomness | [`guide::limits`], [`Permissions`], [`Limits`], [`Clock`], [`Random`] |
//! | being told what happens | [`Observer`] |
//!
//! `examples/` holds a program for each; `ARCHITECTURE.md` in the repository is the map of the rooms
//! behind them. Modules that are not listed here are the runtime's own and may change with any
//! release.
//!
//! # Features
//!
//! `profiles`, off unless asked for: the processor and heap profiles that a script may take of a thread.
//! They read the stack of a script that stands still between two slices, past a reference that the
//! proposed models of aliasing (Stacked Borrows, Tree Borrows) take for the only one. Without it a script
//! that asks for a profile gets `ERR_FEATURE_UNAVAILABLE_ON_PLATFORM`.
//!
//! # What is not supported
//!
//! Asking for one of these gives an error that names it, never a silent success.
//!
//! | what | what a script sees |
//! |---|---|
//! | catching a call stack that was used up in a file that was loaded before any file of the thread caught anything | the script ends with `RangeError: Maximum call stack size exceeded`; Boa 0.22 gives JavaScript no chance to catch it |
//! | a getter that deletes itself and assigns; prototypes whose properties are deleted or turn into accessors after they were read | a wrong value at places that read the property before: Boa 0.22 does not renew its caches |
//! | memories of `WebAssembly` that are shared or have 64-bit addresses | `ERR_FEATURE_UNAVAILABLE_ON_PLATFORM`; in a module, a `CompileError` |
//! | threads, garbage collection and exceptions of `WebAssembly` | a `CompileError`; `Tag`, `JSTag`, `Exception`, `Suspending` and `promising` do not exist, nor do the `Memory` methods that give resizable buffers |
//! | modules of `WebAssembly` by `import` | `ERR_FEATURE_UNAVAILABLE_ON_PLATFORM` |
//! | `fetch` of the network | a `TypeError` whose cause is `ERR_FEATURE_UNAVAILABLE_ON_PLATFORM` |
//! | `brotli` and `zstd` in `CompressionStream` and `DecompressionStream`; a stream in a message to a context of `vm` | `ERR_FEATURE_UNAVAILABLE_ON_PLATFORM` |
//! | `WebSocket`, `EventSource`, `localStorage` | the globals do not exist |
//! | `inspector`, `tls`, `http2`, `dgram`, `repl`, `wasi`, `domain`, `punycode` | `MODULE_NOT_FOUND`; with the prefix `node:`, `ERR_UNKNOWN_BUILTIN_MODULE` |
//! | the modules that need the prefix, but `node:test` | `ERR_UNKNOWN_BUILTIN_MODULE` |
//! | the network: `http`, `https`, `dns`, sockets and servers of `net`; processes of `cluster` | `ERR_FEATURE_UNAVAILABLE_ON_PLATFORM` |
//! | Brotli, Zstandard and archives of `zlib` | `ERR_FEATURE_UNAVAILABLE_ON_PLATFORM` |
//! | `trace_events` | `ERR_TRACE_EVENTS_UNAVAILABLE` |
//! | native addons, `process.dlopen` | `ERR_DLOPEN_FAILED` |
//! | handles and `advanced` serialization between processes, more than three descriptors for one, ciphers and public keys of `crypto` (those of a certificate too), module loaders, `vm` code caches | `ERR_FEATURE_UNAVAILABLE_ON_PLATFORM` |
//! | a heap profile in a program without [`heap::CountingAllocator`] | `ERR_FEATURE_UNAVAILABLE_ON_PLATFORM` |
//! | Electron's own modules, a document, `http:` scripts and the network in a window (`--profile electron`) | `MODULE_NOT_FOUND`, no such global, an `error` event |
//! | promises and I/O in `async_hooks.createHook` | a warning that says so; timers, immediates, ticks, microtasks, ports, workers and `AsyncResource` objects are reported |
//! | `v8.promiseHooks` | `ERR_FEATURE_UNAVAILABLE_ON_PLATFORM` |
//! | callbacks of `FinalizationRegistry` | they never run: the engine gives the host no moment for them |
//! | unknown options of `node` | exit code 9, naming the option |
//!
//! V8's heap flags on the command line limit workers as `resourceLimits` do, and win over them; both
//! are kept when the program installs [`heap::CountingAllocator`].

pub mod assembly;
pub mod cli;
mod embed;
pub mod guide;
mod lent;
mod runtime;

pub use embed::{
    Builder, Ended, Handle, HostError, HostErrorKind, HostFunction, HostModule, HostObject, Kept,
    Limits, MessageInfo, Observer, Outcome, OutputStream, RemoteError, Running, Runtime,
    SharedObject, SourceKind, StartError, ThreadInfo, UncaughtError, Value,
};
pub use threadproof_agent::exit::install_panic_hook;
pub use threadproof_ground::access::{
    Clock, FileAccess, Permission, Permissions, Random, SystemClock,
};
pub use threadproof_ground::director;
pub use threadproof_ground::heap;
pub use threadproof_ground::options::{Output, Profile, WebPreferences};
