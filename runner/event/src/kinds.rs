//! The event classes that derive from `Event`: `CustomEvent`, `MessageEvent`, `CloseEvent`,
//! `ErrorEvent` and the close event of a port.
//!
//! It must never know how an event is delivered.

use boa_engine::gc::{Finalize, Trace};
use boa_engine::object::builtins::JsArray;
use boa_engine::object::{IntegrityLevel, Ref, RefMut};
use boa_engine::{Context, JsArgs, JsObject, JsResult, JsString, JsValue, js_string};

use super::event::{Detail, Event, EventData, from_arguments};
use super::web_idl;
use threadproof_engine::class::{
    ClassObjects, Members, NativeClass, class_of, instance, this_data,
};
use threadproof_engine::errors::{ErrorKind, native_error};

/// What a `MessageEvent` carries.
#[derive(Debug, Trace, Finalize)]
#[boa_gc(unsafe_no_drop)]
pub struct MessageDetail {
    data: JsValue,
    origin: JsString,
    last_event_id: JsString,
    source: JsValue,
    ports: Ports,
}

/// The `ports` of a message; the frozen array is made when a script looks.
#[derive(Debug, Trace, Finalize)]
#[boa_gc(unsafe_no_drop)]
enum Ports {
    List(Vec<JsObject>),
    Array(JsObject),
}

/// What a `CloseEvent` carries.
#[derive(Debug, Trace, Finalize)]
#[boa_gc(unsafe_no_drop)]
pub struct CloseDetail {
    was_clean: bool,
    code: f64,
    reason: JsString,
}

/// What an `ErrorEvent` carries.
#[derive(Debug, Trace, Finalize)]
#[boa_gc(unsafe_no_drop)]
pub struct ErrorDetail {
    /// `message`.
    pub message: JsString,
    /// `filename`: the URL of the script.
    pub filename: JsString,
    /// `lineno`, counted from 1.
    pub line: f64,
    /// `colno`, counted from 1.
    pub column: f64,
    /// `error`: what was thrown, where it can be had.
    pub error: JsValue,
}

/// The parts of a class that shares [`EventData`]: its parent, and the check for its variant.
macro_rules! event_class {
    ($variant:pat) => {
        fn parent(context: &mut Context) -> JsResult<Option<ClassObjects>> {
            class_of::<Event>(context).map(Some)
        }

        fn unpack(object: &JsObject) -> Option<Ref<'_, EventData>> {
            object
                .downcast_ref::<EventData>()
                .filter(|data| matches!(data.detail, $variant))
        }

        fn unpack_mut(object: &JsObject) -> Option<RefMut<'_, EventData>> {
            Self::unpack(object)?;
            object.downcast_mut::<EventData>()
        }
    };
}

/// A getter that reads one field of a variant.
macro_rules! field {
    ($class:ty, $variant:ident, $field:ident => $read:expr) => {
        |this, _, context| {
            let event = this_data::<$class>(this, context)?;
            let data = event.data();
            Ok(match &data.detail {
                Detail::$variant($field) => $read,
                _ => JsValue::undefined(),
            })
        }
    };
}

/// The class `CustomEvent`.
pub struct CustomEvent;

impl CustomEvent {
    /// Makes an event with a detail from Rust.
    ///
    /// # Errors
    /// When the class cannot be built.
    pub fn create(kind: JsString, detail: JsValue, context: &mut Context) -> JsResult<JsObject> {
        instance::<Self>(EventData::new(kind, Detail::Custom(detail)), context)
    }
}

impl NativeClass for CustomEvent {
    type Data = EventData;
    const NAME: &'static str = "CustomEvent";
    const LENGTH: usize = 1;
    event_class!(Detail::Custom(_));

    fn members(members: &mut Members<'_>) {
        members
            .accessor(
                js_string!("detail"),
                field!(CustomEvent, Custom, detail => detail.clone()),
                None,
            )
            .to_string_tag();
    }

    fn construct(args: &[JsValue], _: &JsObject, context: &mut Context) -> JsResult<EventData> {
        let (mut data, options) = from_arguments(args, context)?;
        let detail = match options {
            Some(options) => options.get(js_string!("detail"), context)?,
            None => JsValue::null(),
        };
        data.detail = Detail::Custom(if detail.is_undefined() {
            JsValue::null()
        } else {
            detail
        });
        Ok(data)
    }
}

