//! `FileHandle`: the descriptor behind `fs.promises.open`, held natively.
//!
//! The methods are added by the JavaScript half; what lives here is the number, so that a handle
//! can be moved to another thread: [`HandleData::take`] there, [`HandleData::object`] here.

use std::cell::Cell;

use boa_engine::object::JsObject;
use boa_engine::{Context, JsArgs, JsData, JsResult, JsValue, js_string};
use boa_gc::{Finalize, Trace};

use super::{args, tracking};
use threadproof_engine::class::{Members, NativeClass, instance, this_data};
use threadproof_modules::builtin;

/// The class `FileHandle`.
pub struct FileHandle;

/// The native data of a `FileHandle` object.
#[derive(Trace, Finalize, JsData)]
pub struct HandleData {
    #[unsafe_ignore_trace]
    fd: Cell<i32>,
    /// How many operations and streams use it now, its closing included.
    #[unsafe_ignore_trace]
    uses: Cell<u32>,
    /// Whether the descriptor went to another object.
    #[unsafe_ignore_trace]
    moved: Cell<bool>,
}

impl HandleData {
    fn new(fd: i32) -> Self {
        Self {
            fd: Cell::new(fd),
            uses: Cell::new(0),
            moved: Cell::new(false),
        }
    }

    /// Whether something is going on with it: such a handle stays where it is.
    #[must_use]
    pub fn is_used(&self) -> bool {
        self.uses.get() > 0
    }

    /// Whether the object still has its descriptor.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.fd.get() >= 0
    }

    /// Takes the descriptor away from the object, which is closed from then on. `None` when it was
    /// closed already.
    #[must_use]
    pub fn take(object: &JsObject) -> Option<i32> {
        let fd = FileHandle::unpack(object)?.fd.replace(-1);
        (fd >= 0).then_some(fd)
    }

    /// Takes the descriptor away for another object, in this thread or in another; its number.
    #[must_use]
    pub fn take_to_move(object: &JsObject) -> Option<i32> {
        let fd = Self::take(object)?;
        FileHandle::unpack(object)?.moved.set(true);
        Some(fd)
    }

    /// Makes a handle that owns `fd`.
    ///
    /// # Errors
    /// Fails when the class cannot be built or its methods cannot be loaded.
    pub fn object(fd: i32, context: &mut Context) -> JsResult<JsObject> {
        // A thread that only ever receives handles has not loaded their methods by itself.
        builtin::exports("internal/fs/handle", context)?;
        tracking::tracker(context).managed(fd);
        instance::<FileHandle>(Self::new(fd), context)
    }
}

impl NativeClass for FileHandle {
    type Data = HandleData;
    const NAME: &'static str = "FileHandle";

    fn construct(args: &[JsValue], _: &JsObject, context: &mut Context) -> JsResult<HandleData> {
        let fd = args::fd(args.get_or_undefined(0), context)?;
        tracking::tracker(context).managed(fd);
        Ok(HandleData::new(fd))
    }

    fn members(members: &mut Members<'_>) {
        members
            .accessor(js_string!("fd"), fd, None)
            .static_method(js_string!("take"), 1, take)
            .static_method(js_string!("use"), 2, use_handle)
            .static_method(js_string!("wasMoved"), 1, was_moved);
    }
}

fn fd(this: &JsValue, _: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    Ok(this_data::<FileHandle>(this, context)?
        .data()
        .fd
        .get()
        .into())
}

/// For the JavaScript half: one operation more uses the handle, or one less
fn use_handle(_: &JsValue, args: &[JsValue], _: &mut Context) -> JsResult<JsValue> {
    let object = args.get_or_undefined(0).as_object();
    if let Some(data) = object.as_ref().and_then(FileHandle::unpack) {
        let uses = data.uses.get();
        data.uses.set(if args.get_or_undefined(1).to_boolean() {
            uses + 1
        } else {
            uses.saturating_sub(1)
        });
    }
    Ok(JsValue::undefined())
}

fn was_moved(_: &JsValue, args: &[JsValue], _: &mut Context) -> JsResult<JsValue> {
    let object = args.get_or_undefined(0).as_object();
    let data = object.as_ref().and_then(FileHandle::unpack);
    Ok(data.is_some_and(|data| data.moved.get()).into())
}

/// For the JavaScript half's `close`: the descriptor, -1 if there is none any more.
fn take(_: &JsValue, args: &[JsValue], _: &mut Context) -> JsResult<JsValue> {
    let object = args.get_or_undefined(0).as_object();
    let fd = object.and_then(|object| HandleData::take(&object));
    Ok(fd.unwrap_or(-1).into())
}
