//! The descriptors that the scripts of one runtime may name, and nobody else's.
//!
//! A script names a descriptor by its number. What it opened is kept here and lent to each operation, so
//! that a number is never more than a name: it cannot close or read what another part of the program
//! owns (an archive that is being read, the channel to a parent, in a host program the host's files),
//! and a descriptor that is closed during an operation goes when the operation ends.
//!
//! Where the process is the runtime's, what came with the process is the script's as well. It must
//! never know what is read or written.

#![expect(
    unsafe_code,
    reason = "a descriptor that came with the process is known by its number only"
)]

use std::fs::File;
use std::io;
use std::os::fd::{AsRawFd as _, BorrowedFd, FromRawFd as _, OwnedFd, RawFd};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError, Weak};

use boa_engine::Context;
use rustc_hash::FxHashMap;
use rustix::io::{Errno, FdFlags, fcntl_getfd};

/// The descriptors of one runtime.
#[derive(Debug, Default)]
pub struct Descriptors {
    held: Mutex<FxHashMap<RawFd, Held>>,
    /// Whether those are the scripts' that came with the process.
    inherits: bool,
}

#[derive(Debug)]
struct Held {
    file: Arc<File>,
    came_with_process: bool,
}

/// Where a runtime keeps its descriptors.
#[derive(Debug, Default)]
pub struct OfRuntime(OnceLock<Arc<Descriptors>>);

/// The descriptors that a context names.
struct OfContext(Arc<Descriptors>);

impl OfRuntime {
    /// Lets the scripts of `context` name the descriptors of its runtime; with `inherits` those that
    /// came with the process too.
    pub fn install(&self, inherits: bool, context: &mut Context) {
        let make = || {
            Arc::new(Descriptors {
                held: Mutex::default(),
                inherits,
            })
        };
        context.insert_data(OfContext(Arc::clone(self.0.get_or_init(make))));
    }
}

/// The descriptors that the scripts of `context` may name.
pub fn of(context: &mut Context) -> Arc<Descriptors> {
    if let Some(known) = context.get_data::<OfContext>() {
        return Arc::clone(&known.0);
    }
    // A context of no runtime has its own.
    let own = Arc::<Descriptors>::default();
    context.insert_data(OfContext(Arc::clone(&own)));
    own
}

impl Descriptors {
    /// Gives a descriptor to the scripts; its name.
    pub fn keep(&self, fd: impl Into<OwnedFd>) -> RawFd {
        let file = File::from(fd.into());
        let number = file.as_raw_fd();
        let held = Held {
            file: Arc::new(file),
            came_with_process: false,
        };
        // Nothing can be there: a number is in use until what is kept under it has been closed.
        self.lock().insert(number, held);
        number
    }

    /// Lends the descriptor of that name; it stays open as long as somebody has it.
    ///
    /// # Errors
    /// `EBADF` when scripts have none of that name.
    pub fn lend(&self, number: RawFd) -> Result<Arc<File>, Errno> {
        let mut held = self.lock();
        if let Some(held) = held.get(&number) {
            return Ok(Arc::clone(&held.file));
        }
        let inherited = self.inherits.then(|| inherited(number)).flatten();
        let file = Arc::new(File::from(inherited.ok_or(Errno::BADF)?));
        let entry = Held {
            file: Arc::clone(&file),
            came_with_process: true,
        };
        held.insert(number, entry);
        Ok(file)
    }

    /// Closes the descriptor of that name, at once or as soon as nobody uses it any more.
    ///
    /// # Errors
    /// `EBADF` when scripts have none of that name; what the system says of the closing.
    pub fn close(&self, number: RawFd) -> io::Result<()> {
        // It may be one that came with the process and that nobody has named yet.
        drop(self.lend(number)?);
        let held = self.lock().remove(&number).ok_or(Errno::BADF)?;
        match Arc::into_inner(held.file) {
            Some(file) => Ok(nix::unistd::close(file)?),
            None => Ok(()),
        }
    }

    /// Closes a descriptor if that is still the one of that name.
    fn close_same(&self, number: RawFd, file: &Weak<File>) {
        let mut held = self.lock();
        let is_same = held
            .get(&number)
            .is_some_and(|held| Weak::ptr_eq(&Arc::downgrade(&held.file), file));
        if is_same {
            held.remove(&number);
        }
    }

    fn lock(&self) -> MutexGuard<'_, FxHashMap<RawFd, Held>> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Descriptors {
    fn drop(&mut self) {
        for (_, held) in self.lock().drain() {
            if held.came_with_process {
                // No script closed it: the process keeps it.
                std::mem::forget(held.file);
            }
        }
    }
}

/// A descriptor on its way to another thread. If nobody receives it, it closes.
#[derive(Debug)]
pub struct InFlight {
    number: RawFd,
    descriptors: Arc<Descriptors>,
    /// What the name stood for when it left: a script may have closed it before or close it
    /// meanwhile, and another may have got the number.
    file: Weak<File>,
}

