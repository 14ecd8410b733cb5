//! Watches one process group from start to end, in one thread, with one `poll`.
//!
//! The main process is not collected before everything else of its run is dead: as long as it
//! stays a zombie its id cannot be used again, so killing its group can hit nobody else.

use std::io::{self, PipeReader, Read, Write};
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::thread;
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::process::{Pid, PidfdFlags, Signal, kill_process_group, pidfd_open};
use threadproof_reports::regular;

use super::processes::Members;
use super::removal;
use super::sandbox::Sandbox;
use super::spawn::{self, Program};
use super::turns::{Place, Turn};
use super::{After, Cap, Ended, Ending, ExecuteError, Executor, Job, Stream, clean_environment};

/// How often the caps and the trace are looked at.
const TICK: Duration = Duration::from_millis(50);

/// How often the folder is looked at, which costs more.
const DISK_TICK: Duration = Duration::from_secs(1);

/// How old a shared snapshot of the processes may be.
const SNAPSHOT_AGE: Duration = Duration::from_millis(40);

/// How many looks in a row may find nothing without being sure of it.
const LOOKS: usize = 50;

/// How much is read at once: more than most cases write, and little enough for the stack.
const CHUNK: usize = 16 * 1024;

/// How long killed processes may take to be gone.
const KILL_PATIENCE: Duration = Duration::from_secs(10);

struct Supervised<'j> {
    job: &'j Job,
    sandbox: &'j Sandbox,
    executor: &'j Executor,
    leader: Pid,
    handle: OwnedFd,
    stdout: Pipe,
    stderr: Pipe,
    members: Members,
    started: Instant,
    /// When staying alive becomes the pass.
    alive_at: Option<Instant>,
    /// When the folder is looked at next.
    disk_at: Instant,
}

struct Pipe {
    reader: Option<PipeReader>,
    stream: Stream,
    cap: usize,
}

/// Starts the job in `sandbox` when it is its turn, watches it, and ends all of it.
pub(super) fn supervise(
    job: &Job,
    sandbox: &Sandbox,
    executor: &Executor,
    place: Place,
) -> Result<Ended, ExecuteError> {
    let (mut run, turn) = Supervised::start(job, sandbox, executor, place)?;
    let watched = run.watch();
    let duration = run.started.elapsed();
    let by_itself = matches!(watched, Ok(Ending::Exited));
    // Nearly always so, and then there is no need to read about every process of the machine.
    let left_nothing = by_itself && executor.watch.has_no_orphans();
    let leaked = if by_itself && !left_nothing {
        run.leaked()
    } else {
        Ok(Vec::new())
    };
    // Whatever happened above, nothing may be left running.
    if !left_nothing {
        run.kill_all()?;
    }
    // The next one may start: nothing runs any more, and the rest is bookkeeping.
    drop(turn);
    let watch_error = |source| ExecuteError::Watch {
        program: job.program.clone(),
        source,
    };
    let (trace, trace_fault) = match run.trace() {
        Ok(trace) => (trace, None),
        Err(error) => (Vec::new(), Some(error.to_string())),
    };
    let (ending, leaked) = (watched.map_err(watch_error)?, leaked.map_err(watch_error)?);
    run.drain().map_err(watch_error)?;
    let status = executor
        .watch
        .reap(run.leader, || spawn::wait(run.leader))
        .map_err(watch_error)?;
    Ok(Ended {
        ending,
        status,
        trace,
        trace_fault,
        stdout: run.stdout.stream,
        stderr: run.stderr.stream,
        leaked,
        duration,
        root: sandbox.root().to_owned(),
    })
}

impl<'j> Supervised<'j> {
    fn start(
        job: &'j Job,
        sandbox: &'j Sandbox,
        executor: &'j Executor,
        place: Place,
    ) -> Result<(Self, Turn), ExecuteError> {
        let start_error = |source| ExecuteError::Start {
            program: job.program.clone(),
            source,
        };
        let prepared = spawn::prepare(&Program {
            path: &job.program,
            args: &job.args,
            env: &clean_environment(job, sandbox),
            folder: &sandbox.case(),
            is_fed: job.stdin.is_some(),
        })
        .map_err(start_error)?;
        let turn = executor.turn(job, place)?;
        let started = Instant::now();
        let (running, mark) = executor
            .watch
            .lead(|| spawn::start(prepared).map(|running| (running.id, running)))
            .map_err(start_error)?;
        let leader = running.id;
        let feed = || match (running.stdin, job.stdin.clone()) {
            (Some(mut stdin), Some(bytes)) => {
                // Ends with the process at the latest: then the pipe breaks, which is no fault.
                let feed = move || drop(stdin.write_all(bytes.as_bytes()));
                thread::Builder::new().spawn(feed).map(drop)
            }
            _ => Ok(()),
        };
        let opened = pidfd_open(leader, PidfdFlags::empty()).map_err(io::Error::from);
        let handle = opened.and_then(|handle| feed().map(|()| handle));
        let handle = handle.map_err(|error| {
            // What cannot be watched or fed must not stay.
            let _ = kill_process_group(leader, Signal::KILL);
            let _ = executor.watch.reap(leader, || spawn::wait(leader));
            start_error(error)
        })?;
        let cap = job.caps.output;
        let run = Self {
            stdout: Pipe::new(running.stdout, cap),
            stderr: Pipe::new(running.stderr, cap),
            members: Members::new(leader, mark, sandbox.root()),
            alive_at: job
                .alive
                .filter(|alive| matches!(alive.after, After::Start | After::Lines(0)))
                .map(|alive| later(started, alive.wait)),
            job,
            sandbox,
            executor,
            leader,
            handle,
            started,
            disk_at: started + DISK_TICK,
        };
        Ok((run, turn))
    }

