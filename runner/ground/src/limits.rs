//! How much a runtime may use. Every limit is off unless it is set.

use std::time::Duration;

/// Limits of one runtime.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Limits {
    /// Bytes that each thread may have allocated and not freed, some hundred kilobytes for its
    /// context included. A thread that goes past it ends with `ERR_WORKER_OUT_OF_MEMORY`, the main
    /// thread with `Ended::OutOfMemory`. A worker's own
    /// `resourceLimits` can only be stricter. It needs [`CountingAllocator`](crate::heap::CountingAllocator).
    pub thread_memory: Option<u64>,
    /// How long the runtime may run, from its start to its end. It then stops as by
    /// `Running::stop`, also out of `for (;;) {}`.
    pub time: Option<Duration>,
    /// How many threads may live at once, the main thread included. `new Worker` throws
    /// `ERR_WORKER_INIT_FAILED` beyond that.
    pub threads: Option<usize>,
    /// Bytes of a message, about: what is copied counts, what is transferred or shared does not.
    /// A larger one is refused with a `DataCloneError`. `structuredClone` makes messages too.
    pub message_bytes: Option<usize>,
    /// About how deep calls may nest, 10 000 unless set; code that catches nothing may get to more
    /// than twice as deep. At most that: threads have their stacks for it.
    pub call_depth: Option<usize>,
}
