//! The descriptors that a worker's scripts opened, so that they can be closed when it ends: those of
//! a `FileHandle` always, those of `fs.open` unless the worker was made with
//! `trackUnmanagedFds: false` (Node's page, "new Worker").

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};

use boa_engine::Context;

/// Descriptors that are open. A context that has this in its data closes them when it goes.
#[derive(Debug, Default)]
pub struct OpenFds {
    fds: Fds,
    tracks_unmanaged: bool,
}

type Fds = Arc<Mutex<BTreeSet<i32>>>;

/// Follows the descriptors of one context, if that context wants it.
#[derive(Debug, Clone)]
pub struct Tracker {
    fds: Option<Fds>,
    tracks_unmanaged: bool,
}

/// Closes the descriptors of this context when it ends.
pub fn install(tracks_unmanaged: bool, ctx: &mut Context) {
    ctx.insert_data(OpenFds {
        fds: Fds::default(),
        tracks_unmanaged,
    });
}

/// The tracker of a context; it may go to the thread that does the opening.
#[must_use]
pub fn tracker(ctx: &Context) -> Tracker {
    let open = ctx.get_data::<OpenFds>();
    Tracker {
        fds: open.map(|open| Arc::clone(&open.fds)),
        tracks_unmanaged: open.is_some_and(|open| open.tracks_unmanaged),
    }
}

impl Tracker {
    /// A descriptor was opened and handed to the script.
    pub fn opened(&self, fd: i32) {
        if self.tracks_unmanaged {
            self.managed(fd);
        }
    }

    /// A descriptor belongs to a `FileHandle`.
    pub fn managed(&self, fd: i32) {
        if let Some(fds) = &self.fds {
            fds.lock()
                .unwrap_or_else(PoisonError::into_inner)
                .insert(fd);
        }
    }

    /// A descriptor was closed, or left the thread.
    pub fn closed(&self, fd: i32) {
        if let Some(fds) = &self.fds {
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
