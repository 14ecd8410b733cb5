//! Counting what each thread allocates, and ending a thread that goes past its limit.
//!
//! A program that wants `resourceLimits` enforced installs [`CountingAllocator`] as its global
//! allocator; the `threadproof` binary does. It keeps one counter for each thread. Memory that one
//! thread allocates and another frees (a moved buffer) is taken off the counter of the one that
//! frees it, so a counter may fall below zero. No memory is ever refused: who goes past a limit is
//! told, and ends its script.

#![expect(
    unsafe_code,
    reason = "a global allocator is unsafe by its trait, and so is asking it for memory"
)]

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::{Cell, RefCell};
use std::ptr::NonNull;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

/// How far a thread's own counter may run ahead of what other threads can read, in bytes.
const PUBLISH_STEP: i64 = 16 * 1024;

thread_local! {
    static USED: Cell<i64> = const { Cell::new(0) };
    static ALLOCATED: Cell<u64> = const { Cell::new(0) };
    static PUBLISHED: Cell<i64> = const { Cell::new(0) };
    static LIMIT: Cell<i64> = const { Cell::new(i64::MAX) };
    static WATCHED: RefCell<Option<Arc<dyn Account>>> = const { RefCell::new(None) };
}

/// Whoever answers for what a thread allocates.
pub trait Account: Send + Sync {
    /// Where the bytes that are in use can be read by other threads.
    fn used(&self) -> &AtomicI64;

    /// The thread has gone past its limit. It is told once, from within an allocation: it must not
    /// allocate nor panic, and a lock that it takes must be one that nobody holds while allocating.
    fn past_limit(&self);
}

/// The system's allocator, with a counter for each thread.
#[derive(Debug, Clone, Copy, Default)]
pub struct CountingAllocator;

// SAFETY: every call is passed on to `System` unchanged, so its contract holds. The counting before it
// changes cells of the thread and, every few kilobytes and at a limit, calls the thread's `Account`.
// None of that allocates or unwinds: the cells need no memory (their one destructor is registered by
// `watch_thread` or with memory of the C library's), numbers wrap, a thread that is being torn down is
// not counted, and an `Account` promises it of itself.
unsafe impl GlobalAlloc for CountingAllocator {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        count(layout.size(), 0);
        // SAFETY: the caller's contract is `System`'s.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        count(0, layout.size());
        // SAFETY: the caller's contract is `System`'s.
        unsafe { System.dealloc(pointer, layout) }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        count(layout.size(), 0);
        // SAFETY: the caller's contract is `System`'s.
        unsafe { System.alloc_zeroed(layout) }
    }

    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        count(size, layout.size());
        // SAFETY: the caller's contract is `System`'s.
        unsafe { System.realloc(pointer, layout, size) }
    }
}

/// Publishes the current thread's counter through `account`, and tells it when the thread uses more
/// than `limit` bytes.
pub fn watch_thread(account: Arc<dyn Account>, limit: Option<u64>) {
    WATCHED.with_borrow_mut(|watched| *watched = Some(account));
    let limit = limit.and_then(|limit| i64::try_from(limit).ok());
    LIMIT.set(limit.unwrap_or(i64::MAX));
    publish(used_by_thread());
}

/// Counts from zero again, for nobody: the current thread's agent has ended.
pub fn count_anew() {
    WATCHED.take();
    LIMIT.set(i64::MAX);
    USED.set(0);
    ALLOCATED.set(0);
    PUBLISHED.set(0);
}

/// Bytes that the current thread has allocated and not freed.
#[must_use]
pub fn used_by_thread() -> i64 {
    USED.with(Cell::get)
}

/// Bytes that the current thread has allocated since it began, freed or not; 0 when the program
/// has not installed the allocator.
#[must_use]
pub fn allocated_by_thread() -> u64 {
    ALLOCATED.with(Cell::get)
}

/// True when the program's allocator counts: only then can memory be limited.
#[must_use]
pub fn is_counting() -> bool {
    let before = used_by_thread();
    let block = std::hint::black_box(vec![0_u8; 64]);
    let counted = used_by_thread() > before;
    drop(block);
    counted
}

/// Sets memory aside that counts only as far as it is [lent](lend): what nobody touches costs
/// nothing. Freeing it gives all of it back.
#[must_use]
pub fn reserve(size: usize, align: usize) -> Option<NonNull<u8>> {
    let layout = Layout::from_size_align(size, align).ok()?;
    if size == 0 {
        return None;
    }
    let limit = LIMIT.replace(i64::MAX);
    let before = USED.get();
    // SAFETY: the layout's size is not 0.
    let start = unsafe { std::alloc::alloc(layout) };
    USED.set(before);
    LIMIT.set(limit);
    NonNull::new(start)
}

/// Counts bytes of what was [reserved](reserve) as used from now on; fewer than 0 as free again.
pub fn lend(bytes: i64) {
    change_by(bytes);
}

fn count(more: usize, less: usize) {
    // Sizes fit an `i64`: no allocation is larger than `isize::MAX`.
    change_by(more.cast_signed().wrapping_sub(less.cast_signed()) as i64);
}

fn change_by(change: i64) {
    // Fails only while the thread is being torn down.
    let _ = USED.try_with(|used| {
        let now = used.get().wrapping_add(change);
        used.set(now);
        if change > 0 {
            ALLOCATED.set(ALLOCATED.get().wrapping_add(change.cast_unsigned()));
        }
        if change > 0 && now > LIMIT.get() {
            past_limit();
        }
        if (now - PUBLISHED.get()).abs() >= PUBLISH_STEP {
            PUBLISHED.set(now);
            publish(now);
        }
    });
}

#[cold]
fn publish(now: i64) {
    let _ = WATCHED.try_with(|watched| {
        if let Ok(watched) = watched.try_borrow()
            && let Some(watched) = &*watched
        {
            watched.used().store(now, Ordering::Relaxed);
        }
    });
}

#[cold]
fn past_limit() {
    LIMIT.set(i64::MAX);
    let _ = WATCHED.try_with(|watched| {
        if let Ok(watched) = watched.try_borrow()
            && let Some(watched) = &*watched
        {
            watched.past_limit();
        }
    });
}
