//! What the WebAssembly of one thread is made of: its store, and the JavaScript that the store
//! refers to by numbers.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use boa_engine::object::JsObject;
use boa_engine::{Context, JsData, JsResult, JsValue};
use boa_gc::{Finalize, Trace};
use rustc_hash::FxHashMap;
use wasmi::errors::MemoryError;
use wasmi::{Engine, Extern, ExternRef, Func, Memory, MemoryType, ResourceLimiter, Store};
use wasmi_core::LimiterError;

use super::memory::Shown;
use crate::extension::Interpreter;
use threadproof_agent::Agent;
use threadproof_ground::heap;

/// The most elements that a table may have.
const MAX_TABLE: usize = 10_000_000;

/// What the store carries: it counts the memory that its instances use.
#[derive(Debug, Default)]
pub struct Host {
    lent: i64,
    /// What the last growth asked for, should it fail.
    last: i64,
}

impl ResourceLimiter for Host {
    fn memory_growing(
        &mut self,
        current: usize,
        desired: usize,
        _: Option<usize>,
    ) -> Result<bool, LimiterError> {
        // No memory is larger than `isize::MAX`.
        let more = desired.cast_signed() as i64 - current.cast_signed() as i64;
        self.lent += more;
        self.last = more;
        heap::lend(more);
        Ok(true)
    }

    fn table_growing(
        &mut self,
        _: usize,
        desired: usize,
        _: Option<usize>,
    ) -> Result<bool, LimiterError> {
        Ok(desired <= MAX_TABLE)
    }

    fn memory_grow_failed(&mut self, _: &MemoryError) -> Result<(), LimiterError> {
        let more = std::mem::take(&mut self.last);
        self.lent -= more;
        heap::lend(-more);
        Ok(())
    }

    fn instances(&self) -> usize {
        usize::MAX
    }

    fn tables(&self) -> usize {
        usize::MAX
    }

    fn memories(&self) -> usize {
        usize::MAX
    }
}

/// The state of a thread.
#[derive(Debug)]
pub struct State {
    /// Everything that the interpreter holds. First, so that it goes before the memories do.
    pub store: RefCell<Store<Host>>,
    /// Functions of JavaScript that modules import, by number.
    pub imports: RefCell<Vec<JsObject>>,
    /// Memories, by number.
    pub memories: RefCell<Vec<Shown>>,
    /// How deep calls are nested that went out to JavaScript and came back.
    pub depth: Cell<usize>,
    /// The function objects of exported functions, by [`key`].
    functions: RefCell<FxHashMap<String, JsObject>>,
    /// The exported functions behind function objects.
    behind: RefCell<FxHashMap<JsObject, Func>>,
    /// Which function of JavaScript a function of the store is, by [`key`].
    hosts: RefCell<FxHashMap<String, usize>>,
    externs: RefCell<FxHashMap<JsValue, ExternRef>>,
    extern_values: RefCell<Vec<JsValue>>,
    /// The objects that scripts hold of tables, memories and globals, by [`key`].
    objects: RefCell<FxHashMap<String, JsObject>>,
}

#[derive(Clone, Trace, Finalize, JsData)]
#[boa_gc(unsafe_empty_trace)]
struct Kept(Rc<State>);

/// What names a thing of the store. Handles of the interpreter neither compare nor hash; the form
/// in which they print themselves has the store and the place in it.
pub fn key(handle: &impl std::fmt::Debug) -> String {
    format!("{handle:?}")
}

/// The number of a value that the store refers to.
#[derive(Debug)]
struct Number(usize);

impl State {
    /// The state of this thread, made at the first call.
    pub fn of(context: &mut Context) -> Rc<Self> {
        if let Some(kept) = context.get_data::<Kept>() {
            return Rc::clone(&kept.0);
        }
        let agent = Agent::of(context);
        let engine = agent
            .cluster
            .slot::<Interpreter>()
            .0
            .get_or_init(super::engine);
        let state = Rc::new(Self::new(engine));
        context.insert_data(Kept(Rc::clone(&state)));
        state
    }

