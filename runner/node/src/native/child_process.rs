//! Processes that a script starts: spawn, wait, signal.
//!
//! A child's pipes are descriptors that the script owns and reads through `fs`; nothing of a child
//! is kept here between calls, so a thread that ends leaves no lock behind.

#![expect(
    unsafe_code,
    reason = "no safe call does anything between fork and exec"
)]

use std::fs::File;
use std::io::{Read as _, Write as _};
use std::os::fd::{AsFd as _, OwnedFd};
use std::os::unix::process::{CommandExt as _, ExitStatusExt as _};
use std::process::{Command, ExitStatus, Stdio};
use std::sync::mpsc;
use std::time::Duration;

use boa_engine::object::JsObject;
use boa_engine::object::builtins::JsArray;
use boa_engine::{Context, JsArgs, JsResult, JsString, JsValue, js_string};
use rustix::process::{Pid, WaitOptions};

use super::fs::{Failure, Reply, descriptors, settle};
use super::{Def, blocking, buffer, list_of, object_of, signals};
use threadproof_agent::Agent;
use threadproof_engine::access;
use threadproof_engine::errors::invalid_arg_value;
use threadproof_ground::access::Permission;
use threadproof_ground::numbers::nearest;

/// The variable by which a forked process knows its end; Node's name, so that each may fork the
/// other.
pub const CHANNEL_VARIABLE: &str = "NODE_CHANNEL_FD";

const FUNCTIONS: &[Def] = &[
    ("spawn", 1, spawn),
    ("wait", 2, wait),
    ("kill", 2, kill),
    ("spawnSync", 1, spawn_sync),
];

/// What the JavaScript half of `child_process` builds on.
///
/// # Errors
/// Never: children are started later.
pub fn bindings(context: &mut Context) -> JsResult<JsObject> {
    Ok(object_of(FUNCTIONS, context))
}

/// A child as the script describes it: `{ file, args, env, cwd, stdio, detached, argv0, uid, gid }`
/// with `env` as a flat list and `stdio` as `pipe`, `ignore` or a descriptor for each of three.
struct Plan {
    command: Command,
    pipes: [bool; 3],
}

/// Throws unless the runtime may reach other processes. A director is told: it decides about none.
///
/// # Errors
/// `ERR_ACCESS_DENIED`.
pub fn check(context: &mut Context) -> JsResult<()> {
    if let Some(agent) = Agent::known(context) {
        agent.cluster.outside("another process");
    }
    access::check(Permission::ChildProcess, context)
}

fn plan(options: &JsObject, context: &mut Context) -> JsResult<Plan> {
    check(context)?;
    let text = |value: &JsValue, context: &mut Context| -> JsResult<String> {
        Ok(value.to_string(context)?.to_std_string_lossy())
    };
    let file = options.get(js_string!("file"), context)?;
    let file = text(&file, context)?;
    let mut command = Command::new(&file);
    let args = options.get(js_string!("args"), context)?;
    for arg in list_of(&args, context)? {
        command.arg(text(&arg, context)?);
    }
    let env = options.get(js_string!("env"), context)?;
    command.env_clear();
    for pair in list_of(&env, context)?.chunks_exact(2) {
        command.env(text(&pair[0], context)?, text(&pair[1], context)?);
    }
    let cwd = options.get(js_string!("cwd"), context)?;
    if !cwd.is_undefined() {
        let cwd = text(&cwd, context)?;
        let own = access::of(context).map(|access| access.absolute(&cwd));
        command.current_dir(own.unwrap_or(cwd));
    } else if access::of(context).is_some() {
        command.current_dir(access::folder(context));
    }
    let argv0 = options.get(js_string!("argv0"), context)?;
    if !argv0.is_undefined() {
        command.arg0(text(&argv0, context)?);
    }
    if let Some(uid) = identity(options, "uid", context)? {
        command.uid(uid);
    }
    if let Some(gid) = identity(options, "gid", context)? {
        command.gid(gid);
    }
    if options.get(js_string!("detached"), context)?.to_boolean() {
        command.process_group(0);
    }
    if let Some(fd) = options.get(js_string!("channel"), context)?.as_i32() {
        command.env(CHANNEL_VARIABLE, fd.to_string());
        keep_open(&mut command, fd);
    }
    let stdio = options.get(js_string!("stdio"), context)?;
    let mut pipes = [false; 3];
    for (at, kind) in list_of(&stdio, context)?.iter().take(3).enumerate() {
        let end = match kind.as_number() {
            Some(fd) => duplicate(nearest(fd), context).map_or_else(Stdio::null, Stdio::from),
            None if text(kind, context)? == "ignore" => Stdio::null(),
            None => {
                pipes[at] = true;
                Stdio::piped()
            }
        };
        match at {
            0 => command.stdin(end),
            1 => command.stdout(end),
            _ => command.stderr(end),
        };
    }
    Ok(Plan { command, pipes })
}

