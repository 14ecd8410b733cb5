//! The function that `once` puts in a listener's place.

use std::cell::Cell;

use boa_engine::gc::{Finalize, GcRefCell, Trace};
use boa_engine::object::FunctionObjectBuilder;
use boa_engine::property::{PropertyDescriptor, PropertyKey};
use boa_engine::{Context, JsObject, JsResult, JsValue, NativeFunction, js_string};

use super::invoke;

/// What the wrapper remembers.
#[derive(Trace, Finalize)]
struct Once {
    emitter: JsObject,
    kind: JsValue,
    listener: JsObject,
    /// The wrapper itself, which is what has to be removed.
    own: GcRefCell<Option<JsObject>>,
    #[unsafe_ignore_trace]
    fired: Cell<bool>,
}

/// Makes a function that removes itself from the emitter and then calls `listener`, once. Its
/// `listener` property is the function it stands for.
pub(super) fn wrap(
    emitter: &JsObject,
    kind: &PropertyKey,
    listener: &JsObject,
    context: &mut Context,
) -> JsObject {
    let state = boa_engine::gc::Gc::new(Once {
        emitter: emitter.clone(),
        kind: kind.clone().into(),
        listener: listener.clone(),
        own: GcRefCell::new(None),
        fired: Cell::new(false),
    });
    let function = NativeFunction::from_copy_closure_with_captures(fire, state.clone());
    let wrapper: JsObject = FunctionObjectBuilder::new(context.realm(), function)
        .name(js_string!("wrapper"))
        .build()
        .into();
    wrapper.insert_property(
        js_string!("listener"),
        PropertyDescriptor::builder()
            .value(listener.clone())
            .writable(true)
            .enumerable(true)
            .configurable(true),
    );
    *state.own.borrow_mut() = Some(wrapper.clone());
    wrapper
}

fn fire(
    _: &JsValue,
    args: &[JsValue],
    state: &boa_engine::gc::Gc<Once>,
    context: &mut Context,
) -> JsResult<JsValue> {
    if state.fired.get() {
        return Ok(JsValue::undefined());
    }
    let own = state
        .own
        .borrow()
        .clone()
        .map_or_else(JsValue::undefined, JsValue::from);
    // Streams override `removeListener`, so it is the object's own that has to be called.
    invoke(
        &state.emitter,
        &js_string!("removeListener"),
        &[state.kind.clone(), own],
        context,
    )?;
    state.fired.set(true);
    state
        .listener
        .call(&state.emitter.clone().into(), args, context)
}
