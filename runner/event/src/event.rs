//! `Event` and the data behind every kind of event.
//!
//! All event classes share [`EventData`]; what a derived class adds is one variant of
//! [`Detail`]. It must never know targets or listeners beyond the object that `target` returns.

use std::time::Instant;

use boa_engine::gc::{Finalize, Trace};
use boa_engine::object::builtins::JsArray;
use boa_engine::{Context, JsArgs, JsData, JsObject, JsResult, JsString, JsValue, js_string};

use super::hooks::hooks;
use super::inspect;
use super::kinds::{CloseDetail, ErrorDetail, MessageDetail};
use threadproof_engine::class::{Members, NativeClass, instance, this_data};
use threadproof_engine::errors::{invalid_arg_type, missing_args};

/// What a derived event class adds.
#[derive(Debug, Trace, Finalize)]
#[boa_gc(unsafe_no_drop)]
pub enum Detail {
    /// Nothing.
    Plain,
    /// `CustomEvent`'s `detail`.
    Custom(JsValue),
    /// `MessageEvent`.
    Message(Box<MessageDetail>),
    /// `CloseEvent`.
    Close(CloseDetail),
    /// `ErrorEvent`.
    Error(Box<ErrorDetail>),
}

/// The state of an event.
#[derive(Debug, Trace, Finalize, JsData)]
#[boa_gc(unsafe_no_drop)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "they are the flags of the DOM standard"
)]
pub struct EventData {
    pub(crate) kind: JsString,
    /// What the event carries besides.
    pub detail: Detail,
    pub(crate) target: Option<JsObject>,
    pub(crate) bubbles: bool,
    /// `cancelable`.
    pub cancelable: bool,
    composed: bool,
    prevented: bool,
    stopped: bool,
    pub(crate) stopped_now: bool,
    pub(crate) dispatching: bool,
    pub(crate) in_passive: bool,
    pub(crate) trusted: bool,
    #[unsafe_ignore_trace]
    created: Instant,
    /// The time by the runtime's own clock when it was first asked for.
    stamp: Option<f64>,
}

impl EventData {
    /// An event of a type, with no flag set.
    #[must_use]
    pub fn new(kind: JsString, detail: Detail) -> Self {
        Self {
            kind,
            detail,
            target: None,
            bubbles: false,
            cancelable: false,
            composed: false,
            prevented: false,
            stopped: false,
            stopped_now: false,
            dispatching: false,
            in_passive: false,
            trusted: false,
            created: Instant::now(),
            stamp: None,
        }
    }

    /// Marks the event as made by the runtime.
    #[must_use]
    pub fn trusted(mut self) -> Self {
        self.trusted = true;
        self
    }

    /// Takes `bubbles`, `cancelable` and `composed` from an options object.
    ///
    /// # Errors
    /// When reading a property throws.
    pub(crate) fn read_flags(&mut self, options: &JsObject, context: &mut Context) -> JsResult<()> {
        self.bubbles = options.get(js_string!("bubbles"), context)?.to_boolean();
        self.cancelable = options.get(js_string!("cancelable"), context)?.to_boolean();
        self.composed = options.get(js_string!("composed"), context)?.to_boolean();
        Ok(())
    }

    /// Whether `preventDefault` was called with effect.
    #[must_use]
    pub fn default_prevented(&self) -> bool {
        self.cancelable && self.prevented
    }

    fn prevent(&mut self) {
        if self.cancelable && !self.in_passive {
            self.prevented = true;
        }
    }
}

/// A getter that reads the event's data.
macro_rules! read {
    ($data:ident => $value:expr) => {
        |this, _, context| with(this, context, |$data| $value)
    };
}

/// The class `Event`.
pub struct Event;

impl Event {
    /// Makes an event from Rust.
    ///
    /// # Errors
    /// When the class cannot be built.
    pub fn create(kind: JsString, context: &mut Context) -> JsResult<JsObject> {
        instance::<Self>(EventData::new(kind, Detail::Plain), context)
    }
}

/// Whether an object is an `Event` or a `CustomEvent`, and of no class with more behind it.
#[must_use]
pub fn is_plain_or_custom(object: &JsObject) -> bool {
    object
        .downcast_ref::<EventData>()
        .is_some_and(|data| matches!(data.detail, Detail::Plain | Detail::Custom(_)))
}

impl NativeClass for Event {
    type Data = EventData;
    const NAME: &'static str = "Event";
    const LENGTH: usize = 1;

