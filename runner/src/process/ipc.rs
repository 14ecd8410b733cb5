//! The channel between a process and the one that forked it: a pair of sockets that carry bytes.
//!
//! A thread waits for what comes in and posts it to the agent's mailbox, so that nobody polls. What
//! does not fit into the socket at once is written by another thread, in order, one at a time: the
//! JavaScript half (`internal/ipc`) keeps the queue. It must never know what a message is.

use std::io::{self, Read as _, Write as _};
use std::mem::ManuallyDrop;
use std::net::Shutdown;
use std::os::fd::{AsFd as _, FromRawFd as _, IntoRawFd as _, RawFd};
use std::os::unix::net::UnixStream;
use std::sync::Arc;

use boa_engine::object::JsObject;
use boa_engine::object::builtins::JsArray;
use boa_engine::{Context, JsArgs, JsResult, JsValue, js_string};
use rustc_hash::FxHashMap;
use rustix::event::{PollFd, PollFlags, poll};

use crate::agent::Agent;
use crate::class::native_fn;
use crate::native::buffer;
use crate::native::bytes::Bytes;

/// The variable by which a forked process knows its end; Node's name, so that each may fork the
/// other.
pub const CHANNEL_VARIABLE: &str = "NODE_CHANNEL_FD";

type Function = fn(&JsValue, &[JsValue], &mut Context) -> JsResult<JsValue>;

/// Who is called with what comes in, by descriptor.
#[derive(Default)]
struct Listeners(FxHashMap<RawFd, JsObject>);

/// What the JavaScript half builds on.
///
/// # Errors
/// Only when the engine is out of resources.
pub fn bindings(context: &mut Context) -> JsResult<JsObject> {
    let native = JsObject::with_object_proto(context.intrinsics());
    let functions: [(&str, usize, Function); 8] = [
        ("inherited", 0, inherited),
        ("pair", 0, pair),
        ("listen", 2, listen),
        ("write", 2, write),
        ("writeLater", 3, write_later),
        ("close", 1, close),
        ("giveUp", 1, give_up),
        ("hold", 1, hold),
    ];
    for (name, length, function) in functions {
        let name = js_string!(name);
        let function = native_fn(context.realm(), name.clone(), length, function);
        native.set(name, function, false, context)?;
    }
    Ok(native)
}

/// Takes the variable that names the channel out of the environment: it is of no use to anyone
/// else, and nothing of a worker's.
pub fn take_inherited(agent: &Agent) {
    let env = &agent.control.env;
    let Some(fd) = env.get(CHANNEL_VARIABLE) else {
        return;
    };
    env.remove(CHANNEL_VARIABLE);
    if let Some(fd) = fd.parse::<RawFd>().ok().filter(|fd| *fd > 2) {
        agent.channel.set(fd).ok();
    }
}

/// Lends the socket behind a descriptor.
fn socket(fd: RawFd) -> ManuallyDrop<UnixStream> {
    // SAFETY: the descriptor is one that this file made or was given as its channel, and only `close`
    // and `give_up` close it; the value is never dropped, so it is only borrowed. A descriptor that
    // is no open socket is answered with an error by every call.
    ManuallyDrop::new(unsafe { UnixStream::from_raw_fd(fd) })
}

fn fd_of(value: &JsValue) -> RawFd {
    value.as_i32().unwrap_or(-1)
}

/// The end that this process was forked with, ready for use, or -1.
fn inherited(_: &JsValue, _: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let agent = Agent::of(context);
    let Some(fd) = agent.channel.get().copied() else {
        return Ok((-1).into());
    };
    let end = socket(fd);
    // Our own children have channels of their own.
    let usable = end.set_nonblocking(true).and_then(|()| {
        Ok(rustix::io::fcntl_setfd(
            end.as_fd(),
            rustix::io::FdFlags::CLOEXEC,
        )?)
    });
    Ok(usable.map_or(-1, |()| fd).into())
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
    let ends = [ours, theirs].map(|end| JsValue::from(end.into_raw_fd()));
    Ok(JsArray::from_iter(ends, context).into())
}

/// `(fd, callback)`: calls with each chunk, and with nothing at the end.
fn listen(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let fd = fd_of(args.get_or_undefined(0));
    let callback = args.get_or_undefined(1).to_object(context)?;
    let mut listeners = context.remove_data::<Listeners>().unwrap_or_default();
    listeners.0.insert(fd, callback);
    context.insert_data(*listeners);
    let control = Arc::clone(&Agent::of(context).control);
    let started = std::thread::Builder::new()
        .name(format!("channel-{fd}"))
        .spawn(move || {
            let mut end = socket(fd);
            let mut chunk = vec![0; 64 * 1024];
            loop {
                let heard = match end.read(&mut chunk) {
                    Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
                        wait(&end, PollFlags::IN);
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
        });
    Ok(started.is_ok().into())
}

fn tell(fd: RawFd, heard: Option<Vec<u8>>, context: &mut Context) -> JsResult<()> {
    let listeners = context.get_data::<Listeners>();
    let Some(callback) = listeners.and_then(|it| it.0.get(&fd).cloned()) else {
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
    let bytes = Bytes::of(args.get_or_undefined(1), context);
    let bytes = bytes.map(|bytes| bytes.to_vec()).unwrap_or_default();
    let mut end = socket(fd_of(args.get_or_undefined(0)));
    let mut taken = 0;
    while taken < bytes.len() {
        match end.write(&bytes[taken..]) {
            Ok(count) => taken += count,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => break,
            Err(_) => return Ok((-1).into()),
        }
    }
    Ok(JsValue::from(taken))
}

/// `(fd, bytes, callback)`: writes all of it elsewhere, then calls with whether that went well. It
/// holds the loop meanwhile.
fn write_later(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let fd = fd_of(args.get_or_undefined(0));
    let bytes = Bytes::of(args.get_or_undefined(1), context);
    let bytes = bytes.map(|bytes| bytes.to_vec()).unwrap_or_default();
    let callback = args.get_or_undefined(2).clone();
    let work = move || {
        let mut end = socket(fd);
        let mut rest = &bytes[..];
        while !rest.is_empty() {
            match end.write(rest) {
                Ok(count) => rest = &rest[count..],
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
                    wait(&end, PollFlags::OUT);
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(_) => return false,
            }
        }
        true
    };
    if let Some(callback) = callback.as_function() {
        let done = |callback: &boa_engine::object::builtins::JsFunction,
                    _: &JsValue,
                    written: bool,
                    context: &mut Context| {
            callback
                .call(&JsValue::undefined(), &[written.into()], context)
                .map(drop)
        };
        crate::native::blocking::run(callback, JsValue::undefined(), work, done, context)?;
    }
    Ok(JsValue::undefined())
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
    let fd = fd_of(args.get_or_undefined(0));
    let end = socket(fd);
    // The other side may have done so before.
    let _ = end.shutdown(Shutdown::Both);
    if args.get_or_undefined(1).to_boolean() {
        if let Some(mut listeners) = context.remove_data::<Listeners>() {
            listeners.0.remove(&fd);
            context.insert_data(*listeners);
        }
        drop(ManuallyDrop::into_inner(end));
    }
    Ok(JsValue::undefined())
}

/// `(fd)`: closes a descriptor here only: another process has the same end.
fn give_up(_: &JsValue, args: &[JsValue], _: &mut Context) -> JsResult<JsValue> {
    drop(ManuallyDrop::into_inner(socket(fd_of(
        args.get_or_undefined(0),
    ))));
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