/// Whom the child runs as. Node takes whole numbers of 32 bits with a sign, and hands the bits on:
/// what is below 0 is a user above 2³¹, and -1, which no user has, is an invalid argument to the
/// system.
fn identity(options: &JsObject, name: &str, context: &mut Context) -> JsResult<Option<u32>> {
    let given = options.get(JsString::from(name), context)?;
    if given.is_null_or_undefined() {
        return Ok(None);
    }
    let range = f64::from(i32::MIN)..=f64::from(i32::MAX);
    let whole = given
        .as_number()
        .filter(|id| id.fract() == 0.0 && range.contains(id));
    if whole.is_none() {
        let name = format!("options.{name}");
        let rule = "must be a 32-bit signed integer";
        return Err(invalid_arg_value(context, &name, &given, rule));
    }
    given.to_u32(context).map(Some)
}

/// Lets the child, and no other, have a descriptor that closes in every program we start.
fn keep_open(command: &mut Command, fd: i32) {
    let keep = move || {
        // SAFETY: this runs in the new process, where nothing else runs that could close it: it is as
        // open as it was when the parent started the program, and one that was not is answered with
        // EBADF.
        let fd = unsafe { std::os::fd::BorrowedFd::borrow_raw(fd) };
        Ok(rustix::io::fcntl_setfd(fd, rustix::io::FdFlags::empty())?)
    };
    // SAFETY: what runs between fork and exec is one system call, which is safe there; it allocates
    // nothing and touches no lock.
    unsafe { command.pre_exec(keep) };
}

/// A descriptor of the script's own for the child; the script keeps its number. The standard streams
/// are the program's also where scripts have others.
fn duplicate(fd: i32, context: &mut Context) -> Option<OwnedFd> {
    if let Ok(own) = descriptors::of(context).lend(fd) {
        return own.as_fd().try_clone_to_owned().ok();
    }
    let streams = (std::io::stdin(), std::io::stdout(), std::io::stderr());
    let stream = match fd {
        0 => streams.0.as_fd(),
        1 => streams.1.as_fd(),
        2 => streams.2.as_fd(),
        _ => return None,
    };
    stream.try_clone_to_owned().ok()
}

fn options_arg(args: &[JsValue], context: &mut Context) -> JsResult<JsObject> {
    args.get_or_undefined(0).to_object(context)
}

/// `(options)`: the number and the three descriptors of the script's ends, -1 for none; the
/// negative error number when the child could not be started.
fn spawn(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let options = options_arg(args, context)?;
    let mut plan = plan(&options, context)?;
    let mut child = match plan.command.spawn() {
        Ok(child) => child,
        Err(error) => return Ok(JsValue::from(-error.raw_os_error().unwrap_or(22))),
    };
    let id = i32::try_from(child.id()).unwrap_or(-1);
    let ends: [Option<OwnedFd>; 3] = [
        child.stdin.take().map(Into::into),
        child.stdout.take().map(Into::into),
        child.stderr.take().map(Into::into),
    ];
    let descriptors = descriptors::of(context);
    let mut all = vec![JsValue::from(id)];
    all.extend(ends.map(|end| JsValue::from(end.map_or(-1, |end| descriptors.keep(end)))));
    Ok(JsArray::from_iter(all, context).into())
}

/// `(callback, pid)`: code and signal number of a child that ended, -1 for what it did not have
fn wait(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let pid = args.get_or_undefined(1).to_i32(context)?;
    let work = move || {
        blocking::may_wait();
        let waited = rustix::io::retry_on_intr(|| {
            rustix::process::waitpid(Pid::from_raw(pid), WaitOptions::empty())
        });
        match waited {
            Ok(Some((_, status))) => {
                let code = status.exit_status().map_or(-1, i128::from);
                let signal = status.terminating_signal().map_or(-1, i128::from);
                Ok(Reply::Numbers(vec![code, signal], false))
            }
            Ok(None) => Ok(Reply::Nothing),
            Err(error) => Err(Failure::new("waitpid", &error.into())),
        }
    };
    settle(args.get_or_undefined(0), work, context)
}

/// `(pid, signal)`: true, or the number of the error
fn kill(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    check(context)?;
    let pid = args.get_or_undefined(0).to_i32(context)?;
    let signal = args.get_or_undefined(1).to_i32(context)?;
    Ok(signals::send(pid, signal)
        .map_or_else(|errno| JsValue::from(-errno), |()| JsValue::from(true)))
}

struct Finished {
    status: Option<ExitStatus>,
    outputs: [Vec<u8>; 2],
    errno: i32,
}

