//! Which processes belong to a run, from `/proc`.
//!
//! A process belongs to a run when it is the leader, is in the leader's session, descends from a
//! process that belongs, belonged before, or is an orphan that was adopted by us and whose
//! environment or working folder lies in the run's temporary folder. The last clause finds the
//! grandchild that called `setsid` and lost its parent; see [`adopt_orphans`].

use std::collections::{HashMap, HashSet};
use std::fs;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use camino::{Utf8Path, Utf8PathBuf};
use rustix::process::{Pid, Signal};

/// A process at one moment; the start time tells a reused id from the old process.
#[derive(Debug, Clone)]
pub struct Process {
    pid: i32,
    parent: i32,
    session: i32,
    started: u64,
    resident_pages: u64,
    dead: bool,
}

/// All processes of the machine at one moment.
#[derive(Debug)]
pub struct Snapshot {
    taken: Instant,
    processes: Vec<Process>,
}

/// Shares snapshots between runs, so that many runs do not each walk `/proc`.
#[derive(Debug, Default)]
pub struct Watch {
    latest: Mutex<Option<Arc<Snapshot>>>,
}

/// The processes of one run.
#[derive(Debug)]
pub struct Members {
    leader: i32,
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

impl Watch {
    /// A snapshot not older than `age`.
    #[must_use]
    pub fn snapshot(&self, age: Duration) -> Arc<Snapshot> {
        let mut latest = self.latest.lock().unwrap_or_else(PoisonError::into_inner);
        match &*latest {
            Some(snapshot) if snapshot.taken.elapsed() < age => Arc::clone(snapshot),
            _ => {
                let fresh = Arc::new(Snapshot::take());
                *latest = Some(Arc::clone(&fresh));
                fresh
            }
        }
    }
}

impl Snapshot {
    /// Reads `/proc` now.
    #[must_use]
    pub fn take() -> Self {
        let taken = Instant::now();
        let entries = fs::read_dir("/proc").into_iter().flatten().flatten();
        let processes = entries
            .filter_map(|entry| entry.file_name().to_str()?.parse::<i32>().ok())
            .filter_map(read_process)
            .collect();
        Self { taken, processes }
    }
}

/// Reads `/proc/<pid>/stat`; the command in parentheses may itself hold parentheses and spaces.
fn read_process(pid: i32) -> Option<Process> {
    let stat = fs::read(format!("/proc/{pid}/stat")).ok()?;
    let stat = String::from_utf8_lossy(&stat);
    let rest = &stat[stat.rfind(')')? + 2..];
    let fields: Vec<&str> = rest.split(' ').collect();
    let number = |index: usize| fields.get(index)?.parse::<u64>().ok();
    Some(Process {
        pid,
        parent: fields.get(1)?.parse().ok()?,
        session: fields.get(3)?.parse().ok()?,
        started: number(19)?,
        resident_pages: number(21)?,
        dead: matches!(*fields.first()?, "Z" | "X"),
    })
}

impl Members {
    /// The run that `leader` leads, in the temporary folder `folder`.
    #[must_use]
    pub fn new(leader: Pid, folder: &Utf8Path) -> Self {
        let leader = leader.as_raw_nonzero().get();
        Self { leader, folder: folder.to_owned(), known: HashSet::new() }
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
        Usage { processes: living.len(), memory }
    }

    /// The living members but for the leader.
    pub fn survivors<'s>(&mut self, snapshot: &'s Snapshot) -> Vec<&'s Process> {
        let leader = self.leader;
        self.living(snapshot).into_iter().filter(|one| one.pid != leader).collect()
    }

    /// Collects the dead members that became our children, the leader excepted.
    pub fn reap(&self, snapshot: &Snapshot) {
        let own = rustix::process::getpid().as_raw_nonzero().get();
        let adopted = snapshot.processes.iter().filter(|one| {
            one.parent == own && one.pid != self.leader && self.known.contains(&(one.pid, one.started))
        });
        for pid in adopted.filter_map(|one| Pid::from_raw(one.pid)) {
            // Not dead yet, or gone already: both are fine.
            let _ = rustix::process::waitpid(Some(pid), rustix::process::WaitOptions::NOHANG);
        }
    }

    fn update(&mut self, snapshot: &Snapshot) {
        let own = rustix::process::getpid().as_raw_nonzero().get();
        let mut children: HashMap<i32, Vec<&Process>> = HashMap::new();
        let mut open: Vec<&Process> = Vec::new();
        for one in &snapshot.processes {
            children.entry(one.parent).or_default().push(one);
            let is_orphan = one.parent == own && one.pid != self.leader;
            if one.pid == self.leader
                || one.session == self.leader
                || self.known.contains(&(one.pid, one.started))
                || (is_orphan && self.owns(one))
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

    /// Whether an adopted orphan was started within this run's folder.
    fn owns(&self, one: &Process) -> bool {
        let folder = self.folder.as_str().as_bytes();
        let environ = fs::read(format!("/proc/{}/environ", one.pid)).unwrap_or_default();
        if environ.windows(folder.len()).any(|window| window == folder) {
            return true;
        }
        fs::read_link(format!("/proc/{}/cwd", one.pid)).is_ok_and(|cwd| cwd.starts_with(&self.folder))
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
        if words.is_empty() { format!("[process {}]", self.pid) } else { words.join(" ") }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn this_process_is_in_a_snapshot_with_its_parent() {
        let own = rustix::process::getpid().as_raw_nonzero().get();
        let snapshot = Snapshot::take();
        let found = snapshot.processes.iter().find(|one| one.pid == own).expect("we run");
        let parent = rustix::process::getppid().map_or(0, |pid| pid.as_raw_nonzero().get());
        assert_eq!(found.parent, parent);
        assert!(found.resident_pages > 0 && !found.dead);
    }

    #[test]
    fn a_snapshot_is_shared_while_young() {
        let watch = Watch::default();
        let first = watch.snapshot(Duration::from_secs(60));
        assert!(Arc::ptr_eq(&first, &watch.snapshot(Duration::from_secs(60))));
        assert!(!Arc::ptr_eq(&first, &watch.snapshot(Duration::ZERO)));
    }
}
