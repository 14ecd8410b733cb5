//! The `stack` of errors, as V8 makes it (V8, Stack trace API).
//!
//! Boa keeps a backtrace for each error and shows it through an accessor on `Error.prototype`,
//! without a first line. Scripts expect `Name: message` and then frames like
//! `    at f (file:line:column)`, or what `Error.prepareStackTrace` makes of them; so the accessor is
//! replaced by one that does that at the first look and keeps the outcome as an own property.
//! `Error.captureStackTrace` gives an object an accessor of its own that does the same.

mod frames;
mod place;

use boa_engine::builtins::error::Error;
use boa_engine::builtins::function::OrdinaryFunction;
use boa_engine::gc::{Finalize, GcRefCell, Trace};
use boa_engine::object::builtins::JsArray;
use boa_engine::object::{FunctionObjectBuilder, JsObject};
use boa_engine::property::{Attribute, PropertyDescriptor};
use boa_engine::{
    Context, JsArgs, JsNativeError, JsResult, JsString, JsValue, NativeFunction, js_string,
};

pub use frames::{Frame, Innermost, innermost};
pub use place::{Position, place_of, position};

use crate::native::{described, native_fn};
use threadproof_ground::numbers::nearest;

/// What stands before the text of a `CommonJS` module on its first line.
pub const WRAPPER_HEAD: &str = "(function (exports, require, module, __filename, __dirname) { ";

/// Makes the `CallSite` objects of frames; a context that has none gives an empty list.
pub struct MakeSites(pub fn(&[Frame], &mut Context) -> JsResult<Vec<JsValue>>);

/// Told of each value whose `stack` is about to be read.
#[derive(Clone, Copy)]
pub struct Seen(pub fn(&JsValue, &mut Context));

/// The engine's own getter of `stack`, and the `prepareStackTrace` that is there from the start.
struct Originals {
    getter: JsObject,
    prepare: JsObject,
}

/// Whether a script's `Error.prepareStackTrace` runs.
#[derive(Default)]
struct Preparing(std::cell::Cell<bool>);

/// Replaces the engine's `stack` accessor in the realm that the context is in, and adds
/// `Error.captureStackTrace` and `Error.stackTraceLimit`.
///
/// # Errors
/// Only when the engine is out of resources.
pub fn install(context: &mut Context) -> JsResult<()> {
    let error = context.intrinsics().constructors().error();
    let (constructor, prototype) = (error.constructor(), error.prototype());
    if !context.has_data::<Originals>() {
        let own = prototype
            .borrow()
            .properties()
            .get(&js_string!("stack").into());
        let getter = own.and_then(|own| own.get()?.as_object());
        let name = js_string!("ErrorPrepareStackTrace");
        let prepare = native_fn(context.realm(), name, 2, prepare_stack_trace).into();
        if let Some(getter) = getter {
            context.insert_data(Originals { getter, prepare });
        }
    }
    let realm = context.realm().clone();
    let get = native_fn(&realm, js_string!("stack"), 0, get_stack);
    let set = native_fn(&realm, js_string!("stack"), 1, set_stack);
    prototype.insert_property(
        js_string!("stack"),
        PropertyDescriptor::builder()
            .get(get)
            .set(set)
            .enumerable(false)
            .configurable(true),
    );
    let name = js_string!("captureStackTrace");
    let capture = native_fn(&realm, name.clone(), 2, capture_stack_trace);
    constructor.insert_property(name, hidden(capture));
    constructor.insert_property(
        js_string!("stackTraceLimit"),
        described(10, Attribute::all()),
    );
    Ok(())
}

/// Puts Node's `Error.prepareStackTrace` in its place: the main realm has one, contexts of `vm` have
/// none.
pub fn install_prepare(context: &mut Context) {
    if let Some(Originals { prepare, .. }) = context.get_data() {
        let prepare = hidden(prepare.clone());
        let error = context.intrinsics().constructors().error().constructor();
        error.insert_property(js_string!("prepareStackTrace"), prepare);
    }
}

/// Gives an error its own `stack` now, while its name and message are what they are.
///
/// # Errors
/// When a getter of the error throws, or what a script prepares stacks with.
pub fn own_stack(error: &JsObject, context: &mut Context) -> JsResult<()> {
    error.get(js_string!("stack"), context)?;
    Ok(())
}

/// The frames of the engine's text in V8's layout, at most `limit`, those of builtins left out.
#[must_use]
pub fn v8_frames(engine: &str, limit: usize) -> String {
    frames::listed(&frames::frames(engine, 0), limit)
}

/// The lines of an error's frames, as many as scripts want, whatever they prepare stacks with;
/// `None` of what is no error of the engine's.
///
/// # Errors
/// Only when the engine is out of resources.
pub fn lines_of(error: &JsObject, context: &mut Context) -> JsResult<Option<String>> {
    let frames = frames_of(error, 0, context)?;
    let limit = limit(context)?.unwrap_or_default();
    Ok(frames.map(|frames| frames::listed(&frames, limit)))
}

