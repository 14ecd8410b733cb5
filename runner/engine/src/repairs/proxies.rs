//! `Proxy`: the engine asks for memory by the length that the result of the trap `ownKeys` claims.
//!
//! A proxy's list of keys is asked for by syntax as well (`for`-`in`, spreading), so the list has to be
//! right when the trap gives it. A proxy therefore gets a handler of ours, which looks a trap up in
//! the script's when the engine does, and calls it with the script's handler as `this`.

use boa_engine::gc::{Finalize, GcRefCell, Trace};
use boa_engine::object::builtins::JsArray;
use boa_engine::object::{FunctionObjectBuilder, JsObject};
use boa_engine::property::{Attribute, PropertyDescriptor};
use boa_engine::{Context, JsArgs, JsData, JsResult, JsValue, NativeFunction, js_string};

use super::lengths::{check_list, length_of, type_error};
use super::{words, wrap};
use crate::{interrupt, native};

/// ECMAScript, 10.5, table 30.
const TRAPS: [&str; 13] = [
    "getPrototypeOf",
    "setPrototypeOf",
    "isExtensible",
    "preventExtensions",
    "getOwnPropertyDescriptor",
    "defineProperty",
    "has",
    "get",
    "set",
    "deleteProperty",
    KEYS,
    "apply",
    "construct",
];

/// The trap whose result is a list.
const KEYS: &str = "ownKeys";

/// A script's handler, as the engine sees it.
#[derive(Trace, Finalize, JsData)]
struct Handler {
    script: JsObject,
    /// The traps that were found, each with what calls it.
    found: GcRefCell<Vec<Found>>,
}

#[derive(Clone, Trace, Finalize)]
struct Found {
    #[unsafe_ignore_trace]
    place: usize,
    trap: JsObject,
    caller: JsObject,
}

/// What the constructor needs: the engine's, and the prototype of all handlers.
#[derive(Trace, Finalize)]
struct Engine {
    function: JsObject,
    traps: JsObject,
}

/// The prototype of handlers, which the realms of a thread share.
struct Traps(JsObject);

/// A constructor of ours for the realm that the context is in.
pub(super) fn constructor(context: &mut Context) -> JsValue {
    let engine = context.intrinsics().constructors().proxy().constructor();
    let name = js_string!("revocable");
    let Some(revocable) = wrap::own_function(&engine, &name) else {
        return engine.into();
    };
    let known = context.get_data::<Traps>();
    let traps = known.map(|Traps(traps)| traps.clone());
    let traps = traps.unwrap_or_else(|| {
        let traps = traps_of(context);
        context.insert_data(Traps(traps.clone()));
        traps
    });
    let captures = Engine {
        function: engine,
        traps: traps.clone(),
    };
    let code = NativeFunction::from_copy_closure_with_captures(create, captures);
    let proxy = FunctionObjectBuilder::new(context.realm(), code)
        .name(js_string!("Proxy"))
        .length(2)
        .constructor(true)
        .build();
    let captures = Engine {
        function: revocable,
        traps,
    };
    let code = NativeFunction::from_copy_closure_with_captures(create_revocable, captures);
    let code = FunctionObjectBuilder::new(context.realm(), code)
        .name(name.clone())
        .length(2)
        .build();
    let hidden = Attribute::WRITABLE | Attribute::CONFIGURABLE;
    native::define(&proxy, name, code.into(), hidden);
    proxy.into()
}

/// ECMAScript, 28.2.1.1 `Proxy`.
fn create(
    new_target: &JsValue,
    args: &[JsValue],
    engine: &Engine,
    context: &mut Context,
) -> JsResult<JsValue> {
    if new_target.is_undefined() {
        return Err(type_error("Constructor Proxy requires 'new'"));
    }
    let args = [
        args.get_or_undefined(0).clone(),
        handler(args, engine, context)?,
    ];
    let proxy = engine.function.construct(&args, None, context)?;
    Ok(proxy.into())
}

/// ECMAScript, 28.2.2.1 `Proxy.revocable`.
fn create_revocable(
    this: &JsValue,
    args: &[JsValue],
    engine: &Engine,
    context: &mut Context,
) -> JsResult<JsValue> {
    let args = [
        args.get_or_undefined(0).clone(),
        handler(args, engine, context)?,
    ];
    engine.function.call(this, &args, context)
}

