//! What each value of a text was made from (ECMAScript, 25.5.1.1 `JSON Parse Record`): a reviver is
//! told the source of those that are still what the text said.

use std::ops::Range;

use boa_engine::JsValue;
use boa_engine::property::PropertyKey;
use rustc_hash::FxHashMap;

/// A record of one value, by its number.
pub(super) type Number = usize;

/// The records of one text. They refer to one another by number, since a tree of them would be
/// dropped by recursion.
#[derive(Default)]
pub(super) struct Records(Vec<Record>);

struct Record {
    value: JsValue,
    parts: Parts,
}

/// What a value was made from.
pub(super) enum Parts {
    /// A place in the text, in units.
    Source(Range<usize>),
    Elements(Vec<Number>),
    Entries(FxHashMap<PropertyKey, Number>),
}

impl Records {
    /// Adds one.
    pub(super) fn add(&mut self, value: JsValue, parts: Parts) -> Number {
        self.0.push(Record { value, parts });
        self.0.len() - 1
    }

    /// What `value` was made from, if the record is of this very value.
    pub(super) fn parts_of(&self, number: Number, value: &JsValue) -> Option<&Parts> {
        let record = self.0.get(number)?;
        JsValue::same_value(&record.value, value).then_some(&record.parts)
    }

    /// The record of the whole, which is added last.
    pub(super) fn last(&self) -> Option<Number> {
        self.0.len().checked_sub(1)
    }
}
