//! `WebAssembly` (WebAssembly JavaScript Interface) over the interpreter `wasmi`.
//!
//! A module is compiled once in a runtime and crosses threads as a counted reference; instances,
//! memories, tables and globals belong to the thread that made them. What a script sees of all of
//! them is in `js/internal/wasm`. Nothing exists before a script touches the global.
//!
//! - A call runs in slices of fuel: between two of them it asks whether the thread has been stopped.
//! - A call into JavaScript leaves the interpreter and comes back with the results, so that no
//!   JavaScript ever runs while the store is borrowed.
//! - A memory is the bytes of the engine's own `ArrayBuffer` (see `memory`).
//!
//! This crate must never know ports, workers or modules of JavaScript.

#![expect(
    clippy::cast_precision_loss,
    reason = "indices and sizes are checked before they are numbers of JavaScript, and after"
)]
#![expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "handles of the interpreter are passed as it passes them"
)]

mod bindings;
pub mod builtins;
mod call;
mod errors;
pub mod extension;
mod instance;
mod memory;
pub mod module;
mod rewrite;
mod state;
mod values;

pub use bindings::bindings;
pub use module::MODULE;

use wasmi::{CompilationMode, Config, CustomFuelCosts, Engine};

/// How deep functions of WebAssembly may call each other.
const MAX_DEPTH: usize = 12_000;
/// How many bytes their values may take.
const MAX_STACK: usize = 8 << 20;

/// Makes the interpreter that all threads of a runtime share.
#[must_use]
pub fn engine() -> Engine {
    let mut config = Config::default();
    config
        .consume_fuel(true)
        .compilation_mode(CompilationMode::LazyTranslation)
        // What is compiled at its first call is no work of the script's.
        .fuel_cost(CustomFuelCosts {
            bytes_copied_per_fuel: 64,
            fuel_per_bytes_translated: 0,
            fuel_per_bytes_validated: 0,
        })
        .set_max_recursion_depth(MAX_DEPTH)
        .set_max_stack_height(MAX_STACK)
        .wasm_custom_page_sizes(false)
        .wasm_wide_arithmetic(false);
    Engine::new(&config)
}
