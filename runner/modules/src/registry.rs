//! What one agent has loaded: builtins, `CommonJS` modules, ES modules.
//!
//! Only storage; it must never load anything by itself.

use std::cell::{OnceCell, RefCell};

use boa_engine::object::JsObject;
use boa_engine::{Context, JsValue, Module};
use rustc_hash::FxHashMap;

use super::flags;
use super::overrides::Replaceable;
use super::policy::Policy;
use super::resolve::{Resolver, Wanted};
use threadproof_agent::Agent;
use threadproof_engine::access;

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
    /// The class of modules, once a script has loaded `module`.
    pub class: OnceCell<Replaceable>,
    /// The prototype of modules.
    pub prototype: OnceCell<JsObject>,
    /// Its functions, once a script has loaded `module`.
    pub methods: OnceCell<Replaceable>,
    /// `require.extensions`, once a script has looked at it.
    pub extensions: OnceCell<Replaceable>,
    resolver: OnceCell<Resolver>,
}

impl ModuleRegistry {
    /// The modules of `agent`.
    #[must_use]
    pub fn of(agent: &Agent) -> &Self {
        agent.slot()
    }

    /// What finds files; made at the first specifier that is not a builtin.
    pub fn resolver(&self, context: &Context) -> &Resolver {
        self.resolver.get_or_init(|| {
            let access = access::of(context).cloned();
            let files = access.as_ref().map(|access| access.files.clone());
            let restricted = access.filter(|access| !access.permissions.is_everything());
            let agent = Agent::of(context);
            let archives = (Policy::of(&agent).archives)(&agent);
            let given = agent.flags();
            let wanted = Wanted {
                conditions: flags::conditions(&given),
                keeps_links: flags::has(&given, "--preserve-symlinks"),
            };
            Resolver::new(files.unwrap_or_default(), archives, restricted, &wanted)
        })
    }
}
