//! The half of a message port that may cross threads: its queue, its peer, its owner.
//!
//! HTML, 9.4.3 Message ports. Two cores are entangled; each holds the messages that were sent to it.
//! A core travels in a message when its port is transferred, with what is queued in it. A core that
//! is dropped while it is open, for example in the inbox of a thread that has ended, closes its
//! peer.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError, Weak};

use super::watch::Watch;
use threadproof_agent::cluster::Cluster;
use threadproof_agent::control::Control;
use threadproof_agent::task::{Deliver, Task};
use threadproof_clone::Message;
use threadproof_ground::director::{Act, Director, Object};

/// What waits in a port's queue.
#[derive(Debug)]
pub enum Envelope {
    /// A message.
    Message(Message),
    /// The other side has closed; nothing comes after this.
    Close,
}

/// The part of a port that any thread may hold.
#[derive(Debug)]
pub struct PortCore {
    /// Unique in the cluster.
    pub id: u64,
    /// Its place among the ports of its owner, which are served in this order.
    seat: AtomicU64,
    peer: OnceLock<Weak<PortCore>>,
    /// Who is told of messages, if anybody is.
    watch: Option<Watch>,
    /// Who decides the order of threads, if anybody does.
    director: Option<Arc<dyn Director>>,
    /// Under a director: its owner learns of the other side's end by other news.
    is_deaf_to_close: AtomicBool,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    queue: VecDeque<Envelope>,
    /// The agent whose port object this is; `None` in flight.
    owner: Option<Arc<Control>>,
    /// The thread that it waits for, if it was made for one and has not moved.
    meant_for: Option<u64>,
    started: bool,
    /// The owner has been told and has not looked yet.
    notified: bool,
    /// The owner is about to close it: nothing is announced any more.
    closing: bool,
    closed: bool,
}

impl PortCore {
    /// A core without a peer: one of a group, as broadcast channels are.
    #[must_use]
    pub fn alone(cluster: &Cluster) -> Arc<Self> {
        Arc::new(Self {
            id: cluster.next_id(),
            seat: AtomicU64::new(0),
            peer: OnceLock::new(),
            watch: Watch::of(cluster),
            director: cluster.director.clone(),
            is_deaf_to_close: AtomicBool::new(false),
            state: Mutex::default(),
        })
    }

    /// Two entangled cores.
    #[must_use]
    pub fn pair(cluster: &Cluster) -> (Arc<Self>, Arc<Self>) {
        let one = Self::alone(cluster);
        let other = Self::alone(cluster);
        one.peer.set(Arc::downgrade(&other)).ok();
        other.peer.set(Arc::downgrade(&one)).ok();
        (one, other)
    }

    /// The current thread is about to do something with the port that others can see: under a
    /// director they may go first.
    pub fn point(&self, name: &'static str) {
        if let Some(director) = &self.director {
            let object = Object::Port(self.id);
            director.point(Act { name, object });
        }
    }

    /// True under a director.
    pub fn is_directed(&self) -> bool {
        self.director.is_some()
    }

    fn touch(&self, changes: bool) {
        if let Some(director) = &self.director {
            director.touch(Object::Port(self.id), changes);
        }
    }

    /// Who is told of messages, if anybody is.
    #[must_use]
    pub fn watch(&self) -> Option<&Watch> {
        self.watch.as_ref()
    }

    /// The thread whose port object this is, or will be; `None` in flight.
    #[must_use]
    pub fn owner(&self) -> Option<u64> {
        let state = self.lock();
        let owner = state.owner.as_ref().map(|owner| owner.thread_id);
        owner.or(state.meant_for)
    }

    /// Its place among the ports of its owner.
    #[must_use]
    pub fn seat(&self) -> u64 {
        self.seat.load(Ordering::Relaxed)
    }

    /// Gives it a place before all other ports of its owner.
    pub fn sit_first(&self) {
        self.seat.store(0, Ordering::Relaxed);
    }

    /// Under a director, its owner is not told that the other side has closed: a parent hears of
    /// a worker's exit, and that its port has closed before is nothing that a script could see.
    pub fn hear_no_close(&self) {
        let is_directed = self.director.is_some();
        self.is_deaf_to_close.store(is_directed, Ordering::Relaxed);
    }

    /// Says which thread will own the port, before it does.
    pub fn meant_for(&self, thread_id: u64) {
        self.lock().meant_for = Some(thread_id);
    }

    /// The other side, while it lives.
    #[must_use]
    pub fn peer(&self) -> Option<Arc<Self>> {
        self.peer.get().and_then(Weak::upgrade)
    }

