//! The channel between a process and the one that forked it: a pair of sockets that carry bytes.
//!
//! A thread waits for what comes in and posts it to the agent's mailbox, so that nobody polls; it
//! ends with the agent. What does not fit into the socket at once is written by another thread, in
//! order, one at a time: the JavaScript half (`internal/ipc`) keeps the queue. It must never know
//! what a message is.

use std::io::{self, Read as _, Write as _};
use std::net::Shutdown;
use std::os::fd::{AsFd as _, AsRawFd as _, RawFd};
use std::os::unix::fs::FileTypeExt as _;
use std::os::unix::net::UnixStream;
use std::sync::Arc;
use std::thread::JoinHandle;

use boa_engine::object::JsObject;
use boa_engine::object::builtins::{JsArray, JsFunction};
use boa_engine::{Context, JsArgs, JsResult, JsValue};
use rustc_hash::FxHashMap;
use rustix::event::{PollFd, PollFlags, poll};
use rustix::io::{FdFlags, fcntl_setfd};

use crate::native::child_process::CHANNEL_VARIABLE;
use crate::native::fs::descriptors;
use crate::native::{buffer, object_of};
use threadproof_agent::control::Control;
use threadproof_agent::{Agent, blocking};
use threadproof_engine::bytes::Bytes;

/// The ends that this thread holds, by descriptor: scripts name them so.
#[derive(Default)]
struct Ends(FxHashMap<RawFd, End>);

/// An end, and who listens at it.
struct End {
    socket: Arc<UnixStream>,
    callback: Option<JsObject>,
    listener: Option<JoinHandle<()>>,
}

impl End {
    fn new(socket: UnixStream) -> Self {
        Self {
            socket: Arc::new(socket),
            callback: None,
            listener: None,
        }
    }
}

impl Drop for End {
    fn drop(&mut self) {
        if let Some(listener) = self.listener.take() {
            // The other side may have ended it before.
            let _ = self.socket.shutdown(Shutdown::Both);
            listener.join().ok();
        }
    }
}

/// What the JavaScript half builds on.
///
/// # Errors
/// Only when the engine is out of resources.
pub fn bindings(context: &mut Context) -> JsResult<JsObject> {
    Ok(object_of(
        &[
            ("inherited", 0, inherited),
            ("pair", 0, pair),
            ("listen", 2, listen),
            ("write", 2, write),
            ("writeLater", 3, write_later),
            ("close", 2, close),
            ("giveUp", 1, give_up),
            ("hold", 1, hold),
        ],
        context,
    ))
}

/// Whether there is a channel to the process that forked this one, which nobody has asked for yet.
pub(super) fn has_channel(agent: &Agent) -> bool {
    super::state(agent).channel.borrow().is_some()
}

/// Takes the variable that names the channel out of the environment: it is of no use to anyone
/// else, and nothing of a worker's. What it names is taken only if it can be the end of a channel;
/// otherwise, as in Node, the process runs without its parent's messages.
pub fn take_inherited(agent: &Agent) {
    let env = &agent.control.env;
    let Some(fd) = env.get(CHANNEL_VARIABLE) else {
        return;
    };
    env.remove(CHANNEL_VARIABLE);
    let fd = fd.parse::<RawFd>().ok().filter(|fd| *fd > 2);
    if let Some(fd) = fd.filter(|fd| is_socket(*fd))
        && let Some(end) = own_inherited(fd)
    {
        *super::state(agent).channel.borrow_mut() = Some(end);
    }
}

/// Whether the descriptor is open, and a socket.
fn is_socket(fd: RawFd) -> bool {
    std::fs::metadata(format!("/dev/fd/{fd}")).is_ok_and(|it| it.file_type().is_socket())
}

