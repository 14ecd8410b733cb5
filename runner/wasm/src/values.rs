//! Values between JavaScript and WebAssembly (JavaScript Interface, 4.7 `ToWebAssemblyValue` and
//! `ToJSValue`).

use boa_engine::{Context, JsBigInt, JsResult, JsValue};
use wasmi::{ExternType, Func, Nullable, Val, ValType};

use super::call;
use super::errors::{Kind, error};
use super::state::State;

/// `ToWebAssemblyValue`
///
/// # Errors
/// What the conversion throws.
pub fn to_wasm(
    value: &JsValue,
    kind: ValType,
    state: &State,
    context: &mut Context,
) -> JsResult<Val> {
    Ok(match kind {
        ValType::I32 => Val::from(value.to_i32(context)?),
        ValType::I64 => Val::from(value.to_big_int64(context)?),
        #[expect(
            clippy::cast_possible_truncation,
            reason = "rounded, as `ToWebAssemblyValue` does"
        )]
        ValType::F32 => Val::from(value.to_number(context)? as f32),
        ValType::F64 => Val::from(value.to_number(context)?),
        ValType::V128 => {
            let message = "type incompatibility when transforming from/to JS";
            return Err(error(Kind::Type, message, context));
        }
        ValType::FuncRef => {
            let Some(reference) = function(value, state) else {
                let message = "type incompatibility when transforming from/to JS";
                return Err(error(Kind::Type, message, context));
            };
            Val::FuncRef(reference)
        }
        ValType::ExternRef => Val::ExternRef(if value.is_null() {
            Nullable::Null
        } else {
            Nullable::Val(state.extern_ref(value))
        }),
    })
}

/// A reference to a function: null, or what is behind an exported one. `None` for anything else.
pub fn function(value: &JsValue, state: &State) -> Option<Nullable<Func>> {
    if value.is_null() {
        return Some(Nullable::Null);
    }
    let object = value.as_object()?;
    state.exported(&object).map(Nullable::Val)
}

/// `ToJSValue`
///
/// # Errors
/// For a vector, which JavaScript doesn't have.
pub fn to_js(value: &Val, state: &State, context: &mut Context) -> JsResult<JsValue> {
    Ok(match value {
        Val::I32(value) => (*value).into(),
        Val::I64(value) => JsBigInt::from(*value).into(),
        Val::F32(value) => f64::from(value.to_float()).into(),
        Val::F64(value) => value.to_float().into(),
        Val::V128(_) => {
            let message = "type incompatibility when transforming from/to JS";
            return Err(error(Kind::Type, message, context));
        }
        Val::FuncRef(Nullable::Null) | Val::ExternRef(Nullable::Null) => JsValue::null(),
        Val::FuncRef(Nullable::Val(func)) => call::object(*func, None, state, context)?.into(),
        Val::ExternRef(Nullable::Val(reference)) => state.extern_value(reference),
    })
}

/// What scripts call a kind of import or export (JavaScript Interface, 4.1).
pub const fn kind_name(kind: &ExternType) -> &'static str {
    match kind {
        ExternType::Func(_) => "function",
        ExternType::Table(_) => "table",
        ExternType::Memory(_) => "memory",
        ExternType::Global(_) => "global",
    }
}
