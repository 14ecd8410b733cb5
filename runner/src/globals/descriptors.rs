//! `Object.defineProperty` and `Object.getOwnPropertyDescriptor`, kept true to what scripts see.
//!
//! Two things stand between a property's descriptor and how it is stored here:
//!
//! - Lazy properties of the runtime are accessors, and are shown as the data properties they are.
//! - Boa 0.22 caches where a property was found after its getter has run, with the object's new
//!   shape and the getter's old place. A getter that replaces itself with a value (a common way to
//!   make something once) would be called as its own value at the next look. So a value that takes
//!   the place of an accessor is stored as an accessor that gives the value, and shown as data.
//!
//! What this cannot mend: a getter that deletes itself and assigns, and prototypes whose
//! properties are deleted or change between data and accessor after they were read. What it does
//! not see yet: `Object.defineProperties`, the realms of `vm`, and `Object.freeze`, which leaves a
//! value in an accessor's place writable.

use boa_engine::gc::{Finalize, GcRefCell, Trace};
use boa_engine::object::builtins::JsFunction;
use boa_engine::object::{FunctionObjectBuilder, JsObject};
use boa_engine::property::{PropertyDescriptor, PropertyKey};
use boa_engine::{
    Context, JsArgs, JsResult, JsString, JsSymbol, JsValue, NativeFunction, js_string,
};

use crate::class::is_lazy;

type Wrapper = fn(&[JsValue], &JsFunction, &mut Context) -> JsResult<JsValue>;

/// Puts itself around the engine's functions.
pub fn install(context: &mut Context) {
    let object = context.intrinsics().constructors().object().constructor();
    let reflect = context.intrinsics().objects().reflect();
    for (holder, name, length, wrapper) in [
        (&object, "defineProperty", 3, define as Wrapper),
        (&reflect, "defineProperty", 3, define),
        (&object, "getOwnPropertyDescriptor", 2, describe),
        (&reflect, "getOwnPropertyDescriptor", 2, describe),
        (&object, "getOwnPropertyDescriptors", 1, describe_all),
    ] {
        wrap(holder, js_string!(name), length, wrapper, context);
    }
}

fn wrap(holder: &JsObject, name: JsString, length: usize, wrapper: Wrapper, context: &mut Context) {
    let original = holder
        .borrow()
        .properties()
        .get(&name.clone().into())
        .and_then(|property| property.value().and_then(JsValue::as_function));
    let Some(original) = original else {
        return;
    };
    let function = NativeFunction::from_copy_closure_with_captures(
        move |_, args, original: &JsFunction, context| wrapper(args, original, context),
        original,
    );
    let function = FunctionObjectBuilder::new(context.realm(), function)
        .name(name.clone())
        .length(length)
        .build();
    holder.insert_property(
        name,
        PropertyDescriptor::builder()
            .value(function)
            .writable(true)
            .enumerable(false)
            .configurable(true),
    );
}

fn define(args: &[JsValue], original: &JsFunction, context: &mut Context) -> JsResult<JsValue> {
    let (target, descriptor) = (args.get_or_undefined(0), args.get_or_undefined(2));
    let (Some(object), Some(given)) = (target.as_object(), descriptor.as_object()) else {
        return original.call(&JsValue::undefined(), args, context);
    };
    let key = args.get_or_undefined(1).to_property_key(context)?;
    let own = object.borrow().properties().get(&key);
    let stored = match own {
        Some(own) if given.has_property(js_string!("value"), context)? => {
            let given = descriptor.to_property_descriptor(context)?;
            if own.is_accessor_descriptor() && own.configurable() == Some(true) {
                Some(in_place_of_accessor(&own, &given, context))
            } else if was_replaced(&object, &key, &own, context) {
                // The engine called the inherited getter once more; the first value stays.
                Some(own)
            } else {
                None
            }
        }
        _ => None,
    };
    let arguments = match stored {
        Some(stored) => [
            target.clone(),
            key.into(),
            shown_descriptor(&stored, context).into(),
        ],
        None => [target.clone(), key.into(), descriptor.clone()],
    };
    original.call(&JsValue::undefined(), &arguments, context)
}

/// True for an own property that cannot be defined anew while the object inherits an accessor of
/// the same name: the mark of a getter that had replaced itself.
fn was_replaced(
    object: &JsObject,
    key: &PropertyKey,
    own: &PropertyDescriptor,
    context: &Context,
) -> bool {
    let fixed = own.configurable() == Some(false)
        && match own.get().and_then(JsValue::as_object) {
            Some(getter) => is_value_in_place(&getter, context),
            None => own.writable() == Some(false),
        };
    fixed
        && object.prototype().is_some_and(|prototype| {
            prototype
                .borrow()
                .properties()
                .get(key)
                .is_some_and(|inherited| inherited.is_accessor_descriptor())
        })
}

fn describe(args: &[JsValue], original: &JsFunction, context: &mut Context) -> JsResult<JsValue> {
    let described = original.call(&JsValue::undefined(), args, context)?;
    if let Some(descriptor) = described.as_object() {
        show_as_data(&descriptor, args.get_or_undefined(0), context)?;
    }
    Ok(described)
}

fn describe_all(
    args: &[JsValue],
    original: &JsFunction,
    context: &mut Context,
) -> JsResult<JsValue> {
    let described = original.call(&JsValue::undefined(), args, context)?;
    if let Some(all) = described.as_object() {
        for key in all.own_property_keys(context)? {
            if let Some(descriptor) = all.get(key, context)?.as_object() {
                show_as_data(&descriptor, args.get_or_undefined(0), context)?;
            }
        }
    }
    Ok(described)
}