/// Owns an open socket that came with the process, ready for use; `None` for one that did not.
fn own_inherited(fd: RawFd) -> Option<UnixStream> {
    let end = UnixStream::from(descriptors::inherited(fd)?);
    // Our own children have channels of their own.
    fcntl_setfd(end.as_fd(), FdFlags::CLOEXEC).ok()?;
    end.set_nonblocking(true).ok()?;
    Some(end)
}

/// The end that this process was forked with, or -1.
fn inherited(_: &JsValue, _: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let agent = Agent::of(context);
    // `process` is made once, and is what asks.
    let Some(end) = super::state(&agent).channel.take() else {
        return Ok((-1).into());
    };
    let fd = end.as_raw_fd();
    with_ends(context, |ends| ends.0.insert(fd, End::new(end)));
    Ok(fd.into())
}

fn with_ends<T>(context: &mut Context, what: impl FnOnce(&mut Ends) -> T) -> T {
    let mut ends = context.remove_data::<Ends>().unwrap_or_default();
    let outcome = what(&mut ends);
    context.insert_data(*ends);
    outcome
}

/// The end that the first argument names, as long as it is held.
fn socket(args: &[JsValue], context: &Context) -> Option<Arc<UnixStream>> {
    let ends = context.get_data::<Ends>()?;
    let end = ends.0.get(&fd_of(args))?;
    Some(Arc::clone(&end.socket))
}

fn fd_of(args: &[JsValue]) -> RawFd {
    args.get_or_undefined(0).as_i32().unwrap_or(-1)
}

/// Both ends of a new channel: ours, and the one for a child; undefined when there is none to be
/// had.
fn pair(_: &JsValue, _: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let Ok((ours, theirs)) = UnixStream::pair() else {
        return Ok(JsValue::undefined());
    };
    if ours.set_nonblocking(true).is_err() {
        return Ok(JsValue::undefined());
    }
    let ends = [ours, theirs].map(|end| (end.as_raw_fd(), End::new(end)));
    let numbers = [ends[0].0, ends[1].0].map(JsValue::from);
    with_ends(context, |held| held.0.extend(ends));
    Ok(JsArray::from_iter(numbers, context).into())
}

/// `(fd, callback)`: calls with each chunk, and with nothing at the end.
fn listen(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let fd = fd_of(args);
    let callback = args.get_or_undefined(1).to_object(context)?;
    let Some(socket) = socket(args, context) else {
        return Ok(false.into());
    };
    let control = Arc::clone(&Agent::of(context).control);
    let started = std::thread::Builder::new()
        .name(format!("channel-{fd}"))
        .spawn(move || hear(fd, &socket, &control));
    let Ok(listener) = started else {
        return Ok(false.into());
    };
    with_ends(context, |ends| {
        if let Some(end) = ends.0.get_mut(&fd) {
            (end.callback, end.listener) = (Some(callback), Some(listener));
        }
    });
    Ok(true.into())
}

/// Posts what comes in, until the end, which is posted too.
fn hear(fd: RawFd, mut end: &UnixStream, control: &Control) {
    let mut chunk = vec![0; 64 * 1024];
    loop {
        let heard = match end.read(&mut chunk) {
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
                wait(end, PollFlags::IN);
                continue;
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Ok(count @ 1..) => Some(chunk[..count].to_vec()),
            _ => None,
        };
        let last = heard.is_none();
        control.call(Box::new(move |context| tell(fd, heard, context)));
        if last {
            return;
        }
    }
}

fn tell(fd: RawFd, heard: Option<Vec<u8>>, context: &mut Context) -> JsResult<()> {
    let ends = context.get_data::<Ends>();
    let Some(callback) = ends.and_then(|it| it.0.get(&fd)?.callback.clone()) else {
        return Ok(());
    };
    let chunk = match heard {
        Some(bytes) => buffer::from_slice(&bytes, context)?.into(),
        None => JsValue::undefined(),
    };
    callback.call(&JsValue::undefined(), &[chunk], context)?;
    Ok(())
}

