//! Values in the places of accessors: kept as accessors that give them.
//!
//! Why that is needed is known to the module above, which shows them as the values they are.

use boa_engine::gc::{Finalize, GcRefCell, Trace};
use boa_engine::object::JsObject;
use boa_engine::property::PropertyDescriptor;
use boa_engine::{Context, JsSymbol, JsValue, NativeFunction};

/// A value that was put in an accessor's place.
#[derive(Trace, Finalize)]
struct InPlace(GcRefCell<JsValue>);

/// The symbol under which the function behind such a value is known.
struct Mark(JsSymbol);

fn mark(context: &mut Context) -> JsSymbol {
    if let Some(Mark(symbol)) = context.get_data::<Mark>() {
        return symbol.clone();
    }
    let symbol = JsSymbol::new(None).unwrap_or_else(|| {
        unreachable!("a thread makes this symbol once, far below the number that there can be")
    });
    context.insert_data(Mark(symbol.clone()));
    symbol
}

pub(super) fn is_value_in_place(function: &JsObject, context: &Context) -> bool {
    context.get_data::<Mark>().is_some_and(|Mark(symbol)| {
        function
            .borrow()
            .properties()
            .contains_key(&symbol.clone().into())
    })
}

/// ECMAScript, 10.1.6.3 `ValidateAndApplyPropertyDescriptor`: what a configurable accessor becomes
/// when it is given a value, stored as an accessor that gives the value.
pub(super) fn in_place_of_accessor(
    own: &PropertyDescriptor,
    given: &PropertyDescriptor,
    context: &mut Context,
) -> PropertyDescriptor {
    let value = given.value().cloned().unwrap_or_default();
    let function = NativeFunction::from_copy_closure_with_captures(
        |_, args, place: &InPlace, _| {
            if let Some(value) = args.first() {
                *place.0.borrow_mut() = value.clone();
                return Ok(JsValue::undefined());
            }
            Ok(place.0.borrow().clone())
        },
        InPlace(GcRefCell::new(value)),
    )
    .to_js_function(context.realm());
    let symbol = mark(context);
    function.insert_property(
        symbol,
        PropertyDescriptor::builder()
            .value(true)
            .writable(false)
            .enumerable(false)
            .configurable(false),
    );
    let flag = |given: Option<bool>, own: Option<bool>| given.or(own).unwrap_or(false);
    let stored = PropertyDescriptor::builder()
        .get(function.clone())
        .enumerable(flag(given.enumerable(), own.enumerable()))
        .configurable(flag(given.configurable(), own.configurable()));
    if given.writable() == Some(true) {
        stored.set(function).build()
    } else {
        stored.set(JsValue::undefined()).build()
    }
}
