//! The listener table of an event target.
//!
//! Types are few and compared one after another; within a type, listeners keep the order in which
//! they were added. The table only stores: it must never call a listener.

use boa_engine::gc::{Finalize, Trace};
use boa_engine::{JsObject, JsString};

/// Who added a listener, and so what it is called with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// `addEventListener`: called with an event.
    Event,
    /// An event handler attribute (`onmessage = f`): called with an event.
    Attribute,
    /// `on` and its kin: called with the value itself.
    Emitter,
}

/// How a listener is to be called.
#[derive(Debug, Clone, Copy)]
pub struct Flags {
    /// Who added it.
    pub style: Style,
    /// Removed before its first call.
    pub once: bool,
    /// Part of the listener's identity.
    pub capture: bool,
    /// `preventDefault` has no effect in it.
    pub passive: bool,
}

impl Flags {
    /// The flags of a listener added without options.
    #[must_use]
    pub const fn new(style: Style) -> Self {
        Self {
            style,
            once: false,
            capture: false,
            passive: false,
        }
    }
}

/// One listener.
#[derive(Debug, Clone, Trace, Finalize)]
#[boa_gc(unsafe_no_drop)]
pub struct Listener {
    /// A function, or an object with `handleEvent`; an event handler attribute may have none.
    pub callback: Option<JsObject>,
    /// How to call it.
    #[unsafe_ignore_trace]
    pub flags: Flags,
    /// Whether it counts as a listener; an attribute that was set to null keeps its place.
    pub counted: bool,
    /// Unique in the table, never used again, and larger than that of every earlier listener.
    pub id: u64,
}

/// What one step of a dispatch has to call.
pub struct Step {
    /// The listener.
    pub listener: Listener,
    /// The id at which the dispatch goes on; `None` after the last listener. It is fixed before
    /// the listener runs: what the last listener adds is not called any more.
    pub next: Option<u64>,
}

/// All listeners of one type.
#[derive(Debug, Trace, Finalize)]
#[boa_gc(unsafe_no_drop)]
struct Entry {
    kind: JsString,
    list: Vec<Listener>,
}

/// The listeners of one target.
#[derive(Debug, Default, Trace, Finalize)]
#[boa_gc(unsafe_no_drop)]
pub struct Listeners {
    entries: Vec<Entry>,
    next_id: u64,
}

impl Listeners {
    /// The listeners of a type, in the order in which they are called.
    #[must_use]
    pub fn of(&self, kind: &JsString) -> &[Listener] {
        self.entry(kind).map_or(&[], |entry| entry.list.as_slice())
    }

    /// How many listeners a type has.
    #[must_use]
    pub fn count(&self, kind: &JsString) -> usize {
        self.of(kind)
            .iter()
            .filter(|listener| listener.counted)
            .count()
    }

    /// Whether every listener of a type was added by `on` and its kin.
    #[must_use]
    pub fn only_emitters(&self, kind: &JsString) -> bool {
        self.of(kind)
            .iter()
            .all(|listener| listener.flags.style == Style::Emitter)
    }

    /// The types that have listeners, oldest first.
    pub fn kinds(&self) -> impl Iterator<Item = &JsString> {
        self.entries.iter().map(|entry| &entry.kind)
    }

    /// Whether a listener is still in the table.
    #[must_use]
    pub fn contains(&self, kind: &JsString, id: u64) -> bool {
        self.of(kind).iter().any(|listener| listener.id == id)
    }

    /// Finds the listener that a callback and its capture flag stand for.
    #[must_use]
    pub fn find(&self, kind: &JsString, callback: &JsObject, capture: bool) -> Option<u64> {
        let listener = self.of(kind).iter().find(|listener| {
            listener.flags.style != Style::Attribute
                && listener.flags.capture == capture
                && listener
                    .callback
                    .as_ref()
                    .is_some_and(|other| JsObject::equals(other, callback))
        })?;
        Some(listener.id)
    }

    /// The first listener of a type whose id is at least `from`.
    #[must_use]
    pub fn step(&self, kind: &JsString, from: u64) -> Option<Step> {
        let list = self.of(kind);
        let at = list.iter().position(|listener| listener.id >= from)?;
        Some(Step {
            listener: list[at].clone(),
            next: list.get(at + 1).map(|listener| listener.id),
        })
    }

    /// Adds a listener at the end and gives its id.
    pub fn push(&mut self, kind: &JsString, callback: Option<JsObject>, flags: Flags) -> u64 {
        let id = self.next_id;
        self.next_id += 1;
        let listener = Listener {
            callback,
            flags,
            counted: true,
            id,
        };
        match self.entries.iter_mut().find(|entry| entry.kind == *kind) {
            Some(entry) => entry.list.push(listener),
            None => self.entries.push(Entry {
                kind: kind.clone(),
                list: vec![listener],
            }),
        }
        id
    }

    /// Puts another callback in a listener's place in the order; tells whether the listener
    /// counted before.
    pub fn replace(
        &mut self,
        kind: &JsString,
        id: u64,
        callback: Option<JsObject>,
        counted: bool,
    ) -> Option<bool> {
        let entry = self.entries.iter_mut().find(|entry| entry.kind == *kind)?;
        let listener = entry.list.iter_mut().find(|listener| listener.id == id)?;
        listener.callback = callback;
        Some(std::mem::replace(&mut listener.counted, counted))
    }

    /// Removes every listener of one type, or of all.
    pub fn clear(&mut self, kind: Option<&JsString>) {
        match kind {
            Some(kind) => self.entries.retain(|entry| entry.kind != *kind),
            None => self.entries.clear(),
        }
    }

    /// Removes one listener; false when it was not there any more.
    pub fn remove(&mut self, kind: &JsString, id: u64) -> bool {
        let Some(at) = self.entries.iter().position(|entry| entry.kind == *kind) else {
            return false;
        };
        let list = &mut self.entries[at].list;
        let Some(index) = list.iter().position(|listener| listener.id == id) else {
            return false;
        };
        list.remove(index);
        if list.is_empty() {
            self.entries.remove(at);
        }
        true
    }

    fn entry(&self, kind: &JsString) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.kind == *kind)
    }
}
