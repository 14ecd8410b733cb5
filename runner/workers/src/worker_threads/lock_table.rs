//! The lock table of a runtime: who holds which lock and who waits, in fair order.
//!
//! Web Locks, 2.3 to 2.5 and 4: one queue for each name; a request is granted when it is at the head
//! of its queue and no lock in its way is held; shared locks share. Every news for an owner is told
//! while the table is locked, so that an owner hears in the order in which things happened. The
//! table knows owners by number and no JavaScript.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};

use rustc_hash::FxHashMap;

/// The name of a lock: any JavaScript string.
pub type Name = Vec<u16>;

/// Whether a lock can be held by more than one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// Held by one.
    Exclusive,
    /// Held by all who ask for it this way.
    Shared,
}

impl Mode {
    /// The name that scripts use.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Exclusive => "exclusive",
            Self::Shared => "shared",
        }
    }
}

/// What happens to a request that can't be granted at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Policy {
    /// It waits for its turn.
    Wait,
    /// It is refused.
    IfAvailable,
    /// It takes the lock from those who hold it.
    Steal,
}

/// What became of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// The lock is held.
    Granted,
    /// The request waits.
    Queued,
    /// The lock is held by somebody else.
    Refused,
}

/// What an owner is told about one of its requests.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum News {
    /// The lock is its own now.
    Granted,
    /// Somebody took the lock.
    Stolen,
}

/// A request, granted or not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Request {
    /// Its number, unique in the table and growing.
    pub id: u64,
    /// The thread that asked.
    pub owner: u64,
    /// What it asked for.
    pub mode: Mode,
}

/// Everything that is held and waited for, in the order of the requests.
#[derive(Debug, Default)]
pub struct Snapshot {
    /// The locks.
    pub held: Vec<(Name, Request)>,
    /// The requests that wait.
    pub pending: Vec<(Name, Request)>,
}

/// The locks of one runtime.
#[derive(Debug, Default)]
pub struct LockTable {
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    last: u64,
    queues: FxHashMap<Name, Queue>,
}

#[derive(Debug, Default)]
struct Queue {
    held: Vec<Request>,
    pending: VecDeque<Request>,
}

impl Queue {
    /// Whether nothing that is held stands in the way.
    fn admits(&self, mode: Mode) -> bool {
        match mode {
            Mode::Exclusive => self.held.is_empty(),
            Mode::Shared => self.held.iter().all(|lock| lock.mode == Mode::Shared),
        }
    }

    /// Grants from the head for as long as it can.
    fn advance(&mut self, tell: &mut dyn FnMut(Request, News)) {
        while let Some(next) = self.pending.front().copied() {
            if !self.admits(next.mode) {
                return;
            }
            self.pending.pop_front();
            self.held.push(next);
            tell(next, News::Granted);
        }
    }
}

impl LockTable {
    /// Asks for a lock. Gives the number of the request and what became of it; `tell` hears of
    /// what happened to others.
    pub fn request(
        &self,
        name: &[u16],
        owner: u64,
        mode: Mode,
        policy: Policy,
        tell: &mut dyn FnMut(Request, News),
    ) -> (u64, Answer) {
        let mut state = self.lock();
        state.last += 1;
        let request = Request {
            id: state.last,
            owner,
            mode,
        };
        let queue = state.queues.entry(name.to_vec()).or_default();
        if policy == Policy::Steal {
            for victim in queue.held.drain(..) {
                tell(victim, News::Stolen);
            }
            queue.held.push(request);
            return (request.id, Answer::Granted);
        }
        if queue.pending.is_empty() && queue.admits(mode) {
            queue.held.push(request);
            return (request.id, Answer::Granted);
        }
        if policy == Policy::IfAvailable {
            return (request.id, Answer::Refused);
        }
        queue.pending.push_back(request);
        (request.id, Answer::Queued)
    }

    /// Gives a lock back. A lock that was stolen meanwhile is none any more.
    pub fn release(&self, name: &[u16], id: u64, tell: &mut dyn FnMut(Request, News)) {
        self.change(name, tell, |queue| queue.held.retain(|lock| lock.id != id));
    }

    /// Takes a waiting request back; false when it does not wait any more.
    pub fn withdraw(&self, name: &[u16], id: u64, tell: &mut dyn FnMut(Request, News)) -> bool {
        let mut waited = false;
        self.change(name, tell, |queue| {
            let before = queue.pending.len();
            queue.pending.retain(|request| request.id != id);
            waited = queue.pending.len() != before;
        });
        waited
    }

    /// Gives back all that a thread holds and waits for: it has ended.
    pub fn leave(&self, owner: u64, tell: &mut dyn FnMut(Request, News)) {
        let mut state = self.lock();
        state.queues.retain(|_, queue| {
            queue.held.retain(|lock| lock.owner != owner);
            queue.pending.retain(|request| request.owner != owner);
            queue.advance(tell);
            !queue.held.is_empty()
        });
    }

