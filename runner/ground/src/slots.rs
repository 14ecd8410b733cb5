//! Typed slots: a place for what a layer above keeps on something that a layer below owns.
//!
//! A thread and a runtime are made by code that must not know what ports, locks or builtins are. Each
//! of these keeps its state in a slot of its own, found by its type. It must never know what the
//! types are.

use std::any::{Any, TypeId};
use std::fmt;

use rustc_hash::FxHashMap;

/// Values, at most one of each type, that any thread may look at.
#[derive(Default)]
pub struct Shared(FxHashMap<TypeId, Box<dyn Any + Send + Sync>>);

impl Shared {
    /// Fills the slot of `T`; what was there goes.
    pub fn insert<T: Any + Send + Sync>(&mut self, value: T) {
        self.0.insert(TypeId::of::<T>(), Box::new(value));
    }

    /// What is in the slot of `T`.
    #[must_use]
    pub fn get<T: Any>(&self) -> Option<&T> {
        self.0.get(&TypeId::of::<T>())?.downcast_ref()
    }
}

impl fmt::Debug for Shared {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} slots", self.0.len())
    }
}

/// Values, at most one of each type, that stay on their thread.
#[derive(Default)]
pub struct Local(FxHashMap<TypeId, Box<dyn Any>>);

impl Local {
    /// Fills the slot of `T`; what was there goes.
    pub fn insert<T: Any>(&mut self, value: T) {
        self.0.insert(TypeId::of::<T>(), Box::new(value));
    }

    /// What is in the slot of `T`.
    #[must_use]
    pub fn get<T: Any>(&self) -> Option<&T> {
        self.0.get(&TypeId::of::<T>())?.downcast_ref()
    }
}

impl fmt::Debug for Local {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} slots", self.0.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slot_is_found_by_its_type() {
        let mut slots = Shared::default();
        slots.insert(1_u8);
        slots.insert("text");
        slots.insert(2_u8);
        assert_eq!(slots.get::<u8>(), Some(&2));
        assert_eq!(slots.get::<&str>(), Some(&"text"));
        assert_eq!(slots.get::<u16>(), None);
    }
}
