//! Which processes belong to a run, from `/proc`.
//!
//! A process belongs to a run when it is the leader, is in the leader's session, descends from a
//! process that belongs, belonged before, or is an orphan that was adopted by us and has the run's
//! [`Mark`], or whose environment or working folder lies in the run's temporary folder. The last
//! clauses find the grandchild that called `setsid` and lost its parent; see [`adopt_orphans`]. An
//! orphan that was made since we run and has the mark of no run is charged to whichever run finds it
//! first: whose it is it has hidden, and it must not stay.

use std::collections::{HashMap, HashSet};
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use camino::{Utf8Path, Utf8PathBuf};
use rustix::process::{Pid, Signal};

use super::leaders::{Leaders, Look};
use super::mark::{self, Mark};

/// A process at one moment; the start time tells a reused id from the old process.
#[derive(Debug, Clone)]
pub struct Process {
    pid: i32,
    parent: i32,
    session: i32,
    started: u64,
    resident_pages: u64,
    dead: bool,
    /// Where it comes from, read only for orphans that we adopted.
    trail: Option<Trail>,
}

/// What tells where an orphan comes from when its parents are gone.
#[derive(Debug, Clone)]
struct Trail {
    environment: Vec<u8>,
    folder: PathBuf,
    mark: Option<Mark>,
}

/// All processes of the machine at one moment.
#[derive(Debug)]
pub struct Snapshot {
    taken: Instant,
    processes: Vec<Process>,
    /// The marks of the runs that went on when it was taken.
    marks: HashSet<Mark>,
    /// Whether an orphan went away while `/proc` was read, perhaps after starting another process.
    vanished: bool,
}

/// Shares snapshots between runs, so that many runs do not each walk `/proc`.
#[derive(Debug, Default)]
pub struct Watch {
    latest: Mutex<Option<Arc<Snapshot>>>,
    /// How many orphans were collected; what is collected meanwhile a look misses.
    collected: AtomicUsize,
}

/// The processes of one run.
#[derive(Debug)]
pub struct Members {
    leader: i32,
    mark: Option<Mark>,
    folder: Utf8PathBuf,
    known: HashSet<(i32, u64)>,
}

/// What the living members of a run use.
#[derive(Debug, Clone, Copy, Default)]
pub struct Usage {
    /// Living processes.
    pub processes: usize,
    /// The sum of their resident memory, in bytes.
    pub memory: u64,
}

/// Makes this process adopt the orphans below it, so that none escapes to `init`.
pub fn adopt_orphans() {
    // Fails only on kernels before 3.4; then an escaped grandchild is found while its parent lives.
    let _ = rustix::process::set_child_subreaper(Some(rustix::process::getpid()));
}

