//! Profiles of a thread: where its time went, and where its bytes were allocated.
//!
//! The engine cannot be asked for its stack from outside while it runs. So while a profile is
//! being taken, what the host calls in JavaScript runs in slices of a few instructions
//! ([`sliced`]), and between two slices the stack is read. A sample stands for what the thread did
//! since the sample before it: the time that passed, the bytes that it allocated.
//!
//! What that cannot see: functions that native code of the engine calls (the callback of `map`, a
//! getter, what follows an `await`) run in one slice. Their time and bytes are counted, for the
//! function that called the native code, or for `(program)` where no JavaScript stands below. The
//! same holds for a function that was running already when the profile began.
//!
//! This room knows frames and counters; who asked for a profile, and in what form a script gets
//! it, is not known here.

mod cpu;
mod functions;
mod heap;
pub mod sliced;
#[cfg(feature = "profiles")]
mod slicer;
#[cfg(all(test, feature = "profiles"))]
mod tests;
mod tree;
#[cfg(all(test, not(feature = "profiles")))]
mod without;

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::time::{Duration, Instant};

use boa_engine::object::JsObject;
use boa_engine::{Context, JsResult, JsValue};

use cpu::CpuProfile;
use functions::Functions;
use heap::HeapProfile;
#[cfg(feature = "profiles")]
use slicer::Slicer;
use tree::Frame;

#[cfg(not(feature = "profiles"))]
use crate::errors::{ErrorKind, node_error};

/// The profiles that a thread takes.
#[derive(Default)]
pub struct Profiler {
    active: Cell<bool>,
    state: RefCell<State>,
}

#[derive(Default)]
struct State {
    last_id: u64,
    cpu: Vec<(u64, CpuProfile)>,
    heap: Option<HeapProfile>,
    functions: Functions,
    #[cfg(feature = "profiles")]
    slicer: Option<Slicer>,
}

/// What is wanted of a processor profile.
#[derive(Debug, Clone, Copy)]
pub struct CpuOptions {
    /// The least time between two samples; one below 50 µs is taken for that.
    pub interval: Duration,
    /// How many samples are kept; what comes later is dropped.
    pub max_samples: usize,
}

/// What is wanted of a heap profile.
#[derive(Debug, Clone, Copy)]
pub struct HeapOptions {
    /// How many bytes are allocated between two samples, at least.
    pub interval: u64,
    /// How many of the innermost frames are kept.
    pub depth: usize,
    /// Whether garbage is collected before the profile is given.
    pub collects: bool,
}

/// Why a heap profile cannot begin.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum HeapRefusal {
    /// There is one already.
    #[error("a heap profile of this thread is being taken; stop it first")]
    Started,
    /// Nothing counts the bytes.
    #[error("nothing counts bytes; install `heap::CountingAllocator` in the program")]
    Uncounted,
}

/// Takes the samples that are due on this thread: for native functions that are called often.
pub fn look(context: &Context) {
    if let Some(profiler) = context.get_data::<Rc<Profiler>>() {
        profiler.look(context);
    }
}

impl Profiler {
    /// True while a profile is being taken.
    #[must_use]
    pub fn is_active(&self) -> bool {
        self.active.get()
    }

    /// Begins a processor profile and gives its number.
    ///
    /// # Errors
    /// `ERR_FEATURE_UNAVAILABLE_ON_PLATFORM` without the feature `profiles`; else only when the engine
    /// is out of resources.
    pub fn start_cpu(&self, options: CpuOptions, context: &mut Context) -> JsResult<u64> {
        self.activate(context)?;
        let mut state = self.state.borrow_mut();
        state.last_id += 1;
        let id = state.last_id;
        state.cpu.push((id, CpuProfile::start(options)));
        Ok(id)
    }

    /// Ends a processor profile and gives it as the text of a `.cpuprofile`; nothing when there is
    /// none of that number.
    pub fn stop_cpu(&self, id: u64, context: &Context) -> Option<String> {
        let mut state = self.state.borrow_mut();
        let at = state.cpu.iter().position(|(other, _)| *other == id)?;
        let (_, mut profile) = state.cpu.swap_remove(at);
        let now = Instant::now();
        let stack = state.functions.stack(context);
        profile.take(&stack, now);
        let text = profile.print(now, &state.functions);
        self.settle(state);
        Some(text)
    }