    fn members(members: &mut Members<'_>) {
        const PHASES: [(&str, i32); 4] = [
            ("NONE", 0),
            ("CAPTURING_PHASE", 1),
            ("AT_TARGET", 2),
            ("BUBBLING_PHASE", 3),
        ];
        members
            .method(js_string!("initEvent"), 1, init_event)
            .method(
                js_string!("stopImmediatePropagation"),
                0,
                |this, _, context| {
                    with(this, context, |data| {
                        data.stopped = true;
                        data.stopped_now = true;
                        JsValue::undefined()
                    })
                },
            )
            .method(js_string!("preventDefault"), 0, |this, _, context| {
                with(this, context, |data| {
                    data.prevent();
                    JsValue::undefined()
                })
            })
            .accessor(js_string!("target"), get_target, None)
            .accessor(
                js_string!("currentTarget"),
                read!(data => object_or_null(data.target.as_ref().filter(|_| data.dispatching))),
                None,
            )
            .accessor(js_string!("srcElement"), get_target, None)
            .accessor(
                js_string!("type"),
                read!(data => data.kind.clone().into()),
                None,
            )
            .accessor(
                js_string!("cancelable"),
                read!(data => data.cancelable.into()),
                None,
            )
            .accessor(
                js_string!("defaultPrevented"),
                read!(data => data.default_prevented().into()),
                None,
            )
            .accessor(js_string!("timeStamp"), time_stamp, None)
            .method(js_string!("composedPath"), 0, composed_path)
            .accessor(
                js_string!("returnValue"),
                read!(data => (!data.default_prevented()).into()),
                Some(|this, args, context| {
                    let keep = args.get_or_undefined(0).to_boolean();
                    with(this, context, |data| {
                        if !keep {
                            data.prevent();
                        }
                        JsValue::undefined()
                    })
                }),
            )
            .accessor(
                js_string!("bubbles"),
                read!(data => data.bubbles.into()),
                None,
            )
            .accessor(
                js_string!("composed"),
                read!(data => data.composed.into()),
                None,
            )
            .accessor(
                js_string!("eventPhase"),
                read!(data => (i32::from(data.dispatching) * 2).into()),
                None,
            )
            .accessor(
                js_string!("cancelBubble"),
                read!(data => data.stopped.into()),
                Some(|this, args, context| {
                    let stop = args.get_or_undefined(0).to_boolean();
                    with(this, context, |data| {
                        data.stopped |= stop;
                        JsValue::undefined()
                    })
                }),
            )
            .method(js_string!("stopPropagation"), 0, |this, _, context| {
                with(this, context, |data| {
                    data.stopped = true;
                    JsValue::undefined()
                })
            })
            .fixed_accessor(js_string!("isTrusted"), read!(data => data.trusted.into()))
            .to_string_tag();
        inspect::event(members);
        for (name, value) in PHASES {
            members.static_constant(JsString::from(name), value);
        }
    }

    fn construct(args: &[JsValue], _: &JsObject, context: &mut Context) -> JsResult<EventData> {
        let (data, _) = from_arguments(args, context)?;
        Ok(data)
    }
}

/// What `new Event(type, options)` makes of its arguments: the event's data, and the options
/// when they are an object.
///
/// # Errors
/// `ERR_MISSING_ARGS` without a type, `ERR_INVALID_ARG_TYPE` for options that are no object.
pub(crate) fn from_arguments(
    args: &[JsValue],
    context: &mut Context,
) -> JsResult<(EventData, Option<JsObject>)> {
    let Some(kind) = args.first() else {
        return Err(missing_args(context, &["type"]));
    };
    let options = args.get_or_undefined(1);
    if !options.is_null_or_undefined() && !options.is_object() {
        return Err(invalid_arg_type(
            context,
            "options",
            "of type object",
            options,
        ));
    }
    let mut data = EventData::new(kind.to_string(context)?, Detail::Plain);
    let options = options.as_object();
    if let Some(options) = &options {
        data.read_flags(options, context)?;
    }
    Ok((data, options))
}

/// Runs `read` on the data of the event `this`, after the brand check.
fn with(
    this: &JsValue,
    context: &mut Context,
    read: impl FnOnce(&mut EventData) -> JsValue,
) -> JsResult<JsValue> {
    let event = this_data::<Event>(this, context)?;
    let value = read(&mut event.data_mut());
    Ok(value)
}

fn object_or_null(object: Option<&JsObject>) -> JsValue {
    object.map_or_else(JsValue::null, |object| object.clone().into())
}

fn get_target(this: &JsValue, _: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    with(this, context, |data| object_or_null(data.target.as_ref()))
}

fn time_stamp(this: &JsValue, _: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let hooks = hooks(context);
    if let Some(now) = (hooks.own_time)(context) {
        return with(this, context, |data| {
            (*data.stamp.get_or_insert(now)).into()
        });
    }
    let origin = hooks.time_origin;
    with(this, context, |data| {
        (data.created.saturating_duration_since(origin).as_secs_f64() * 1000.0).into()
    })
}

fn composed_path(this: &JsValue, _: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let event = this_data::<Event>(this, context)?;
    let target = event
        .data()
        .target
        .clone()
        .filter(|_| event.data().dispatching);
    Ok(JsArray::from_iter(target.map(JsValue::from), context).into())
}

fn init_event(this: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let event = this_data::<Event>(this, context)?;
    let Some(kind) = args.first() else {
        return Err(missing_args(context, &["type"]));
    };
    let kind = kind.to_string(context)?;
    let mut data = event.data_mut();
    if !data.dispatching {
        data.kind = kind;
        data.bubbles = args.get_or_undefined(1).to_boolean();
        data.cancelable = args.get_or_undefined(2).to_boolean();
    }
    Ok(JsValue::undefined())
}