    /// Reads the streams until something ends the run.
    fn watch(&mut self) -> io::Result<Ending> {
        let deadline = later(self.started, self.job.deadline);
        let mut next_tick = self.started + TICK;
        loop {
            let now = Instant::now();
            let target = self.alive_at.map_or(deadline, |alive| alive.min(deadline));
            let exited = self.poll(target.min(next_tick).saturating_duration_since(now))?;
            if exited {
                return Ok(Ending::Exited);
            }
            if self.stdout.stream.truncated || self.stderr.stream.truncated {
                return Ok(Ending::Capped(Cap::Output));
            }
            let now = Instant::now();
            if self.alive_at.is_some_and(|alive| now >= alive) {
                return Ok(Ending::Alive);
            }
            if now >= deadline {
                return Ok(Ending::Deadline);
            }
            if now >= next_tick {
                next_tick = now + TICK;
                if let Some(ending) = self.tick() {
                    return Ok(ending);
                }
            }
        }
    }

    /// Looks at what `poll` cannot tell.
    fn tick(&mut self) -> Option<Ending> {
        if self.executor.stopped() {
            return Some(Ending::Interrupted);
        }
        let caps = self.job.caps;
        let usage = self
            .members
            .usage(&self.executor.watch.snapshot(SNAPSHOT_AGE));
        if usage.processes > caps.processes {
            return Some(Ending::Capped(Cap::Processes));
        }
        if usage.memory > caps.memory {
            return Some(Ending::Capped(Cap::Memory));
        }
        let trace = self.sandbox.trace();
        if trace
            .metadata()
            .is_ok_and(|trace| trace.len() > caps.output as u64)
        {
            return Some(Ending::Capped(Cap::Output));
        }
        if Instant::now() >= self.disk_at {
            if removal::size(self.sandbox.root().as_std_path()) > caps.disk {
                return Some(Ending::Capped(Cap::Disk));
            }
            // From here on, for looking may take a while.
            self.disk_at = Instant::now() + DISK_TICK;
        }
        if let (Some(alive), None) = (self.job.alive, self.alive_at)
            && self.has_reached(alive.after)
        {
            self.alive_at = Some(later(Instant::now(), alive.wait));
        }
        None
    }

    /// Whether the time to stay alive begins.
    fn has_reached(&self, after: After) -> bool {
        match after {
            After::Start => true,
            After::Trace(is_it) => {
                // What cannot be read says nothing; why it cannot, the end tells.
                let lines = self.trace().unwrap_or_default();
                lines.split(|byte| *byte == b'\n').any(is_it)
            }
            After::Lines(wanted) => {
                let written = self.stdout.stream.bytes.split(|byte| *byte == b'\n');
                // What stands behind the last line end is no line yet.
                written.count() > wanted
            }
        }
    }

    /// Waits for output or the end of the main process; says whether it has ended.
    fn poll(&mut self, wait: Duration) -> io::Result<bool> {
        let ready = {
            let mut fds = vec![PollFd::new(&self.handle, PollFlags::IN)];
            fds.extend(
                self.stdout
                    .fd()
                    .map(|fd| PollFd::from_borrowed_fd(fd, PollFlags::IN)),
            );
            fds.extend(
                self.stderr
                    .fd()
                    .map(|fd| PollFd::from_borrowed_fd(fd, PollFlags::IN)),
            );
            wait_for(&mut fds, wait)?;
            let mut ready = fds.iter().map(|fd| !fd.revents().is_empty());
            let exited = ready.next().unwrap_or(false);
            let stdout = self.stdout.reader.is_some() && ready.next().unwrap_or(false);
            let stderr = self.stderr.reader.is_some() && ready.next().unwrap_or(false);
            (exited, stdout, stderr)
        };
        if ready.1 {
            self.stdout.read()?;
        }
        if ready.2 {
            self.stderr.read()?;
        }
        Ok(ready.0)
    }

