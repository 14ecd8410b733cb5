//! The descriptors that a worker's scripts opened, so that they can be closed when it ends: those of
//! a `FileHandle` always, those of `fs.open` unless the worker was made with
//! `trackUnmanagedFds: false` (Node's page, "new Worker").

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};

use boa_engine::{Context, JsNativeError, js_string};

use threadproof_event::hooks::hooks;

/// Descriptors that are open. A context that has this in its data closes them when it goes.
#[derive(Debug, Default)]
pub struct OpenFds {
    fds: Fds,
    tracks_unmanaged: bool,
    warns: bool,
}

type Fds = Arc<Mutex<Open>>;

/// The open descriptors, by who closes them.
#[derive(Debug, Default)]
struct Open {
    /// Those of a `FileHandle`.
    managed: BTreeSet<i32>,
    /// Those of `fs.open`: a script has the number.
    unmanaged: BTreeSet<i32>,
}

/// Follows the descriptors of one context, if that context wants it.
#[derive(Debug, Clone)]
pub struct Tracker {
    fds: Option<Fds>,
    tracks_unmanaged: bool,
    warns: bool,
}

/// Closes the descriptors of this context when it ends.
pub fn install(tracks_unmanaged: bool, context: &mut Context) {
    context.insert_data(OpenFds {
        fds: Fds::default(),
        tracks_unmanaged,
        warns: true,
    });
}

/// As [`install`], for the main thread of a runtime that does not own its process: what it left open
/// would stay open for as long as the host runs.
pub fn install_for_guest(context: &mut Context) {
    context.insert_data(OpenFds {
        fds: Fds::default(),
        tracks_unmanaged: true,
        warns: false,
    });
}

/// The tracker of a context; it may go to the thread that does the opening.
#[must_use]
pub fn tracker(context: &Context) -> Tracker {
    let open = context.get_data::<OpenFds>();
    Tracker {
        fds: open.map(|open| Arc::clone(&open.fds)),
        tracks_unmanaged: open.is_some_and(|open| open.tracks_unmanaged),
        warns: open.is_some_and(|open| open.warns),
    }
}

impl Tracker {
    /// A descriptor was opened and handed to the script; true when it is known to be open already,
    /// since somebody else closed it.
    #[must_use]
    pub fn opened(&self, fd: i32) -> bool {
        let is_known = || self.with(|open| !open.unmanaged.insert(fd)) == Some(true);
        self.tracks_unmanaged && is_known() && self.warns
    }

    /// The script closes a descriptor by its number; true when it was not opened that way here.
    #[must_use]
    pub fn closed_by_number(&self, fd: i32) -> bool {
        let known = self.with(|open| open.unmanaged.remove(&fd));
        self.tracks_unmanaged && self.warns && known == Some(false)
    }

    /// A descriptor belongs to a `FileHandle`.
    pub fn managed(&self, fd: i32) {
        self.with(|open| {
            open.unmanaged.remove(&fd);
            open.managed.insert(fd)
        });
    }

    /// A `FileHandle` was closed, or left the thread.
    pub fn closed(&self, fd: i32) {
        self.with(|open| open.managed.remove(&fd));
    }

    fn with<T>(&self, change: impl FnOnce(&mut Open) -> T) -> Option<T> {
        let fds = self.fds.as_ref()?;
        let mut open = fds.lock().unwrap_or_else(PoisonError::into_inner);
        Some(change(&mut open))
    }
}

/// Warns of a descriptor that somebody else opened or closed.
pub fn warn(fd: i32, what: &str, context: &mut Context) {
    let message = format!("File descriptor {fd} {what}");
    let warning = JsNativeError::error()
        .with_message(message)
        .into_opaque(context);
    let name = js_string!("name");
    // A fresh error takes new properties.
    warning
        .set(name, js_string!("Warning"), false, context)
        .ok();
    (hooks(context).warning)(context, warning);
}

impl Drop for OpenFds {
    fn drop(&mut self) {
        let fds = std::mem::take(&mut *self.fds.lock().unwrap_or_else(PoisonError::into_inner));
        for fd in fds.managed.into_iter().chain(fds.unmanaged) {
            // Another thread may have closed it meanwhile; there is nobody to tell.
            super::io::close_fd(fd).ok();
        }
    }
}
