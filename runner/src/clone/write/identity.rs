//! Which objects a message has already, and under what number. The receiver counts the same way.

use boa_engine::JsObject;
use rustc_hash::FxHashMap;

/// Up to so many objects are looked for one by one.
const FEW: usize = 12;

/// The objects of a message, in the order in which they were begun. They are held, so that a
/// getter can't free one and have another take its place in memory.
#[derive(Debug, Default)]
pub(super) struct Identity {
    objects: Vec<JsObject>,
    /// For each object, whether it is not complete yet.
    open: Vec<bool>,
    numbers: FxHashMap<JsObject, u32>,
}

/// Whether an object is in the message already.
pub(super) enum Seen {
    Never,
    Before { number: u32, open: bool },
}

impl Identity {
    pub(super) fn find(&self, object: &JsObject) -> Seen {
        let number = if self.objects.len() <= FEW {
            let mut objects = self.objects.iter();
            objects.position(|seen| seen == object).map(|at| at as u32)
        } else {
            self.numbers.get(object).copied()
        };
        match number {
            None => Seen::Never,
            Some(number) => Seen::Before {
                number,
                open: self.open[number as usize],
            },
        }
    }

    /// Adds an object whose parts are still to come; `close` it after the last.
    pub(super) fn add_open(&mut self, object: &JsObject) -> u32 {
        self.add(object, true)
    }

    /// Adds an object that has no further parts.
    pub(super) fn add_complete(&mut self, object: &JsObject) {
        self.add(object, false);
    }

    pub(super) fn close(&mut self, number: u32) {
        self.open[number as usize] = false;
    }

    fn add(&mut self, object: &JsObject, open: bool) -> u32 {
        let number = self.objects.len() as u32;
        self.objects.push(object.clone());
        self.open.push(open);
        if self.objects.len() > FEW {
            if self.numbers.is_empty() {
                let all = self.objects.iter().cloned();
                self.numbers = all.zip(0..).collect();
            } else {
                self.numbers.insert(object.clone(), number);
            }
        }
        number
    }
}