/// The handler for the engine.
fn handler(args: &[JsValue], engine: &Engine, context: &mut Context) -> JsResult<JsValue> {
    let script = args.get_or_undefined(1).as_object();
    let (true, Some(script)) = (args.get_or_undefined(0).is_object(), script) else {
        return Err(type_error(
            "Cannot create proxy with a non-object as target or handler",
        ));
    };
    let data = Handler {
        script,
        found: GcRefCell::default(),
    };
    let handler = JsObject::new(context.root_shape(), Some(engine.traps.clone()), data);
    Ok(handler.upcast().into())
}

/// An accessor for each trap.
fn traps_of(context: &mut Context) -> JsObject {
    let traps = JsObject::with_null_proto();
    for (place, name) in TRAPS.into_iter().enumerate() {
        let look =
            move |this: &JsValue, _: &[JsValue], context: &mut Context| trap(this, place, context);
        let look = NativeFunction::from_copy_closure(look);
        let look = FunctionObjectBuilder::new(context.realm(), look).build();
        let property = PropertyDescriptor::builder()
            .get(look)
            .enumerable(false)
            .configurable(false);
        traps.insert_property(js_string!(name), property);
    }
    traps
}

/// What the engine finds as the trap of a handler.
fn trap(this: &JsValue, place: usize, context: &mut Context) -> JsResult<JsValue> {
    let Some(object) = this.as_object() else {
        return Ok(JsValue::undefined());
    };
    let script = object.downcast_ref::<Handler>().map(|it| it.script.clone());
    let Some(script) = script else {
        return Ok(JsValue::undefined());
    };
    let value = script.get(js_string!(TRAPS[place]), context)?;
    let Some(trap) = value.as_callable() else {
        if value.is_null_or_undefined() {
            return Ok(JsValue::undefined());
        }
        return Err(type_error(format!(
            "{} returned for property '{}' of object '{}' is not a function",
            words::subject(&value),
            TRAPS[place],
            words::subject(&script.into())
        )));
    };
    let known = object.downcast_ref::<Handler>().and_then(|handler| {
        let found = handler.found.borrow();
        let known = found.iter().find(|known| known.place == place);
        known
            .filter(|known| JsObject::equals(&known.trap, &trap))
            .map(|known| known.caller.clone())
    });
    if let Some(known) = known {
        return Ok(known.into());
    }
    let captures = (trap.clone(), script);
    let code = if TRAPS[place] == KEYS {
        NativeFunction::from_copy_closure_with_captures(call_for_keys, captures)
    } else {
        NativeFunction::from_copy_closure_with_captures(call, captures)
    };
    let caller: JsObject = code.to_js_function(context.realm()).into();
    if let Some(handler) = object.downcast_ref::<Handler>() {
        let mut found = handler.found.borrow_mut();
        found.retain(|known| known.place != place);
        found.push(Found {
            place,
            trap,
            caller: caller.clone(),
        });
    }
    Ok(caller.into())
}

fn call(
    _: &JsValue,
    args: &[JsValue],
    (trap, script): &(JsObject, JsObject),
    context: &mut Context,
) -> JsResult<JsValue> {
    trap.call(&script.clone().into(), args, context)
}

/// ECMAScript, 10.5.11, steps 7 and 8: a list of strings and symbols.
fn call_for_keys(
    this: &JsValue,
    args: &[JsValue],
    captures: &(JsObject, JsObject),
    context: &mut Context,
) -> JsResult<JsValue> {
    let given = call(this, args, captures, context)?;
    let Some(object) = given.as_object() else {
        return Err(type_error("CreateListFromArrayLike called on non-object"));
    };
    let length = length_of(&object, context)?;
    check_list(length)?;
    let mut keys = Vec::new();
    for index in 0..length {
        interrupt::look(context)?;
        let key = object.get(index, context)?;
        if !key.is_string() && !key.is_symbol() {
            let subject = words::subject(&key);
            return Err(type_error(format!(
                "{subject} is not a valid property name"
            )));
        }
        keys.push(key);
    }
    Ok(JsArray::from_iter(keys, context).into())
}
