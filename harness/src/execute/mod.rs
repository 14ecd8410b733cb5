//! Stage 3: runs one case on one runtime, as a process group of its own, and ends all of it.
//!
//! What comes back are bytes and how it ended; what they mean is not known here. Nothing here
//! knows an expectation: a [`Job`] carries only what is needed to start and to stop.

mod kept;
mod leaders;
mod mark;
pub mod processes;
pub mod removal;
pub mod sandbox;
mod scratch;
mod spawn;
mod supervise;
mod turns;

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::io;
use std::process::ExitStatus;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use camino::Utf8PathBuf;
use thiserror::Error;

use processes::Watch;
use sandbox::Sandbox;
use scratch::ScratchFolders;
use turns::{Turn, Turns};

pub use turns::Place;

/// What to start, and when to stop it.
#[derive(Debug, Clone)]
pub struct Job {
    /// The suite that holds the fixture.
    pub suite: Utf8PathBuf,
    /// The id of the case.
    pub case: String,
    /// The program.
    pub program: Utf8PathBuf,
    /// Its arguments, up to and including the script.
    pub args: Vec<String>,
    /// Environment variables besides the clean ones.
    pub env: BTreeMap<String, String>,
    /// Files that the runtime needs beside the case, by their paths from the case's folder.
    pub files: BTreeMap<String, String>,
    /// Bytes for standard input; without them it is empty.
    pub stdin: Option<String>,
    /// When the run is given up.
    pub deadline: Duration,
    /// Set when being alive for this long is the aim.
    pub alive: Option<Alive>,
    /// The caps.
    pub caps: Caps,
}

/// The aim of a run that is not to end by itself.
#[derive(Debug, Clone, Copy)]
pub struct Alive {
    /// How long it must live.
    pub wait: Duration,
    /// When that time starts.
    pub after: After,
}

/// When the time starts for which a run is to stay alive.
#[derive(Debug, Clone, Copy)]
pub enum After {
    /// With the process.
    Start,
    /// With the first line of the trace that this finds to be the one.
    Trace(fn(&[u8]) -> bool),
    /// When standard output holds this many lines.
    Lines(usize),
}

/// What a run may use before it is killed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Caps {
    /// Resident memory of all its processes together, in bytes.
    ///
    /// Sampled, not enforced by the kernel: `RLIMIT_AS` would count the address space that engines
    /// reserve without using it, and stops them from starting.
    pub memory: u64,
    /// Bytes of standard output, of standard error, and of the trace, each.
    pub output: usize,
    /// Processes alive at once.
    pub processes: usize,
    /// What its folder may hold, in bytes. Sampled, as memory is.
    pub disk: u64,
    /// How long a process may take to go away after the main one has ended.
    pub grace: Duration,
}

impl Default for Caps {
    fn default() -> Self {
        Self {
            memory: 4 << 30,
            output: 8 << 20,
            processes: 64,
            disk: 4 << 30,
            grace: Duration::from_millis(500),
        }
    }
}

/// Which cap was passed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cap {
    /// Too much memory.
    Memory,
    /// Too much output.
    Output,
    /// Too many processes.
    Processes,
    /// Too much in its folder.
    Disk,
}

impl Cap {
    /// The sub-check that fails when the cap is passed.
    #[must_use]
    pub fn sub_check(self) -> &'static str {
        match self {
            Self::Memory => "cap/memory",
            Self::Output => "cap/output",
            Self::Processes => "cap/processes",
            Self::Disk => "cap/disk",
        }
    }
}

/// How a run ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// The main process ended by itself.
    Exited,
    /// It was killed at its deadline.
    Deadline,
    /// It lived as long as asked, and was killed then.
    Alive,
    /// It was killed for passing a cap.
    Capped(Cap),
    /// It was killed because the whole run was interrupted.
    Interrupted,
}

/// Everything that a run left behind.
#[derive(Debug)]
pub struct Ended {
    /// How it ended.
    pub ending: Ending,
    /// What the system says about the main process.
    pub status: ExitStatus,
    /// Standard output, as far as it was kept.
    pub stdout: Stream,
    /// Standard error, as far as it was kept.
    pub stderr: Stream,
    /// The trace file, as far as it was kept.
    pub trace: Vec<u8>,
    /// Why the trace file cannot be read: something else stands in its place.
    pub trace_fault: Option<String>,
    /// Command lines of the processes that outlived the main one.
    pub leaked: Vec<String>,
    /// From start to the end of the main process.
    pub duration: Duration,
    /// The folder of the copy, for removing it from texts.
    pub root: Utf8PathBuf,
}

/// A captured stream.
#[derive(Debug, Default)]
pub struct Stream {
    /// The bytes.
    pub bytes: Vec<u8>,
    /// Whether more was written than was kept.
    pub truncated: bool,
}