/// `(options)` with `input`, `timeout`, `killSignal` and `maxBuffer` besides: `[pid, code, signal,
/// error number, stdout, stderr]`, or the negative error number.
fn spawn_sync(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let options = options_arg(args, context)?;
    let mut plan = plan(&options, context)?;
    let input = options.get(js_string!("input"), context)?;
    let input = super::bytes::Bytes::of(&input, context).map(|bytes| bytes.to_vec());
    let number = |name: &str, context: &mut Context| -> JsResult<f64> {
        Ok(options
            .get(JsString::from(name), context)?
            .as_number()
            .unwrap_or(0.0))
    };
    let timeout = number("timeout", context)?;
    let signal = nearest(number("killSignal", context)?);
    let most = number("maxBuffer", context)?;
    let child = match plan.command.spawn() {
        Ok(child) => child,
        Err(error) => return Ok(JsValue::from(-error.raw_os_error().unwrap_or(22))),
    };
    let id = child.id();
    let timeout = (timeout > 0.0).then(|| Duration::from_secs_f64(timeout / 1000.0));
    let most = if most > 0.0 && most.is_finite() {
        nearest(most)
    } else {
        usize::MAX
    };
    let finished = finish(child, input, timeout, signal, most);
    let mut all = vec![
        JsValue::from(id),
        finished
            .status
            .and_then(|status| status.code())
            .unwrap_or(-1)
            .into(),
        finished
            .status
            .and_then(|status| status.signal())
            .unwrap_or(-1)
            .into(),
        finished.errno.into(),
    ];
    for (at, output) in finished.outputs.iter().enumerate() {
        all.push(if plan.pipes[at + 1] {
            buffer::from_slice(output, context)?.into()
        } else {
            JsValue::null()
        });
    }
    Ok(JsArray::from_iter(all, context).into())
}

enum News {
    Output(usize, Vec<u8>),
    Ended,
}

/// Feeds and drains a child until its pipes end, its time is over or it has written too much.
fn finish(
    mut child: std::process::Child,
    input: Option<Vec<u8>>,
    timeout: Option<Duration>,
    signal: i32,
    most: usize,
) -> Finished {
    const TIMED_OUT: i32 = 110;
    const NO_BUFFER: i32 = 105;
    let (news, heard) = mpsc::channel();
    let outputs: [Option<OwnedFd>; 2] = [
        child.stdout.take().map(Into::into),
        child.stderr.take().map(Into::into),
    ];
    let mut open = 0;
    for (at, end) in outputs.into_iter().enumerate() {
        let Some(end) = end else { continue };
        open += 1;
        let news = news.clone();
        std::thread::spawn(move || {
            let mut end = File::from(end);
            let mut chunk = vec![0; 64 * 1024];
            while let Ok(count @ 1..) = end.read(&mut chunk) {
                if news
                    .send(News::Output(at, chunk[..count].to_vec()))
                    .is_err()
                {
                    return;
                }
            }
            let _ = news.send(News::Ended);
        });
    }
    let mut stdin = child.stdin.take();
    if let Some(mut stdin) = stdin.take() {
        // A child that does not read its input must not keep this thread from its output.
        std::thread::spawn(move || stdin.write_all(&input.unwrap_or_default()));
    }
    let deadline = timeout.map(|timeout| std::time::Instant::now() + timeout);
    let mut finished = Finished {
        status: None,
        outputs: [Vec::new(), Vec::new()],
        errno: 0,
    };
    while open > 0 {
        let heard = match deadline {
            Some(deadline) => heard
                .recv_timeout(deadline.saturating_duration_since(std::time::Instant::now()))
                .ok(),
            None => heard.recv().ok(),
        };
        match heard {
            Some(News::Ended) => open -= 1,
            Some(News::Output(at, data)) => {
                let room = most.saturating_sub(finished.outputs[at].len());
                finished.outputs[at].extend_from_slice(&data[..data.len().min(room)]);
                if data.len() > room {
                    finished.errno = NO_BUFFER;
                }
            }
            None => finished.errno = TIMED_OUT,
        }
        if finished.errno != 0 {
            break;
        }
    }
    if finished.errno != 0 {
        // A child that has ended by itself meanwhile is nobody's loss.
        let _ = i32::try_from(child.id()).map(|pid| signals::send(pid, signal));
    }
    finished.status = child.wait().ok();
    finished
}

#[cfg(test)]
mod tests {
    use super::super::testing::Bench;

    #[test]
    fn child_gives_output_code_and_signal() {
        let mut bench = Bench::new("c", super::bindings);
        bench.run(
            "var run = (script, more) => c.spawnSync({ file: '/bin/sh', args: ['-c', script], \
             env: ['A', 'b'], stdio: ['pipe', 'pipe', 'pipe'], ...more })",
        );
        bench.check(
            "run('echo $A; exit 3').slice(1).map(v => v.inspect?.() ?? v).join()",
            "3,-1,0,<Buffer 62 0a>,<Buffer >",
        );
        bench.check(
            "run('cat', { input: new Uint8Array([104, 105]) })[4]",
            "<Buffer 68 69>",
        );
        bench.check(
            "run('exec sleep 20', { timeout: 50, killSignal: 9 }).slice(1, 4).join()",
            "-1,9,110",
        );
        bench.check("run('yes', { maxBuffer: 10, killSignal: 15 }).slice(3, 5).map(v => v.length ?? v).join()", "105,10");
        bench.check(
            "c.spawnSync({ file: '/no/such', args: [], env: [], stdio: [] })",
            "-2",
        );
    }
}