/// Turns the descriptor object of an accessor that stands for a value into that of the value.
fn show_as_data(descriptor: &JsObject, holder: &JsValue, context: &mut Context) -> JsResult<()> {
    let get = descriptor
        .borrow()
        .properties()
        .get(&js_string!("get").into())
        .and_then(|get| get.value().and_then(JsValue::as_object));
    let Some(get) = get else {
        return Ok(());
    };
    let writable = if is_lazy(context, &get) {
        true
    } else if is_value_in_place(&get, context) {
        !descriptor.get(js_string!("set"), context)?.is_undefined()
    } else {
        return Ok(());
    };
    let value = get.call(holder, &[], context)?;
    let enumerable = descriptor.get(js_string!("enumerable"), context)?;
    let configurable = descriptor.get(js_string!("configurable"), context)?;
    for key in ["get", "set", "enumerable", "configurable"] {
        descriptor.delete_property_or_throw(js_string!(key), context)?;
    }
    for (key, value) in [
        ("value", value),
        ("writable", writable.into()),
        ("enumerable", enumerable),
        ("configurable", configurable),
    ] {
        descriptor.create_data_property_or_throw(js_string!(key), value, context)?;
    }
    Ok(())
}

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

fn is_value_in_place(function: &JsObject, context: &Context) -> bool {
    context.get_data::<Mark>().is_some_and(|Mark(symbol)| {
        function
            .borrow()
            .properties()
            .contains_key(&symbol.clone().into())
    })
}

/// ECMAScript, 10.1.6.3 `ValidateAndApplyPropertyDescriptor`: what a configurable accessor becomes
/// when it is given a value, stored as an accessor that gives the value.
fn in_place_of_accessor(
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

/// ECMAScript, 6.2.6.4 `FromPropertyDescriptor`, for an accessor or a value as it is stored.
fn shown_descriptor(stored: &PropertyDescriptor, context: &mut Context) -> JsObject {
    let shown = JsObject::with_object_proto(context.intrinsics());
    let fields = [
        ("get", stored.get().cloned()),
        ("set", stored.set().cloned()),
        ("value", stored.value().cloned()),
        ("writable", stored.writable().map(JsValue::from)),
        ("enumerable", stored.enumerable().map(JsValue::from)),
        ("configurable", stored.configurable().map(JsValue::from)),
    ];
    for (key, value) in fields {
        if let Some(value) = value {
            shown.insert_property(
                js_string!(key),
                PropertyDescriptor::builder()
                    .value(value)
                    .writable(true)
                    .enumerable(true)
                    .configurable(true),
            );
        }
    }
    shown
}

#[cfg(test)]
mod tests {
    use boa_engine::Source;

    use super::*;
    use crate::class::define_lazy;

    /// What `code` returns on a context of its own, with a lazy global `late`.
    fn run(code: &str) -> String {
        let mut context = Context::default();
        let global = context.global_object();
        define_lazy(&mut context, &global, js_string!("late"), |_| Ok(7.into()));
        install(&mut context);
        let text = format!(
            "const three = (read) => [0, 1, 2].map(() => {{ \
               try {{ return String(read()) }} catch (error) {{ return error.name }} }}).join(); \
             const shown = (o, k) => JSON.stringify(Object.getOwnPropertyDescriptor(o, k)); {code}"
        );
        match context.eval(Source::from_bytes(&text)) {
            Ok(value) => value
                .as_string()
                .map_or_else(String::new, |text| text.to_std_string_lossy()),
            Err(error) => error.to_string(),
        }
    }

    #[test]
    fn getter_that_replaces_itself_gives_its_value() {
        for (code, expected) in [
            (
                "const o = { get x() { Object.defineProperty(this, 'x', { value: () => 7 }); \
                 return () => 7; } }; three(() => o.x())",
                "7,7,7",
            ),
            (
                "class A { get x() { const v = () => 7; Object.defineProperty(this, 'x', \
                 { value: v }); return v; } } const o = new A(); three(() => o.x())",
                "7,7,7",
            ),
            (
                "const o = { get x() { Reflect.defineProperty(this, 'x', { value: [1], \
                 writable: true }); return [1]; } }; o.x; o.x = 5; three(() => o.x)",
                "5,5,5",
            ),
        ] {
            assert_eq!(run(code), expected, "{code}");
        }
    }

    #[test]
    fn values_are_shown_as_data() {
        for (code, expected) in [
            (
                "shown(globalThis, 'late')",
                r#"{"value":7,"writable":true,"enumerable":false,"configurable":true}"#,
            ),
            (
                "const o = { get x() { return 1 } }; \
                 Object.defineProperty(o, 'x', { value: 2 }); shown(o, 'x')",
                r#"{"value":2,"writable":false,"enumerable":true,"configurable":true}"#,
            ),
            (
                "const o = { get x() { return 1 } }; Object.defineProperty(o, 'x', \
                 { value: 2, writable: true, configurable: false }); \
                 JSON.stringify(Object.getOwnPropertyDescriptors(o))",
                r#"{"x":{"value":2,"writable":true,"enumerable":true,"configurable":false}}"#,
            ),
            (
                "const o = { get x() { return 1 } }; typeof Object.getOwnPropertyDescriptor(o, 'x').get",
                "function",
            ),
        ] {
            assert_eq!(run(code), expected, "{code}");
        }
    }

    #[test]
    fn what_cannot_be_redefined_still_throws() {
        for code in [
            "const o = Object.freeze({ x: 1 }); three(() => Object.defineProperty(o, 'x', { value: 2 }))",
            "const o = {}; Object.defineProperty(o, 'x', { get() { return 1 } }); \
             three(() => Object.defineProperty(o, 'x', { value: 2 }))",
        ] {
            assert_eq!(run(code), "TypeError,TypeError,TypeError", "{code}");
        }
    }
}
