//! Starts a program in a session of its own, with pipes for what it writes.
//!
//! The standard library starts one in a session only by `fork`, which copies the page tables of
//! this process and marks all its memory for copying: of what a trivial case costs, a tenth.
//! `posix_spawn` shares the memory until the program is there, and has a flag for the session. It
//! knows nothing of cases.

#![expect(
    unsafe_code,
    reason = "no crate has the flag for a session and the change of folder in one start"
)]

use std::collections::BTreeMap;
use std::ffi::{CString, OsStr, OsString, c_char, c_int, c_short};
use std::fs::File;
use std::io::{self, PipeReader, PipeWriter};
use std::mem::MaybeUninit;
use std::os::fd::{AsRawFd, OwnedFd};
use std::os::unix::ffi::OsStrExt;
use std::os::unix::process::ExitStatusExt;
use std::process::ExitStatus;
use std::ptr;

use camino::Utf8Path;
use rustix::process::{Pid, WaitOptions, waitpid};

/// What to start.
pub(super) struct Program<'p> {
    /// The path of the program.
    pub(super) path: &'p Utf8Path,
    /// Its arguments, without its name.
    pub(super) args: &'p [String],
    /// All of its environment.
    pub(super) env: &'p BTreeMap<OsString, OsString>,
    /// Its working folder.
    pub(super) folder: &'p Utf8Path,
    /// Whether it gets a pipe to read from; without one its standard input is empty.
    pub(super) is_fed: bool,
}

/// A program that runs; its status has to be collected with [`wait`].
pub(super) struct Running {
    /// Its process, the leader of a session and of a group.
    pub(super) id: Pid,
    /// Writes to its standard input, if that was asked for.
    pub(super) stdin: Option<PipeWriter>,
    /// Reads its standard output.
    pub(super) stdout: PipeReader,
    /// Reads its standard error.
    pub(super) stderr: PipeReader,
}

/// Everything that starting needs, made before, so that the call itself is short.
pub(super) struct Prepared {
    path: CString,
    args: Vec<CString>,
    env: Vec<CString>,
    actions: Actions,
    attributes: Attributes,
    /// The program's ends; ours are in `running`.
    _theirs: [OwnedFd; 3],
    stdin: Option<PipeWriter>,
    stdout: PipeReader,
    stderr: PipeReader,
}

/// Makes pipes and lists.
///
/// # Errors
/// When a text holds a zero byte, or the system has no more pipes.
pub(super) fn prepare(program: &Program<'_>) -> io::Result<Prepared> {
    let (input, stdin) = if program.is_fed {
        let (input, stdin) = io::pipe()?;
        (OwnedFd::from(input), Some(stdin))
    } else {
        (File::open("/dev/null")?.into(), None)
    };
    let (stdout, output) = io::pipe()?;
    let (stderr, errors) = io::pipe()?;
    let theirs = [input, output.into(), errors.into()];
    let mut actions = Actions::new()?;
    actions.enter(&text(program.folder.as_str().as_ref())?)?;
    for (target, source) in (0..).zip(&theirs) {
        actions.duplicate(source, target)?;
    }
    let mut args = vec![text(program.path.as_str().as_ref())?];
    for arg in program.args {
        args.push(text(arg.as_ref())?);
    }
    let variable = |(name, value): (&OsString, &OsString)| {
        let pair = [name.as_os_str(), value.as_os_str()];
        text(&pair.join(OsStr::new("=")))
    };
    Ok(Prepared {
        path: args[0].clone(),
        args,
        env: program.env.iter().map(variable).collect::<Result<_, _>>()?,
        actions,
        attributes: Attributes::new()?,
        _theirs: theirs,
        stdin,
        stdout,
        stderr,
    })
}

