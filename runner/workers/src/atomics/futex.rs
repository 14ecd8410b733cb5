//! The table of those who wait for a place in shared memory.
//!
//! ECMAScript, 25.4.1.1 `WaiterList` Objects: one list for each place, first come, first served. The
//! lock of the table is the spec's critical section: a waiter compares and enters under it, so no
//! notify can fall between the two.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rustc_hash::FxHashMap;

use super::memory::Place;
use threadproof_agent::control::Control;

/// Who waits.
#[derive(Debug, Clone)]
pub enum Waiter {
    /// A thread that sleeps in `Atomics.wait`.
    Thread(Arc<Control>),
    /// A promise of `Atomics.waitAsync`, by its number in the thread's list.
    Promise(Arc<Control>, u64),
}

impl Waiter {
    fn thread_id(&self) -> u64 {
        match self {
            Self::Thread(control) | Self::Promise(control, _) => control.thread_id,
        }
    }
}

/// The waiters of one runtime.
#[derive(Debug, Default)]
pub struct Futexes {
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    last: u64,
    lists: FxHashMap<Place, VecDeque<(u64, Waiter)>>,
}

impl Futexes {
    /// Enters a waiter if `unchanged` says, within the critical section, that the value is still
    /// the expected one. Gives the number of the entry.
    ///
    /// # Errors
    /// Those of `unchanged`.
    pub fn enter<E>(
        &self,
        place: &Place,
        waiter: Waiter,
        unchanged: impl FnOnce() -> Result<bool, E>,
    ) -> Result<Option<u64>, E> {
        let mut state = self.lock();
        if !unchanged()? {
            return Ok(None);
        }
        state.last += 1;
        let id = state.last;
        let list = state.lists.entry(place.clone()).or_default();
        list.push_back((id, waiter));
        Ok(Some(id))
    }

    /// Takes a waiter out whose time is up; false when it was notified before.
    pub fn withdraw(&self, place: &Place, id: u64) -> bool {
        let mut state = self.lock();
        let Some(list) = state.lists.get_mut(place) else {
            return false;
        };
        let before = list.len();
        list.retain(|(other, _)| *other != id);
        let waited = list.len() != before;
        if list.is_empty() {
            state.lists.remove(place);
        }
        waited
    }

    /// Takes up to `count` waiters out, those first that came first, and wakes each while the
    /// table is locked: whoever finds itself gone from the table has been woken. Gives how many.
    pub fn notify(&self, place: &Place, count: usize, mut wake: impl FnMut(&Waiter)) -> usize {
        let mut state = self.lock();
        let Some(list) = state.lists.get_mut(place) else {
            return 0;
        };
        let count = count.min(list.len());
        for (_, waiter) in list.drain(..count) {
            wake(&waiter);
        }
        if list.is_empty() {
            state.lists.remove(place);
        }
        count
    }

    /// Takes out whatever an ended thread waits for.
    pub fn leave(&self, thread_id: u64) {
        self.lock().lists.retain(|_, list| {
            list.retain(|(_, waiter)| waiter.thread_id() != thread_id);
            !list.is_empty()
        });
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use boa_engine::builtins::array_buffer::SharedArrayBuffer;
    use std::convert::Infallible;
    use threadproof_ground::env::EnvStore;

    /// Nobody was woken. (An empty array literal would leave its type open.)
    const NOBODY: [u64; 0] = [];

    fn thread(thread_id: u64) -> Arc<Control> {
        Arc::new(Control::new(
            thread_id,
            String::new(),
            None,
            EnvStore::from_pairs(std::iter::empty()),
            false,
        ))
    }

    fn enter(table: &Futexes, place: &Place, thread_id: u64) -> Option<u64> {
        let waiter = Waiter::Thread(thread(thread_id));
        let entered: Result<_, Infallible> = table.enter(place, waiter, || Ok(true));
        entered.unwrap_or_default()
    }

    fn notified(table: &Futexes, place: &Place, count: usize) -> Vec<u64> {
        let mut woken = Vec::new();
        let told = table.notify(place, count, |waiter| woken.push(waiter.thread_id()));
        assert_eq!(told, woken.len());
        woken
    }

    #[test]
    fn notify_wakes_as_many_as_asked_in_the_order_of_their_arrival() {
        let table = Futexes::default();
        let place = Place::new(SharedArrayBuffer::empty(), 0);
        for thread_id in 1..=4 {
            enter(&table, &place, thread_id);
        }
        assert_eq!(notified(&table, &place, 0), NOBODY);
        assert_eq!(notified(&table, &place, 1), [1]);
        assert_eq!(notified(&table, &place, 2), [2, 3]);
        assert_eq!(notified(&table, &place, usize::MAX), [4]);
        assert_eq!(notified(&table, &place, usize::MAX), NOBODY);
        assert!(table.lock().lists.is_empty());
    }

    #[test]
    fn waiters_of_another_place_are_left_alone() {
        let table = Futexes::default();
        let memory = SharedArrayBuffer::empty();
        let (here, there) = (Place::new(memory.clone(), 0), Place::new(memory, 4));
        enter(&table, &here, 1);
        assert_eq!(notified(&table, &there, usize::MAX), NOBODY);
    }

    #[test]
    fn changed_value_enters_nobody() {
        let table = Futexes::default();
        let place = Place::new(SharedArrayBuffer::empty(), 0);
        let waiter = Waiter::Thread(thread(1));
        let entered: Result<_, Infallible> = table.enter(&place, waiter, || Ok(false));
        assert_eq!(entered, Ok(None));
        assert_eq!(notified(&table, &place, usize::MAX), NOBODY);
    }

    #[test]
    fn withdrawn_waiter_and_ended_thread_are_not_counted() {
        let table = Futexes::default();
        let place = Place::new(SharedArrayBuffer::empty(), 0);
        let first = enter(&table, &place, 1).unwrap_or_default();
        enter(&table, &place, 2);
        enter(&table, &place, 3);
        assert!(table.withdraw(&place, first));
        assert!(!table.withdraw(&place, first));
        table.leave(2);
        assert_eq!(notified(&table, &place, usize::MAX), [3]);
    }
}
