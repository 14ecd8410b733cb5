//! `DOMException`.
//!
//! An instance keeps name and message in native data and has one own property, its `stack`. It
//! is an error to everything that asks through this module ([`is_dom_exception`]): a native
//! error for `util.types`, an `instanceof Error` for scripts. It must never know who throws it.

use boa_engine::builtins::error::Error;
use boa_engine::gc::{Finalize, Trace};
use boa_engine::property::PropertyDescriptor;
use boa_engine::{
    Context, JsArgs, JsData, JsError, JsObject, JsResult, JsString, JsValue, js_string,
};

use threadproof_engine::class::{ClassObjects, Members, NativeClass, instance, this_data};
use threadproof_engine::errors::{ErrorKind, install_stack, native_error};

/// The legacy constants, in the order of their codes from 1, with the name that has the code
/// (empty where none has it any more).
const CODES: [(&str, &str); 25] = [
    ("INDEX_SIZE_ERR", "IndexSizeError"),
    ("DOMSTRING_SIZE_ERR", ""),
    ("HIERARCHY_REQUEST_ERR", "HierarchyRequestError"),
    ("WRONG_DOCUMENT_ERR", "WrongDocumentError"),
    ("INVALID_CHARACTER_ERR", "InvalidCharacterError"),
    ("NO_DATA_ALLOWED_ERR", ""),
    ("NO_MODIFICATION_ALLOWED_ERR", "NoModificationAllowedError"),
    ("NOT_FOUND_ERR", "NotFoundError"),
    ("NOT_SUPPORTED_ERR", "NotSupportedError"),
    ("INUSE_ATTRIBUTE_ERR", "InUseAttributeError"),
    ("INVALID_STATE_ERR", "InvalidStateError"),
    ("SYNTAX_ERR", "SyntaxError"),
    ("INVALID_MODIFICATION_ERR", "InvalidModificationError"),
    ("NAMESPACE_ERR", "NamespaceError"),
    ("INVALID_ACCESS_ERR", "InvalidAccessError"),
    ("VALIDATION_ERR", ""),
    ("TYPE_MISMATCH_ERR", "TypeMismatchError"),
    ("SECURITY_ERR", "SecurityError"),
    ("NETWORK_ERR", "NetworkError"),
    ("ABORT_ERR", "AbortError"),
    ("URL_MISMATCH_ERR", "URLMismatchError"),
    ("QUOTA_EXCEEDED_ERR", "QuotaExceededError"),
    ("TIMEOUT_ERR", "TimeoutError"),
    ("INVALID_NODE_TYPE_ERR", "InvalidNodeTypeError"),
    ("DATA_CLONE_ERR", "DataCloneError"),
];

/// What an instance carries.
#[derive(Debug, Clone, Trace, Finalize, JsData)]
#[boa_gc(unsafe_no_drop)]
pub struct DomExceptionData {
    /// `name`
    pub name: JsString,
    /// `message`
    pub message: JsString,
}

impl DomExceptionData {
    /// The legacy code of the name, 0 where it has none.
    #[must_use]
    pub fn code(&self) -> i32 {
        // Not `JsString == str`: Boa 0.22 finds a string stored in UTF-16 equal to each of its
        // prefixes.
        let name = self.name.to_std_string_lossy();
        let known = CODES.iter().zip(1..).find(|((_, known), _)| name == *known);
        match known {
            Some((_, code)) if !name.is_empty() => code,
            _ => 0,
        }
    }

    fn header(&self) -> JsString {
        if self.message.is_empty() {
            self.name.clone()
        } else {
            js_string!(&self.name, boa_engine::js_str!(": "), &self.message)
        }
    }
}

/// The class `DOMException`.
pub struct DomException;

impl DomException {
    /// Makes a `DOMException` from Rust, with the stack of the current call.
    ///
    /// # Errors
    /// When the class cannot be built.
    pub fn create(message: &str, name: &str, context: &mut Context) -> JsResult<JsObject> {
        let data = DomExceptionData {
            name: JsString::from(name),
            message: JsString::from(message),
        };
        let header = data.header();
        let object = instance::<Self>(data, context)?;
        install_stack(&object, &header, context)?;
        Ok(object)
    }