/// A failure of the harness itself, never of the case.
#[derive(Debug, Error)]
pub enum ExecuteError {
    /// No copy could be made.
    #[error(
        "cannot copy the fixture {case} to a temporary folder: {source}; check TMPDIR and free space"
    )]
    Sandbox {
        /// The case.
        case: String,
        /// What the system says.
        source: io::Error,
    },
    /// The program could not be started.
    #[error("cannot start {program}: {source}; see `threadproof doctor`")]
    Start {
        /// The program.
        program: Utf8PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// The system refused to tell about the process.
    #[error("lost sight of {program}: {source}")]
    Watch {
        /// The program.
        program: Utf8PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// What a case left cannot be removed.
    #[error("cannot remove {folder}, which {case} has used: {source}; remove it by hand")]
    Left {
        /// The case.
        case: String,
        /// The folder.
        folder: Utf8PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// The runs were stopped while it waited for its turn.
    #[error("{case} was interrupted before it began")]
    Stopped {
        /// The case.
        case: String,
    },
    /// Some process survives being killed.
    #[error(
        "{count} processes of {case} survive SIGKILL; look for them with `ps` and restart the machine if need be"
    )]
    Unkillable {
        /// The case.
        case: String,
        /// How many.
        count: usize,
    },
}

/// What all runs share: the process snapshots, folders that were found unchanged, how many run at
/// once, and whether to stop.
#[derive(Debug, Clone, Default)]
pub struct Executor {
    watch: Arc<Watch>,
    stop: Arc<AtomicBool>,
    scratch: Arc<ScratchFolders>,
    turns: Option<Arc<Turns>>,
}

impl Executor {
    /// Prepares this process for running cases: no core files, orphans come to us.
    #[must_use]
    pub fn new() -> Self {
        processes::adopt_orphans();
        let core = rustix::process::Resource::Core;
        let mut limit = rustix::process::getrlimit(core);
        limit.current = Some(0);
        // A crashing runtime is a result; its core file is only litter. Lowering never fails.
        let _ = rustix::process::setrlimit(core, limit);
        Self::default()
    }

    /// The same executor, which lets no more than so many of these runs go on at once, however many
    /// threads ask for one. Those that wait have prepared everything.
    #[must_use]
    pub fn at_once(&self, runs: usize) -> Self {
        Self {
            turns: Some(Arc::new(Turns::new(runs.min(most_at_once())))),
            ..self.clone()
        }
    }

    /// The flag that stops every run.
    #[must_use]
    pub fn stop_flag(&self) -> Arc<AtomicBool> {
        Arc::clone(&self.stop)
    }

    /// Whether the runs are to stop.
    #[must_use]
    pub fn stopped(&self) -> bool {
        self.stop.load(Ordering::SeqCst)
    }

    /// Runs a job to its end. No process of it lives when this returns.
    ///
    /// # Errors
    /// Only when the harness itself fails; whatever the case does is in [`Ended`].
    pub fn run(&self, job: &Job) -> Result<Ended, ExecuteError> {
        self.run_at(job, self.line_up())
    }

    /// As [`Executor::run`], at a place in the line that was taken before.
    ///
    /// # Errors
    /// As there.
    pub fn run_at(&self, job: &Job, place: Place) -> Result<Ended, ExecuteError> {
        let sandbox = Sandbox::new(&self.scratch, &job.suite, &job.case)?.with(&job.files)?;
        let ended = supervise::supervise(job, &sandbox, self, place)?;
        let was_quiet = ended.ending == Ending::Exited && ended.leaked.is_empty();
        // What was killed, or left something running, gets no second use of its folder.
        match sandbox.leave(was_quiet) {
            Ok(Some(scratch)) => self.scratch.keep(scratch),
            Ok(None) => {}
            Err((folder, source)) => {
                let case = job.case.clone();
                return Err(ExecuteError::Left {
                    case,
                    folder,
                    source,
                });
            }
        }
        Ok(ended)
    }

    /// A place in the line of those that wait to start.
    pub fn line_up(&self) -> Place {
        Place::last(self.turns.as_ref())
    }

    /// Waits until `job` may start.
    fn turn(&self, job: &Job, place: Place) -> Result<Turn, ExecuteError> {
        let turn = place.turn();
        if self.turns.is_some() && self.stopped() {
            let case = job.case.clone();
            return Err(ExecuteError::Stopped { case });
        }
        Ok(turn)
    }
}

/// Descriptors that one run holds at most: its pipes on both sides, its handle, the folder that is
/// being read, and a second run that is prepared meanwhile.
const DESCRIPTORS: u64 = 24;

/// Descriptors that are open besides: the standard streams, reports, the list of processes.
const OTHER_DESCRIPTORS: u64 = 16;

/// How many runs the descriptors of this process are enough for.
#[must_use]
pub fn most_at_once() -> usize {
    let limit = rustix::process::getrlimit(rustix::process::Resource::Nofile).current;
    let free = limit.unwrap_or(u64::MAX).saturating_sub(OTHER_DESCRIPTORS);
    usize::try_from(free / DESCRIPTORS)
        .unwrap_or(usize::MAX)
        .max(1)
}

/// The environment of a run: only what a program needs, the same on every machine.
fn clean_environment(job: &Job, sandbox: &Sandbox) -> BTreeMap<OsString, OsString> {
    let path = std::env::var_os("PATH").unwrap_or_else(|| "/usr/local/bin:/usr/bin:/bin".into());
    let mut clean: BTreeMap<OsString, OsString> = BTreeMap::from([
        ("PATH".into(), path),
        ("HOME".into(), sandbox.home().into_string().into()),
        ("TMPDIR".into(), sandbox.tmp().into_string().into()),
        ("LANG".into(), "C.UTF-8".into()),
        ("TZ".into(), "UTC".into()),
        ("NO_COLOR".into(), "1".into()),
    ]);
    clean.extend(
        job.env
            .iter()
            .map(|(name, value)| (name.into(), value.into())),
    );
    clean
}