/// `(fd, bytes)`: how many were taken at once; -1 when the other end is gone.
fn write(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let bytes = bytes_of(args, context);
    let Some(end) = socket(args, context) else {
        return Ok((-1).into());
    };
    let mut taken = 0;
    while taken < bytes.len() {
        match (&*end).write(&bytes[taken..]) {
            Ok(count) => taken += count,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => break,
            Err(_) => return Ok((-1).into()),
        }
    }
    Ok(JsValue::from(taken))
}

fn bytes_of(args: &[JsValue], context: &mut Context) -> Vec<u8> {
    let bytes = Bytes::of(args.get_or_undefined(1), context);
    bytes.map(|bytes| bytes.to_vec()).unwrap_or_default()
}

/// `(fd, bytes, callback)`: writes all of it elsewhere, then calls with whether that went well. It
/// holds the loop meanwhile.
fn write_later(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let bytes = bytes_of(args, context);
    let end = socket(args, context);
    let Some(callback) = args.get_or_undefined(2).as_function() else {
        return Ok(JsValue::undefined());
    };
    let work = move || end.is_some_and(|end| write_all(&end, &bytes));
    let done = |callback: &JsFunction, _: &JsValue, written: bool, context: &mut Context| {
        callback
            .call(&JsValue::undefined(), &[written.into()], context)
            .map(drop)
    };
    blocking::run(callback, JsValue::undefined(), work, done, context)?;
    Ok(JsValue::undefined())
}

fn write_all(mut end: &UnixStream, bytes: &[u8]) -> bool {
    let mut rest = bytes;
    while !rest.is_empty() {
        match end.write(rest) {
            Ok(count) => rest = &rest[count..],
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
                // The other side may never read.
                blocking::may_wait();
                wait(end, PollFlags::OUT);
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(_) => return false,
        }
    }
    true
}

/// Waits until something can be done; an error of the system ends the wait, and the next call shows
/// it.
fn wait(end: &UnixStream, flags: PollFlags) {
    let mut ends = [PollFd::new(end, flags)];
    let _ = rustix::io::retry_on_intr(|| poll(&mut ends, None));
}

/// `(fd, everything)`: ends the channel for both sides, which ends the listening; with `everything`
/// the descriptor is closed too.
fn close(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    if let Some(end) = socket(args, context) {
        // The other side may have done so before.
        let _ = end.shutdown(Shutdown::Both);
    }
    if args.get_or_undefined(1).to_boolean() {
        give_up(&JsValue::undefined(), args, context)?;
    }
    Ok(JsValue::undefined())
}

/// `(fd)`: closes a descriptor here only: another process has the same end.
fn give_up(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let end = with_ends(context, |ends| ends.0.remove(&fd_of(args)));
    drop(end);
    Ok(JsValue::undefined())
}

/// `(on)`: whether a channel that listens keeps this process alive.
fn hold(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let agent = Agent::of(context);
    if args.get_or_undefined(0).to_boolean() {
        agent.hold();
    } else {
        agent.release();
    }
    Ok(JsValue::undefined())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_socket_that_came_through_exec_is_taken() {
        let (near, mut far) = UnixStream::pair().expect("a pair of sockets");
        let file = std::fs::File::open("/dev/null").expect("a file");
        assert!(!is_socket(file.as_raw_fd()));
        assert!(!is_socket(RawFd::MAX));
        assert!(is_socket(near.as_raw_fd()));
        assert!(own_inherited(near.as_raw_fd()).is_none());
        // It was left open, to its owner.
        fcntl_setfd(near.as_fd(), FdFlags::empty()).expect("it is open");
        let taken = own_inherited(std::os::fd::IntoRawFd::into_raw_fd(near))
            .expect("it is the end of a channel");
        (&taken).write_all(b"x").expect("it can be written to");
        let mut heard = [0];
        far.read_exact(&mut heard).expect("it arrives");
        assert_eq!(heard, *b"x");
    }
}
