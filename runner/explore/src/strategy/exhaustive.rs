//! All orders up to equivalence: dynamic partial-order reduction (Flanagan and Godefroid, POPL 2005)
//! with sleep sets (Godefroid, "Partial-order methods for the verification of concurrent systems",
//! 1996).
//!
//! Each run goes down one branch of a tree. Afterwards every two events of it that conflict and
//! that nothing else orders are a race, and where the first of them was chosen the other is to be
//! tried as well. What was tried sleeps until something conflicts with it. An event that only another
//! made possible, by starting or waking its thread, does not race with it; nor do events between
//! which time has passed, since it passes only when nobody can run.

use std::sync::{Arc, Mutex, PoisonError};

use rustc_hash::FxHashMap;
use threadproof_runner::director::Object;

use super::{Moment, Pick, Strategy};
use crate::trace::{Footprint, Path, Trace};

/// What is known of the orders of a program.
#[derive(Debug, Default)]
pub struct Tree {
    nodes: Vec<Node>,
}

#[derive(Debug)]
struct Node {
    enabled: Vec<Path>,
    chosen: Path,
    /// What the chosen one touched.
    footprint: Footprint,
    done: Vec<(Path, Footprint)>,
    to_try: Vec<Path>,
    sleep: Vec<(Path, Footprint)>,
}

impl Node {
    fn add(&mut self, path: &Path) {
        if !self.to_try.contains(path) {
            self.to_try.push(Arc::clone(path));
        }
    }

    fn next(&self) -> Option<Path> {
        let is_new = |path: &&Path| {
            let among = |list: &[(Path, Footprint)]| list.iter().any(|(other, _)| other == *path);
            !among(&self.done) && !among(&self.sleep)
        };
        self.to_try.iter().find(is_new).cloned()
    }
}

/// One run down the tree.
#[derive(Debug)]
pub struct Walk(pub Arc<Mutex<Tree>>);

impl Strategy for Walk {
    fn choose(&mut self, moment: &Moment<'_>) -> Pick {
        let mut tree = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        tree.choose(moment)
    }
}

impl Tree {
    fn choose(&mut self, moment: &Moment<'_>) -> Pick {
        let step = moment.step;
        if let Some(last) = moment.last
            && let Some(node) = step.checked_sub(1).and_then(|at| self.nodes.get_mut(at))
        {
            node.footprint = last.footprint.clone();
        }
        let paths = moment.candidates.iter().map(|one| Arc::clone(&one.path));
        let enabled: Vec<Path> = paths.collect();
        let sleep = match step.checked_sub(1).and_then(|at| self.nodes.get(at)) {
            Some(before) => {
                let all = before.sleep.iter().chain(&before.done);
                let stays = |(path, footprint): &&(Path, Footprint)| {
                    *path != before.chosen && !footprint.conflicts(&before.footprint)
                };
                all.filter(stays).cloned().collect()
            }
            None => Vec::new(),
        };
        if let Some(node) = self.nodes.get_mut(step) {
            if node.enabled != enabled {
                return Pick::Diverged;
            }
            node.sleep = sleep;
            let at = enabled.iter().position(|path| *path == node.chosen);
            return at.map_or(Pick::Diverged, Pick::Take);
        }
        let sleeps = |at: &usize| sleep.iter().any(|(path, _)| *path == enabled[*at]);
        let usual = Some(moment.usual()).filter(|at| !sleeps(at));
        let awake = usual.or_else(|| (0..enabled.len()).find(|at| !sleeps(at)));
        let Some(at) = awake else {
            return Pick::Prune;
        };
        let chosen = Arc::clone(&enabled[at]);
        self.nodes.push(Node {
            to_try: vec![Arc::clone(&chosen)],
            enabled,
            chosen,
            footprint: Footprint::default(),
            done: Vec::new(),
            sleep,
        });
        Pick::Take(at)
    }

    /// Learns from a run, and prepares the next; false when there is none. `is_ended` says that the
    /// main thread's end stopped the others.
    pub fn learn(&mut self, trace: &Trace, is_ended: bool) -> bool {
        self.nodes.truncate(trace.events.len());
        if let (Some(node), Some(event)) = (self.nodes.last_mut(), trace.events.last()) {
            node.footprint = event.footprint.clone();
            if is_ended {
                node.to_try = node.enabled.clone();
            }
        }
        self.find_races(trace);
        while let Some(node) = self.nodes.last_mut() {
            let done = (Arc::clone(&node.chosen), node.footprint.clone());
            node.done.push(done);
            if let Some(next) = node.next() {
                node.chosen = next;
                node.footprint = Footprint::default();
                return true;
            }
            self.nodes.pop();
        }
        false
    }

