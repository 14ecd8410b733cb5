//! Which objects a message has already, and under what number. The receiver counts the same way.

use boa_engine::JsObject;
use rustc_hash::FxHashMap;
use threadproof_ground::numbers::count;

/// Up to so many objects are looked for one by one.
const FEW: usize = 12;

/// The objects of a message, in the order in which they were begun. They are held, so that a
/// getter can't free one and have another take its place in memory.
#[derive(Debug, Default)]
pub(super) struct Identity {
    objects: Vec<Met>,
    numbers: FxHashMap<JsObject, u32>,
}

#[derive(Debug)]
struct Met {
    object: JsObject,
    /// Whether parts of it are still to come.
    open: bool,
}

/// What is known of an object that was met.
pub(super) enum Seen {
    /// It is new, and has this number from now on.
    First(u32),
    /// It was met before, and may not be complete.
    Again { number: u32, open: bool },
}

impl Identity {
    /// Gives an object its number, or tells the one that it has. A new object counts as open until
    /// it is closed.
    pub(super) fn meet(&mut self, object: &JsObject) -> Seen {
        let next = count(self.objects.len());
        let number = if self.objects.len() < FEW {
            let mut met = self.objects.iter();
            met.position(|met| met.object == *object)
                .map_or(next, count)
        } else {
            if self.numbers.is_empty() {
                let met = self.objects.iter().map(|met| met.object.clone());
                self.numbers = met.zip(0..).collect();
            }
            *self.numbers.entry(object.clone()).or_insert(next)
        };
        if let Some(met) = self.objects.get(number as usize) {
            return Seen::Again {
                number,
                open: met.open,
            };
        }
        self.objects.push(Met {
            object: object.clone(),
            open: true,
        });
        Seen::First(number)
    }

    /// All parts of an object are written.
    pub(super) fn close(&mut self, number: u32) {
        self.objects[number as usize].open = false;
    }
}
