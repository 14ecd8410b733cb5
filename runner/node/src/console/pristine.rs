//! Printing where a script has spoiled what printing stands on.
//!
//! `util.inspect` and `util.format` are JavaScript, and use the same `Object.keys` and `Set` as the
//! scripts of their thread. Where one of these was changed so that printing throws, the text is made
//! again by the same code in a realm of its own, which no script has ever seen. Such a realm is made
//! when it is needed for the first time.

use std::cell::RefCell;
use std::collections::HashMap;

use boa_engine::builtins::error::Error;
use boa_engine::object::JsObject;
use boa_engine::realm::Realm;
use boa_engine::{
    Context, JsArgs, JsError, JsNativeError, JsResult, JsString, JsValue, NativeFunction, Script,
    Source, js_string,
};

use threadproof_engine::native::within;
use threadproof_engine::repairs;
use threadproof_modules::builtin::{self, Load, Native};

use crate::builtins::TABLE;

/// The realm, and the builtins that were loaded in it.
struct Pristine {
    realm: Realm,
    loaded: RefCell<HashMap<&'static str, JsValue>>,
}

/// Calls `name` of `internal/inspect` there.
///
/// # Errors
/// What it throws, or what making the realm throws.
pub fn call(name: &str, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let realm = realm(context)?;
    within(&realm, context, |context| {
        let inspect = load("internal/inspect", context)?;
        let function = match inspect.as_object() {
            Some(exports) => exports.get(JsString::from(name), context)?,
            None => JsValue::undefined(),
        };
        match function.as_callable() {
            Some(function) => function.call(&JsValue::undefined(), args, context),
            None => Err(JsNativeError::typ()
                .with_message(format!("internal/inspect has no `{name}`"))
                .into()),
        }
    })
}

/// `native.again(name, args, error)` of `internal/inspect`: what to give where printing threw.
///
/// # Errors
/// `error`, if it is the value's own or that of a call stack that was used up; else as [`call`].
pub fn again(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let error = args.get_or_undefined(2);
    if is_inside(context) || is_overflow(error) {
        return Err(JsError::from_opaque(error.clone()));
    }
    let name = args.get_or_undefined(0).to_string(context)?;
    let list = args.get_or_undefined(1).to_object(context)?;
    let length = list
        .get(js_string!("length"), context)?
        .to_length(context)?;
    let list: Vec<JsValue> = (0..length)
        .map(|at| list.get(at, context))
        .collect::<JsResult<_>>()?;
    call(&name.to_std_string_lossy(), &list, context)
}

/// Looked at without running any JavaScript.
fn is_overflow(error: &JsValue) -> bool {
    let message = error
        .as_object()
        .filter(|error| error.is::<Error>())
        .and_then(|error| {
            let error = error.borrow();
            error.properties().get(&js_string!("message").into())
        });
    let message = message.and_then(|message| message.value()?.as_string());
    message.is_some_and(|message| message == js_string!("Maximum call stack size exceeded"))
}

/// Whether the code that runs now is that of the realm.
fn is_inside(context: &Context) -> bool {
    context
        .get_data::<Pristine>()
        .is_some_and(|pristine| pristine.realm == *context.realm())
}

fn realm(context: &mut Context) -> JsResult<Realm> {
    if let Some(pristine) = context.get_data::<Pristine>() {
        return Ok(pristine.realm.clone());
    }
    let process = context
        .global_object()
        .get(js_string!("process"), context)?;
    let realm = context.create_realm()?;
    within(&realm, context, |context| {
        repairs::install(context);
        repairs::depth::install(context)?;
        let global = context.global_object();
        global.create_data_property_or_throw(js_string!("process"), process, context)
    })?;
    context.insert_data(Pristine {
        realm: realm.clone(),
        loaded: RefCell::default(),
    });
    Ok(realm)
}

fn load(name: &str, context: &mut Context) -> JsResult<JsValue> {
    let builtin = TABLE.iter().find(|builtin| builtin.name == name);
    let Some((builtin, source, native)) = builtin.and_then(|builtin| match builtin.load {
        Load::Script(source, native) => Some((builtin.name, source, native)),
        Load::Native(_) => None,
    }) else {
        return Err(JsNativeError::typ()
            .with_message(format!("{name} cannot be loaded for printing"))
            .into());
    };
    let loaded = context.get_data::<Pristine>();
    let loaded = loaded.and_then(|pristine| pristine.loaded.borrow().get(builtin).cloned());
    match loaded {
        Some(exports) => Ok(exports),
        None => run(builtin, source, native, context),
    }
}

fn run(
    name: &'static str,
    source: &str,
    native: Option<Native>,
    context: &mut Context,
) -> JsResult<JsValue> {
    let head = "(function (exports, require, module, native) { 'use strict'; ";
    let wrapped = [head, source, "\n})"].concat();
    let path = format!("node:{name}");
    let source = Source::from_bytes(&wrapped).with_path(path.as_ref());
    let function = Script::parse(source, None, context)?.evaluate(context)?;
    let exports = JsObject::with_object_proto(context.intrinsics());
    let module = JsObject::with_object_proto(context.intrinsics());
    module.set(js_string!("exports"), exports.clone(), false, context)?;
    // A cycle sees what has been exported so far.
    remember(name, exports.clone().into(), context);
    let native = match native {
        Some(make) => make(context)?.into(),
        None => JsValue::undefined(),
    };
    let require = NativeFunction::from_fn_ptr(|_, args, context| {
        let name = args.get_or_undefined(0).to_string(context)?;
        load(&name.to_std_string_lossy(), context)
    });
    let require = require.to_js_function(context.realm());
    let args = [
        exports.into(),
        require.into(),
        module.clone().into(),
        native,
    ];
    if let Some(function) = function.as_callable() {
        function.call(&JsValue::undefined(), &args, context)?;
    }
    let exports = module.get(js_string!("exports"), context)?;
    remember(name, exports.clone(), context);
    Ok(exports)
}

fn remember(name: &'static str, exports: JsValue, context: &Context) {
    if let Some(pristine) = context.get_data::<Pristine>() {
        pristine.loaded.borrow_mut().insert(name, exports);
    }
}

/// Calls `name` of `internal/inspect`, of the realm's own where the usual one cannot be loaded.
///
/// # Errors
/// What the value itself throws.
pub fn print(name: &'static str, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let usual = match builtin::export("internal/inspect", name, context) {
        Err(error) if error.as_engine().is_none() => return call(name, args, context),
        usual => usual?,
    };
    match usual.as_callable() {
        Some(usual) => usual.call(&JsValue::undefined(), args, context),
        None => call(name, args, context),
    }
}
