//! What happened in one run: which thread acted when, and what each act touched.
//!
//! Two runs are equivalent if one becomes the other by swapping neighbours that touch nothing in
//! common (Mazurkiewicz traces). This file knows nothing of who chose the order.

use std::fmt::Write;
use std::hash::{Hash, Hasher};
use std::sync::Arc;
use std::time::Duration;

use rustc_hash::{FxHashMap, FxHashSet, FxHasher};
use smallvec::SmallVec;
use threadproof_runner::director::{Act, Object};

/// Names a thread in every run of a program: which child of which child it is.
pub type Path = Arc<[u16]>;

/// What a thread touched between two points.
/// News for an inbox counts as a change of the inbox, until it is known that nobody looked.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Footprint(SmallVec<[(Object, bool); 6]>);

impl Footprint {
    /// Adds an object; `changes` once it was changed.
    pub fn touch(&mut self, object: Object, changes: bool) {
        match self.0.iter_mut().find(|(known, _)| *known == object) {
            Some((_, changed)) => *changed |= changes,
            None => self.0.push((object, changes)),
        }
    }

    /// Everything that was touched.
    pub fn iter(&self) -> impl Iterator<Item = (Object, bool)> {
        self.0.iter().copied()
    }

    /// What is left of it without news that nobody looked at, and without looking for such.
    #[must_use]
    pub fn without(&self, unseen: &FxHashSet<Object>, idle: Option<Object>) -> Self {
        let mut left = self.clone();
        left.0.retain(|(object, _)| Some(*object) != idle);
        for (object, changes) in self.iter() {
            if let Object::Note(owner, _) = object
                && !unseen.contains(&object)
            {
                left.touch(Object::Inbox(owner), changes);
            }
        }
        left
    }

    fn overlaps(one: Object, other: Object) -> bool {
        let is_in = |note, inbox| matches!((note, inbox), (Object::Note(to, _), Object::Inbox(of)) if to == of);
        let both = matches!((one, other), (Object::Note(to, _), Object::Note(of, _)) if to == of);
        one == other || both || is_in(one, other) || is_in(other, one)
    }

    /// Whether the order of the two matters: both touch an object and one of them changes it.
    #[must_use]
    pub fn conflicts(&self, other: &Self) -> bool {
        self.iter().any(|(object, changes)| {
            other
                .iter()
                .any(|(its, its_changes)| Self::overlaps(object, its) && (changes || its_changes))
        })
    }

    /// Whether anything was changed.
    #[must_use]
    pub fn changes_anything(&self) -> bool {
        self.0.iter().any(|(_, changes)| *changes)
    }

    /// Adds what another touched.
    pub fn join(&mut self, other: &Self) {
        for (object, changes) in other.iter() {
            self.touch(object, changes);
        }
    }

    /// Nothing is touched any more.
    pub fn clear(&mut self) {
        self.0.clear();
    }
}

/// What one thread did from one point to the next.
#[derive(Debug, Clone)]
pub struct Event {
    /// The thread, among those of the trace.
    pub thread: usize,
    /// The act with which it began.
    pub act: Act,
    /// All that it touched.
    pub footprint: Footprint,
    /// The thread's own inbox, if the thread looked into it and found only what nobody looked at.
    pub idle: Option<Object>,
    /// How often time had passed before.
    pub epoch: u32,
    /// The event that woke the thread, if it slept before.
    pub woken_by: Option<usize>,
    /// The time when it began.
    pub at: Duration,
}

/// A thread of a run.
#[derive(Debug, Clone)]
pub struct Thread {
    /// Its name in every run.
    pub path: Path,
    /// What people call it.
    pub label: String,
    /// The event in which it was started; `None` for the main thread.
    pub born: Option<usize>,
}

/// A moment at which more than one thread could go on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Choice {
    /// The event that it led to.
    pub step: usize,
    /// How many threads there were.
    pub options: usize,
    /// Which of them was taken.
    pub taken: usize,
    /// Which would have been taken by habit: the one that ran before, if it can.
    pub usual: usize,
}

/// What happened in one run.
#[derive(Debug, Clone, Default)]
pub struct Trace {
    /// The threads, in the order in which they came.
    pub threads: Vec<Thread>,
    /// What they did.
    pub events: Vec<Event>,
    /// Where there was a choice.
    pub choices: Vec<Choice>,
    /// News that nobody looked at.
    pub unseen: FxHashSet<Object>,
    /// What was asked for that no director decides.
    pub outside: Option<&'static str>,
    /// How many bytes of workers' output had not reached the main thread at the end.
    pub unprinted: usize,
}

impl Trace {
    /// A number that all equivalent traces have, and others have not but by rare chance.
    #[must_use]
    pub fn class(&self) -> u64 {
        #[derive(Default)]
        struct Last {
            write: u64,
            reads: u64,
        }
        let mut before = vec![(0_u64, 0_u64); self.threads.len()];
        let mut objects: FxHashMap<Object, Last> = FxHashMap::default();
        let mut class = 0_u64;
        for event in &self.events {
            if event.idle.is_some() {
                continue;
            }
            let mut footprint = event.footprint.without(&self.unseen, None);
            footprint
                .0
                .retain(|(it, _)| !matches!(it, Object::Note(..)));
            let (previous, count) = before[event.thread];
            let mut sources = 0_u64;
            for (object, changes) in footprint.iter() {
                let last = objects.entry(object).or_default();
                let reads = if changes { last.reads } else { 0 };
                sources = sources.wrapping_add(hash(&(changes, last.write, reads)));
            }
            let path = &self.threads[event.thread].path;
            let own = hash(&(path, count, previous, event.epoch, sources));
            for (object, changes) in footprint.iter() {
                let last = objects.entry(object).or_default();
                if changes {
                    *last = Last {
                        write: own,
                        reads: 0,
                    };
                } else {
                    last.reads = last.reads.wrapping_add(own);
                }
            }
            before[event.thread] = (own, count + 1);
            class = class.wrapping_add(own);
        }
        class
    }

    /// The trace as text, a line for each event. It is the same at each replay.
    #[must_use]
    pub fn to_text(&self) -> String {
        let mut text = String::new();
        for (step, event) in self.events.iter().enumerate() {
            let label = &self.threads[event.thread].label;
            let at = event.at.as_secs_f64() * 1000.0;
            writeln!(text, "{step:>5}  {at:>8.1} ms  {label:<12}  {}", event.act).ok();
        }
        text
    }

    /// A short number for [`to_text`](Trace::to_text).
    #[must_use]
    pub fn checksum(&self) -> u32 {
        crc32fast::hash(self.to_text().as_bytes())
    }

    /// The first event at which two traces part.
    #[must_use]
    pub fn parts_from(&self, other: &Self) -> Option<usize> {
        let line = |trace: &Self, step: usize| {
            let event = trace.events.get(step)?;
            Some((Arc::clone(&trace.threads[event.thread].path), event.act))
        };
        let longest = self.events.len().max(other.events.len());
        (0..longest).find(|step| line(self, *step) != line(other, *step))
    }
}

fn hash(value: &impl Hash) -> u64 {
    let mut hasher = FxHasher::default();
    value.hash(&mut hasher);
    // Its low bits are weak, and sums of these numbers are compared.
    let mixed = hasher.finish();
    (mixed ^ mixed >> 31).wrapping_mul(0x94d0_49bb_1331_11eb)
}
