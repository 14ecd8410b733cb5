//! What a host program lends to scripts: functions, and objects that all threads use at once.
//!
//! Both are `Send + Sync` Rust values; how a script sees them is `bind`'s affair. A closure that
//! captured a JavaScript value would not compile here, which is the point.

use std::any::Any;
use std::fmt;
use std::sync::Arc;

use super::errors::HostError;
use super::value::Value;

/// The code of a host function.
pub type HostFunction = Arc<dyn Fn(&[Value]) -> Result<Value, HostError> + Send + Sync>;

/// How a script waits for a host function.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Call {
    /// On its own thread, at once.
    Inline,
    /// On a thread of the host's; the script gets a promise.
    Task,
}

/// One thing under one name.
#[derive(Clone)]
pub(crate) enum Item {
    Function(HostFunction, Call),
    Object(SharedObject),
}

/// Functions and objects that scripts import as `host:NAME`.
///
/// ```
/// use threadproof_runner::{HostModule, Runtime, SourceKind, Value};
///
/// let math = HostModule::new()
///     .function("add", |args| {
///         let sum: f64 = args.iter().filter_map(Value::as_number).sum();
///         Ok(sum.into())
///     });
/// let outcome = Runtime::builder()
///     .host_module("math", math)
///     .source("import { add } from 'host:math'; console.log(add(1, 2))", SourceKind::Module)
///     .capture_output()
///     .run()?;
/// assert_eq!(outcome.stdout, b"3\n");
/// # Ok::<(), threadproof_runner::StartError>(())
/// ```
#[derive(Clone, Default)]
pub struct HostModule {
    pub(crate) items: Vec<(String, Item)>,
}

impl HostModule {
    /// An empty module.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a function that runs on the thread that calls it.
    ///
    /// While it runs, neither `terminate` nor a deadline can end that thread. What it panics with
    /// costs the thread, as an engine failure does.
    #[must_use]
    pub fn function(
        self,
        name: impl Into<String>,
        function: impl Fn(&[Value]) -> Result<Value, HostError> + Send + Sync + 'static,
    ) -> Self {
        self.with(name, Item::Function(Arc::new(function), Call::Inline))
    }

    /// Adds a function that runs on a thread of its own; scripts get a promise.
    #[must_use]
    pub fn task(
        self,
        name: impl Into<String>,
        function: impl Fn(&[Value]) -> Result<Value, HostError> + Send + Sync + 'static,
    ) -> Self {
        self.with(name, Item::Function(Arc::new(function), Call::Task))
    }

    /// Adds an object that all threads use at once.
    #[must_use]
    pub fn object(self, name: impl Into<String>, object: SharedObject) -> Self {
        self.with(name, Item::Object(object))
    }

    pub(crate) fn with(mut self, name: impl Into<String>, item: Item) -> Self {
        let name = name.into();
        self.items.retain(|(other, _)| *other != name);
        self.items.push((name, item));
        self
    }
}

impl fmt::Debug for HostModule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set()
            .entries(self.items.iter().map(|(name, _)| name))
            .finish()
    }
}

/// A Rust value on its way to become a shared host object: its methods take `&T`, from any thread
/// and from many at once, so `T` brings its own synchronisation.
///
/// ```
/// use std::sync::atomic::{AtomicU32, Ordering};
/// use threadproof_runner::{HostObject, Runtime, SourceKind};
///
/// let counter = HostObject::new("Counter", AtomicU32::new(0))
///     .method("increment", |counter, _| Ok(counter.fetch_add(1, Ordering::Relaxed).into()))
///     .getter("value", |counter| counter.load(Ordering::Relaxed).into())
///     .share();
/// let outcome = Runtime::builder()
///     .host_object("counter", counter)
///     .source("counter.increment(); console.log(counter.value)", SourceKind::CommonJs)
///     .capture_output()
///     .run()?;
/// assert_eq!(outcome.stdout, b"1\n");
/// # Ok::<(), threadproof_runner::StartError>(())
/// ```
pub struct HostObject<T> {
    value: Arc<T>,
    object: Members,
}

#[derive(Clone)]
struct Members {
    class: String,
    methods: Vec<(String, HostFunction)>,
    getters: Vec<(String, HostFunction)>,
}

impl<T: Send + Sync + 'static> HostObject<T> {
    /// Begins with a value and the name that scripts see as its class.
    #[must_use]
    pub fn new(class: impl Into<String>, value: T) -> Self {
        Self::from_arc(class, Arc::new(value))
    }

    /// Begins with a value that the host program keeps a hold of.
    #[must_use]
    pub fn from_arc(class: impl Into<String>, value: Arc<T>) -> Self {
        Self {
            value,
            object: Members {
                class: class.into(),
                methods: Vec::new(),
                getters: Vec::new(),
            },
        }
    }

    /// Adds a method.
    #[must_use]
    pub fn method(
        mut self,
        name: impl Into<String>,
        method: impl Fn(&T, &[Value]) -> Result<Value, HostError> + Send + Sync + 'static,
    ) -> Self {
        let value = Arc::clone(&self.value);
        let method: HostFunction = Arc::new(move |args| method(&value, args));
        self.object.methods.push((name.into(), method));
        self
    }

    /// Adds a property that is asked anew at every look.
    #[must_use]
    pub fn getter(
        mut self,
        name: impl Into<String>,
        getter: impl Fn(&T) -> Value + Send + Sync + 'static,
    ) -> Self {
        let value = Arc::clone(&self.value);
        let getter: HostFunction = Arc::new(move |_| Ok(getter(&value)));
        self.object.getters.push((name.into(), getter));
        self
    }

    /// The object as runtimes take it. One object may be given to many runtimes.
    #[must_use]
    pub fn share(self) -> SharedObject {
        SharedObject {
            inner: Arc::new(Shared {
                members: self.object,
                value: self.value,
            }),
        }
    }
}

impl<T> fmt::Debug for HostObject<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("HostObject")
            .field(&self.object.class)
            .finish()
    }
}

/// A host object that all threads of all runtimes it was given to use at once. A script may post
/// it to another thread; it arrives as the same object.
#[derive(Clone)]
pub struct SharedObject {
    inner: Arc<Shared>,
}

struct Shared {
    members: Members,
    value: Arc<dyn Any + Send + Sync>,
}

impl SharedObject {
    /// The Rust value, if it is a `T`.
    #[must_use]
    pub fn downcast<T: Send + Sync + 'static>(&self) -> Option<Arc<T>> {
        Arc::clone(&self.inner.value).downcast().ok()
    }

    /// The name that scripts see as its class.
    #[must_use]
    pub fn class(&self) -> &str {
        &self.inner.members.class
    }

    pub(crate) fn methods(&self) -> &[(String, HostFunction)] {
        &self.inner.members.methods
    }

    pub(crate) fn getters(&self) -> &[(String, HostFunction)] {
        &self.inner.members.getters
    }
}

impl PartialEq for SharedObject {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.inner, &other.inner)
    }
}

impl fmt::Debug for SharedObject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("SharedObject").field(&self.class()).finish()
    }
}
