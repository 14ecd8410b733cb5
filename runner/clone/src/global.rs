//! The global function `structuredClone`.

use boa_engine::{
    Context, JsArgs, JsResult, JsValue, NativeFunction, js_string, object::FunctionObjectBuilder,
    property::Attribute,
};

use super::{iterables, serialize};
use threadproof_engine::errors::missing_args;
use threadproof_engine::native::described;

const NOT_A_SEQUENCE: &str =
    "Failed to execute 'structuredClone': transfer in Options cannot be converted to sequence.";
const NOT_A_DICTIONARY: &str =
    "Failed to execute 'structuredClone': Options cannot be converted to a dictionary";

/// Clones a value within this context.
///
/// # Errors
/// The same as [`serialize`].
pub fn structured_clone(
    value: &JsValue,
    transfer: &[JsValue],
    context: &mut Context,
) -> JsResult<JsValue> {
    let message = serialize(value, transfer, context)?;
    Ok(message.deserialize(context)?.value)
}

/// Defines `structuredClone` on the global object.
pub fn define_structured_clone(context: &mut Context) {
    let function =
        FunctionObjectBuilder::new(context.realm(), NativeFunction::from_fn_ptr(from_script))
            .name(js_string!("structuredClone"))
            .length(2)
            .build();
    context.global_object().insert_property(
        js_string!("structuredClone"),
        described(function, Attribute::all()),
    );
}

fn from_script(_: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let Some(value) = arguments.first() else {
        // Node has a sentence where the argument's name belongs.
        return Err(missing_args(
            context,
            &["The value argument must be specified"],
        ));
    };
    let transfer = transfer_option(arguments.get_or_undefined(1), context)?;
    structured_clone(value, &transfer, context)
}

/// `options.transfer`, a sequence of objects.
fn transfer_option(options: &JsValue, context: &mut Context) -> JsResult<Vec<JsValue>> {
    if options.is_null_or_undefined() {
        return Ok(Vec::new());
    }
    let Some(options) = options.as_object() else {
        return Err(iterables::invalid(NOT_A_DICTIONARY, context));
    };
    let transfer = options.get(js_string!("transfer"), context)?;
    if transfer.is_undefined() {
        return Ok(Vec::new());
    }
    let values = iterables::require(&transfer, NOT_A_SEQUENCE, context)?;
    if let Some(at) = values.iter().position(|value| !value.is_object()) {
        let message = format!(
            "Failed to execute 'structuredClone': transfer in Options[{at}] is not an object."
        );
        return Err(iterables::invalid(&message, context));
    }
    Ok(values)
}
