//! Values of a thread that other threads keep by number.

use std::cell::RefCell;

use boa_engine::JsValue;
use rustc_hash::FxHashMap;

/// Values of a thread that another thread keeps, by number.
#[derive(Default)]
pub struct KeptValues(RefCell<FxHashMap<u64, JsValue>>);

impl KeptValues {
    /// The values, by number.
    pub fn values(&self) -> &RefCell<FxHashMap<u64, JsValue>> {
        &self.0
    }
}