    /// Begins the heap profile.
    ///
    /// # Errors
    /// When there is one, when bytes are not counted, when the engine is out of resources; without the
    /// feature `profiles` as [`start_cpu`](Profiler::start_cpu).
    pub fn start_heap(
        &self,
        options: HeapOptions,
        context: &mut Context,
    ) -> JsResult<Result<(), HeapRefusal>> {
        if threadproof_ground::heap::allocated_by_thread() == 0 {
            return Ok(Err(HeapRefusal::Uncounted));
        }
        if self.state.borrow().heap.is_some() {
            return Ok(Err(HeapRefusal::Started));
        }
        self.activate(context)?;
        self.state.borrow_mut().heap = Some(HeapProfile::start(options));
        Ok(Ok(()))
    }

    /// Ends the heap profile and gives it as the text of a `.heapprofile`; nothing when there is
    /// none.
    pub fn stop_heap(&self, context: &Context) -> Option<String> {
        let mut state = self.state.borrow_mut();
        let mut profile = state.heap.take()?;
        let bytes = profile.pending();
        let stack = state.functions.stack(context);
        profile.take(&stack, bytes);
        if profile.options().collects {
            boa_engine::gc::force_collect();
        }
        let text = profile.print(&state.functions);
        self.settle(state);
        Some(text)
    }

    /// Takes the samples that are due, with the stack that stands now.
    pub fn look(&self, context: &Context) {
        self.look_through(|functions| functions.stack(context));
    }

    /// As [`look`](Profiler::look), for who can show the stack but not the context: it is asked only
    /// when a sample is due.
    fn look_through(&self, stack: impl FnOnce(&mut Functions) -> Vec<Frame>) {
        if !self.active.get() {
            return;
        }
        let mut state = self.state.borrow_mut();
        let now = Instant::now();
        let bytes = state.heap.as_ref().and_then(HeapProfile::due);
        if bytes.is_some() || state.cpu.iter().any(|(_, profile)| profile.is_due(now)) {
            let stack = stack(&mut state.functions);
            state.take(&stack, now, bytes);
        }
    }

    /// The thread slept since `since`: that time belongs to nobody.
    pub fn slept(&self, since: Instant) {
        if !self.active.get() {
            return;
        }
        let mut state = self.state.borrow_mut();
        let now = Instant::now();
        for (_, profile) in &mut state.cpu {
            for (doing, until) in [(Frame::PROGRAM, since), (Frame::IDLE, now)] {
                if profile.is_due(until) {
                    profile.take(&[doing], until);
                }
            }
        }
    }

    /// Calls a function while a profile is being taken.
    #[cfg(feature = "profiles")]
    fn call(
        &self,
        function: &JsObject,
        this: &JsValue,
        args: &[JsValue],
        context: &mut Context,
    ) -> JsResult<JsValue> {
        let slicer = self.state.borrow().slicer.clone();
        match slicer {
            Some(slicer) => slicer.call(function, this, args, self, context),
            None => function.call(this, args, context),
        }
    }

    #[cfg(not(feature = "profiles"))]
    #[expect(clippy::unused_self, reason = "with the feature it is used")]
    fn call(
        &self,
        function: &JsObject,
        this: &JsValue,
        args: &[JsValue],
        context: &mut Context,
    ) -> JsResult<JsValue> {
        function.call(this, args, context)
    }

    #[cfg(not(feature = "profiles"))]
    #[expect(clippy::unused_self, reason = "with the feature it is used")]
    fn activate(&self, context: &mut Context) -> JsResult<()> {
        let message =
            "this program was built without profiles; build it with the feature `profiles`";
        let code = "ERR_FEATURE_UNAVAILABLE_ON_PLATFORM";
        Err(node_error(context, ErrorKind::Error, code, message))
    }

    #[cfg(feature = "profiles")]
    fn activate(&self, context: &mut Context) -> JsResult<()> {
        if self.state.borrow().slicer.is_none() {
            let slicer = Slicer::new(context)?;
            self.state.borrow_mut().slicer = Some(slicer);
        }
        self.active.set(true);
        Ok(())
    }

    /// Lets go of everything when no profile is left.
    fn settle(&self, mut state: std::cell::RefMut<'_, State>) {
        if state.cpu.is_empty() && state.heap.is_none() {
            state.functions = Functions::default();
            self.active.set(false);
        }
    }
}

impl State {
    fn take(&mut self, stack: &[Frame], now: Instant, bytes: Option<u64>) {
        for (_, profile) in &mut self.cpu {
            if profile.is_due(now) {
                profile.take(stack, now);
            }
        }
        if let (Some(bytes), Some(heap)) = (bytes, &mut self.heap) {
            heap.take(stack, bytes);
        }
    }
}
