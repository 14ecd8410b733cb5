//! The tape: one flat list of 64-bit words that holds a serialized value.
//!
//! A word is either a double, written as its own bits, or a tag with a payload, put where no
//! canonical double can be: sixteen set bits, eight bits of tag, forty bits of payload. Strings and
//! runs of numbers follow their tag as raw words, so they are copied, never converted.
//! A tape never leaves the process, so its byte order is the machine's own.
//! This file knows nothing of JavaScript objects, realms or transfer lists.

use boa_engine::{JsStr, JsString, string::JsStrVariant};
use smallvec::SmallVec;
use threadproof_ground::numbers::size;

/// Where tags live: above every double, since NaN is stored in its canonical form only.
const TAGGED: u64 = 0xFFFF << 48;
const PAYLOAD_BITS: u32 = 40;
const PAYLOAD: u64 = (1 << PAYLOAD_BITS) - 1;

/// What a tagged word introduces. The payload's meaning is given in brackets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(super) enum Tag {
    /// A 32-bit integer [its bits].
    Int,
    Undefined,
    Null,
    True,
    False,
    /// A property or element that was gone when its turn came.
    Hole,
    /// A string of 8-bit units [length], then the units.
    Latin1,
    /// A string of 16-bit units [length], then the units.
    Utf16,
    /// A bigint [byte length], then its two's complement bytes, least significant first.
    BigInt,
    /// An object that came before [its number].
    Back,
    /// A plain object with a known key sequence [number of the sequence], then one value a key.
    Shaped,
    /// A plain object [number of properties], then key and value of each.
    Listed,
    /// An array index used as a key [the index].
    Index,
    /// An array without holes [length], then its elements, then a count of further properties
    /// (raw), then key and value of each.
    Array,
    /// An array with holes [length], then a count (raw), then key and value of each property.
    Sparse,
    /// An array of 32-bit integers [length], two to a word.
    Ints,
    /// An array of doubles [length], one to a word.
    Doubles,
    /// A map [number of entries], then key and value of each.
    Map,
    /// A set [number of members], then the members.
    Set,
    /// A date, then its time value as a double.
    Date,
    /// A regular expression, then source and flags as strings.
    RegExp,
    /// A wrapper object, then the primitive that it wraps.
    Boxed,
    /// An error [kind and which parts follow], then message, stack, cause.
    Error,
    /// An `ArrayBuffer` [number of its block].
    Buffer,
    /// A `SharedArrayBuffer` [number of its memory].
    Shared,
    /// A typed array or `DataView` [kind, and whether it tracks the length], then offset and
    /// length (raw), then its buffer.
    View,
    /// A copied host object [its number].
    Host,
    /// A transferred host object [its number].
    Moved,
}

impl Tag {
    const ALL: [Self; 28] = [
        Self::Int,
        Self::Undefined,
        Self::Null,
        Self::True,
        Self::False,
        Self::Hole,
        Self::Latin1,
        Self::Utf16,
        Self::BigInt,
        Self::Back,
        Self::Shaped,
        Self::Listed,
        Self::Index,
        Self::Array,
        Self::Sparse,
        Self::Ints,
        Self::Doubles,
        Self::Map,
        Self::Set,
        Self::Date,
        Self::RegExp,
        Self::Boxed,
        Self::Error,
        Self::Buffer,
        Self::Shared,
        Self::View,
        Self::Host,
        Self::Moved,
    ];
}

/// A word, read.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Item {
    Double(f64),
    Tagged(Tag, u64),
}

/// Appends words.
#[derive(Debug, Default)]
pub(super) struct TapeWriter {
    words: Words,
}

/// The words of a tape. Those of a small message lie in the message itself: nothing is allocated
/// by one thread to be freed by another.
pub(super) type Words = SmallVec<[u64; 8]>;

impl TapeWriter {
    pub(super) fn new() -> Self {
        Self::default()
    }

    pub(super) fn finish(self) -> Words {
        self.words
    }

    /// Bytes written so far.
    pub(super) fn size(&self) -> usize {
        size_of_val(&*self.words)
    }

    pub(super) fn raw(&mut self, word: u64) {
        self.words.push(word);
    }

    /// Payloads are lengths, counts and numbers of things in memory: forty bits hold them all.
    pub(super) fn tag(&mut self, tag: Tag, payload: u64) {
        debug_assert!(payload <= PAYLOAD);
        self.words
            .push(TAGGED | (u64::from(tag as u8) << PAYLOAD_BITS) | payload);
    }

    pub(super) fn int(&mut self, value: i32) {
        self.tag(Tag::Int, u64::from(value.cast_unsigned()));
    }

    pub(super) fn double(&mut self, value: f64) {
        self.words.push(double_bits(value));
    }

    pub(super) fn string(&mut self, string: &JsString) {
        self.units(string.as_str());
    }

