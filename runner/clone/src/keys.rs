//! Key sequences: what the plain objects of one shape have in common, sent once instead of with
//! every object, and kept by both sides so that the next message finds it ready.
//!
//! A sequence crosses threads as an `Arc` of plain code units. The sender finds it by the object's
//! shape; the receiver finds its own interned keys by the `Arc`. Both caches hold what they are
//! keyed by, so an address in them is never that of something newer, and both are bounded.
//! This file never reads or writes property values.

use std::{cell::Cell, cell::RefCell, rc::Rc, sync::Arc};

use boa_engine::{
    Context, JsObject, JsStr, JsString, JsValue, builtins::object::OrdinaryObject,
    object::shape::Shape, property::PropertyKey, string::JsStrVariant,
};
use rustc_hash::FxHashMap;
use threadproof_engine::native::{data_property, new_plain};

/// Objects with more properties than this are taken for dictionaries.
const LONGEST: usize = 64;
/// When a cache grows past this, it starts again.
const MOST: usize = 256;

/// The names of a shape's properties, in order, as plain data.
#[derive(Debug)]
pub(super) struct KeySequence {
    names: Box<[Units]>,
}

#[derive(Debug)]
enum Units {
    Latin1(Box<[u8]>),
    Utf16(Box<[u16]>),
}

impl Units {
    fn of(name: &JsString) -> Self {
        match name.variant() {
            JsStrVariant::Latin1(units) => Self::Latin1(units.into()),
            JsStrVariant::Utf16(units) => Self::Utf16(units.into()),
        }
    }

    fn to_js_string(&self) -> JsString {
        match self {
            Self::Latin1(units) => JsString::from(JsStr::latin1(units)),
            Self::Utf16(units) => JsString::from(JsStr::utf16(units)),
        }
    }
}

/// What the sender knows of a shape.
#[derive(Debug)]
pub(super) struct SourceKeys {
    pub(super) keys: Box<[PropertyKey]>,
    pub(super) sequence: Arc<KeySequence>,
    /// Held so that the address stays this shape's own.
    shape: Shape,
    /// The message that last used the sequence, and its number there.
    used: Cell<(u64, u32)>,
}

impl SourceKeys {
    pub(super) fn address(&self) -> usize {
        self.shape.to_addr_usize()
    }

    /// The number of the sequence in this message, if the message has it already.
    pub(super) fn number_in(&self, message: u64) -> Option<u32> {
        let (used, number) = self.used.get();
        (used == message).then_some(number)
    }

    pub(super) fn set_number_in(&self, message: u64, number: u32) {
        self.used.set((message, number));
    }
}

/// The sender's side: sequences by shape.
#[derive(Debug, Default)]
pub(super) struct SourceCache {
    /// `None`: seen once. An object literal in a loop is seen again at once; an object used as a
    /// dictionary is not, and isn't worth a sequence.
    known: RefCell<FxHashMap<usize, Option<Rc<SourceKeys>>>>,
    last: RefCell<Option<Rc<SourceKeys>>>,
}

impl SourceCache {
    /// The key sequence for this object, if its shape is shared, was seen before, and has nothing
    /// but plain enumerable data properties with string keys.
    pub(super) fn keys_of(&self, object: &JsObject) -> Option<Rc<SourceKeys>> {
        let object = object.borrow();
        // Index keys are not part of the shape, and come first.
        if object.properties().index_property_keys().len() > 0 {
            return None;
        }
        let shape = object.shape();
        let address = shape.to_addr_usize();
        if let Some(last) = &*self.last.borrow()
            && last.address() == address
        {
            return Some(Rc::clone(last));
        }
        if !shape.is_shared() {
            return None;
        }
        let mut known = self.known.borrow_mut();
        let found = match known.get(&address) {
            Some(Some(found)) => Rc::clone(found),
            Some(None) => {
                let keys = plain_keys(shape, object.properties())?;
                let names = keys.iter().map(|key| match key {
                    PropertyKey::String(name) => Units::of(name),
                    _ => unreachable!("plain_keys gives string keys only"),
                });
                let found = Rc::new(SourceKeys {
                    sequence: Arc::new(KeySequence {
                        names: names.collect(),
                    }),
                    keys,
                    shape: shape.clone(),
                    used: Cell::new((0, 0)),
                });
                known.insert(address, Some(Rc::clone(&found)));
                found
            }
            None => {
                if known.len() >= MOST {
                    known.clear();
                }
                known.insert(address, None);
                return None;
            }
        };
        *self.last.borrow_mut() = Some(Rc::clone(&found));
        Some(found)
    }
}

fn plain_keys(
    shape: &Shape,
    properties: &boa_engine::object::PropertyMap,
) -> Option<Box<[PropertyKey]>> {
    let keys = shape.keys();
    let plain = keys.len() <= LONGEST
        && keys.iter().all(|key| {
            matches!(key, PropertyKey::String(_))
                && properties.get(key).is_some_and(|property| {
                    property.is_data_descriptor() && property.expect_enumerable()
                })
        });
    plain.then(|| keys.into_boxed_slice())
}

/// What the receiver knows of a sequence.
#[derive(Debug)]
pub(super) struct TargetKeys {
    pub(super) keys: Box<[PropertyKey]>,
    /// Held so that the engine keeps the shape that such objects get.
    _sample: JsObject<OrdinaryObject>,
}

type Target = (Arc<KeySequence>, Rc<TargetKeys>);

/// The receiver's side: interned keys by sequence.
#[derive(Debug, Default)]
pub(super) struct TargetCache {
    known: RefCell<FxHashMap<usize, Target>>,
    last: RefCell<Option<Target>>,
}

impl TargetCache {
    pub(super) fn keys_of(&self, sequence: &Arc<KeySequence>, context: &Context) -> Rc<TargetKeys> {
        if let Some((last, keys)) = &*self.last.borrow()
            && Arc::ptr_eq(last, sequence)
        {
            return Rc::clone(keys);
        }
        let mut known = self.known.borrow_mut();
        if known.len() >= MOST {
            known.clear();
        }
        let (_, keys) = known
            .entry(Arc::as_ptr(sequence).addr())
            .or_insert_with(|| (Arc::clone(sequence), Rc::new(intern(sequence, context))));
        *self.last.borrow_mut() = Some((Arc::clone(sequence), Rc::clone(keys)));
        Rc::clone(keys)
    }
}

fn intern(sequence: &KeySequence, context: &Context) -> TargetKeys {
    let names = sequence.names.iter().map(Units::to_js_string);
    let keys: Box<[PropertyKey]> = names.map(PropertyKey::from).collect();
    let sample = new_plain(context);
    let object = sample.clone().upcast();
    for key in &keys {
        object.insert_property(key.clone(), data_property(JsValue::undefined()));
    }
    TargetKeys {
        keys,
        _sample: sample,
    }
}