    fn find_races(&mut self, trace: &Trace) {
        let mut order = Order::new(trace);
        for (at, event) in trace.events.iter().enumerate() {
            let races = order.races(at);
            let path = &trace.threads[event.thread].path;
            for first in races {
                let Some(node) = self.nodes.get_mut(first) else {
                    continue;
                };
                if node.enabled.contains(path) {
                    node.add(path);
                    continue;
                }
                // Somebody who has to go before the second event.
                let mut leads = (first + 1..at)
                    .filter(|between| order.is_before(*between, at))
                    .map(|between| &trace.threads[trace.events[between].thread].path);
                match leads.find(|lead| node.enabled.contains(lead)) {
                    Some(lead) => node.add(lead),
                    None => node.to_try = node.enabled.clone(),
                }
            }
        }
    }
}

/// Which event of a trace is before which, whatever the order: vector clocks.
struct Order<'a> {
    trace: &'a Trace,
    clocks: Vec<Vec<usize>>,
    /// The number of each event among those of its thread, from one.
    numbers: Vec<usize>,
    /// The last event of each thread, but for those in which it looked for news in vain: they are
    /// before nothing but the thread's end.
    last_of: Vec<Option<usize>>,
    counts: Vec<usize>,
    idle: Vec<Vec<usize>>,
    writes: FxHashMap<Object, usize>,
    reads: FxHashMap<Object, Vec<usize>>,
    epoch: u32,
    barrier: Vec<usize>,
}

impl<'a> Order<'a> {
    fn new(trace: &'a Trace) -> Self {
        let count = trace.threads.len();
        Self {
            trace,
            clocks: Vec::with_capacity(trace.events.len()),
            numbers: Vec::with_capacity(trace.events.len()),
            last_of: vec![None; count],
            counts: vec![0; count],
            idle: vec![vec![0; count]; count],
            writes: FxHashMap::default(),
            reads: FxHashMap::default(),
            epoch: 0,
            barrier: vec![0; count],
        }
    }

    fn is_before(&self, one: usize, other: usize) -> bool {
        self.clocks[other][self.trace.events[one].thread] >= self.numbers[one]
    }

    /// Takes the next event in; gives those that it races with.
    fn races(&mut self, at: usize) -> Vec<usize> {
        let event = &self.trace.events[at];
        if event.epoch != self.epoch {
            self.epoch = event.epoch;
            for last in self.last_of.iter().flatten() {
                join(&mut self.barrier, &self.clocks[*last]);
            }
        }
        let mut clock = self.barrier.clone();
        let born = self.trace.threads[event.thread].born;
        let last = self.last_of[event.thread];
        for source in [last, born].into_iter().flatten() {
            if source < at {
                join(&mut clock, &self.clocks[source]);
            }
        }
        let is_idle = event.idle.is_some();
        // Whoever sees a piece of news comes after whoever sent it; that is no race by itself.
        let mut sent = Vec::new();
        let mut conflicts = Vec::new();
        let footprint = event.footprint.without(&self.trace.unseen, event.idle);
        for (object, changes) in footprint.iter() {
            if matches!(object, Object::Note(..)) && is_idle {
                sent.extend(self.writes.insert(object, at));
                continue;
            }
            conflicts.extend(self.writes.get(&object));
            if changes {
                conflicts.extend(self.reads.remove(&object).into_iter().flatten());
                self.writes.insert(object, at);
            } else {
                self.reads.entry(object).or_default().push(at);
            }
        }
        conflicts.sort_unstable();
        conflicts.dedup();
        conflicts.retain(|other| self.trace.events[*other].thread != event.thread);
        if let Some(woke) = event.woken_by {
            // What alone made the event possible is before it. What something else could have stood
            // in for is not.
            let since = last.unwrap_or(0);
            let mut others = conflicts.iter().filter(|other| **other > since);
            if is_idle || others.all(|other| *other == woke) {
                sent.push(woke);
            }
        }
        for source in sent {
            join(&mut clock, &self.clocks[source]);
        }
        if event.footprint.iter().any(|it| it == (Object::World, true)) {
            join(&mut clock, &self.idle[event.thread]);
        }
        self.counts[event.thread] += 1;
        let number = self.counts[event.thread];
        let mut races = Vec::new();
        // The nearest first: what it orders is no race any more.
        let mut full = clock.clone();
        for other in conflicts.into_iter().rev() {
            if full[self.trace.events[other].thread] < self.numbers[other] {
                races.push(other);
            }
            join(&mut full, &self.clocks[other]);
        }
        full[event.thread] = number;
        if is_idle {
            join(&mut self.idle[event.thread], &full);
        } else {
            self.last_of[event.thread] = Some(at);
        }
        self.clocks.push(full);
        self.numbers.push(number);
        races
    }
}

fn join(one: &mut [usize], other: &[usize]) {
    for (one, other) in one.iter_mut().zip(other) {
        *one = (*one).max(*other);
    }
}
