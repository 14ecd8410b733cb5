//! Second realms inside a thread's context: the native half of the module `vm`.
//!
//! A realm of a script's own has fresh intrinsics and, as its global object, the proxy over the
//! sandbox that `internal/vm/contexts` made: reads and writes of globals reach the sandbox at once,
//! in both directions. Node's globals (`console`, `setTimeout`, `URL`) are not in such a realm.
//!
//! This module must never know what a sandbox holds.

mod bindings;

use boa_engine::object::JsObject;
use boa_engine::property::Attribute;
use boa_engine::realm::Realm;
use boa_engine::{Context, Finalize, JsData, JsResult, JsValue, Trace, js_string};

pub use bindings::bindings;
use threadproof_engine::native::described;
pub use threadproof_engine::native::within;

use threadproof_agent::hooks::{NextGlobal, NoStrings};
use threadproof_modules::builtin;

/// Marks a realm that a script made.
#[derive(Trace, Finalize, JsData)]
struct Contextified {
    /// What is behind the proxy that is its global object, if that is one.
    target: Option<JsObject>,
}

/// Keeps a realm alive for the script's handle of it.
#[derive(Trace, Finalize, JsData)]
struct Holder(Realm);

/// Whether the code that runs now belongs to a realm that a script made.
#[must_use]
pub fn is_inside(context: &Context) -> bool {
    context
        .realm()
        .host_defined()
        .get::<Contextified>()
        .is_some()
}

/// Where the runtime puts globals of its own in the current realm, out of a sandbox's sight.
fn own_globals(context: &Context) -> JsObject {
    context
        .realm()
        .host_defined()
        .get::<Contextified>()
        .and_then(|realm| realm.target.clone())
        .unwrap_or_else(|| context.global_object())
}

/// The realm behind a contextified object.
///
/// # Errors
/// What loading the module throws.
pub fn realm_of(value: &JsValue, context: &mut Context) -> JsResult<Option<Realm>> {
    if !value.is_object() {
        return Ok(None);
    }
    let find = builtin::export("internal/vm/contexts", "realmOf", context)?;
    let Some(find) = find.as_callable() else {
        return Ok(None);
    };
    let holder = find.call(&JsValue::undefined(), std::slice::from_ref(value), context)?;
    Ok(realm_in(&holder))
}

/// Makes a realm; with a proxy and its target, they become its global object. Its scripts may make
/// code of texts if `strings` says so.
fn make_realm(
    global: Option<(JsObject, JsObject)>,
    strings: bool,
    context: &mut Context,
) -> JsResult<JsObject> {
    let target = global.as_ref().map(|(_, target)| target.clone());
    if let Some((proxy, target)) = global
        && let Some(next) = context.get_data::<NextGlobal>()
    {
        next.lay_out(proxy, target);
    }
    let realm = context.create_realm()?;
    realm.host_defined_mut().insert(Contextified { target });
    if !strings {
        realm.host_defined_mut().insert(NoStrings);
    }
    within(&realm, context, threadproof_engine::stack::install)?;
    within(&realm, context, threadproof_engine::repairs::install);
    within(&realm, context, threadproof_engine::repairs::data_view)?;
    within(&realm, context, threadproof_engine::repairs::atomics)?;
    within(&realm, context, |context| {
        let proxy = threadproof_engine::repairs::proxy(context)?;
        let hidden = Attribute::WRITABLE | Attribute::CONFIGURABLE;
        let global = context.global_object();
        global.define_property_or_throw(js_string!("Proxy"), described(proxy, hidden), context)
    })?;
    within(&realm, context, threadproof_engine::repairs::depth::install)?;
    within(&realm, context, threadproof_engine::repairs::json::install)?;
    within(
        &realm,
        context,
        threadproof_engine::repairs::descriptors::install,
    );
    let holder = JsObject::from_proto_and_data(None, Holder(realm.clone()));
    let global = within(&realm, context, |context| context.global_object());
    holder.set(js_string!("global"), global, false, context)?;
    Ok(holder)
}

fn realm_in(holder: &JsValue) -> Option<Realm> {
    let holder = holder.as_object()?;
    let realm = holder.downcast_ref::<Holder>()?;
    Some(realm.0.clone())
}