/// The class `MessageEvent`.
pub struct MessageEvent;

impl MessageEvent {
    /// Makes the event that delivers a message from a port.
    ///
    /// # Errors
    /// When the class cannot be built.
    pub fn create(
        kind: JsString,
        data: JsValue,
        ports: Vec<JsObject>,
        context: &mut Context,
    ) -> JsResult<JsObject> {
        let detail = MessageDetail {
            data,
            origin: js_string!(),
            last_event_id: js_string!(),
            source: JsValue::null(),
            ports: Ports::List(ports),
        };
        instance::<Self>(
            EventData::new(kind, Detail::Message(Box::new(detail))),
            context,
        )
    }
}

impl NativeClass for MessageEvent {
    type Data = EventData;
    const NAME: &'static str = "MessageEvent";
    const LENGTH: usize = 1;
    event_class!(Detail::Message(_));

    fn members(members: &mut Members<'_>) {
        members
            .accessor(
                js_string!("data"),
                field!(MessageEvent, Message, m => m.data.clone()),
                None,
            )
            .accessor(
                js_string!("origin"),
                field!(MessageEvent, Message, m => m.origin.clone().into()),
                None,
            )
            .accessor(
                js_string!("lastEventId"),
                field!(MessageEvent, Message, m => m.last_event_id.clone().into()),
                None,
            )
            .accessor(
                js_string!("source"),
                field!(MessageEvent, Message, m => m.source.clone()),
                None,
            )
            .accessor(js_string!("ports"), get_ports, None)
            .method(js_string!("initMessageEvent"), 1, init_message_event)
            .to_string_tag();
    }

    fn construct(args: &[JsValue], _: &JsObject, context: &mut Context) -> JsResult<EventData> {
        let (mut data, init) = web_idl::event(Self::NAME, args, context)?;
        let detail = match init {
            Some(init) => MessageDetail {
                data: web_idl::or_null(init.get(js_string!("data"), context)?),
                origin: web_idl::string(&init, js_string!("origin"), context)?,
                last_event_id: web_idl::string(&init, js_string!("lastEventId"), context)?,
                source: web_idl::source(&init, context)?,
                ports: Ports::List(web_idl::ports(&init, context)?),
            },
            None => MessageDetail {
                data: JsValue::null(),
                origin: js_string!(),
                last_event_id: js_string!(),
                source: JsValue::null(),
                ports: Ports::List(Vec::new()),
            },
        };
        data.detail = Detail::Message(Box::new(detail));
        Ok(data)
    }

    fn wrong_this(context: &mut Context) -> boa_engine::JsError {
        native_error(
            context,
            ErrorKind::Type,
            "ERR_INVALID_THIS",
            "Illegal invocation",
        )
    }
}

fn get_ports(this: &JsValue, _: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let event = this_data::<MessageEvent>(this, context)?;
    let list = match &event.data().detail {
        Detail::Message(message) => match &message.ports {
            Ports::Array(array) => return Ok(array.clone().into()),
            Ports::List(list) => list.clone(),
        },
        _ => return Ok(JsValue::undefined()),
    };
    let array: JsObject = JsArray::from_iter(list.into_iter().map(JsValue::from), context).into();
    array.set_integrity_level(IntegrityLevel::Frozen, context)?;
    if let Detail::Message(message) = &mut event.data_mut().detail {
        message.ports = Ports::Array(array.clone());
    }
    Ok(array.into())
}

fn init_message_event(
    this: &JsValue,
    args: &[JsValue],
    context: &mut Context,
) -> JsResult<JsValue> {
    let event = this_data::<MessageEvent>(this, context)?;
    let kind = args.get_or_undefined(0).to_string(context)?;
    let detail = MessageDetail {
        data: web_idl::or_null(args.get_or_undefined(3).clone()),
        origin: web_idl::string_or_empty(args.get_or_undefined(4), context)?,
        last_event_id: web_idl::string_or_empty(args.get_or_undefined(5), context)?,
        source: web_idl::or_null(args.get_or_undefined(6).clone()),
        ports: Ports::List(web_idl::port_list(args.get_or_undefined(7), context)?),
    };
    let mut data = event.data_mut();
    if !data.dispatching {
        data.kind = kind;
        data.bubbles = args.get_or_undefined(1).to_boolean();
        data.cancelable = args.get_or_undefined(2).to_boolean();
        data.detail = Detail::Message(Box::new(detail));
    }
    Ok(JsValue::undefined())
}

