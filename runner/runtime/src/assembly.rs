//! What a runtime is assembled of: its extensions, its builtins, and what its threads ask of each
//! other's layers. Adding an extension or a list of builtins is a line here.

use std::rc::Rc;

use boa_engine::context::ContextBuilder;
use boa_engine::{Context, JsResult};
use threadproof_agent::Agent;
use threadproof_agent::extension::{Extension, Surroundings};
use threadproof_ground::slots::Local;
use threadproof_modules::esm::Loader;
use threadproof_modules::{Modules, Policy};
use threadproof_node::extension::Node;
use threadproof_node::{console, native, process};
use threadproof_wasm::extension::WebAssembly;
use threadproof_web::extension::Windows;
use threadproof_web::{script, state};
use threadproof_workers::extension::Workers;
use threadproof_workers::worker_threads::port::is_port;
use threadproof_workers::worker_threads::worker::listening;

use crate::lent::bind;
use crate::lent::kept::KeptValues;

/// What hangs on each thread, in the order in which contexts are filled. What takes part in cloning
/// with more than its properties comes before what is plain, so ports come before Node's classes.
pub const EXTENSIONS: &[&dyn Extension] = &[
    &Modules(&POLICY),
    &Workers,
    &WebAssembly,
    &Node { is_port, listening },
    &Windows,
    &Host,
];

/// What threads ask of `process` and `util`.
pub const SURROUNDINGS: Surroundings = Surroundings {
    build,
    emit: process::emit,
    listener_count: process::listener_count,
    inspect: console::inspect_for_message,
    rejection: process::rejections::rejection,
};

/// What the module loader is told.
static POLICY: Policy = Policy {
    builtins: &[
        threadproof_workers::builtins::TABLE,
        threadproof_wasm::builtins::TABLE,
        threadproof_node::builtins::TABLE,
    ],
    process: process::object,
    buffer: native::buffer::constructor,
    print: console::print,
    lent: bind::exports,
    is_lent: bind::is_module,
    has_node: state::has_node,
    archives: state::archives,
    may_require: script::may_require,
    may_import: script::may_import,
};

/// What the host program lends.
#[derive(Debug)]
struct Host;

impl Extension for Host {
    fn thread(&self, slots: &mut Local) {
        slots.insert(KeptValues::default());
    }

    fn context_filled(&self, _agent: &Rc<Agent>, context: &mut Context) -> JsResult<()> {
        bind::install(context)
    }
}

fn build(builder: ContextBuilder) -> JsResult<Context> {
    builder.module_loader(Rc::new(Loader)).build()
}