    /// Makes a `DOMException` with a stack of its own, as a clone of another thread's.
    ///
    /// # Errors
    /// When the class cannot be built.
    pub fn with_stack(
        data: DomExceptionData,
        stack: JsString,
        context: &mut Context,
    ) -> JsResult<JsObject> {
        let object = instance::<Self>(data, context)?;
        define(&object, js_string!("stack"), stack.into());
        Ok(object)
    }

    /// A `DOMException` to throw.
    pub fn error(message: &str, name: &str, context: &mut Context) -> JsError {
        match Self::create(message, name, context) {
            Ok(object) => JsError::from_opaque(object.into()),
            Err(error) => error,
        }
    }
}

/// Whether an object is a `DOMException`.
#[must_use]
pub fn is_dom_exception(object: &JsObject) -> bool {
    object.is::<DomExceptionData>()
}

/// Whether a value is an error: one of the language's own, or a `DOMException`.
#[must_use]
pub fn is_error(value: &JsValue) -> bool {
    value
        .as_object()
        .is_some_and(|object| object.is::<Error>() || is_dom_exception(&object))
}

impl NativeClass for DomException {
    type Data = DomExceptionData;
    const NAME: &'static str = "DOMException";

    fn parent(context: &mut Context) -> JsResult<Option<ClassObjects>> {
        let constructors = context.intrinsics().constructors();
        Ok(Some(ClassObjects {
            constructor: constructors.function().prototype(),
            prototype: constructors.error().prototype(),
        }))
    }

    fn members(members: &mut Members<'_>) {
        members
            .accessor(
                js_string!("name"),
                |this, _, context| Ok(this_data::<Self>(this, context)?.data().name.clone().into()),
                None,
            )
            .accessor(
                js_string!("message"),
                |this, _, context| {
                    Ok(this_data::<Self>(this, context)?
                        .data()
                        .message
                        .clone()
                        .into())
                },
                None,
            )
            .accessor(
                js_string!("code"),
                |this, _, context| Ok(this_data::<Self>(this, context)?.data().code().into()),
                None,
            )
            .to_string_tag();
        for ((constant, _), code) in CODES.iter().zip(1..) {
            members.constant(&JsString::from(*constant), code);
        }
    }

    fn construct(
        args: &[JsValue],
        _: &JsObject,
        context: &mut Context,
    ) -> JsResult<DomExceptionData> {
        let message = match args.get_or_undefined(0) {
            message if message.is_undefined() => js_string!(),
            message => message.to_string(context)?,
        };
        let second = args.get_or_undefined(1);
        let name = match second.as_object().filter(|object| !object.is_callable()) {
            Some(options) => options
                .get(js_string!("name"), context)?
                .to_string(context)?,
            None if second.is_undefined() => js_string!("Error"),
            None => second.to_string(context)?,
        };
        Ok(DomExceptionData { name, message })
    }

    fn constructed(object: &JsObject, args: &[JsValue], context: &mut Context) -> JsResult<()> {
        let header = match object.downcast_ref::<DomExceptionData>() {
            Some(data) => data.header(),
            None => js_string!(),
        };
        install_stack(object, &header, context)?;
        let options = args.get_or_undefined(1).as_object();
        if let Some(options) = options.filter(|options| !options.is_callable())
            && options.has_property(js_string!("cause"), context)?
        {
            let cause = options.get(js_string!("cause"), context)?;
            define(object, js_string!("cause"), cause);
        }
        Ok(())
    }

    fn wrong_this(context: &mut Context) -> JsError {
        let message = "Value of \"this\" must be of DOMException";
        native_error(context, ErrorKind::Type, "ERR_INVALID_THIS", message)
    }
}

fn define(object: &JsObject, key: JsString, value: JsValue) {
    object.insert_property(
        key,
        PropertyDescriptor::builder()
            .value(value)
            .writable(true)
            .enumerable(false)
            .configurable(true),
    );
}
