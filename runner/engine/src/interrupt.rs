//! Stopping JavaScript from outside: the one place that reaches into a running engine.
//!
//! Boa reads its `RuntimeLimits` at every loop iteration and at every call, and the error that it
//! raises when one is passed cannot be caught by JavaScript and runs no `finally`. Writing limits
//! that nothing satisfies therefore ends `for (;;) {}` within one iteration, from any thread.
//!
//! The engine has no switch of its own for this, so its limits are written while it reads them.
//! What is made sure of, and what cannot be:
//!
//! - Two of the four words of the limits are written, the ones that are looked at in loops and at
//!   calls, each by one atomic store: no check can see half a limit.
//! - The address is known only within [`Interrupt::during`], which borrows the context: it can
//!   neither move nor go away meanwhile.
//! - The engine reads the two words plainly, which is a data race by the letter of the language, and
//!   the store goes past the `&mut Context` that the script runs with, which the models of aliasing
//!   forbid. Both end with an engine whose limits are atomic. Until then the compiler could keep a
//!   limit in a register for as long as no call leaves its sight; at worst a script ends later.
//!   `tsan.supp` beside the manifest names the race for `ThreadSanitizer`, which finds no other.
//!
//! This file knows the address of the limits and nothing else of the engine.

#![expect(
    unsafe_code,
    reason = "the engine's limits can be changed from another thread by their address only"
)]

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

use boa_engine::error::RuntimeLimitError;
use boa_engine::vm::RuntimeLimits;
use boa_engine::{Context, JsResult};

/// How many words the limits are: three sizes and a count, on the machines that this runs on.
const WORDS: usize = 4;

const _: () = {
    assert!(size_of::<RuntimeLimits>() == WORDS * size_of::<u64>());
    assert!(align_of::<RuntimeLimits>() == align_of::<AtomicU64>());
    assert!(size_of::<usize>() == size_of::<u64>());
};

/// The limits of a live context: where a check looks in each loop, and where at each call.
#[derive(Debug)]
struct Limits {
    loops: *mut u64,
    calls: *mut u64,
}

// SAFETY: what the pointers lead to is only written while the mutex that guards them is held, by
// whichever thread, and `Armed::drop` takes them out under the same mutex while the context is still
// borrowed.
unsafe impl Send for Limits {}

impl Limits {
    fn of(context: &mut Context) -> Self {
        let loops = place(|limits| limits.set_loop_iteration_limit(0));
        let calls = place(|limits| limits.set_recursion_limit(0));
        let first = std::ptr::from_mut(context.runtime_limits_mut()).cast::<u64>();
        // `place` gives no more than the number of the last word.
        Self {
            loops: first.wrapping_add(loops),
            calls: first.wrapping_add(calls),
        }
    }

    /// Sets limits that no loop and no call satisfies.
    fn stop(&self) {
        for word in [self.loops, self.calls] {
            // SAFETY: the pointer is to one of the words of a context's limits (`of`), which are as
            // large and as aligned as an atomic word (asserted above). The context is alive, since
            // this runs under the lock under which `Armed::drop` forgets the pointers. All other
            // writes happen on the context's own thread, those of `resume` under the lock. The
            // engine's plain reads on that thread race with this one; see the top of the file.
            unsafe { AtomicU64::from_ptr(word) }.store(0, Ordering::Relaxed);
        }
    }
}

/// The number of the word that a setter of the limits changes.
fn place(set: impl FnOnce(&mut RuntimeLimits)) -> usize {
    let words = |limits: RuntimeLimits| -> [u64; WORDS] {
        // SAFETY: the limits are four numbers of a word each: they have that size (asserted above), so
        // there is nothing between them, and every word is a number.
        unsafe { std::mem::transmute(limits) }
    };
    let mut changed = RuntimeLimits::default();
    set(&mut changed);
    let (before, after) = (words(RuntimeLimits::default()), words(changed));
    let at = (0..WORDS).find(|at| before[*at] != after[*at]);
    at.expect("a limit that is set is another than before")
}

/// A switch that ends the JavaScript of one agent.
#[derive(Debug, Default)]
pub struct Interrupt {
    target: Mutex<Option<Limits>>,
    requested: AtomicBool,
}

impl Interrupt {
    /// Runs `body` with a context whose JavaScript this switch ends. A request that came earlier takes
    /// effect at once.
    pub fn during<T>(&self, context: &mut Context, body: impl FnOnce(&mut Context) -> T) -> T {
        *self.lock() = Some(Limits::of(context));
        let armed = Armed { switch: self };
        if self.requested() {
            self.request();
        }
        let outcome = body(context);
        drop(armed);
        outcome
    }

