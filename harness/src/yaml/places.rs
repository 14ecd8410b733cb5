//! Finds the places of all scalars in one reading, by failing at each and going on behind it.
//!
//! It must never know what a document holds.

use std::cell::{Cell, RefCell};
use std::fmt;

use serde::de::{DeserializeSeed, MapAccess, SeqAccess, Visitor};

/// Where each scalar begins, by its number; nothing for what is no scalar.
pub(super) type Places = Vec<Option<usize>>;

/// Finds the place of every scalar.
pub(super) struct Finder<'b> {
    body: &'b str,
    /// Line and column, from 1, and the byte there: places come in order, so the search goes on.
    at: Cell<(usize, usize, usize)>,
    places: RefCell<Places>,
}

pub(super) struct PlaceSeed<'f>(pub(super) &'f Finder<'f>);

impl<'b> Finder<'b> {
    pub(super) fn new(body: &'b str) -> Self {
        Self {
            body,
            at: Cell::new((1, 1, 0)),
            places: RefCell::default(),
        }
    }

    pub(super) fn into_places(self) -> Places {
        self.places.into_inner()
    }

    /// Takes the place out of what an error says: its type is the deserializer's own affair.
    pub(super) fn found(&self, error: &impl fmt::Display) {
        let told = error.to_string();
        let numbers = told.rsplit_once(" at line ").and_then(|(_, place)| {
            let (line, column) = place.split_once(" column ")?;
            Some((line.parse().ok()?, column.parse().ok()?))
        });
        let place = numbers.map(|(line, column)| self.offset(line, column));
        self.places.borrow_mut().push(place);
    }

    fn offset(&self, line: usize, column: usize) -> usize {
        let (mut l, mut c, mut at) = self.at.get();
        if (line, column) < (l, c) {
            // Behind an alias, what it stands for is read again.
            (l, c, at) = (1, 1, 0);
        }
        for letter in self.body[at..].chars() {
            if (l, c) >= (line, column) {
                break;
            }
            at += letter.len_utf8();
            (l, c) = if letter == '\n' {
                (l + 1, 1)
            } else {
                (l, c + 1)
            };
        }
        self.at.set((l, c, at));
        at
    }
}

impl<'de> DeserializeSeed<'de> for PlaceSeed<'_> {
    type Value = ();

    fn deserialize<D: serde::Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for PlaceSeed<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("nothing: every scalar is to fail")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        self.0.places.borrow_mut().push(None);
        loop {
            match items.next_element_seed(PlaceSeed(self.0)) {
                Ok(None) => return Ok(()),
                Ok(Some(())) => {}
                Err(error) => self.0.found(&error),
            }
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<(), A::Error> {
        self.0.places.borrow_mut().push(None);
        loop {
            match entries.next_key_seed(PlaceSeed(self.0)) {
                Ok(None) => return Ok(()),
                Ok(Some(())) => {}
                Err(error) => self.0.found(&error),
            }
            if let Err(error) = entries.next_value_seed(PlaceSeed(self.0)) {
                self.0.found(&error);
            }
        }
    }
}
