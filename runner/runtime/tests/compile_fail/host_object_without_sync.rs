//! A host object is used by all threads at once, so it must bring its own synchronisation.

use std::cell::Cell;

use threadproof_runner::{HostObject, SharedObject};

fn count() -> SharedObject {
    HostObject::new("Counter", Cell::new(0)).share()
}

fn main() {}