    /// Gives what outlives the main process some grace, then names it.
    fn leaked(&mut self) -> io::Result<Vec<String>> {
        let until = Instant::now() + self.job.caps.grace;
        let mut doubts = 0;
        loop {
            let snapshot = self.executor.watch.snapshot(Duration::ZERO);
            let is_final = self.executor.watch.collect(&snapshot);
            let survivors = self.members.survivors(&snapshot);
            if survivors.is_empty() && (is_final || doubts >= LOOKS) {
                return Ok(Vec::new());
            }
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() && !survivors.is_empty() {
                return Ok(survivors.iter().map(|one| one.command_line()).collect());
            }
            doubts = if survivors.is_empty() { doubts + 1 } else { 0 };
            // One handle is enough: when that process goes, or in a moment, all are looked at anew.
            let first = survivors.first().and_then(|one| one.id());
            let handle = first.and_then(|pid| pidfd_open(pid, PidfdFlags::empty()).ok());
            if let Some(handle) = handle {
                wait_for(&mut [PollFd::new(&handle, PollFlags::IN)], left.min(TICK))?;
            }
        }
    }

    /// Kills until nothing is left, grandchildren that changed session included.
    fn kill_all(&mut self) -> Result<(), ExecuteError> {
        let until = Instant::now() + KILL_PATIENCE;
        let mut doubts = 0;
        loop {
            // One call stops the whole group; only escaped members need to be found one by one.
            let _ = kill_process_group(self.leader, Signal::KILL);
            let snapshot = self.executor.watch.snapshot(Duration::ZERO);
            let is_final = self.executor.watch.collect(&snapshot);
            let living = self.members.living(&snapshot);
            if living.is_empty() && (is_final || doubts >= LOOKS) {
                return Ok(());
            }
            doubts = if living.is_empty() { doubts + 1 } else { 0 };
            for one in &living {
                one.kill();
            }
            if Instant::now() > until {
                let case = self.job.case.clone();
                return Err(ExecuteError::Unkillable {
                    case,
                    count: living.len(),
                });
            }
            let first = living.first().and_then(|one| one.id());
            let handle = first.and_then(|pid| pidfd_open(pid, PidfdFlags::empty()).ok());
            if let Some(handle) = handle {
                let gone = &mut [PollFd::new(&handle, PollFlags::IN)];
                wait_for(gone, TICK).map_err(|source| ExecuteError::Watch {
                    program: self.job.program.clone(),
                    source,
                })?;
            }
        }
    }

    /// Reads what is still in the pipes, now that nobody can write to them.
    fn drain(&mut self) -> io::Result<()> {
        while self.stdout.is_ready()? {
            self.stdout.read()?;
        }
        while self.stderr.is_ready()? {
            self.stderr.read()?;
        }
        Ok(())
    }

    fn trace(&self) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        // A case may have put anything in its place, a pipe that nobody writes for one.
        match regular::open_itself(self.sandbox.trace().as_std_path()) {
            Ok(file) => {
                file.take(self.job.caps.output as u64)
                    .read_to_end(&mut bytes)?;
                Ok(bytes)
            }
            // A case may remove its whole folder; then there is no trace, and that is an observation.
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(bytes),
            Err(error) => Err(error),
        }
    }
}

impl Pipe {
    fn new(reader: PipeReader, cap: usize) -> Self {
        Self {
            reader: Some(reader),
            stream: Stream::default(),
            cap,
        }
    }

    fn fd(&self) -> Option<BorrowedFd<'_>> {
        self.reader.as_ref().map(AsFd::as_fd)
    }

    fn is_ready(&self) -> io::Result<bool> {
        let Some(fd) = self.fd() else {
            return Ok(false);
        };
        let mut fds = [PollFd::from_borrowed_fd(fd, PollFlags::IN)];
        wait_for(&mut fds, Duration::ZERO)?;
        Ok(!fds[0].revents().is_empty())
    }

    /// One read, which does not block after `poll` said so. At the cap the stream is closed.
    fn read(&mut self) -> io::Result<()> {
        let Some(reader) = &mut self.reader else {
            return Ok(());
        };
        let mut buffer = [0; CHUNK];
        let size = reader.read(&mut buffer)?;
        let kept = size.min(self.cap.saturating_sub(self.stream.bytes.len()));
        self.stream.bytes.extend_from_slice(&buffer[..kept]);
        self.stream.truncated |= kept < size;
        if size == 0 || self.stream.truncated {
            self.reader = None;
        }
        Ok(())
    }
}

/// So long after `start`; a day later at the most, which no run waits for.
fn later(start: Instant, wait: Duration) -> Instant {
    const DAY: Duration = Duration::from_hours(24);
    start + wait.min(DAY)
}

/// `poll` that a signal does not disturb: a return too early only means one more look.
fn wait_for(fds: &mut [PollFd<'_>], wait: Duration) -> io::Result<()> {
    let wait = Timespec::try_from(wait).map_err(io::Error::other)?;
    match poll(fds, Some(&wait)) {
        Ok(_) | Err(rustix::io::Errno::INTR) => Ok(()),
        Err(error) => Err(error.into()),
    }
}
