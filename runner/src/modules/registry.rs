//! What one agent has loaded: builtins, `CommonJS` modules, ES modules.
//!
//! Only storage; it must never load anything by itself.

use std::cell::{OnceCell, RefCell};

use boa_engine::object::JsObject;
use boa_engine::{JsValue, Module};
use rustc_hash::FxHashMap;

use super::resolve::Resolver;

/// The modules of an agent.
#[derive(Debug, Default)]
pub struct ModuleRegistry {
    /// Exports of builtins by name without `node:`.
    pub builtins: RefCell<FxHashMap<&'static str, JsValue>>,
    /// Exports of host modules by name without `host:`.
    pub host: RefCell<FxHashMap<String, JsValue>>,
    /// ES modules by URL.
    pub esm: RefCell<FxHashMap<String, Module>>,
    /// `require.cache`: an object with one property for each file name.
    pub cjs_cache: OnceCell<JsObject>,
    /// `require.main`.
    pub main: OnceCell<JsObject>,
    /// The `require` that builtins get.
    pub builtin_require: OnceCell<JsObject>,
    /// Finds files; made at the first specifier that is not a builtin.
    pub resolver: OnceCell<Resolver>,
}
