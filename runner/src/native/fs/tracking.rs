//! The descriptors that a worker's scripts opened with `fs.open`, so that they can be closed when it
//! ends (Node's page, `trackUnmanagedFds`).

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};

use boa_engine::Context;

/// Descriptors that are open. A context that has this in its data closes them when it goes.
#[derive(Debug, Default)]
pub struct OpenFds {
    fds: Fds,
}

type Fds = Arc<Mutex<BTreeSet<i32>>>;

/// Follows the descriptors of one context, if that context wants it.
#[derive(Debug, Clone)]
pub struct Tracker(Option<Fds>);

/// Closes the descriptors of this context when it ends.
pub fn install(ctx: &mut Context) {
    ctx.insert_data(OpenFds::default());
}

/// The tracker of a context; it may go to the thread that does the opening.
#[must_use]
pub fn tracker(ctx: &Context) -> Tracker {
    Tracker(ctx.get_data::<OpenFds>().map(|open| Arc::clone(&open.fds)))
}

impl Tracker {
    /// A descriptor was opened.
    pub fn opened(&self, fd: i32) {
        if let Some(fds) = &self.0 {
            fds.lock()
                .unwrap_or_else(PoisonError::into_inner)
                .insert(fd);
        }
    }

    /// A descriptor was closed.
    pub fn closed(&self, fd: i32) {
        if let Some(fds) = &self.0 {
            fds.lock()
                .unwrap_or_else(PoisonError::into_inner)
                .remove(&fd);
        }
    }
}

impl Drop for OpenFds {
    fn drop(&mut self) {
        let fds = std::mem::take(&mut *self.fds.lock().unwrap_or_else(PoisonError::into_inner));
        for fd in fds {
            // Another thread may have closed it meanwhile; there is nobody to tell.
            super::io::close_fd(fd).ok();
        }
    }
}
