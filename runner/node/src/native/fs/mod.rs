//! The system calls behind `fs` and `fs/promises`.
//!
//! Every function takes a callback first. Without one it works at once and returns or throws;
//! with one it works off the thread and calls `callback(error, value)` on the loop. Public shapes
//! (options, `Stats`, `Dirent`) are JavaScript's part; nothing here knows them.

use std::path::Path;

use boa_engine::object::JsObject;
use boa_engine::object::builtins::{JsArray, JsFunction};
use boa_engine::property::Attribute;
use boa_engine::{Context, JsArgs, JsBigInt, JsResult, JsString, JsValue, js_string};

use super::buffer::encoding::Encoding;
use super::{Def, blocking, buffer, define, object_of};
use threadproof_agent::Agent;
use threadproof_engine::access;
use threadproof_engine::class::constructor_of;
use threadproof_ground::director::{Act, Object};

pub mod archived;
mod args;
pub mod descriptors;
mod dirs;
mod failure;
mod handle;
mod io;
mod memory;
mod nodes;
mod public;
#[cfg(test)]
mod tests;
pub mod tracking;
mod tree;
mod waiting;

pub use failure::Failure;
pub use handle::{FileHandle, HandleData};
pub use public::exports;

/// Where the standard descriptors of an embedded runtime lead: its scripts must not reach those of
/// the program around it. A context without this uses the process's.
#[derive(Clone, Copy)]
pub struct OwnStreams {
    /// Writes to descriptor 1 or 2.
    pub write: fn(&Context, i32, &[u8]),
    /// Reads at most so many bytes from descriptor 0.
    pub read: fn(&Context, usize) -> Vec<u8>,
}

/// What a file operation found; it may go to any thread.
#[derive(Debug)]
pub(crate) enum Reply {
    /// Nothing to say.
    Nothing,
    /// A count, a descriptor or a size.
    Number(f64),
    /// A descriptor that was opened, and whether it was known to be open.
    Opened(i32, bool),
    /// A path or a name.
    Text(String),
    /// Content, as a `Buffer` or as text in an encoding.
    Bytes(Vec<u8>, Option<Encoding>),
    /// Numbers in a fixed order, as big integers if the flag says so.
    Numbers(Vec<i128>, bool),
    /// Folder, name and kind of each entry of a folder.
    Entries(Vec<(String, String, i32)>),
    /// Content for the buffer that the caller kept, from this index on.
    Into(Vec<u8>, usize),
}

/// What an operation gives.
pub(crate) type Outcome = Result<Reply, Failure>;

/// What the JavaScript half of `fs` builds on.
///
/// # Errors
/// Fails when the class of file handles cannot be built.
pub fn bindings(context: &mut Context) -> JsResult<JsObject> {
    let all: Vec<Def> = [
        io::FUNCTIONS,
        nodes::FUNCTIONS,
        dirs::FUNCTIONS,
        tree::FUNCTIONS,
        &[("path", 2, path), ("checkFd", 1, check_fd)],
    ]
    .concat();
    let native = object_of(&all, context);
    let handle = constructor_of::<FileHandle>(context)?;
    define(
        &native,
        js_string!("FileHandle"),
        handle.into(),
        Attribute::all(),
    );
    Ok(native)
}

/// `(value, name)`: the path that a text, bytes or a URL stands for
fn path(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let name = args.get_or_undefined(1).to_string(context)?;
    let path = args::raw_path(
        args.get_or_undefined(0),
        &name.to_std_string_lossy(),
        context,
    )?;
    Ok(JsString::from(path).into())
}

/// Whether a value may be a descriptor; throws what is wrong with it.
fn check_fd(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    args::fd(args.get_or_undefined(0), context)?;
    Ok(JsValue::undefined())
}

/// Runs `work` now, or off the thread if `callback` is a function.
pub(crate) fn settle(
    callback: &JsValue,
    work: impl FnOnce() -> Outcome + Send + 'static,
    context: &mut Context,
) -> JsResult<JsValue> {
    settle_with(callback, JsValue::undefined(), work, context)
}