    pub(super) fn units(&mut self, units: JsStr<'_>) {
        match units.variant() {
            JsStrVariant::Latin1(units) => {
                self.tag(Tag::Latin1, units.len() as u64);
                self.packed(units);
            }
            JsStrVariant::Utf16(units) => {
                self.tag(Tag::Utf16, units.len() as u64);
                self.packed(units);
            }
        }
    }

    pub(super) fn bytes(&mut self, tag: Tag, bytes: &[u8]) {
        self.tag(tag, bytes.len() as u64);
        self.packed(bytes);
    }

    pub(super) fn ints(&mut self, values: &[i32]) {
        self.tag(Tag::Ints, values.len() as u64);
        self.packed(values);
    }

    pub(super) fn doubles(&mut self, values: &[f64]) {
        self.tag(Tag::Doubles, values.len() as u64);
        self.make_room(values.len());
        if values.iter().any(|value| value.is_nan()) {
            self.words
                .extend(values.iter().map(|value| double_bits(*value)));
        } else {
            self.words.extend_from_slice(bytemuck::cast_slice(values));
        }
    }

    /// Makes room for a run of words. One that is longer than all before it gets what it needs and a
    /// little for what follows: the usual doubling would leave up to half of a long message unused
    /// for as long as nobody reads it. The tape still doubles at least, so runs cost linear time.
    fn make_room(&mut self, words: usize) {
        const AFTERWARDS: usize = 4;
        let spare = self.words.capacity() - self.words.len();
        if words > spare && words >= self.words.len() {
            self.words.reserve_exact(words + AFTERWARDS);
        }
    }

    /// Copies units into as few words as hold them, the last one filled up with zeros.
    fn packed<T: bytemuck::NoUninit>(&mut self, units: &[T]) {
        let bytes: &[u8] = bytemuck::cast_slice(units);
        let (whole, rest) = bytes.as_chunks::<8>();
        self.make_room(whole.len() + 1);
        if let Ok(words) = bytemuck::try_cast_slice(whole) {
            self.words.extend_from_slice(words);
        } else {
            // The units do not begin where a word may.
            let words = whole.iter().map(|word| u64::from_ne_bytes(*word));
            self.words.extend(words);
        }
        if !rest.is_empty() {
            let mut last = [0; 8];
            last[..rest.len()].copy_from_slice(rest);
            self.words.push(u64::from_ne_bytes(last));
        }
    }
}

/// Any NaN may have bits that look like a tag; all of them are the same to JavaScript.
fn double_bits(value: f64) -> u64 {
    if value.is_nan() {
        f64::NAN.to_bits() & !(1 << 63)
    } else {
        value.to_bits()
    }
}

/// Reads words in the order in which they were written. It trusts the tape: only [`TapeWriter`]
/// makes one.
#[derive(Debug)]
pub(super) struct TapeReader<'a> {
    words: &'a [u64],
    at: usize,
}

impl<'a> TapeReader<'a> {
    pub(super) const fn new(words: &'a [u64]) -> Self {
        Self { words, at: 0 }
    }

    pub(super) fn raw(&mut self) -> u64 {
        let word = self.words[self.at];
        self.at += 1;
        word
    }

    pub(super) fn item(&mut self) -> Item {
        let word = self.raw();
        if word < TAGGED {
            return Item::Double(f64::from_bits(word));
        }
        let tag = size((word >> PAYLOAD_BITS) & 0xFF);
        Item::Tagged(Tag::ALL[tag], word & PAYLOAD)
    }

    /// The units of a string whose tag was read.
    pub(super) fn latin1(&mut self, length: u64) -> &'a [u8] {
        self.packed(length)
    }

    pub(super) fn utf16(&mut self, length: u64) -> &'a [u16] {
        self.packed(length)
    }

    pub(super) fn ints(&mut self, length: u64) -> &'a [i32] {
        self.packed(length)
    }

    pub(super) fn doubles(&mut self, length: u64) -> &'a [f64] {
        self.packed(length)
    }

    /// A string, tag and all.
    pub(super) fn string(&mut self) -> JsString {
        match self.item() {
            Item::Tagged(Tag::Latin1, length) => JsString::from(JsStr::latin1(self.latin1(length))),
            Item::Tagged(Tag::Utf16, length) => JsString::from(JsStr::utf16(self.utf16(length))),
            other => unreachable!("the writer puts a string here, not {other:?}"),
        }
    }

    fn packed<T: bytemuck::AnyBitPattern>(&mut self, length: u64) -> &'a [T] {
        let length = size(length);
        let words = (length * size_of::<T>()).div_ceil(8);
        let units = bytemuck::cast_slice(&self.words[self.at..self.at + words]);
        self.at += words;
        &units[..length]
    }
}
