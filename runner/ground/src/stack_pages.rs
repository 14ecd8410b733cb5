//! Gives back the pages of a thread's stack that only its start has used.
//!
//! Making a context and parsing a script go deep: they leave a quarter of a megabyte of touched
//! stack behind, which an idle worker would keep for good. So whoever wants that starts the thread
//! [here](spawn), where its size is known. This file knows a range of addresses and nothing of what
//! runs on the stack.

#![expect(
    unsafe_code,
    reason = "no safe call gives back pages of a stack that is in use"
)]

use std::cell::Cell;
use std::io;
use std::marker::PhantomData;
use std::ptr;
use std::thread::{Builder, JoinHandle};

use rustix::mm::{Advice, madvise};

/// How much below the current frame stays, for the frames of the call that gives the rest back.
const MARGIN: usize = 16 * 1024;

/// What a range begins and ends at: a multiple of the usual sizes of a page. Where pages are larger
/// the system refuses most ranges, and the stack stays as it is.
const ALIGNMENT: usize = 16 * 1024;

/// How much of the stack is given back, at most. What lies deeper was touched by a deep recursion
/// of the script, which may come again.
const SPAN: usize = 1024 * 1024;

/// What a thread keeps above the first frame of ours, at most: its own variables, the frames that
/// started it, the guard. Of a stack that is no larger nothing is given back.
const HEAD: usize = 4 * 1024 * 1024;

/// Starts a thread with a stack of `bytes` bytes, and tells it where that lies.
///
/// # Errors
/// When the system gives no thread.
pub fn spawn<T: Send + 'static>(
    builder: Builder,
    bytes: usize,
    run: impl FnOnce(Bounds) -> T + Send + 'static,
) -> io::Result<JoinHandle<T>> {
    builder.stack_size(bytes).spawn(move || {
        let frame = 0_u8;
        let known = bytes.saturating_sub(HEAD);
        run(Bounds {
            lowest: ptr::from_ref(&frame).addr().saturating_sub(known),
            here: PhantomData,
        })
    })
}

/// Where the stack of the current thread lies.
#[derive(Debug, Clone, Copy)]
pub struct Bounds {
    /// No address below this one is known to belong to the stack.
    lowest: usize,
    /// It stays on its thread.
    here: PhantomData<*const ()>,
}

impl Bounds {
    /// The thread's stack, of which nothing has been given back.
    #[must_use]
    pub fn stack(self) -> Stack {
        Stack {
            bounds: self,
            is_released: Cell::new(false),
        }
    }
}

/// The stack of the thread that made this.
#[derive(Debug)]
pub struct Stack {
    bounds: Bounds,
    is_released: Cell<bool>,
}

impl Stack {
    /// Gives back what lies below the current frame; only the first call does anything.
    pub fn release_once(&self) {
        if !self.is_released.replace(true) {
            self.release();
        }
    }

    /// Has a frame of its own, so that no frame that is alive lies more than the margin below it.
    #[inline(never)]
    fn release(&self) {
        let frame = 0_u8;
        let frame = ptr::from_ref(&frame);
        let end = (frame.addr() - MARGIN) / ALIGNMENT * ALIGNMENT;
        let start = end
            .saturating_sub(SPAN)
            .max(self.bounds.lowest)
            .next_multiple_of(ALIGNMENT);
        if start >= end {
            return;
        }
        let start_pointer = frame.wrapping_sub(frame.addr() - start);
        // SAFETY: the range lies within this thread's stack: `Bounds` is made in `spawn` only, stays on
        // its thread, and its lowest address is within the size that the thread was started with.
        // It lies below every frame that is alive: this small one and its callers are above it, the
        // callees in `madvise` fit into the margin, and a signal handler that ran there has returned
        // before the call begins or begins after it. Nothing in it is read again before it is
        // written. Advice that is refused changes nothing.
        let _ = unsafe {
            madvise(
                start_pointer.cast_mut().cast(),
                end - start,
                Advice::LinuxDontNeed,
            )
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BYTES: usize = 8 * 1024 * 1024;

    /// Uses so many kilobytes of stack, and gives something that depends on all of them.
    #[inline(never)]
    fn deep(kilobytes: usize) -> usize {
        let used = std::hint::black_box([1_u8; 1024]);
        let rest = if kilobytes == 0 {
            0
        } else {
            deep(kilobytes - 1)
        };
        rest + usize::from(std::hint::black_box(&used)[512])
    }

    /// Resident kilobytes of the mapping that `address` lies in.
    fn resident(address: usize) -> usize {
        let maps = std::fs::read_to_string("/proc/self/smaps").expect("/proc");
        let mut is_ours = false;
        for line in maps.lines() {
            let range = line
                .split_once(' ')
                .and_then(|(range, _)| range.split_once('-'));
            if let Some((from, to)) = range
                && let (Ok(from), Ok(to)) = (
                    usize::from_str_radix(from, 16),
                    usize::from_str_radix(to, 16),
                )
            {
                is_ours = (from..to).contains(&address);
            }
            if is_ours && let Some(size) = line.strip_prefix("Rss:") {
                let size = size.trim().trim_end_matches(" kB");
                return size.parse().expect("a number");
            }
        }
        panic!("no mapping holds the stack");
    }

    #[test]
    fn pages_below_go_once_and_frames_above_stay() {
        let run = |bounds: Bounds| {
            let stack = bounds.stack();
            let kept = std::hint::black_box([7_u8; 4096]);
            let here = ptr::from_ref(&kept).addr();
            assert_eq!(deep(600), 601);
            let before = resident(here);
            stack.release_once();
            let after = resident(here);
            assert!(after + 500 < before, "{before} KiB before, {after} after");
            assert!(kept.iter().all(|byte| *byte == 7));
            assert_eq!(deep(600), 601);
            stack.release_once();
            assert!(resident(here) > after + 500, "the second call does nothing");
        };
        let thread = spawn(Builder::new(), BYTES, run);
        assert!(thread.expect("a thread").join().is_ok());
    }

    #[test]
    fn of_a_small_stack_nothing_is_given_back() {
        let run = |bounds: Bounds| {
            let kept = std::hint::black_box([7_u8; 4096]);
            let here = ptr::from_ref(&kept).addr();
            assert_eq!(deep(600), 601);
            let before = resident(here);
            bounds.stack().release_once();
            assert!(resident(here) >= before);
        };
        let thread = spawn(Builder::new(), HEAD / 2, run);
        assert!(thread.expect("a thread").join().is_ok());
    }
}