    /// Asks for the end. Safe to call at any time, from any thread, more than once.
    pub fn request(&self) {
        self.requested.store(true, Ordering::Release);
        self.pause();
    }

    /// Ends the script that runs now and not the agent: whoever started the script lets JavaScript
    /// run again with [`resume`](Interrupt::resume).
    pub fn pause(&self) {
        if let Some(limits) = &*self.lock() {
            limits.stop();
        }
    }

    /// Lets JavaScript run again within `limits`, unless the end of the agent has been asked for.
    pub fn resume(&self, limits: RuntimeLimits, context: &mut Context) {
        // Under the lock, so that a request that comes now writes after this.
        let _target = self.lock();
        if !self.requested() {
            context.set_runtime_limits(limits);
        }
    }

    /// True once the end has been asked for.
    #[must_use]
    pub fn requested(&self) -> bool {
        self.requested.load(Ordering::Acquire)
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Option<Limits>> {
        self.target.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Keeps an [`Interrupt`] connected; disconnects it when dropped.
struct Armed<'a> {
    switch: &'a Interrupt,
}

impl Drop for Armed<'_> {
    fn drop(&mut self) {
        self.switch.lock().take();
    }
}

/// Limits that no loop and no call satisfies.
#[must_use]
pub fn stopped() -> RuntimeLimits {
    let mut limits = RuntimeLimits::default();
    limits.set_loop_iteration_limit(0);
    limits.set_recursion_limit(0);
    limits.set_stack_size_limit(0);
    limits
}

/// Ends a loop of native code where the engine would end one of JavaScript. Every loop that a script
/// can make as long as it likes, and that calls no JavaScript, asks this as it goes.
///
/// # Errors
/// With the error that no script can catch, once an end has been asked for.
pub fn look(context: &Context) -> JsResult<()> {
    // Read as the engine reads it: anew at each call, and every value it can see is a valid one.
    if context.runtime_limits().loop_iteration_limit() == stopped().loop_iteration_limit() {
        return Err(RuntimeLimitError::LoopIteration.into());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use boa_engine::Source;
    use std::sync::Arc;

    fn stop_while_running(source: &str) -> bool {
        let switch = Arc::new(Interrupt::default());
        let mut context = Context::default();
        let remote = Arc::clone(&switch);
        let (outcome, stopper) = switch.during(&mut context, |context| {
            let stopper = std::thread::spawn(move || remote.request());
            (context.eval(Source::from_bytes(source)), stopper)
        });
        stopper.join().is_ok() && outcome.is_err()
    }

    #[test]
    fn endless_loop_ends_when_asked() {
        assert!(stop_while_running("try { for (;;) {} } finally { 1 }"));
    }

    #[test]
    fn endless_generator_ends_when_asked() {
        assert!(stop_while_running(
            "function* g() { for (;;) yield 1 } for (const x of g()) {}"
        ));
    }

    #[test]
    fn endless_calls_end_when_asked() {
        assert!(stop_while_running(
            "const call = () => { try { call() } catch {} }; \
             function tree(n) { return n === 0 ? call() : [tree(n - 1), tree(n - 1)] } tree(400)"
        ));
    }

    #[test]
    fn request_before_the_script_takes_effect() {
        let switch = Interrupt::default();
        switch.request();
        let run = |context: &mut Context| context.eval(Source::from_bytes("for (;;) {}"));
        assert!(switch.during(&mut Context::default(), run).is_err());
    }

    #[test]
    fn what_was_paused_goes_on_as_before() {
        let switch = Interrupt::default();
        switch.during(&mut Context::default(), |context| {
            let before = context.runtime_limits();
            switch.pause();
            assert!(look(context).is_err());
            assert_eq!(
                context.runtime_limits().backtrace_limit(),
                before.backtrace_limit()
            );
            assert!(context.eval(Source::from_bytes("(() => 1)()")).is_err());
            switch.resume(before, context);
            assert!(look(context).is_ok());
            assert!(context.eval(Source::from_bytes("(() => 1)()")).is_ok());
        });
    }

    #[test]
    fn request_after_the_script_writes_nothing() {
        let switch = Interrupt::default();
        let mut context = Context::default();
        switch.during(&mut context, |_| ());
        let before = context.runtime_limits();
        switch.request();
        assert!(switch.requested());
        let left = context.runtime_limits().loop_iteration_limit();
        assert_eq!(left, before.loop_iteration_limit());
    }

    #[test]
    fn a_script_that_panics_leaves_nothing_behind() {
        let switch = Interrupt::default();
        let panicked = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            switch.during(&mut Context::default(), |_| panic!("as asked"));
        }));
        assert!(panicked.is_err());
        assert!(switch.lock().is_none());
    }
}