/// Like [`settle`], with a buffer that a [`Reply::Into`] writes to.
///
/// Under a director, others may go first before a thread uses files by their paths.
pub(crate) fn settle_with(
    callback: &JsValue,
    kept: JsValue,
    work: impl FnOnce() -> Outcome + Send + 'static,
    context: &mut Context,
) -> JsResult<JsValue> {
    let agent = Agent::known(context);
    let director = agent.and_then(|agent| agent.cluster.director.clone());
    let Some(director) = director.filter(|_| !callback.is_callable()) else {
        return settle_fd(callback, kept, work, context);
    };
    director.point(Act {
        name: "uses",
        object: Object::Files,
    });
    let work = move || {
        let outcome = work();
        let changes = matches!(outcome, Ok(Reply::Nothing | Reply::Number(_)));
        director.touch(Object::Files, changes);
        outcome
    };
    settle_fd(callback, kept, work, context)
}

/// Like [`settle_with`], for what reaches a file by its descriptor.
pub(crate) fn settle_fd(
    callback: &JsValue,
    kept: JsValue,
    work: impl FnOnce() -> Outcome + Send + 'static,
    context: &mut Context,
) -> JsResult<JsValue> {
    let refused = |path: &Path| {
        let refused = std::io::Error::from(rustix::io::Errno::ACCESS);
        Err(Failure::new("access", &refused).at(path.to_string_lossy().into_owned()))
    };
    let work = access::at_turn(work, refused, context);
    let Some(callback) = callback.as_object().and_then(JsFunction::from_object) else {
        return match work() {
            Ok(reply) => reply.into_js(&kept, context),
            Err(failure) => Err(failure.into_error(context)),
        };
    };
    let done = |callback: &JsFunction, kept: &JsValue, outcome: Outcome, context: &mut Context| {
        let args = match outcome {
            Ok(reply) => vec![JsValue::null(), reply.into_js(kept, context)?],
            Err(failure) => vec![failure.into_object(context).into()],
        };
        callback
            .call(&JsValue::undefined(), &args, context)
            .map(drop)
    };
    blocking::run(callback, kept, work, done, context)?;
    Ok(JsValue::undefined())
}

impl Reply {
    fn into_js(self, kept: &JsValue, context: &mut Context) -> JsResult<JsValue> {
        Ok(match self {
            Self::Nothing => JsValue::undefined(),
            Self::Number(number) => JsValue::from(number),
            Self::Opened(fd, doubled) => {
                if doubled {
                    tracking::warn(fd, "opened in unmanaged mode twice", context);
                }
                fd.into()
            }
            Self::Text(text) => JsString::from(text).into(),
            Self::Bytes(data, None) => buffer::from_slice(&data, context)?.into(),
            Self::Bytes(data, Some(encoding)) => encoding.decode(&data).into(),
            Self::Numbers(numbers, true) => {
                let numbers = numbers.into_iter().map(big);
                JsArray::from_iter(numbers.collect::<Vec<_>>(), context).into()
            }
            Self::Numbers(numbers, false) => {
                #[expect(clippy::cast_precision_loss, reason = "scripts asked for numbers")]
                let numbers = numbers
                    .into_iter()
                    .map(|number| JsValue::from(number as f64));
                JsArray::from_iter(numbers.collect::<Vec<_>>(), context).into()
            }
            Self::Entries(entries) => {
                let flat: Vec<JsValue> = entries
                    .into_iter()
                    .flat_map(|(folder, name, kind)| {
                        [
                            JsString::from(folder).into(),
                            JsString::from(name).into(),
                            kind.into(),
                        ]
                    })
                    .collect();
                JsArray::from_iter(flat, context).into()
            }
            Self::Into(data, at) => {
                let written = match super::bytes::Bytes::of(kept, context) {
                    Some(target) => target.write(at, &data, context)?,
                    None => 0,
                };
                written.into()
            }
        })
    }
}

fn big(number: i128) -> JsValue {
    let parsed = JsBigInt::from_string(&number.to_string());
    parsed.map_or_else(JsValue::undefined, JsValue::from)
}
