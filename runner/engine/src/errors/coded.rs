//! The prototypes of errors with a code: `String(error)` names the code, as it does for the errors that
//! Node's JavaScript makes.
//!
//! They stand between an error and the prototype of its class and have nothing but `toString`.

use boa_engine::builtins::object::OrdinaryObject;
use boa_engine::gc::{Finalize, Trace};
use boa_engine::property::Attribute;
use boa_engine::{Context, JsData, JsObject, JsResult, JsValue, js_string};

use super::ErrorKind;
use crate::native::{described, native_fn};

/// What a realm keeps, by the number of the kind.
#[derive(Default, Trace, Finalize, JsData)]
struct Prototypes([Option<JsObject>; 5]);

/// The prototype of errors of a kind that have a code.
pub(super) fn prototype(context: &mut Context, kind: ErrorKind) -> JsObject {
    let realm = context.realm().clone();
    let at = kind as usize;
    let known = realm
        .host_defined()
        .get::<Prototypes>()
        .and_then(|known| known.0[at].clone());
    if let Some(known) = known {
        return known;
    }
    let parent = kind.prototype(context);
    let made = JsObject::from_proto_and_data(parent, OrdinaryObject);
    let to_string = native_fn(&realm, js_string!("toString"), 0, to_string);
    let attributes = Attribute::WRITABLE | Attribute::CONFIGURABLE;
    made.insert_property(js_string!("toString"), described(to_string, attributes));
    let mut host = realm.host_defined_mut();
    if !host.has::<Prototypes>() {
        host.insert(Prototypes::default());
    }
    if let Some(known) = host.get_mut::<Prototypes>() {
        known.0[at] = Some(made.clone());
    }
    made
}

/// `name [code]: message`
fn to_string(this: &JsValue, _: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let error = this.to_object(context)?;
    let mut parts = Vec::with_capacity(3);
    for key in ["name", "code", "message"] {
        parts.push(error.get(js_string!(key), context)?.to_string(context)?);
    }
    let text = js_string!(
        &parts[0],
        &js_string!(" ["),
        &parts[1],
        &js_string!("]: "),
        &parts[2]
    );
    Ok(text.into())
}