/// What finds the processes of a run here, in words; the other half is what does not work.
#[must_use]
pub fn in_force() -> (Vec<&'static str>, Vec<&'static str>) {
    let adopts = rustix::process::child_subreaper().is_ok_and(|pid| pid.is_some());
    let means = [
        (adopts, "orphans come to us (PR_SET_CHILD_SUBREAPER)"),
        (
            mark::works(),
            "daemons are known by their limits (RLIMIT_MSGQUEUE)",
        ),
        (
            own_children().is_some(),
            "children are listed (CONFIG_PROC_CHILDREN)",
        ),
    ];
    let (works, fails): (Vec<_>, Vec<_>) = means.iter().partition(|(works, _)| *works);
    let words = |list: Vec<&(bool, &'static str)>| list.iter().map(|(_, word)| *word).collect();
    (words(works), words(fails))
}

impl Watch {
    /// A snapshot not older than `age`.
    #[must_use]
    pub fn snapshot(&self, age: Duration) -> Arc<Snapshot> {
        let mut latest = self.latest.lock().unwrap_or_else(PoisonError::into_inner);
        match &*latest {
            Some(snapshot) if snapshot.taken.elapsed() < age => Arc::clone(snapshot),
            _ => {
                let collected = self.collected.load(Ordering::SeqCst);
                let mut fresh = Snapshot::take();
                fresh.vanished |= collected != self.collected.load(Ordering::SeqCst);
                let fresh = Arc::new(fresh);
                *latest = Some(Arc::clone(&fresh));
                fresh
            }
        }
    }

    /// Starts a main process and remembers it, so that nobody else collects its status.
    ///
    /// # Errors
    /// Those of `start`.
    pub fn lead<T>(
        &self,
        start: impl FnOnce() -> io::Result<(Pid, T)>,
    ) -> io::Result<(T, Option<Mark>)> {
        let mut leaders = Leaders::lock();
        let (mark, started) = mark::mark(start);
        let (id, started) = started?;
        leaders.present.insert(id.as_raw_nonzero().get(), mark);
        Ok((started, mark))
    }

    /// Collects the status of a main process that is dead, and forgets it.
    pub fn reap<T>(&self, leader: Pid, wait: impl FnOnce() -> T) -> T {
        let mut leaders = Leaders::lock();
        let id = leader.as_raw_nonzero().get();
        if let Some(mark) = leaders.present.remove(&id)
            && leaders.looks > 0
        {
            leaders.gone.insert(id, mark);
        }
        wait()
    }

    /// Whether this process has no children but the main processes of runs.
    ///
    /// Then a run whose main process is dead has left nothing: whatever it left would have come to
    /// us as an orphan, or hang below one. False also when the system does not tell.
    #[must_use]
    pub fn has_no_orphans(&self) -> bool {
        // Held while the list is read: nothing leaves it meanwhile, for a child stays in it until
        // it is collected, and that happens under this lock; and a new main process is known.
        let leaders = Leaders::lock();
        own_children().is_some_and(|children| {
            let is_leader = |pid: &i32| leaders.present.contains_key(pid);
            children.iter().all(is_leader)
        })
    }

    /// Collects the dead orphans that we adopted, and says whether the snapshot is final.
    ///
    /// A chain of processes, each of which starts the next and ends, can run ahead of any one look:
    /// its last link was dead, or gone, when it was read, and the next one was not there yet when
    /// `/proc` was listed. Then it takes another look.
    pub fn collect(&self, snapshot: &Snapshot) -> bool {
        let own = own_id();
        let leaders = Leaders::lock();
        let is_orphan = |one: &&Process| {
            one.dead && one.parent == own && !leaders.present.contains_key(&one.pid)
        };
        let mut final_look = !snapshot.vanished;
        for pid in snapshot
            .processes
            .iter()
            .filter(is_orphan)
            .filter_map(Process::id)
        {
            final_look = false;
            self.collected.fetch_add(1, Ordering::SeqCst);
            // Collected already by another run's look: just as good.
            let _ = rustix::process::waitpid(Some(pid), rustix::process::WaitOptions::NOHANG);
        }
        final_look
    }
}

impl Snapshot {
    /// Reads `/proc` now. An orphan's origin is read with it: later it may be gone.
    #[must_use]
    fn take() -> Self {
        let own = own_id();
        let _look = Look::begin();
        let taken = Instant::now();
        let entries = fs::read_dir("/proc").into_iter().flatten().flatten();
        // Listed at once, then read: an orphan that ends between stays, dead, until it is collected.
        let pids: Vec<i32> = entries
            .filter_map(|entry| entry.file_name().to_str()?.parse().ok())
            .collect();
        let mut processes: Vec<Process> = pids.into_iter().filter_map(read_process).collect();
        let mut vanished = false;
        // Asked for only now: what has started since the look began was read as well.
        let leaders = Leaders::lock().met();
        let is_orphan =
            |one: &&mut Process| one.parent == own && !one.dead && !leaders.contains_key(&one.pid);
        for orphan in processes.iter_mut().filter(is_orphan) {
            orphan.trail = read_trail(orphan.pid);
            vanished |= orphan.trail.is_none();
        }
        Self {
            taken,
            processes,
            marks: leaders.values().flatten().copied().collect(),
            vanished,
        }
    }
}

/// The children of every thread of this process, living or dead, if the system tells
/// (`CONFIG_PROC_CHILDREN`) and no thread ended while they were read: the children of a thread
/// that ends move to another one, which may have been read before.
fn own_children() -> Option<Vec<i32>> {
    let mut children = Vec::new();
    for thread in fs::read_dir("/proc/self/task").ok()? {
        let mut list = File::open(thread.ok()?.path().join("children")).ok()?;
        let mut text = String::new();
        // Through a reference, for asking how long a file in `/proc` is only costs.
        Read::by_ref(&mut list)
            .take(u64::MAX)
            .read_to_string(&mut text)
            .ok()?;
        for pid in text.split_ascii_whitespace() {
            children.push(pid.parse().ok()?);
        }
    }
    Some(children)
}

fn own_id() -> i32 {
    rustix::process::getpid().as_raw_nonzero().get()
}

/// Nothing when the process has ended meanwhile.
fn read_trail(pid: i32) -> Option<Trail> {
    let mark = mark::of(pid);
    // A process that has become somebody else's shows neither folder nor environment, but its mark.
    let folder = match fs::read_link(format!("/proc/{pid}/cwd")) {
        Err(_) if mark.is_some() => PathBuf::new(),
        read => read.ok()?,
    };
    // Empty for a moment while a program is replaced by another; the folder is not.
    let environment = fs::read(format!("/proc/{pid}/environ")).unwrap_or_default();
    Some(Trail {
        environment,
        folder,
        mark,
    })
}

/// Reads `/proc/<pid>/stat`; the command in parentheses may itself hold parentheses and spaces.
fn read_process(pid: i32) -> Option<Process> {
    // One read gives the whole line, which is shorter; asking for its size first would cost more
    // than reading it, and this is done for every process of the machine.
    let mut line = [0; 4096];
    let size = File::open(format!("/proc/{pid}/stat"))
        .and_then(|mut file| file.read(&mut line))
        .ok()?;
    let stat = String::from_utf8_lossy(&line[..size]);
    let rest = stat.get(stat.rfind(')')? + 2..)?;
    let fields: Vec<&str> = rest.split(' ').collect();
    let number = |index: usize| fields.get(index)?.parse::<u64>().ok();
    Some(Process {
        pid,
        parent: fields.get(1)?.parse().ok()?,
        session: fields.get(3)?.parse().ok()?,
        started: number(19)?,
        resident_pages: number(21)?,
        dead: matches!(*fields.first()?, "Z" | "X"),
        trail: None,
    })
}

impl Members {
    /// The run that `leader` leads, with this mark, in the temporary folder `folder`.
    #[must_use]
    pub fn new(leader: Pid, mark: Option<Mark>, folder: &Utf8Path) -> Self {
        let leader = leader.as_raw_nonzero().get();
        Self {
            leader,
            mark,
            folder: folder.to_owned(),
            known: HashSet::new(),
        }
    }

    /// The members in `snapshot` that still live, the leader included.
    pub fn living<'s>(&mut self, snapshot: &'s Snapshot) -> Vec<&'s Process> {
        self.update(snapshot);
        let living = |one: &&Process| !one.dead && self.known.contains(&(one.pid, one.started));
        snapshot.processes.iter().filter(living).collect()
    }

    /// What the living members use.
    pub fn usage(&mut self, snapshot: &Snapshot) -> Usage {
        let page = rustix::param::page_size() as u64;
        let living = self.living(snapshot);
        let memory = living.iter().map(|one| one.resident_pages * page).sum();
        Usage {
            processes: living.len(),
            memory,
        }
    }

    /// The living members but for the leader.
    pub fn survivors<'s>(&mut self, snapshot: &'s Snapshot) -> Vec<&'s Process> {
        let leader = self.leader;
        self.living(snapshot)
            .into_iter()
            .filter(|one| one.pid != leader)
            .collect()
    }

    fn update(&mut self, snapshot: &Snapshot) {
        let own = own_id();
        let mut children: HashMap<i32, Vec<&Process>> = HashMap::new();
        let mut open: Vec<&Process> = Vec::new();
        // The leader is not collected before its run is over, so it is there, dead or alive.
        let is_leader = |one: &&Process| one.pid == self.leader;
        let began = snapshot.processes.iter().find(is_leader);
        let began = began.map_or(u64::MAX, |leader| leader.started);
        let is_nobodys = |one: &Process, trail: &Trail| {
            one.started >= began
                && !trail
                    .mark
                    .is_some_and(|mark| snapshot.marks.contains(&mark))
        };
        for one in &snapshot.processes {
            children.entry(one.parent).or_default().push(one);
            if one.pid == self.leader
                || one.session == self.leader
                || self.known.contains(&(one.pid, one.started))
                || one
                    .trail
                    .as_ref()
                    .is_some_and(|trail| self.owns(trail) || is_nobodys(one, trail))
            {
                open.push(one);
            }
        }
        let mut seen = HashSet::new();
        while let Some(one) = open.pop() {
            if one.pid == own || !seen.insert(one.pid) {
                continue;
            }
            self.known.insert((one.pid, one.started));
            open.extend(children.get(&one.pid).into_iter().flatten());
        }
    }

    /// Whether an adopted orphan was started by this run.
    fn owns(&self, trail: &Trail) -> bool {
        let folder = self.folder.as_str().as_bytes();
        (self.mark.is_some() && trail.mark == self.mark)
            || trail.folder.starts_with(&self.folder)
            || trail
                .environment
                .windows(folder.len())
                .any(|window| window == folder)
    }
}