/// The frames that scripts may see of the place where the runtime was called, innermost first.
///
/// # Errors
/// Only when the engine is out of resources.
pub fn here(context: &mut Context) -> JsResult<Vec<Frame>> {
    taken(0, context)
}

/// Whether a script has said how stacks are prepared.
///
/// # Errors
/// When `Error.prepareStackTrace` is a getter that throws.
pub fn is_prepared(context: &mut Context) -> JsResult<bool> {
    Ok(preparer(context)?.is_some())
}

fn get_stack(this: &JsValue, _: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let Some(error) = this.as_object() else {
        return Ok(JsValue::undefined());
    };
    let own = error
        .borrow()
        .properties()
        .get(&js_string!("stack").into())
        .and_then(|property| property.value().cloned());
    if let Some(own) = own {
        // The engine's inline caches may still lead here after the first look.
        return Ok(own);
    }
    if let Some(seen) = context.get_data::<Seen>().copied() {
        (seen.0)(this, context);
    }
    let Some(mut frames) = frames_of(&error, 0, context)? else {
        return Ok(JsValue::undefined());
    };
    let Some(limit) = limit(context)? else {
        return Ok(JsValue::undefined());
    };
    frames.truncate(limit);
    prepared(&error, &frames, context, |stack| {
        error.insert_property(js_string!("stack"), hidden(stack));
    })
}

fn set_stack(this: &JsValue, args: &[JsValue], _: &mut Context) -> JsResult<JsValue> {
    let Some(error) = this.as_object() else {
        return Err(JsNativeError::typ()
            .with_message("stack can only be set on an object")
            .into());
    };
    error.insert_property(
        js_string!("stack"),
        hidden(args.get_or_undefined(0).clone()),
    );
    Ok(JsValue::undefined())
}

/// The stack of `object`: the usual text, or what the script's `Error.prepareStackTrace` makes of
/// the frames. `keep` is told each, so that a script that looks meanwhile finds the usual text.
fn prepared(
    object: &JsObject,
    frames: &[Frame],
    context: &mut Context,
    keep: impl Fn(JsValue),
) -> JsResult<JsValue> {
    let lines = frames::listed(frames, frames.len());
    let header = header(object, context)?;
    let usual = JsValue::from(js_string!(&header, &js_string!(lines)));
    keep(usual.clone());
    let Some(prepare) = preparer(context)? else {
        return Ok(usual);
    };
    let make = context.get_data::<MakeSites>().map(|make| make.0);
    let sites = match make {
        Some(make) => make(frames, context)?,
        None => Vec::new(),
    };
    let sites = JsArray::from_iter(sites, context);
    let args = [object.clone().into(), sites.into()];
    let constructor = context.intrinsics().constructors().error().constructor();
    // Errors that are made meanwhile have the usual text, as in V8.
    let was_preparing = preparing(true, context);
    let stack = prepare.call(&constructor.into(), &args, context);
    preparing(was_preparing, context);
    let stack = stack?;
    keep(stack.clone());
    Ok(stack)
}

/// Notes whether a script's `Error.prepareStackTrace` runs; gives what it was before.
fn preparing(is_preparing: bool, context: &mut Context) -> bool {
    if !context.has_data::<Preparing>() {
        context.insert_data(Preparing::default());
    }
    let preparing = context.get_data::<Preparing>();
    preparing.is_some_and(|preparing| preparing.0.replace(is_preparing))
}

/// `Error.prepareStackTrace`, unless it is the one that is there from the start.
fn preparer(context: &mut Context) -> JsResult<Option<JsObject>> {
    if context
        .get_data::<Preparing>()
        .is_some_and(|preparing| preparing.0.get())
    {
        return Ok(None);
    }
    let constructor = context.intrinsics().constructors().error().constructor();
    let prepare = constructor.get(js_string!("prepareStackTrace"), context)?;
    let originals = context.get_data::<Originals>();
    let is_usual = |prepare: &JsObject| {
        originals.is_some_and(|originals| JsObject::equals(&originals.prepare, prepare))
    };
    Ok(prepare.as_callable().filter(|prepare| !is_usual(prepare)))
}

/// `Error.prepareStackTrace(error, sites)` as it is from the start: the usual text.
fn prepare_stack_trace(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let error = args.get_or_undefined(0).to_object(context)?;
    let sites = args.get_or_undefined(1).to_object(context)?;
    let mut text = header(&error, context)?;
    let count = sites.get(js_string!("length"), context)?;
    for at in 0..count.to_length(context)? {
        let site = sites.get(at, context)?.to_string(context)?;
        text = js_string!(&text, &js_string!("\n    at "), &site);
    }
    Ok(text.into())
}

/// The stack of an object that is no error, or another stack of one: frames that were taken, and
/// what they looked like at the first look.
#[derive(Trace, Finalize)]
struct Captured {
    object: JsObject,
    #[unsafe_ignore_trace]
    frames: Vec<Frame>,
    stack: GcRefCell<Option<JsValue>>,
}

