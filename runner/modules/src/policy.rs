//! What a runtime tells its module loader: which builtins there are, what the host program lends,
//! what a thread may load. And the extension that gives each thread its modules.

use std::rc::Rc;
use std::sync::Arc;

use boa_engine::object::JsObject;
use boa_engine::{Context, JsResult, JsValue};
use threadproof_agent::Agent;
use threadproof_agent::extension::Extension;
use threadproof_ground::asar::Archives;
use threadproof_ground::slots::{Local, Shared};

use crate::ahead::{FirstScript, LastScript};
use crate::builtin::Builtin;
use crate::registry::ModuleRegistry;

/// What stands before the name of a module that the host program lends.
pub const PREFIX: &str = "host:";

/// What the loader of a runtime is told.
#[derive(Debug)]
pub struct Policy {
    /// The builtins, list by list.
    pub builtins: &'static [&'static [Builtin]],
    /// The `process` object of the thread.
    pub process: fn(&mut Context) -> JsResult<JsObject>,
    /// The constructor `Buffer`.
    pub buffer: fn(&mut Context) -> JsResult<JsObject>,
    /// Prints a value as `console.log` does (`-p`).
    pub print: fn(&JsValue, &mut Context) -> JsResult<()>,
    /// The exports of what the host program lends under this specifier; `None` when it lends nothing
    /// of that name.
    pub lent: fn(&str, &mut Context) -> JsResult<Option<JsValue>>,
    /// Whether the host program lends something under this specifier.
    pub is_lent: fn(&str, &Context) -> bool,
    /// False in a thread without Node's modules.
    pub has_node: fn(&Agent) -> bool,
    /// The archives that a thread reads as folders.
    pub archives: fn(&Agent) -> Option<Arc<Archives>>,
    /// Refuses what `require` may not load in this thread.
    pub may_require: fn(&str, &mut Context) -> JsResult<()>,
    /// Refuses what `import` may not load in this thread.
    pub may_import: fn(&str, &mut Context) -> JsResult<()>,
}

impl Policy {
    /// The policy of the runtime that `agent` belongs to.
    #[must_use]
    pub fn of(agent: &Agent) -> &'static Self {
        agent.cluster.slot::<&'static Self>()
    }
}

/// Gives each thread its modules.
#[derive(Debug)]
pub struct Modules(pub &'static Policy);

impl Extension for Modules {
    fn runtime(&self, slots: &mut Shared) {
        slots.insert(self.0);
        slots.insert(LastScript::default());
    }

    fn thread(&self, slots: &mut Local) {
        slots.insert(ModuleRegistry::default());
    }

    fn context_filled(&self, agent: &Rc<Agent>, context: &mut Context) -> JsResult<()> {
        if !agent.is_main() && !context.has_data::<FirstScript>() {
            context.insert_data(FirstScript(None));
        }
        Ok(())
    }
}
