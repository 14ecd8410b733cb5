//! What events ask of the runtime around them, as plain functions that the runtime puts in the
//! context once. Without them (a bare context, a test) errors in listeners are dropped and
//! warnings and timers do nothing.

use std::time::Instant;

use boa_engine::{Context, JsError, JsObject, JsResult, JsString, JsValue};

use threadproof_engine::errors::inspect_brief;

/// Is told that a native emitter got its first listener of a type, or lost its last one.
pub type Listening = fn(&mut Context, &JsObject, &JsString, bool);

/// The functions behind events. Put one into a context with [`install`].
#[derive(Debug, Clone, Copy)]
pub struct EventHooks {
    /// Reports what a listener threw: Node raises it as `uncaughtException` on the next tick.
    pub uncaught: fn(&mut Context, JsError),
    /// Emits a process warning; gets the `Warning` error object.
    pub warning: fn(&mut Context, JsObject),
    /// Starts an unreferenced timer that calls
    /// [`fire_timeout`](super::abort::fire_timeout) with the signal after so many milliseconds.
    pub timeout: fn(&mut Context, u64, JsObject),
    /// Shows a value as `util.inspect` does, with the given depth.
    pub inspect: fn(&mut Context, &JsValue, i32) -> JsResult<JsString>,
    /// A native emitter got its first listener of a type, or lost its last one.
    pub listening: Listening,
    /// Whether an object is a `MessagePort`.
    pub is_port: fn(&JsObject) -> bool,
    /// What `timeStamp` counts from.
    pub time_origin: Instant,
    /// The time that `timeStamp` is in, where the runtime has a clock of its own.
    pub own_time: fn(&mut Context) -> Option<f64>,
}

impl Default for EventHooks {
    fn default() -> Self {
        Self {
            uncaught: |_, _| {},
            warning: |_, _| {},
            timeout: |_, _, _| {},
            inspect: |context, value, _| inspect_brief(value, context).map(JsString::from),
            listening: |_, _, _, _| {},
            is_port: |_| false,
            time_origin: Instant::now(),
            own_time: |_| None,
        }
    }
}

/// Gives a context its hooks.
pub fn install(context: &mut Context, hooks: EventHooks) {
    context.insert_data(hooks);
}

/// The hooks of a context.
#[must_use]
pub fn hooks(context: &Context) -> EventHooks {
    context
        .get_data::<EventHooks>()
        .copied()
        .unwrap_or_default()
}

/// Sends an error to the `uncaught` hook, unless it is the engine stopping the script: that must
/// pass through every listener unseen.
///
/// # Errors
/// The error itself, when it cannot be caught.
pub fn report(context: &mut Context, error: JsError) -> JsResult<()> {
    if error.as_engine().is_some() {
        return Err(error);
    }
    (hooks(context).uncaught)(context, error);
    Ok(())
}