    /// Puts something into this port's queue and tells the owner.
    pub fn accept(self: &Arc<Self>, envelope: Envelope) {
        let is_deaf = self.is_deaf_to_close.load(Ordering::Relaxed);
        if is_deaf && matches!(envelope, Envelope::Close) {
            return;
        }
        self.touch(true);
        let owner = {
            let mut state = self.lock();
            if state.closed {
                return;
            }
            // A close is looked at even by a port that was not started, once it is all there is.
            let urgent = matches!(envelope, Envelope::Close);
            state.queue.push_back(envelope);
            state.owner_to_tell(urgent)
        };
        self.notify(owner);
    }

    /// Makes `control`'s agent the owner. The port is not started.
    pub fn own(self: &Arc<Self>, control: Arc<Control>) {
        self.touch(true);
        let seat = control.seats.fetch_add(1, Ordering::Relaxed) + 1;
        self.seat.store(seat, Ordering::Relaxed);
        let owner = {
            let mut state = self.lock();
            state.owner = Some(control);
            state.started = false;
            state.notified = false;
            let only_close = matches!(state.queue.front(), Some(Envelope::Close));
            only_close.then(|| state.owner_to_tell(true)).flatten()
        };
        self.notify(owner);
    }

    /// Takes the port away from its owner, for a transfer. The queue stays.
    pub fn disown(&self) {
        self.touch(true);
        let mut state = self.lock();
        state.owner = None;
        state.meant_for = None;
        state.started = false;
        state.notified = false;
    }

    /// Lets messages flow.
    pub fn start(self: &Arc<Self>) {
        self.touch(true);
        let owner = {
            let mut state = self.lock();
            state.started = true;
            if state.queue.is_empty() {
                None
            } else {
                state.owner_to_tell(false)
            }
        };
        self.notify(owner);
    }

    /// Holds messages back.
    pub fn stop(&self) {
        self.touch(true);
        self.lock().started = false;
    }

    /// The owner begins to look: from now on news are announced again. Gives how many entries wait.
    pub fn begin_delivery(&self) -> usize {
        self.touch(true);
        let mut state = self.lock();
        state.notified = false;
        state.queue.len()
    }

    /// What the owner should handle next: a message only if the port was started.
    #[must_use]
    pub fn next(&self) -> Option<Envelope> {
        let mut state = self.lock();
        let next = match state.queue.front() {
            Some(Envelope::Message(_)) if !state.started => None,
            _ => state.queue.pop_front(),
        };
        drop(state);
        self.touch(next.is_some());
        next
    }

    /// Takes the next message whether or not the port was started (`receiveMessageOnPort`).
    #[must_use]
    pub fn take(&self) -> Option<Message> {
        let mut state = self.lock();
        self.touch(!state.queue.is_empty());
        match state.queue.pop_front() {
            Some(Envelope::Message(message)) => Some(message),
            Some(close) => {
                state.queue.push_front(close);
                None
            }
            None => None,
        }
    }

    /// Announces what is left, after a turn that did not take everything.
    pub fn announce_rest(self: &Arc<Self>) {
        let owner = {
            let mut state = self.lock();
            if state.queue.is_empty() {
                None
            } else {
                state.owner_to_tell(false)
            }
        };
        self.notify(owner);
    }

    /// The owner will close this side once the loop has come to its close phase: a delivery that is
    /// under way goes on, but none begins. False if that was said before.
    pub fn begin_close(&self) -> bool {
        self.touch(true);
        let mut state = self.lock();
        !state.closed && !std::mem::replace(&mut state.closing, true)
    }

    /// True when no delivery may begin any more.
    #[must_use]
    pub fn is_closing(&self) -> bool {
        let state = self.lock();
        state.closing || state.closed
    }

    /// Closes this side: nothing more is accepted, and the peer hears of it after what it was sent.
    /// False if it was closed before.
    pub fn close(&self) -> bool {
        self.touch(true);
        let unread = {
            let mut state = self.lock();
            if std::mem::replace(&mut state.closed, true) {
                return false;
            }
            state.started = false;
            std::mem::take(&mut state.queue)
        };
        // Nobody can read it any more. Ports in it close now, not when the thread's heap is freed; no
        // lock is held, since they tell their peers.
        drop(unread);
        if let Some(peer) = self.peer() {
            peer.accept(Envelope::Close);
        }
        true
    }

    /// True once this side is closed.
    #[must_use]
    pub fn is_closed(&self) -> bool {
        self.lock().closed
    }

    fn notify(self: &Arc<Self>, owner: Option<Arc<Control>>) {
        if let Some(owner) = owner {
            owner
                .mailbox
                .post(Task::Deliver(Arc::clone(self) as Arc<dyn Deliver>));
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// The owner, if it must be told now.
    fn owner_to_tell(&mut self, urgent: bool) -> Option<Arc<Control>> {
        if self.notified || self.closing || !(self.started || urgent) {
            return None;
        }
        let owner = self.owner.clone()?;
        self.notified = true;
        Some(owner)
    }
}

impl Drop for PortCore {
    fn drop(&mut self) {
        self.close();
    }
}
