//! What this crate hangs on each thread and each runtime.

use std::sync::OnceLock;

use boa_engine::{Context, JsResult, js_string};
use threadproof_agent::cluster::Cluster;
use threadproof_agent::extension::Extension;
use threadproof_engine::class::define_lazy;
use threadproof_ground::slots::Shared;
use threadproof_modules::builtin;

use crate::MODULE;

/// The interpreter of a runtime, once a script has touched it.
#[derive(Default)]
pub struct Interpreter(pub(crate) OnceLock<wasmi::Engine>);

/// `WebAssembly`.
#[derive(Debug)]
pub struct WebAssembly;

impl Extension for WebAssembly {
    fn runtime(&self, slots: &mut Shared) {
        slots.insert(Interpreter::default());
    }

    fn context_made(&self, _cluster: &Cluster, context: &mut Context) -> JsResult<()> {
        let global = context.global_object();
        define_lazy(context, &global, js_string!("WebAssembly"), |context| {
            builtin::export("internal/wasm/namespace", "WebAssembly", context)
        });
        threadproof_clone::register(&MODULE, context);
        Ok(())
    }
}
