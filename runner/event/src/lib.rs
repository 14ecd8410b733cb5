//! Events: the classes that scripts see, and the native entry points that deliver to them.
//!
//! This module must never know threads, ports or the event loop; what it needs of them (a place
//! to report an uncaught error, a warning, a timer) it asks through [`hooks`].

pub mod abort;
mod attribute;
pub mod data;
mod dispatch;
pub mod dom_exception;
pub mod emitter;
pub mod event;
pub mod hooks;
mod inspect;
pub mod kinds;
pub mod limits;
pub mod listeners;
pub mod node_target;
pub mod target;
#[cfg(test)]
mod tests;
mod web_idl;

pub use attribute::{get_attribute, set_attribute};
pub use data::{TargetData, TargetHooks};
pub use dispatch::{deliver, deliver_with, dispatch, emit_value, has_listeners};

use boa_engine::{Context, JsObject, js_string};

use threadproof_engine::class::{constructor_of, define_lazy};

/// Defines the global names of this module on `global`; each class is built when it is first
/// named.
pub fn define_globals(context: &mut Context, global: &JsObject) {
    macro_rules! globals {
        ($($name:literal => $class:ty),* $(,)?) => {
            $(define_lazy(context, global, js_string!($name), |context| {
                Ok(constructor_of::<$class>(context)?.into())
            });)*
        };
    }
    globals! {
        "AbortController" => abort::AbortController,
        "AbortSignal" => abort::AbortSignal,
        "CloseEvent" => kinds::CloseEvent,
        "CustomEvent" => kinds::CustomEvent,
        "DOMException" => dom_exception::DomException,
        "ErrorEvent" => kinds::ErrorEvent,
        "Event" => event::Event,
        "EventTarget" => target::EventTarget,
        "MessageEvent" => kinds::MessageEvent,
    }
}
