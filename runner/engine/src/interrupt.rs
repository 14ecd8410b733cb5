//! Stopping JavaScript from outside: the one place that reaches into a running engine.
//!
//! Boa reads its `RuntimeLimits` at every loop iteration and at every call, and the error that it
//! raises when one is passed cannot be caught by JavaScript and runs no `finally`. Writing limits
//! that nothing satisfies therefore ends `for (;;) {}` within one iteration, from any thread.
//!
//! This file knows the address of the limits and nothing else of the engine.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

use boa_engine::error::RuntimeLimitError;
use boa_engine::vm::RuntimeLimits;
use boa_engine::{Context, JsResult};

/// The address of a live context's limits.
#[derive(Debug)]
struct Limits(*mut RuntimeLimits);

// SAFETY: the pointer is only written through while the mutex that guards it is held, and the
// owner takes it out under the same mutex before the context is dropped (`Armed::drop`).
unsafe impl Send for Limits {}

/// A switch that ends the JavaScript of one agent.
#[derive(Debug, Default)]
pub struct Interrupt {
    target: Mutex<Option<Limits>>,
    requested: AtomicBool,
}

impl Interrupt {
    /// Connects the switch with a context that will not move until the guard is dropped. A
    /// request that came earlier takes effect at once.
    ///
    /// # Safety
    /// `context` must stay at its address until the returned guard has been dropped.
    #[must_use]
    pub unsafe fn arm<'a>(&'a self, context: &mut Context) -> Armed<'a> {
        let limits = std::ptr::from_mut(context.runtime_limits_mut());
        *self.lock() = Some(Limits(limits));
        if self.requested() {
            self.request();
        }
        Armed { switch: self }
    }

    /// Asks for the end. Safe to call at any time, from any thread, more than once.
    pub fn request(&self) {
        self.requested.store(true, Ordering::Release);
        if let Some(Limits(limits)) = &*self.lock() {
            // SAFETY: the context is alive, since `Armed::drop` removes the pointer under this
            // lock first. The engine's thread may read the two words at the same moment; each is
            // a single aligned machine word that is read anew at every check, and each value it
            // can see (old or new) is a valid limit.
            unsafe {
                limits.write_volatile(stopped());
            }
        }
    }

    /// Ends the script that runs now and not the agent: whoever started the script lets JavaScript
    /// run again with [`resume`](Interrupt::resume).
    pub fn pause(&self) {
        if let Some(Limits(limits)) = &*self.lock() {
            // SAFETY: as in `request`.
            unsafe {
                limits.write_volatile(stopped());
            }
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
#[derive(Debug)]
pub struct Armed<'a> {
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
        let mut context = Box::new(Context::default());
        // SAFETY: the context is boxed and outlives the guard.
        let armed = unsafe { switch.arm(&mut context) };
        let remote = Arc::clone(&switch);
        let stopper = std::thread::spawn(move || remote.request());
        let outcome = context.eval(Source::from_bytes(source));
        drop(armed);
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
    fn request_before_arming_takes_effect() {
        let switch = Interrupt::default();
        switch.request();
        let mut context = Box::new(Context::default());
        // SAFETY: the context is boxed and outlives the guard.
        let armed = unsafe { switch.arm(&mut context) };
        assert!(context.eval(Source::from_bytes("for (;;) {}")).is_err());
        drop(armed);
    }

    #[test]
    fn request_after_the_context_is_gone_does_nothing() {
        let switch = Interrupt::default();
        let mut context = Box::new(Context::default());
        // SAFETY: the context is boxed and outlives the guard.
        drop(unsafe { switch.arm(&mut context) });
        drop(context);
        switch.request();
        assert!(switch.requested());
    }
}
