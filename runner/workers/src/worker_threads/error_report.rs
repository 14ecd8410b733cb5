//! An uncaught error on its way from a worker to its parent.
//!
//! Structured clone keeps only the standard parts of an error. A worker's error arrives with its
//! type, message, stack, cause and own properties, as Node's page promises for `'error'`; what can't
//! be cloned arrives as text.

use boa_engine::builtins::error::Error;
use boa_engine::context::intrinsics::StandardConstructor;
use boa_engine::object::JsObject;
use boa_engine::object::builtins::JsArray;
use boa_engine::property::{PropertyDescriptor, PropertyKey};
use boa_engine::{Context, JsError, JsResult, JsString, JsSymbol, JsValue, js_string};

use threadproof_clone::{self as clone, Message};
use threadproof_engine::errors::{ErrorKind, node_error};

/// How deep a chain of causes is followed.
const MAX_DEPTH: usize = 16;

/// The types of error that keep their identity.
const KINDS: [&str; 7] = [
    "TypeError",
    "RangeError",
    "SyntaxError",
    "ReferenceError",
    "EvalError",
    "URIError",
    "AggregateError",
];

/// An error that left its thread.
#[derive(Debug)]
pub enum ErrorReport {
    /// A value that structured clone can carry.
    Value(Message),
    /// An error object.
    Error {
        /// The constructor: one of the language's own.
        kind: &'static str,
        /// Own properties.
        properties: Vec<Property>,
    },
    /// A symbol, by its description.
    Symbol(Option<JsStringBuf>),
    /// What could not be carried, as `util.inspect` shows it.
    Text(String),
    /// An error of the runtime's own.
    Coded {
        /// The type.
        kind: ErrorKind,
        /// `code`.
        code: &'static str,
        /// The message.
        message: String,
    },
}

/// One property of an error.
#[derive(Debug)]
pub struct Property {
    name: JsStringBuf,
    enumerable: bool,
    value: ErrorReport,
}

/// The text of a property name, free of the thread.
type JsStringBuf = Vec<u16>;

impl ErrorReport {
    /// Takes what a thread did not catch.
    pub fn capture(value: &JsValue, context: &mut Context) -> Self {
        Self::capture_at(value, 0, context)
    }

    fn capture_at(value: &JsValue, depth: usize, context: &mut Context) -> Self {
        if let Some(object) = value.as_object()
            && object.is::<Error>()
            && depth < MAX_DEPTH
        {
            return capture_error(&object, depth, context);
        }
        if let Some(symbol) = value.as_symbol() {
            return Self::Symbol(symbol.description().map(|text| text.to_vec()));
        }
        match clone::serialize(value, &[], context) {
            Ok(message) => Self::Value(message),
            Err(_) => Self::Text(threadproof_node::console::inspect_for_message(
                value, context,
            )),
        }
    }

    /// Makes the value for the parent's `'error'` event.
    pub fn rebuild(self, context: &mut Context) -> JsValue {
        match self {
            Self::Value(message) => message
                .deserialize(context)
                .map_or_else(|_| JsValue::undefined(), |received| received.value),
            Self::Symbol(text) => {
                let text = text.map(|text| JsString::from(text.as_slice()));
                JsSymbol::new(text).map_or_else(JsValue::undefined, JsValue::from)
            }
            Self::Text(text) => js_string!(text).into(),
            Self::Coded {
                kind,
                code,
                message,
            } => node_error(context, kind, code, &message)
                .into_opaque(context)
                .unwrap_or_default(),
            Self::Error { kind, properties } => rebuild_error(kind, properties, context)
                .unwrap_or_else(|error: JsError| error.into_opaque(context).unwrap_or_default()),
        }
    }
}

/// What throws when it is read stays behind; the rest of the error arrives all the same.
fn capture_error(error: &JsObject, depth: usize, context: &mut Context) -> ErrorReport {
    // The stack becomes an own property at the first look.
    error.get(js_string!("stack"), context).ok();
    let mut properties = Vec::new();
    let mut has_name = false;
    for key in error.own_property_keys(context).unwrap_or_default() {
        let PropertyKey::String(name) = &key else {
            continue;
        };
        let Ok(value) = error.get(key.clone(), context) else {
            continue;
        };
        let is_text = ["name", "message", "stack"]
            .iter()
            .any(|key| *name == js_string!(*key));
        if value.is_callable() || is_text && value.is_symbol() {
            continue;
        }
        let enumerable = error
            .borrow()
            .properties()
            .get(&key)
            .and_then(|property| property.enumerable())
            .unwrap_or(true);
        has_name |= *name == js_string!("name");
        properties.push(Property {
            name: name.to_vec(),
            enumerable,
            value: ErrorReport::capture_at(&value, depth + 1, context),
        });
    }
    let kind = builtin_kind(error, context);
    let name = error.get(js_string!("name"), context).unwrap_or_default();
    if !has_name && let Some(name) = name.as_string().filter(|name| *name != kind) {
        properties.push(Property {
            name: js_string!("name").to_vec(),
            enumerable: false,
            value: ErrorReport::capture_at(&name.into(), depth + 1, context),
        });
    }
    ErrorReport::Error { kind, properties }
}

/// The nearest constructor of the language's own in the prototype chain.
fn builtin_kind(error: &JsObject, context: &Context) -> &'static str {
    let mut next = error.prototype();
    while let Some(prototype) = next {
        for kind in KINDS {
            if JsObject::equals(&class_of(kind, context).prototype(), &prototype) {
                return kind;
            }
        }
        next = prototype.prototype();
    }
    "Error"
}

fn class_of(kind: &str, context: &Context) -> StandardConstructor {
    let constructors = context.intrinsics().constructors();
    match kind {
        "TypeError" => constructors.type_error(),
        "RangeError" => constructors.range_error(),
        "SyntaxError" => constructors.syntax_error(),
        "ReferenceError" => constructors.reference_error(),
        "EvalError" => constructors.eval_error(),
        "URIError" => constructors.uri_error(),
        "AggregateError" => constructors.aggregate_error(),
        _ => constructors.error(),
    }
    .clone()
}

fn rebuild_error(
    kind: &str,
    properties: Vec<Property>,
    context: &mut Context,
) -> JsResult<JsValue> {
    let constructor = class_of(kind, context).constructor();
    let arguments = if kind == "AggregateError" {
        vec![JsArray::new(context)?.into()]
    } else {
        Vec::new()
    };
    let error = constructor.construct(&arguments, None, context)?;
    for property in properties {
        let value = property.value.rebuild(context);
        error.insert_property(
            JsString::from(property.name.as_slice()),
            PropertyDescriptor::builder()
                .value(value)
                .writable(true)
                .enumerable(property.enumerable)
                .configurable(true),
        );
    }
    Ok(error.into())
}