/// `Error.captureStackTrace(object, above)`
fn capture_stack_trace(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let Some(object) = args.get_or_undefined(0).as_object() else {
        // V8's own words.
        return Err(JsNativeError::typ().with_message("invalid_argument").into());
    };
    if !object.is_extensible(context)? {
        return Err(JsNativeError::typ()
            .with_message("Cannot define property stack, object is not extensible")
            .into());
    }
    let frames = match args.get_or_undefined(1).as_object() {
        Some(above) => skipped_with(&above, context).map(|skipped| taken(skipped, context)),
        None => Some(taken(0, context)),
    };
    // A function that is not on the stack has all frames above it.
    capture(&object, frames.transpose()?.unwrap_or_default(), context)?;
    Ok(JsValue::undefined())
}

/// Gives an object a stack that is made at the first look.
///
/// # Errors
/// When the object cannot have one.
pub fn capture(object: &JsObject, mut frames: Vec<Frame>, context: &mut Context) -> JsResult<()> {
    let Some(limit) = limit(context)? else {
        return Ok(());
    };
    frames.truncate(limit);
    let captured = Captured {
        object: object.clone(),
        frames,
        stack: GcRefCell::new(None),
    };
    let stack = NativeFunction::from_copy_closure_with_captures(captured_stack, captured);
    let stack = FunctionObjectBuilder::new(context.realm(), stack).build();
    let accessor = PropertyDescriptor::builder()
        .get(stack.clone())
        .set(stack)
        .enumerable(false)
        .configurable(true);
    object.define_property_or_throw(js_string!("stack"), accessor, context)?;
    Ok(())
}

/// Getter and setter of a captured stack: the setter has an argument.
fn captured_stack(
    _: &JsValue,
    args: &[JsValue],
    captured: &Captured,
    context: &mut Context,
) -> JsResult<JsValue> {
    if let Some(stack) = args.first() {
        *captured.stack.borrow_mut() = Some(stack.clone());
        return Ok(JsValue::undefined());
    }
    let stack = captured.stack.borrow().clone();
    match stack {
        Some(stack) => Ok(stack),
        None => prepared(&captured.object, &captured.frames, context, |stack| {
            *captured.stack.borrow_mut() = Some(stack);
        }),
    }
}

/// How many frames of JavaScript stand above the nearest call of `function`, with that call.
fn skipped_with(function: &JsObject, context: &Context) -> Option<usize> {
    let function = function.downcast_ref::<OrdinaryFunction>()?;
    let code = std::ptr::from_ref(function.codeblock());
    let mut frames = context.stack_trace();
    let at = frames.position(|frame| std::ptr::from_ref(&**frame.code_block()) == code)?;
    Some(at + 1)
}

/// The frames of this place: an error that is made here has them.
fn taken(skipped: usize, context: &mut Context) -> JsResult<Vec<Frame>> {
    let constructor = context.intrinsics().constructors().error().constructor();
    let probe = constructor.construct(&[], None, context)?;
    Ok(frames_of(&probe, skipped, context)?.unwrap_or_default())
}

fn frames_of(
    error: &JsObject,
    skipped: usize,
    context: &mut Context,
) -> JsResult<Option<Vec<Frame>>> {
    let text = engine_text(error, context);
    Ok(text.map(|text| frames::frames(&text, skipped)))
}

/// What the engine keeps of an error's stack; `None` of what is no error of the engine's.
pub fn engine_text(error: &JsObject, context: &mut Context) -> Option<String> {
    if !error.is::<Error>() {
        return None;
    }
    let Originals { getter, .. } = context.get_data()?;
    let text = getter
        .clone()
        .call(&error.clone().into(), &[], context)
        .ok()?;
    let text = text.as_string().map(|text| text.to_std_string_lossy());
    Some(text.unwrap_or_default())
}

/// `Error.stackTraceLimit`; `None` where a script has made it something else than a number.
fn limit(context: &mut Context) -> JsResult<Option<usize>> {
    let constructor = context.intrinsics().constructors().error().constructor();
    let limit = constructor.get(js_string!("stackTraceLimit"), context)?;
    Ok(limit.as_number().map(nearest))
}

/// `Name: message`, as `Error.prototype.toString` gives it.
fn header(error: &JsObject, context: &mut Context) -> JsResult<JsString> {
    let name = error.get(js_string!("name"), context)?;
    let name = if name.is_undefined() {
        js_string!("Error")
    } else {
        name.to_string(context)?
    };
    let message = error.get(js_string!("message"), context)?;
    let message = if message.is_undefined() {
        js_string!()
    } else {
        message.to_string(context)?
    };
    Ok(match (name.is_empty(), message.is_empty()) {
        (true, _) => message,
        (_, true) => name,
        _ => js_string!(&name, &js_string!(": "), &message),
    })
}

fn hidden(value: impl Into<JsValue>) -> PropertyDescriptor {
    described(value, Attribute::WRITABLE | Attribute::CONFIGURABLE)
}
