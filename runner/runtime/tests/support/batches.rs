//! Seeds in batches: each batch runs in a process of its own, with caps, since what is run may end the
//! process. It knows nothing of what a seed does.

use std::process::{Command, Stdio};

use rustix::process::{Resource, Rlimit, setrlimit};

/// What is run, and how its lines are read.
pub struct Batches<'b> {
    /// The variable that asks for other seeds, `FROM..TO`.
    pub seeds: &'b str,
    /// The seeds that every run has.
    pub usual: &'b str,
    /// The variable that tells the process of a batch its seeds.
    pub batch: &'b str,
    /// How many seeds a process has.
    pub size: u32,
    /// Whether a line says that a seed has ended.
    pub ends: fn(&str) -> bool,
    /// Whether a line says that a seed has failed.
    pub fails: fn(&str) -> bool,
}

impl Batches<'_> {
    /// Runs the test `runs_a_batch` of this file for all seeds, and fails for those that broke it.
    pub fn run(&self) {
        let wanted = std::env::var(self.seeds).unwrap_or_else(|_| self.usual.to_owned());
        let (mut from, to) = seeds(&wanted);
        let mut broken = Vec::new();
        while from < to {
            let end = to.min(from + self.size);
            let output = Command::new(std::env::current_exe().expect("a test runs from a file"))
                .args(["--exact", "runs_a_batch", "--nocapture"])
                .env(self.batch, format!("{from}..{end}"))
                .stdin(Stdio::null())
                .output()
                .expect("a test can run itself");
            let said = String::from_utf8_lossy(&output.stdout).into_owned();
            let ended = said.lines().filter(|line| (self.ends)(line)).count();
            let ended = u32::try_from(ended).expect("there are not so many");
            let failed = said.lines().filter(|line| (self.fails)(line));
            broken.extend(failed.map(str::to_owned));
            if ended < end - from {
                let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
                broken.push(format!(
                    "seed {}: {:?} {stderr}",
                    from + ended,
                    output.status
                ));
            }
            // What broke the process is left behind.
            from += (ended + 1).min(end - from);
        }
        assert!(broken.is_empty(), "{broken:#?}");
    }

    /// In the process of a batch: its seeds, once it may have no more than `memory` bytes of addresses
    /// and leaves no image of itself. `None` in the process of the tests.
    pub fn in_batch(&self, memory: u64) -> Option<(u32, u32)> {
        let batch = std::env::var(self.batch).ok()?;
        cap(Resource::As, memory);
        cap(Resource::Core, 0);
        Some(seeds(&batch))
    }
}

/// Lowers a limit of this process.
pub fn cap(resource: Resource, limit: u64) {
    let limits = Rlimit {
        current: Some(limit),
        maximum: Some(limit),
    };
    setrlimit(resource, limits).expect("a limit may be lowered");
}

fn seeds(text: &str) -> (u32, u32) {
    let (from, to) = text.split_once("..").expect("FROM..TO");
    (from.parse().expect("a seed"), to.parse().expect("a seed"))
}