/// The class `CloseEvent`.
pub struct CloseEvent;

impl NativeClass for CloseEvent {
    type Data = EventData;
    const NAME: &'static str = "CloseEvent";
    const LENGTH: usize = 1;
    event_class!(Detail::Close(_));

    fn members(members: &mut Members<'_>) {
        members
            .accessor(
                js_string!("wasClean"),
                field!(CloseEvent, Close, c => c.was_clean.into()),
                None,
            )
            .accessor(
                js_string!("code"),
                field!(CloseEvent, Close, c => c.code.into()),
                None,
            )
            .accessor(
                js_string!("reason"),
                field!(CloseEvent, Close, c => c.reason.clone().into()),
                None,
            )
            .to_string_tag();
    }

    fn construct(args: &[JsValue], _: &JsObject, context: &mut Context) -> JsResult<EventData> {
        let (mut data, init) = web_idl::event(Self::NAME, args, context)?;
        data.detail = Detail::Close(match init {
            Some(init) => CloseDetail {
                was_clean: init.get(js_string!("wasClean"), context)?.to_boolean(),
                code: web_idl::integer(&init, js_string!("code"), 65_536.0, context)?,
                reason: web_idl::string(&init, js_string!("reason"), context)?,
            },
            None => CloseDetail {
                was_clean: false,
                code: 0.0,
                reason: js_string!(),
            },
        });
        Ok(data)
    }
}

/// The class `ErrorEvent`.
pub struct ErrorEvent;

impl NativeClass for ErrorEvent {
    type Data = EventData;
    const NAME: &'static str = "ErrorEvent";
    const LENGTH: usize = 2;
    event_class!(Detail::Error(_));

    fn members(members: &mut Members<'_>) {
        members
            .accessor(
                js_string!("message"),
                field!(ErrorEvent, Error, e => e.message.clone().into()),
                None,
            )
            .accessor(
                js_string!("filename"),
                field!(ErrorEvent, Error, e => e.filename.clone().into()),
                None,
            )
            .accessor(
                js_string!("lineno"),
                field!(ErrorEvent, Error, e => e.line.into()),
                None,
            )
            .accessor(
                js_string!("colno"),
                field!(ErrorEvent, Error, e => e.column.into()),
                None,
            )
            .accessor(
                js_string!("error"),
                field!(ErrorEvent, Error, e => e.error.clone()),
                None,
            )
            .to_string_tag();
    }

    fn construct(args: &[JsValue], _: &JsObject, context: &mut Context) -> JsResult<EventData> {
        const LONG: f64 = 4_294_967_296.0;
        let (mut data, init) = web_idl::event(Self::NAME, args, context)?;
        data.detail = Detail::Error(Box::new(match init {
            Some(init) => ErrorDetail {
                message: web_idl::string(&init, js_string!("message"), context)?,
                filename: web_idl::string(&init, js_string!("filename"), context)?,
                line: web_idl::integer(&init, js_string!("lineno"), LONG, context)?,
                column: web_idl::integer(&init, js_string!("colno"), LONG, context)?,
                error: init.get(js_string!("error"), context)?,
            },
            None => ErrorDetail {
                message: js_string!(),
                filename: js_string!(),
                line: 0.0,
                column: 0.0,
                error: JsValue::undefined(),
            },
        }));
        Ok(data)
    }
}

/// The class of the event that tells that a port is closed. Scripts cannot construct it.
pub struct PortCloseEvent;

impl PortCloseEvent {
    /// Makes a `close` event.
    ///
    /// # Errors
    /// When the class cannot be built.
    pub fn create(context: &mut Context) -> JsResult<JsObject> {
        instance::<Self>(EventData::new(js_string!("close"), Detail::Plain), context)
    }
}

impl NativeClass for PortCloseEvent {
    type Data = EventData;
    const NAME: &'static str = "MessagePortCloseEvent";
    event_class!(Detail::Plain);

    fn members(_: &mut Members<'_>) {}
}