/// Starts it; when this returns the program has replaced the copy of this process.
///
/// # Errors
/// When there is no such program or folder, or it cannot be started.
pub(super) fn start(prepared: Prepared) -> io::Result<Running> {
    let pointers = |texts: &[CString]| -> Vec<*mut c_char> {
        let each = texts.iter().map(|text| text.as_ptr().cast_mut());
        each.chain([ptr::null_mut()]).collect()
    };
    let (args, env) = (pointers(&prepared.args), pointers(&prepared.env));
    let mut id = 0;
    // SAFETY: the path is a C string; both lists are of C strings that `prepared` keeps, end with a
    // null pointer, and are only read; actions and attributes were made by their `init` functions,
    // and the files that the actions name are open, for `prepared` owns them. The new process
    // shares our memory only within the C library, which runs nothing of ours there: it stops this
    // thread, blocks signals and resets their handlers until the program is there.
    code(unsafe {
        libc::posix_spawn(
            &raw mut id,
            prepared.path.as_ptr(),
            prepared.actions.0.as_ptr(),
            prepared.attributes.0.as_ptr(),
            args.as_ptr(),
            env.as_ptr(),
        )
    })?;
    Ok(Running {
        id: Pid::from_raw(id).ok_or_else(|| io::Error::other("the system gave no process id"))?,
        stdin: prepared.stdin,
        stdout: prepared.stdout,
        stderr: prepared.stderr,
    })
}

/// Waits for the end of a process that was started here, and collects its status.
///
/// # Errors
/// When it was collected before.
pub(super) fn wait(id: Pid) -> io::Result<ExitStatus> {
    loop {
        match waitpid(Some(id), WaitOptions::empty()) {
            Ok(Some((_, status))) => return Ok(ExitStatus::from_raw(status.as_raw())),
            Ok(None) | Err(rustix::io::Errno::INTR) => {}
            Err(error) => return Err(error.into()),
        }
    }
}

/// What happens in the new process before the program is there.
///
/// In a box, for nothing says that it may be moved.
struct Actions(Box<MaybeUninit<libc::posix_spawn_file_actions_t>>);

/// How the new process differs from this one: its session and its signals.
struct Attributes(Box<MaybeUninit<libc::posix_spawnattr_t>>);

impl Actions {
    fn new() -> io::Result<Self> {
        let mut actions = Box::new(MaybeUninit::uninit());
        // SAFETY: the pointer is to memory of the right size that nothing else uses.
        code(unsafe { libc::posix_spawn_file_actions_init(actions.as_mut_ptr()) })?;
        Ok(Self(actions))
    }

    /// Goes to a folder.
    fn enter(&mut self, folder: &CString) -> io::Result<()> {
        // SAFETY: it was initialised in `new`; the text is copied.
        code(unsafe {
            libc::posix_spawn_file_actions_addchdir_np(self.0.as_mut_ptr(), folder.as_ptr())
        })
    }

    /// Makes `source` the file `target`; `source` must stay open until the start.
    fn duplicate(&mut self, source: &OwnedFd, target: c_int) -> io::Result<()> {
        let source = source.as_raw_fd();
        // SAFETY: it was initialised in `new`; the numbers are only kept.
        code(unsafe { libc::posix_spawn_file_actions_adddup2(self.0.as_mut_ptr(), source, target) })
    }
}

impl Attributes {
    /// A session of its own, no signal blocked, and a broken pipe kills as it usually does.
    fn new() -> io::Result<Self> {
        let mut raw = Box::new(MaybeUninit::uninit());
        // SAFETY: the pointer is to memory of the right size that nothing else uses.
        code(unsafe { libc::posix_spawnattr_init(raw.as_mut_ptr()) })?;
        let mut attributes = Self(raw);
        let flags = libc::POSIX_SPAWN_SETSID
            | flag(libc::POSIX_SPAWN_SETSIGDEF)
            | flag(libc::POSIX_SPAWN_SETSIGMASK);
        let mut signals = MaybeUninit::uninit();
        let raw = attributes.0.as_mut_ptr();
        // SAFETY: the attributes are initialised, and a set of signals is before it is used.
        unsafe {
            code(libc::sigemptyset(signals.as_mut_ptr()))?;
            code(libc::posix_spawnattr_setsigmask(raw, signals.as_ptr()))?;
            // Rust ignores this one, and what is ignored stays so in a new program.
            code(libc::sigaddset(signals.as_mut_ptr(), libc::SIGPIPE))?;
            code(libc::posix_spawnattr_setsigdefault(raw, signals.as_ptr()))?;
            code(libc::posix_spawnattr_setflags(raw, flags))?;
        }
        Ok(attributes)
    }
}

impl Drop for Actions {
    fn drop(&mut self) {
        // SAFETY: it was initialised in `new`, and is not used after this. It never fails.
        let _ = unsafe { libc::posix_spawn_file_actions_destroy(self.0.as_mut_ptr()) };
    }
}

