//! What an embedder is told while a runtime runs: enough for a debugger or a tracer.

/// A thread of a runtime.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ThreadInfo {
    /// `threadId`: 0 for the main thread.
    pub id: u64,
    /// `threadName`; empty for the main thread.
    pub name: String,
    /// The thread that started it; `None` for the main thread.
    pub parent: Option<u64>,
}

/// A message on its way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MessageInfo {
    /// The thread that sends it.
    pub from: u64,
    /// The thread that has the other end; `None` for a port in flight and for a broadcast.
    pub to: Option<u64>,
    /// About how many bytes it copies.
    pub bytes: usize,
}

/// An error that no script caught, as a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UncaughtError {
    /// The thread that it ended.
    pub thread: u64,
    /// The class of the error; empty when what was thrown is no error.
    pub name: String,
    /// The message, or what was thrown as text.
    pub message: String,
    /// `code`, where the error has one that is a string.
    pub code: Option<String>,
    /// `stack`; empty where there is none.
    pub stack: String,
}

/// Is told what happens in a runtime. Every method has an empty default.
///
/// The methods run on the runtime's threads, in the middle of what they tell of: several at once,
/// and whatever they wait for, that thread waits for. Messages of the runtime's own (output of
/// workers, requests for locks) are not told.
pub trait Observer: Send + Sync {
    /// A thread is about to run its script.
    fn thread_started(&self, _thread: &ThreadInfo) {}

    /// A thread has ended; nothing of it runs any more.
    fn thread_exited(&self, _thread: &ThreadInfo, _code: i32) {}

    /// A message was sent.
    fn message(&self, _message: &MessageInfo) {}

    /// An error ends a thread.
    fn uncaught(&self, _error: &UncaughtError) {}
}
