//! Makes the values that a text stands for, with a stack of its own.

use boa_engine::object::JsObject;
use boa_engine::object::builtins::JsArray;
use boa_engine::property::PropertyKey;
use boa_engine::{Context, JsValue};
use rustc_hash::FxHashMap;

use super::fault::Fault;
use super::records::{Number, Parts, Records};
use super::text::{Quoted, Text, Unit};
use crate::interrupt;
use crate::native::{data_property, new_plain};

/// The longest key that is kept for the next object, in units.
const LONGEST_KEPT: usize = 32;

/// How many keys are kept.
const MOST_KEPT: usize = 1_000;

/// Reads one text.
pub(super) struct Values<'a, 'text, U> {
    text: Text<'text, U>,
    /// What is begun and not complete.
    open: Vec<Open>,
    /// The elements of all open arrays, and their records, if there are any.
    elements: Vec<JsValue>,
    numbers: Vec<Number>,
    /// Keys that were met, since objects of one list have the same.
    keys: FxHashMap<&'text [U], PropertyKey>,
    records: Option<&'a mut Records>,
    context: &'a mut Context,
    read: usize,
}

enum Open {
    /// An array, and the place of its first element.
    Array(usize),
    /// An object, the key whose value comes next, and the records of its values.
    Object(JsObject, PropertyKey, FxHashMap<PropertyKey, Number>),
}

/// A value and the number of its record.
type Made = (JsValue, Number);

impl<'a, 'text, U: Unit> Values<'a, 'text, U> {
    pub(super) fn new(
        units: &'text [U],
        records: Option<&'a mut Records>,
        context: &'a mut Context,
    ) -> Self {
        Self {
            text: Text { units, at: 0 },
            open: Vec::new(),
            elements: Vec::new(),
            numbers: Vec::new(),
            keys: FxHashMap::default(),
            records,
            context,
            read: 0,
        }
    }

    /// The value of the whole text, or what is wrong with it and where.
    pub(super) fn document(mut self) -> Result<JsValue, (Fault, usize)> {
        let value = self.value();
        value.map_err(|fault| (fault, self.text.at))
    }

    fn value(&mut self) -> Result<JsValue, Fault> {
        'next: loop {
            let Some(mut made) = self.begin()? else {
                continue;
            };
            // What is complete may complete what it is part of.
            while let Some(open) = self.open.pop() {
                let whole = match open {
                    Open::Array(first) => self.element(first, made)?,
                    Open::Object(object, key, entries) => {
                        self.property(object, key, entries, made)?
                    }
                };
                match whole {
                    Some(whole) => made = whole,
                    None => continue 'next,
                }
            }
            return self.end(&made.0);
        }
    }

    fn end(&mut self, value: &JsValue) -> Result<JsValue, Fault> {
        match self.text.blanks() {
            None => Ok(value.clone()),
            Some(_) => Err(Fault::Words(
                "Unexpected non-whitespace character after JSON",
            )),
        }
    }

    /// Reads a value that has no parts, or the beginning of one that has.
    fn begin(&mut self) -> Result<Option<Made>, Fault> {
        self.read += 1;
        if self.read.is_multiple_of(1024) {
            interrupt::look(self.context).map_err(Fault::Ended)?;
        }
        let next = self.text.blanks();
        let start = self.text.at;
        let value = match next {
            Some(b'{') => return self.begin_object(),
            Some(b'[') => return self.begin_array(),
            Some(b'"') => self.text.quoted()?.string().into(),
            Some(b'-' | b'0'..=b'9') => self.text.number()?,
            Some(b't') => self.text.word("true", true.into())?,
            Some(b'f') => self.text.word("false", false.into())?,
            Some(b'n') => self.text.word("null", JsValue::null())?,
            _ => return Err(Fault::Token),
        };
        Ok(Some(self.made(value, Parts::Source(start..self.text.at))))
    }

    fn made(&mut self, value: JsValue, parts: Parts) -> Made {
        let number = match &mut self.records {
            Some(records) => records.add(value.clone(), parts),
            None => 0,
        };
        (value, number)
    }

    fn begin_array(&mut self) -> Result<Option<Made>, Fault> {
        self.text.at += 1;
        if self.text.blanks() == Some(b']') {
            self.text.at += 1;
            return Ok(Some(self.array(self.elements.len())));
        }
        self.open.push(Open::Array(self.elements.len()));
        Ok(None)
    }

    fn element(&mut self, first: usize, (value, number): Made) -> Result<Option<Made>, Fault> {
        self.elements.push(value);
        if self.records.is_some() {
            self.numbers.push(number);
        }
        match self.text.blanks() {
            Some(b',') => {
                self.text.at += 1;
                self.open.push(Open::Array(first));
                Ok(None)
            }
            Some(b']') => {
                self.text.at += 1;
                Ok(Some(self.array(first)))
            }
            _ => Err(Fault::Words(
                "Expected ',' or ']' after array element in JSON",
            )),
        }
    }

    /// The array of the elements from the place `first` on.
    fn array(&mut self, first: usize) -> Made {
        let array = JsArray::from_iter(self.elements.drain(first..), self.context);
        let numbers = match &self.records {
            Some(_) => self.numbers.split_off(first),
            None => Vec::new(),
        };
        self.made(array.into(), Parts::Elements(numbers))
    }

    fn begin_object(&mut self) -> Result<Option<Made>, Fault> {
        self.text.at += 1;
        let object = new_plain(self.context).upcast();
        if self.text.blanks() == Some(b'}') {
            self.text.at += 1;
            let parts = Parts::Entries(FxHashMap::default());
            return Ok(Some(self.made(object.into(), parts)));
        }
        let key = self.key("Expected property name or '}' in JSON")?;
        self.open
            .push(Open::Object(object, key, FxHashMap::default()));
        Ok(None)
    }

    fn property(
        &mut self,
        object: JsObject,
        key: PropertyKey,
        mut entries: FxHashMap<PropertyKey, Number>,
        (value, number): Made,
    ) -> Result<Option<Made>, Fault> {
        if self.records.is_some() {
            entries.insert(key.clone(), number);
        }
        object.insert_property(key, data_property(value));
        match self.text.blanks() {
            Some(b',') => {
                self.text.at += 1;
                let key = self.key("Expected double-quoted property name in JSON")?;
                self.open.push(Open::Object(object, key, entries));
                Ok(None)
            }
            Some(b'}') => {
                self.text.at += 1;
                Ok(Some(self.made(object.into(), Parts::Entries(entries))))
            }
            _ => Err(Fault::Words(
                "Expected ',' or '}' after property value in JSON",
            )),
        }
    }

    /// A key and the colon behind it. `wanted` is said where there is none.
    fn key(&mut self, wanted: &'static str) -> Result<PropertyKey, Fault> {
        if self.text.blanks() != Some(b'"') {
            return Err(Fault::Words(wanted));
        }
        let key = match self.text.quoted()? {
            Quoted::Plain(units) if units.len() <= LONGEST_KEPT => self.kept(units),
            quoted => quoted.string().into(),
        };
        if self.text.blanks() != Some(b':') {
            return Err(Fault::Words("Expected ':' after property name in JSON"));
        }
        self.text.at += 1;
        Ok(key)
    }

    fn kept(&mut self, units: &'text [U]) -> PropertyKey {
        if let Some(key) = self.keys.get(units) {
            return key.clone();
        }
        let key = PropertyKey::from(U::string(units));
        if self.keys.len() < MOST_KEPT {
            self.keys.insert(units, key.clone());
        }
        key
    }
}