impl Drop for Attributes {
    fn drop(&mut self) {
        // SAFETY: it was initialised in `new`, and is not used after this. It never fails.
        let _ = unsafe { libc::posix_spawnattr_destroy(self.0.as_mut_ptr()) };
    }
}

/// The C library declares some flags wider than the field that holds them.
#[expect(clippy::cast_possible_truncation, reason = "there are eight flags")]
fn flag(flag: c_int) -> c_short {
    flag as c_short
}

fn text(text: &OsStr) -> io::Result<CString> {
    Ok(CString::new(text.as_bytes())?)
}

/// These functions give the number of the error; those for sets of signals fail for no valid one.
fn code(code: c_int) -> io::Result<()> {
    match code {
        0 => Ok(()),
        code => Err(io::Error::from_raw_os_error(code)),
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Read, Write};

    use super::*;

    fn shell(script: &str, is_fed: bool) -> io::Result<Running> {
        start(prepare(&Program {
            path: "/bin/sh".into(),
            args: &["-c".to_owned(), script.to_owned()],
            env: &BTreeMap::from([("ONE".into(), "1".into())]),
            folder: "/usr".into(),
            is_fed,
        })?)
    }

    fn said(mut running: Running) -> (String, ExitStatus) {
        let mut text = String::new();
        running.stdout.read_to_string(&mut text).expect("text");
        (text, wait(running.id).expect("our child"))
    }

    #[test]
    fn it_runs_in_its_folder_with_its_environment_only() {
        let running = shell("pwd; echo $ONE$HOME; cat; exit 3", false).expect("a shell");
        let (text, status) = said(running);
        assert_eq!((text.as_str(), status.code()), ("/usr\n1\n", Some(3)));
    }

    #[test]
    fn it_leads_a_session_and_a_broken_pipe_kills_it() {
        let script = "read stat < /proc/self/stat; echo $stat; kill -PIPE $$; echo alive";
        let running = shell(script, false).expect("a shell");
        let id = running.id.as_raw_nonzero().to_string();
        let (text, status) = said(running);
        let fields: Vec<&str> = text.split(' ').collect();
        // Process, name, state, parent, group, session.
        assert_eq!((fields[4], fields[5]), (id.as_str(), id.as_str()));
        assert_eq!(status.signal(), Some(libc::SIGPIPE));
    }

    #[test]
    fn it_inherits_nothing_but_its_three_files() {
        let open = || File::open("/dev/null").expect("it is there");
        let kept: Vec<File> = std::iter::repeat_with(open).take(20).collect();
        let (text, _) = said(shell("ls /proc/self/fd", false).expect("a shell"));
        let theirs: Vec<i32> = text.lines().flat_map(str::parse).collect();
        assert!(theirs.starts_with(&[0, 1]), "{text}");
        // The fourth is the folder that is being listed.
        let is_passed_on = |file: &File| file.as_raw_fd() > 3 && theirs.contains(&file.as_raw_fd());
        assert!(!kept.iter().any(is_passed_on), "{text}");
    }

    #[test]
    fn it_reads_what_it_is_fed() {
        let mut running = shell("cat", true).expect("a shell");
        let mut stdin = running.stdin.take().expect("a pipe");
        stdin.write_all(b"fed").expect("written");
        drop(stdin);
        assert_eq!(said(running).0, "fed");
    }

    #[test]
    fn what_cannot_start_says_why() {
        let env = BTreeMap::new();
        let program = |path, folder| Program {
            path,
            args: &[],
            env: &env,
            folder,
            is_fed: false,
        };
        let kind = |program: &Program<'_>| {
            let started = prepare(program).and_then(start);
            started.err().map(|error| error.kind())
        };
        let missing = program("/nowhere/at/all".into(), "/".into());
        assert_eq!(kind(&missing), Some(io::ErrorKind::NotFound));
        let no_program = program("/".into(), "/".into());
        assert_eq!(kind(&no_program), Some(io::ErrorKind::PermissionDenied));
        let no_folder = program("/bin/sh".into(), "/nowhere/at/all".into());
        assert_eq!(kind(&no_folder), Some(io::ErrorKind::NotFound));
        let zero = program("/bin/s\0h".into(), "/".into());
        assert_eq!(kind(&zero), Some(io::ErrorKind::InvalidInput));
    }
}