impl Process {
    /// Kills the process at once.
    pub fn kill(&self) {
        if let Some(pid) = Pid::from_raw(self.pid) {
            // Gone already is as good as killed.
            let _ = rustix::process::kill_process(pid, Signal::KILL);
        }
    }

    /// The process id.
    #[must_use]
    pub fn id(&self) -> Option<Pid> {
        Pid::from_raw(self.pid)
    }

    /// The command line, or the name in brackets when it cannot be read any more.
    #[must_use]
    pub fn command_line(&self) -> String {
        let line = fs::read(format!("/proc/{}/cmdline", self.pid)).unwrap_or_default();
        let words: Vec<_> = line
            .split(|byte| *byte == 0)
            .filter(|word| !word.is_empty())
            .map(String::from_utf8_lossy)
            .collect();
        if words.is_empty() {
            format!("[process {}]", self.pid)
        } else {
            words.join(" ")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn this_process_is_in_a_snapshot_with_its_parent() {
        let own = own_id();
        let snapshot = Snapshot::take();
        let found = snapshot
            .processes
            .iter()
            .find(|one| one.pid == own)
            .expect("we run");
        let parent = rustix::process::getppid().map_or(0, |pid| pid.as_raw_nonzero().get());
        assert_eq!(found.parent, parent);
        assert!(found.resident_pages > 0 && !found.dead);
    }

    #[test]
    fn a_child_that_leads_no_run_is_an_orphan() {
        let watch = Watch::default();
        let start = || {
            std::process::Command::new("cat")
                .stdin(std::process::Stdio::piped())
                .spawn()
        };
        let (mut leader, _) = watch
            .lead(|| start().map(|child| (Pid::from_child(&child), child)))
            .expect("a leader");
        // Threads of other tests end at any moment: then the list is taken once more. A system that
        // does not tell whose children are whose has no list at all, and its watch finds orphans.
        if std::path::Path::new("/proc/thread-self/children").exists() {
            let all = std::iter::repeat_with(own_children).flatten().next();
            assert!(all.is_some_and(|all| all.contains(&leader.id().cast_signed())));
        }
        let mut other = start().expect("another child");
        assert!(!watch.has_no_orphans());
        for child in [&mut leader, &mut other] {
            child.kill().expect("it lives");
            child.wait().expect("it is ours");
        }
    }

    #[test]
    fn a_snapshot_is_shared_while_young() {
        let watch = Watch::default();
        let first = watch.snapshot(Duration::MAX);
        assert!(Arc::ptr_eq(&first, &watch.snapshot(Duration::MAX)));
        assert!(!Arc::ptr_eq(&first, &watch.snapshot(Duration::ZERO)));
    }
}
