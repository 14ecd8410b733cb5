//! The native half of `fs.watch`: what the system tells of changes to a file or a folder.
//!
//! One thread for each watcher waits for the system (inotify(7)) and passes on what it hears; it ends
//! when the watcher is closed, and with the agent at the latest. What an event is called is decided
//! in `internal/fs/watch`.

use std::cell::{Cell, RefCell};
use std::mem::MaybeUninit;
use std::sync::Arc;

use boa_engine::object::JsObject;
use boa_engine::{Context, JsArgs, JsResult, JsString, JsValue};
use rustc_hash::FxHashMap;
use rustix::fd::OwnedFd;
use rustix::fs::inotify::{self, CreateFlags, ReadFlags, Reader, WatchFlags};

use crate::native::{object_of, text_arg};
use threadproof_agent::Agent;
use threadproof_agent::async_context::in_current;
use threadproof_agent::control::Control;
use threadproof_engine::access;
use threadproof_ground::access::Permission;

/// Room for some dozens of events, each with the longest name.
const BUFFER: usize = 16 * 1024;

/// The watchers of a thread, by number. Its context has this once one was made.
#[derive(Default)]
struct Watchers {
    last: Cell<u64>,
    open: RefCell<FxHashMap<u64, Watcher>>,
}

struct Watcher {
    inotify: Arc<OwnedFd>,
    watch: i32,
    callback: JsObject,
}

impl Watcher {
    /// Lets the thread behind it end: the system says that nothing is watched any more.
    fn close(&self) {
        inotify::remove_watch(&*self.inotify, self.watch).ok();
    }
}

impl Drop for Watchers {
    fn drop(&mut self) {
        for watcher in self.open.borrow().values() {
            watcher.close();
        }
    }
}

/// For `internal/fs/watch`.
///
/// # Errors
/// Only when the engine is out of resources.
pub fn bindings(context: &mut Context) -> JsResult<JsObject> {
    Ok(object_of(
        &[("open", 2, open), ("close", 1, close), ("hold", 1, hold)],
        context,
    ))
}

/// `(path, callback)`: the number of a watcher, or the system's error number below zero; `callback`
/// gets whether the content changed, and the name of what changed in a folder
fn open(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    Agent::of(context)
        .cluster
        .outside("what the system tells of files");
    let mut path = text_arg(args, 0, context)?;
    if let Some(access) = access::of(context) {
        path = access.absolute(&path);
        access::check_path(Permission::FileSystemRead, &path, context)?;
    }
    let Some(callback) = args.get_or_undefined(1).as_callable() else {
        return Ok(JsValue::undefined());
    };
    let wanted = WatchFlags::ATTRIB
        | WatchFlags::CREATE
        | WatchFlags::MODIFY
        | WatchFlags::DELETE
        | WatchFlags::DELETE_SELF
        | WatchFlags::MOVE_SELF
        | WatchFlags::MOVED_FROM
        | WatchFlags::MOVED_TO;
    let made = inotify::init(CreateFlags::CLOEXEC).and_then(|inotify| {
        let watch = inotify::add_watch(&inotify, path.as_str(), wanted)?;
        Ok((Arc::new(inotify), watch))
    });
    let (inotify, watch) = match made {
        Ok(made) => made,
        Err(errno) => return Ok((-errno.raw_os_error()).into()),
    };
    if !context.has_data::<Watchers>() {
        context.insert_data(Watchers::default());
    }
    let callback = in_current(callback, context);
    let control = Arc::clone(&Agent::of(context).control);
    let Some(watchers) = context.get_data::<Watchers>() else {
        return Ok(JsValue::undefined());
    };
    let id = watchers.last.get() + 1;
    watchers.last.set(id);
    let heard = Arc::clone(&inotify);
    let thread = std::thread::Builder::new().name("fs.watch".to_owned());
    if let Err(error) = thread.spawn(move || listen(&heard, id, &control)) {
        return Ok((-error.raw_os_error().unwrap_or(11)).into());
    }
    let watcher = Watcher {
        inotify,
        watch,
        callback,
    };
    watchers.open.borrow_mut().insert(id, watcher);
    #[expect(clippy::cast_precision_loss, reason = "numbers stay far below 2^53")]
    Ok((id as f64).into())
}

fn close(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let id = number(args);
    if let Some(watchers) = context.get_data::<Watchers>()
        && let Some(watcher) = watchers.open.borrow_mut().remove(&id)
    {
        watcher.close();
    }
    Ok(JsValue::undefined())
}

/// one watcher more holds the loop, or one less
fn hold(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let agent = Agent::of(context);
    if args.get_or_undefined(0).to_boolean() {
        agent.hold();
    } else {
        agent.release();
    }
    Ok(JsValue::undefined())
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "it was given out as a number"
)]
fn number(args: &[JsValue]) -> u64 {
    args.get_or_undefined(0).as_number().unwrap_or(0.0) as u64
}

/// Passes on what the system tells, until it says that nothing is watched any more.
fn listen(inotify: &OwnedFd, id: u64, control: &Control) {
    let mut buffer = [MaybeUninit::uninit(); BUFFER];
    let mut reader = Reader::new(inotify, &mut buffer);
    while let Ok(event) = reader.next() {
        let events = event.events();
        let name = event
            .file_name()
            .map(|name| name.to_string_lossy().into_owned());
        if !events.contains(ReadFlags::IGNORED) {
            let content = ReadFlags::ATTRIB | ReadFlags::MODIFY;
            let is_change = content.contains(events - ReadFlags::ISDIR);
            control.call(Box::new(move |context| tell(id, is_change, name, context)));
            continue;
        }
        return;
    }
}

fn tell(id: u64, is_change: bool, name: Option<String>, context: &mut Context) -> JsResult<()> {
    let callback = context
        .get_data::<Watchers>()
        .and_then(|watchers| Some(watchers.open.borrow().get(&id)?.callback.clone()));
    let Some(callback) = callback else {
        return Ok(());
    };
    let name = name.map_or_else(JsValue::undefined, |name| {
        JsString::from(name.as_str()).into()
    });
    let args = [is_change.into(), name];
    callback.call(&JsValue::undefined(), &args, context)?;
    Ok(())
}
