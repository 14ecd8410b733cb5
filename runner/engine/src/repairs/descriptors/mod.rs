//! `Object.defineProperty` and `Object.getOwnPropertyDescriptor` with their kin, and
//! `Object.freeze`, kept true to what scripts see.
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
//! properties are deleted or change between data and accessor after they were read.

mod in_place;

use boa_engine::object::builtins::JsFunction;
use boa_engine::object::{FunctionObjectBuilder, JsObject};
use boa_engine::property::{PropertyDescriptor, PropertyKey};
use boa_engine::{Context, JsArgs, JsResult, JsString, JsValue, NativeFunction, js_string};

use crate::class::is_lazy;
use crate::native::data_property;
use in_place::{in_place_of_accessor, is_value_in_place};

type Wrapper = fn(&[JsValue], &JsFunction, &mut Context) -> JsResult<JsValue>;

/// Puts itself around the engine's functions, in the realm that the context is in.
pub fn install(context: &mut Context) {
    let object = context.intrinsics().constructors().object().constructor();
    let reflect = context.intrinsics().objects().reflect();
    for (holder, name, length, wrapper) in [
        (&object, "defineProperty", 3, define as Wrapper),
        (&reflect, "defineProperty", 3, define),
        (&object, "defineProperties", 2, define_all),
        (&object, "freeze", 1, freeze),
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
    let descriptor = match mended(&object, &key, &given, context)? {
        Some(mended) => mended.into(),
        None => descriptor.clone(),
    };
    let arguments = [target.clone(), key.into(), descriptor];
    original.call(&JsValue::undefined(), &arguments, context)
}

/// ECMAScript, 20.1.2.3.1 `ObjectDefineProperties`: what is given is looked at before anything is
/// defined.
fn define_all(args: &[JsValue], original: &JsFunction, context: &mut Context) -> JsResult<JsValue> {
    let (target, properties) = (args.get_or_undefined(0), args.get_or_undefined(1));
    let Some(object) = target.as_object() else {
        return original.call(&JsValue::undefined(), args, context);
    };
    let given = JsObject::with_null_proto();
    let properties = properties.to_object(context)?.into();
    given.copy_data_properties(&properties, Vec::<PropertyKey>::new(), context)?;
    for key in given.own_property_keys(context)? {
        if let Some(descriptor) = given.get(key.clone(), context)?.as_object()
            && let Some(mended) = mended(&object, &key, &descriptor, context)?
        {
            given.insert_property(key, data_property(mended.into()));
        }
    }
    original.call(
        &JsValue::undefined(),
        &[target.clone(), given.into()],
        context,
    )
}

/// What has to be defined where `given` is asked for, if that is not the same.
fn mended(
    object: &JsObject,
    key: &PropertyKey,
    given: &JsObject,
    context: &mut Context,
) -> JsResult<Option<JsObject>> {
    let own = object.borrow().properties().get(key);
    let Some(own) = own else {
        return Ok(None);
    };
    if !given.has_property(js_string!("value"), context)? {
        return Ok(None);
    }
    let stored = if own.is_accessor_descriptor() && own.configurable() == Some(true) {
        let given = JsValue::from(given.clone()).to_property_descriptor(context)?;
        in_place_of_accessor(&own, &given, context)
    } else if was_replaced(object, key, &own, context) {
        // The engine called the inherited getter once more; the first value stays.
        own
    } else {
        return Ok(None);
    };
    Ok(Some(shown_descriptor(&stored, context)))
}

/// A value in an accessor's place is writable as long as the accessor has a setter.
fn freeze(args: &[JsValue], original: &JsFunction, context: &mut Context) -> JsResult<JsValue> {
    if let Some(object) = args.get_or_undefined(0).as_object() {
        let keys: Vec<PropertyKey> = {
            let object = object.borrow();
            let indices = object.properties().index_property_keys();
            let indices = indices.map(PropertyKey::from);
            indices.chain(object.shape().keys()).collect()
        };
        for key in keys {
            let own = object.borrow().properties().get(&key);
            let getter = own.as_ref().and_then(|own| own.get()?.as_object());
            if let (Some(own), Some(getter)) = (own, getter)
                && (is_value_in_place(&getter, context) || is_lazy(context, &getter))
            {
                let fixed = PropertyDescriptor::builder()
                    .get(getter)
                    .set(JsValue::undefined())
                    .enumerable(own.enumerable() == Some(true))
                    .configurable(own.configurable() == Some(true));
                object.insert_property(key, fixed);
            }
        }
    }
    original.call(&JsValue::undefined(), args, context)
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
    if !is_lazy(context, &get) && !is_value_in_place(&get, context) {
        return Ok(());
    }
    let set = descriptor.get(js_string!("set"), context)?;
    let value = get.call(holder, &[], context)?;
    let enumerable = descriptor.get(js_string!("enumerable"), context)?;
    let configurable = descriptor.get(js_string!("configurable"), context)?;
    for key in ["get", "set", "enumerable", "configurable"] {
        descriptor.delete_property_or_throw(js_string!(key), context)?;
    }
    for (key, value) in [
        ("value", value),
        ("writable", (!set.is_undefined()).into()),
        ("enumerable", enumerable),
        ("configurable", configurable),
    ] {
        descriptor.create_data_property_or_throw(js_string!(key), value, context)?;
    }
    Ok(())
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
mod tests;