    /// What is held and what waits now.
    #[must_use]
    pub fn snapshot(&self) -> Snapshot {
        let state = self.lock();
        let mut shot = Snapshot::default();
        for (name, queue) in &state.queues {
            let named = |request: &Request| (name.clone(), *request);
            shot.held.extend(queue.held.iter().map(named));
            shot.pending.extend(queue.pending.iter().map(named));
        }
        drop(state);
        shot.held.sort_by_key(|(_, request)| request.id);
        shot.pending.sort_by_key(|(_, request)| request.id);
        shot
    }

    fn change(
        &self,
        name: &[u16],
        tell: &mut dyn FnMut(Request, News),
        change: impl FnOnce(&mut Queue),
    ) {
        let mut state = self.lock();
        let Some(queue) = state.queues.get_mut(name) else {
            return;
        };
        change(queue);
        queue.advance(tell);
        // Whatever waits is granted when nothing is held, so nothing waits here either.
        if queue.held.is_empty() {
            state.queues.remove(name);
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NAME: [u16; 1] = [97];

    fn quiet(_: Request, _: News) {}

    fn ask(table: &LockTable, owner: u64, mode: Mode, policy: Policy) -> (u64, Answer) {
        table.request(&NAME, owner, mode, policy, &mut quiet)
    }

    /// The owners that are granted a lock when `id` is given back.
    fn granted_by_release(table: &LockTable, id: u64) -> Vec<u64> {
        let mut granted = Vec::new();
        table.release(&NAME, id, &mut |request, news| {
            assert_eq!(news, News::Granted);
            granted.push(request.owner);
        });
        granted
    }

    #[test]
    fn shared_locks_wait_behind_an_exclusive_request() {
        let table = LockTable::default();
        let (first, answer) = ask(&table, 1, Mode::Shared, Policy::Wait);
        assert_eq!(answer, Answer::Granted);
        assert_eq!(
            ask(&table, 2, Mode::Shared, Policy::Wait).1,
            Answer::Granted
        );
        let (third, answer) = ask(&table, 3, Mode::Exclusive, Policy::Wait);
        assert_eq!(answer, Answer::Queued);
        assert_eq!(ask(&table, 4, Mode::Shared, Policy::Wait).1, Answer::Queued);
        assert_eq!(ask(&table, 5, Mode::Shared, Policy::Wait).1, Answer::Queued);
        assert_eq!(
            ask(&table, 6, Mode::Shared, Policy::IfAvailable).1,
            Answer::Refused
        );
        assert!(granted_by_release(&table, first).is_empty());
        let second = first + 1;
        assert_eq!(granted_by_release(&table, second), [3]);
        assert_eq!(granted_by_release(&table, third), [4, 5]);
    }

    #[test]
    fn stolen_lock_is_told_and_its_release_gives_nothing() {
        let table = LockTable::default();
        let (victim, _) = ask(&table, 1, Mode::Exclusive, Policy::Wait);
        ask(&table, 2, Mode::Exclusive, Policy::Wait);
        let mut told = Vec::new();
        let (thief, answer) = table.request(
            &NAME,
            3,
            Mode::Exclusive,
            Policy::Steal,
            &mut |request, news| told.push((request.owner, news)),
        );
        assert_eq!(answer, Answer::Granted);
        assert_eq!(told, [(1, News::Stolen)]);
        assert!(granted_by_release(&table, victim).is_empty());
        assert_eq!(granted_by_release(&table, thief), [2]);
    }

    #[test]
    fn thread_that_ends_gives_back_what_it_holds_and_waits_for() {
        let table = LockTable::default();
        ask(&table, 1, Mode::Exclusive, Policy::Wait);
        ask(&table, 1, Mode::Exclusive, Policy::Wait);
        ask(&table, 2, Mode::Exclusive, Policy::Wait);
        let mut granted = Vec::new();
        table.leave(1, &mut |request, _| granted.push(request.owner));
        assert_eq!(granted, [2]);
        let left = table.snapshot();
        assert_eq!((left.held.len(), left.pending.len()), (1, 0));
    }

    #[test]
    fn withdrawn_request_lets_those_behind_it_through() {
        let table = LockTable::default();
        ask(&table, 1, Mode::Shared, Policy::Wait);
        let (waiting, _) = ask(&table, 2, Mode::Exclusive, Policy::Wait);
        ask(&table, 3, Mode::Shared, Policy::Wait);
        let mut granted = Vec::new();
        let told = &mut |request: Request, _| granted.push(request.owner);
        assert!(table.withdraw(&NAME, waiting, told));
        assert!(!table.withdraw(&NAME, waiting, &mut quiet));
        assert_eq!(granted, [3]);
    }

    #[test]
    fn nothing_is_kept_of_a_name_that_is_not_used() {
        let table = LockTable::default();
        let (id, _) = ask(&table, 1, Mode::Exclusive, Policy::Wait);
        table.release(&NAME, id, &mut quiet);
        assert!(table.lock().queues.is_empty());
    }
}
