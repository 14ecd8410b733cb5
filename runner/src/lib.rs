//! threadproof's reference runtime: `worker_threads`, as documented, on the Boa engine.
//!
//! A [`runtime`] runs a script as the main thread of an agent cluster; each `Worker` is one more OS
//! thread with a Boa context of its own. Around the module stands as much of Node as programs with
//! threads use. `ARCHITECTURE.md` in the repository is the map of the rooms.
//!
//! # What is not supported
//!
//! Asking for one of these gives an error that names it, never a silent success.
//!
//! | what | what a script sees |
//! |---|---|
//! | catching a call stack that was used up by calls that the file does not make by name (a function that gets itself as an argument, `toJSON`, traps of a proxy) | the script ends with `RangeError: Maximum call stack size exceeded`; Boa 0.22 gives JavaScript no chance to catch it |
//! | a getter that deletes itself and assigns; prototypes whose properties are deleted or turn into accessors after they were read | a wrong value at places that read the property before: Boa 0.22 does not renew its caches |
//! | `WebAssembly` | the global does not exist |
//! | `inspector` | `MODULE_NOT_FOUND` |
//! | the network: `http`, `https`, `dns`, sockets and servers of `net`; processes of `cluster` | `ERR_FEATURE_UNAVAILABLE_ON_PLATFORM` |
//! | Brotli, Zstandard and archives of `zlib` | `ERR_FEATURE_UNAVAILABLE_ON_PLATFORM` |
//! | `trace_events` | `ERR_TRACE_EVENTS_UNAVAILABLE` |
//! | native addons, `process.dlopen` | `ERR_DLOPEN_FAILED` |
//! | `child_process.fork`, ciphers and public keys of `crypto` (those of a certificate too), `fs.watch`, module loaders, `vm` code caches | `ERR_FEATURE_UNAVAILABLE_ON_PLATFORM` |
//! | a heap profile in a program without [`heap::CountingAllocator`] | `ERR_FEATURE_UNAVAILABLE_ON_PLATFORM` |
//! | Electron's own modules, a document, `http:` scripts and the network in a window (`--profile electron`) | `MODULE_NOT_FOUND`, no such global, an `error` event |
//! | unknown options of `node` | exit code 9, naming the option |
//!
//! V8's heap flags on the command line are accepted and change nothing; `resourceLimits` are kept
//! when the program installs [`heap::CountingAllocator`].

pub mod agent;
pub mod asar;
pub mod atomics;
pub mod builtins;
pub mod class;
pub mod cli;
pub mod cli_flags;
pub mod clone;
pub mod console;
pub mod errors;
pub mod errors_print;
pub mod event;
pub mod globals;
pub mod heap;
pub mod heap_snapshot;
pub mod modules;
pub mod native;
pub mod options;
pub mod process;
pub mod profile;
pub mod runtime;
pub mod stack;
pub mod stdio;
pub mod transform;
pub mod vm;
pub mod web;
pub mod worker_threads;
