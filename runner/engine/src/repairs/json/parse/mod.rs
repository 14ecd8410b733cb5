//! `JSON.parse` (ECMAScript, 25.5.1): the text is read once, with a stack of our own.
//!
//! The engine's own reads the text with a parser that recurses, and then once more as a script that
//! it compiles and runs.

mod fault;
mod records;
mod revive;
mod text;
mod values;

use boa_engine::object::FunctionObjectBuilder;
use boa_engine::property::Attribute;
use boa_engine::string::JsStrVariant;
use boa_engine::{Context, JsArgs, JsResult, JsString, JsValue, NativeFunction, js_string};

use super::originals::Originals;
use crate::native;
use records::Records;
use values::Values;

/// Replaces `JSON.parse`.
pub(super) fn install(originals: Originals, context: &mut Context) {
    let json = context.intrinsics().objects().json();
    let code = NativeFunction::from_copy_closure_with_captures(parse, originals);
    let function = FunctionObjectBuilder::new(context.realm(), code)
        .name(js_string!("parse"))
        .length(2)
        .build();
    let hidden = Attribute::WRITABLE | Attribute::CONFIGURABLE;
    native::define(&json, js_string!("parse"), function.into(), hidden);
}

fn parse(
    _: &JsValue,
    args: &[JsValue],
    originals: &Originals,
    context: &mut Context,
) -> JsResult<JsValue> {
    let text = args.get_or_undefined(0).to_string(context)?;
    let Some(reviver) = args.get_or_undefined(1).as_callable() else {
        return read(&text, None, context);
    };
    let mut records = Records::default();
    let value = read(&text, Some(&mut records), context)?;
    revive::revive(value, &text, &records, reviver, originals, context)
}

/// The value of a text; with `records`, also what each part of it was made from.
fn read(
    text: &JsString,
    records: Option<&mut Records>,
    context: &mut Context,
) -> JsResult<JsValue> {
    let read = match text.variant() {
        JsStrVariant::Latin1(units) => Values::new(units, records, context).document(),
        JsStrVariant::Utf16(units) => Values::new(units, records, context).document(),
    };
    read.map_err(|(fault, at)| fault.into_error(text, at))
}

#[cfg(test)]
mod tests;
