//! The environment variables of an agent: `process.env`.
//!
//! A worker has a copy of its parent's unless it was started with `SHARE_ENV`; then both hold the
//! same store. The process's own environment is read once and never written.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Variables in the order in which they were set.
#[derive(Debug, Default)]
pub struct EnvStore {
    vars: Mutex<Vars>,
}

#[derive(Debug, Default, Clone)]
struct Vars {
    next: u64,
    by_name: BTreeMap<String, (u64, String)>,
}

impl EnvStore {
    /// A store with these variables.
    #[must_use]
    pub fn from_pairs(pairs: impl IntoIterator<Item = (String, String)>) -> Arc<Self> {
        let store = Self::default();
        for (name, value) in pairs {
            store.set(name, value);
        }
        Arc::new(store)
    }

    /// A copy that changes on its own.
    #[must_use]
    pub fn copy(&self) -> Arc<Self> {
        Arc::new(Self {
            vars: Mutex::new(self.lock().clone()),
        })
    }

    /// The value of a variable.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<String> {
        self.lock()
            .by_name
            .get(name)
            .map(|(_, value)| value.clone())
    }

    /// True when the variable is set.
    #[must_use]
    pub fn has(&self, name: &str) -> bool {
        self.lock().by_name.contains_key(name)
    }

    /// Sets a variable; one that was there keeps its place.
    pub fn set(&self, name: String, value: String) {
        let mut vars = self.lock();
        let next = vars.next;
        let place = vars.by_name.get(&name).map_or(next, |(place, _)| *place);
        vars.next = next + 1;
        vars.by_name.insert(name, (place, value));
    }

    /// Takes a variable away.
    pub fn remove(&self, name: &str) {
        self.lock().by_name.remove(name);
    }

    /// All names, in the order in which they were set.
    #[must_use]
    pub fn names(&self) -> Vec<String> {
        let vars = self.lock();
        let mut names: Vec<_> = vars
            .by_name
            .iter()
            .map(|(name, (place, _))| (*place, name.clone()))
            .collect();
        names.sort();
        names.into_iter().map(|(_, name)| name).collect()
    }

    fn lock(&self) -> MutexGuard<'_, Vars> {
        self.vars.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