impl InFlight {
    /// Sends a descriptor of `descriptors` off.
    #[must_use]
    pub fn new(number: RawFd, descriptors: Arc<Descriptors>) -> Self {
        let file = descriptors.lend(number);
        Self {
            number,
            file: file.map_or_else(|_| Weak::new(), |file| Arc::downgrade(&file)),
            descriptors,
        }
    }

    /// Its name.
    #[must_use]
    pub fn number(&self) -> RawFd {
        self.number
    }

    /// It has arrived: another object has it.
    pub fn receive(mut self) {
        self.file = Weak::new();
    }
}

impl Drop for InFlight {
    fn drop(&mut self) {
        self.descriptors.close_same(self.number, &self.file);
    }
}

/// Owns a descriptor that came with the process; `None` for any other number.
#[must_use]
pub fn inherited(number: RawFd) -> Option<OwnedFd> {
    if number < 0 {
        return None;
    }
    // SAFETY: the number is not negative. It is asked for its flags and for nothing else, which the
    // system refuses for one that is not open.
    let named = unsafe { BorrowedFd::borrow_raw(number) };
    let flags = fcntl_getfd(named).ok()?;
    if flags.contains(FdFlags::CLOEXEC) {
        // Opened in this process: it has an owner.
        return None;
    }
    // SAFETY: it is open, and nobody owns it. Whatever this process opens closes in other programs:
    // the standard library sees to it, and so does everything here that opens by other means. What
    // does not close was handed over by who started the process: the standard streams, which Rust
    // treats as nobody's, and what else a parent leaves open. Who calls this keeps what it gets, and
    // asks for a number again only after having closed it.
    Some(unsafe { OwnedFd::from_raw_fd(number) })
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;
    use std::os::fd::AsFd as _;

    use rustix::io::fcntl_setfd;

    use super::*;

    fn open() -> File {
        File::open("/dev/null").expect("it is there")
    }

    fn is_open(number: RawFd) -> bool {
        std::fs::symlink_metadata(format!("/proc/self/fd/{number}")).is_ok()
    }

    fn inheriting() -> Descriptors {
        Descriptors {
            held: Mutex::default(),
            inherits: true,
        }
    }

    #[test]
    fn what_others_own_has_no_name() {
        let others = open();
        for descriptors in [Descriptors::default(), inheriting()] {
            let number = others.as_raw_fd();
            assert_eq!(descriptors.lend(number).err(), Some(Errno::BADF));
            let refused = descriptors
                .close(number)
                .expect_err("it is not the script's");
            assert_eq!(refused.raw_os_error(), Some(Errno::BADF.raw_os_error()));
            assert!(descriptors.lend(-1).is_err());
        }
        assert!(others.metadata().is_ok());
    }

    #[test]
    fn what_is_kept_closes_once() {
        let descriptors = Descriptors::default();
        let (mut near, far) = io::pipe().expect("a pipe");
        let number = descriptors.keep(far);
        assert!(descriptors.lend(number).is_ok());
        descriptors.close(number).expect("it is open");
        assert!(descriptors.close(number).is_err());
        // The other end sees it.
        assert_eq!(near.read(&mut [0]).expect("the end"), 0);
    }

    #[test]
    fn what_is_lent_stays_open_until_it_comes_back() {
        let descriptors = Descriptors::default();
        let (_near, far) = io::pipe().expect("a pipe");
        let number = descriptors.keep(far);
        let lent = descriptors.lend(number).expect("it is open");
        descriptors.close(number).expect("it is open");
        assert!(descriptors.lend(number).is_err());
        assert!(lent.metadata().is_ok());
        assert!(is_open(number));
    }

    #[test]
    fn what_came_with_the_process_is_the_scripts_if_the_process_is() {
        let came = open();
        fcntl_setfd(came.as_fd(), FdFlags::empty()).expect("it is open");
        let number = std::os::fd::IntoRawFd::into_raw_fd(came);
        assert!(Descriptors::default().lend(number).is_err());
        let descriptors = inheriting();
        assert!(descriptors.lend(number).is_ok());
        // What no script closed outlives the runtime.
        drop(descriptors);
        assert!(is_open(number));
        inheriting().close(number).expect("it is open");
    }

    #[test]
    fn what_nobody_receives_closes_and_nothing_else_does() {
        let descriptors = Arc::new(Descriptors::default());
        let (mut near, far) = io::pipe().expect("a pipe");
        let number = descriptors.keep(far);
        drop(InFlight::new(number, Arc::clone(&descriptors)));
        assert!(descriptors.lend(number).is_err());
        assert_eq!(near.read(&mut [0]).expect("the end"), 0);

        let number = descriptors.keep(open());
        InFlight::new(number, Arc::clone(&descriptors)).receive();
        assert!(descriptors.lend(number).is_ok());

        // A script closes it on the way, and the name comes to stand for another.
        let flight = InFlight::new(number, Arc::clone(&descriptors));
        descriptors.close(number).expect("it is open");
        let other = Held {
            file: Arc::new(open()),
            came_with_process: false,
        };
        descriptors.lock().insert(number, other);
        drop(flight);
        assert!(descriptors.lend(number).is_ok());
    }
}