    fn new(engine: &Engine) -> Self {
        let mut store = Store::new(engine, Host::default());
        store.limiter(|host| host);
        Self {
            store: RefCell::new(store),
            imports: RefCell::default(),
            memories: RefCell::default(),
            depth: Cell::new(0),
            functions: RefCell::default(),
            behind: RefCell::default(),
            hosts: RefCell::default(),
            externs: RefCell::default(),
            extern_values: RefCell::default(),
            objects: RefCell::default(),
        }
    }

    /// Makes a memory; its number, or `None` if there is no room for it.
    ///
    /// # Errors
    /// Only when the engine is out of resources.
    pub fn new_memory(&self, kind: MemoryType, context: &mut Context) -> JsResult<Option<usize>> {
        let shown = Shown::new(kind, &mut self.store.borrow_mut(), context)?;
        let Some(shown) = shown else {
            return Ok(None);
        };
        let mut memories = self.memories.borrow_mut();
        memories.push(shown);
        Ok(Some(memories.len() - 1))
    }

    /// The number of a memory.
    pub fn memory_number(&self, memory: &Memory) -> Option<usize> {
        let wanted = key(memory);
        let memories = self.memories.borrow();
        memories
            .iter()
            .position(|shown| key(&shown.memory) == wanted)
    }

    /// Gives the memories that have grown new buffers.
    ///
    /// # Errors
    /// Only when the engine is out of resources.
    pub fn refresh(&self, context: &mut Context) -> JsResult<()> {
        let store = self.store.borrow();
        for shown in &mut *self.memories.borrow_mut() {
            let length = shown.memory.data_size(&*store);
            shown.refresh(length, false, context)?;
        }
        Ok(())
    }

    /// The function object of an exported function, if there is one.
    pub fn function(&self, func: &Func) -> Option<JsObject> {
        self.functions.borrow().get(&key(func)).cloned()
    }

    /// Remembers the function object of an exported function.
    pub fn remember_function(&self, func: Func, object: &JsObject) {
        self.functions
            .borrow_mut()
            .insert(key(&func), object.clone());
        self.behind.borrow_mut().insert(object.clone(), func);
    }

    /// The exported function behind a function object.
    pub fn exported(&self, object: &JsObject) -> Option<Func> {
        self.behind.borrow().get(object).copied()
    }

    /// Remembers a function of JavaScript as one of the store.
    pub fn remember_host(&self, func: &Func, number: usize) {
        self.hosts.borrow_mut().insert(key(func), number);
    }

    /// Which function of JavaScript a function of the store is.
    pub fn host(&self, func: &Func) -> Option<usize> {
        let hosts = self.hosts.borrow();
        if hosts.is_empty() {
            return None;
        }
        hosts.get(&key(func)).copied()
    }

    /// A value as a reference of the store.
    pub fn extern_ref(&self, value: &JsValue) -> ExternRef {
        if let Some(known) = self.externs.borrow().get(value) {
            return *known;
        }
        let mut values = self.extern_values.borrow_mut();
        let reference = ExternRef::new(&mut *self.store.borrow_mut(), Number(values.len()));
        values.push(value.clone());
        self.externs.borrow_mut().insert(value.clone(), reference);
        reference
    }

    /// The value behind a reference of the store.
    pub fn extern_value(&self, reference: &ExternRef) -> JsValue {
        let store = self.store.borrow();
        let number = reference.data(&*store).downcast_ref::<Number>();
        number
            .and_then(|Number(at)| self.extern_values.borrow().get(*at).cloned())
            .unwrap_or_default()
    }

    /// What a script holds of something exported.
    pub fn object(&self, thing: &Extern) -> Option<JsObject> {
        self.objects.borrow().get(&key(thing)).cloned()
    }

    /// Remembers what a script holds of something exported.
    pub fn remember_object(&self, thing: &Extern, object: JsObject) {
        self.objects.borrow_mut().insert(key(thing), object);
    }
}

impl Drop for State {
    fn drop(&mut self) {
        // What the buffers give back when they are freed, after this, was not counted: the counter
        // falls below zero, as it may once the agent is over.
        heap::lend(-self.store.get_mut().data().lent);
    }
}
