//! Who decides the order in which the threads of one runtime run, where somebody does.
//!
//! A runtime that has a [`Director`] runs one thread at a time. Before an act that another thread can
//! see, a thread comes to a [point](Director::point), at which any other may go first; what the
//! act touches is [told](Director::touch), so that a search knows which acts can change places.
//! Without one, each place that would ask pays one look at an empty option.
//!
//! This file knows the kinds of things that threads share and nothing of how they are made.

use std::fmt;
use std::sync::Arc;
use std::time::Instant;

/// Something that more than one thread can reach.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Object {
    /// What other threads want of a thread, by its id.
    Inbox(u64),
    /// One piece of news in the inbox of a thread, by its number. News that nobody looked at
    /// ([`Director::unseen`]) could have come in any order.
    Note(u64, u64),
    /// Whether a thread runs, by its id.
    Life(u64),
    /// A port and its queue.
    Port(u64),
    /// The group of a broadcast channel, by a hash of its name.
    Channel(u64),
    /// A lock, by a hash of its name.
    Lock(u64),
    /// All locks: who asks for one reads it, who lists them writes it.
    Locks,
    /// A location in shared memory: the memory's number and the place in it.
    Location(u64, usize),
    /// Which numbers memories have.
    Memories,
    /// Which ids threads have.
    Threads,
    /// Environment variables that threads share.
    Environment,
    /// A file that a thread reads or writes by a descriptor, by a hash of its path.
    File(u64),
    /// Files by their paths.
    Files,
    /// What the main thread's end takes away from all others.
    World,
}

impl fmt::Display for Object {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Inbox(thread) => write!(f, "the inbox of thread {thread}"),
            Self::Note(thread, _) => write!(f, "news for thread {thread}"),
            Self::Life(thread) => write!(f, "thread {thread}"),
            Self::Port(id) => write!(f, "port {id}"),
            Self::Channel(_) => f.write_str("a broadcast channel"),
            Self::Lock(_) => f.write_str("a lock"),
            Self::Locks => f.write_str("the list of locks"),
            Self::Location(memory, offset) => write!(f, "byte {offset} of shared memory {memory}"),
            Self::Memories => f.write_str("shared memories"),
            Self::Threads => f.write_str("the list of threads"),
            Self::Environment => f.write_str("the environment"),
            Self::File(_) => f.write_str("a file"),
            Self::Files => f.write_str("files"),
            Self::World => f.write_str("the whole runtime"),
        }
    }
}

/// What a thread is about to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Act {
    /// In words: what is done to the object.
    pub name: &'static str,
    /// To what.
    pub object: Object,
}

impl fmt::Display for Act {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.name, self.object)
    }
}

/// What a thread waits for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wait {
    /// News in its inbox, in the event loop; what keeps the loop alive.
    News(Vec<String>),
    /// `Atomics.notify` at a place.
    Notify(Object),
    /// The end of the workers that it started.
    Children,
}

impl fmt::Display for Wait {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::News(held) if held.is_empty() => f.write_str("waits in its event loop"),
            Self::News(held) => {
                write!(
                    f,
                    "waits in its event loop, kept alive by {}",
                    held.join(", ")
                )
            }
            Self::Notify(object) => write!(f, "waits in Atomics.wait for a notify at {object}"),
            Self::Children => f.write_str("waits for the end of its workers"),
        }
    }
}

/// What can end a wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wake {
    /// Something came into the inbox.
    News,
    /// `Atomics.notify`.
    Notify,
    /// The end was asked for.
    Stop,
}

/// Ends a thread.
pub trait Stop: Send + Sync {
    /// Asks the thread to end. It may be asked from any thread, more than once.
    fn stop(&self);
}

/// A thread that is about to exist.
pub struct Newcomer {
    /// What it is, for people: `main`, `worker`, `background work`.
    pub what: &'static str,
    /// Its name, if it has one.
    pub name: String,
    /// Its thread id, if it is one that scripts know.
    pub thread_id: Option<u64>,
    /// Ends it.
    pub stop: Arc<dyn Stop>,
}

/// A thread's place with its director.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place(pub usize);

/// Decides the order of the threads of one runtime.
///
/// All but [`arrive`](Director::arrive) and [`wake`](Director::wake) are called by the thread that
/// they are about. Once a director has [let go](Director::begin), it decides nothing any more.
pub trait Director: Send + Sync + fmt::Debug {
    /// A thread is about to be started by the thread that calls, or by nobody.
    fn arrive(&self, newcomer: Newcomer) -> Place;

    /// The thread begins: it waits for its first turn. False when the run is over: the thread
    /// has nothing to do.
    fn begin(&self, place: Place) -> bool;

    /// The thread has ended. The end of the main thread ends the run.
    fn end(&self);

    /// The thread is about to act: others may go first.
    fn point(&self, act: Act);

    /// The thread looks at an object, or changes it.
    fn touch(&self, object: Object, changes: bool);

    /// The thread asks for what no director decides, such as another process; it is refused.
    fn outside(&self, what: &'static str);

    /// So many bytes of output are on their way to the thread's parent, or, below zero, have come.
    fn output(&self, bytes: isize);

    /// The thread took so many pieces of news from its inbox.
    fn took(&self, count: usize);

    /// News came to the thread and nothing came of it.
    fn unseen(&self, note: Object);

    /// The thread cannot go on until something wakes it, or until `until`. False when the director
    /// has let go and the caller has to wait by itself.
    fn wait(&self, wait: Wait, until: Option<Instant>) -> bool;

    /// Something has come for the thread with this id.
    fn wake(&self, thread_id: u64, cause: Wake);

    /// Whether the current thread is the one with this id.
    fn is_here(&self, thread_id: u64) -> bool;

    /// The time. It passes while nobody can run.
    fn now(&self) -> Instant;
}
