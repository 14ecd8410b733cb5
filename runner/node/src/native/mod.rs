//! The Rust halves of the Node modules that surround `worker_threads`.
//!
//! Each submodule gives `bindings(context)`, the object of native functions that the JavaScript half
//! in `js/` receives as `native`. Nothing here may keep state outside the context it
//! is called with: two runtimes in one process must not see each other.

pub use threadproof_agent::blocking;
pub use threadproof_engine::access::{random_fill, random_uuid, wall_clock_ms};
pub use threadproof_engine::bytes;
pub use threadproof_engine::errors::fail;
pub use threadproof_engine::native::{
    Def, define, define_all, define_getter, function, list_of, object_of, registered_symbol,
    text_arg,
};

pub mod blob;
pub mod buffer;
pub mod child_process;
pub mod crypto;
pub mod errno;
pub mod fetch;
pub mod fs;
pub mod net;
pub mod object_urls;
pub mod os;
pub mod perf;
pub mod platform;
mod show;
pub mod signals;
#[cfg(test)]
mod testing;
pub mod text;
pub mod url;
pub mod url_pattern;
pub mod zlib;
