//! Which elements a long list really has, for lists that are mostly holes.
//!
//! A list of four billion holes takes an instant to make and, hole by hole, minutes to walk.

use boa_engine::object::JsObject;

/// From which length on it pays to ask.
const LONG: u64 = 10_000;

/// The indices below `length` that exist, in order, if nothing else can exist and looking at one
/// element runs no script; `None` where elements have to be asked for one by one.
pub(super) fn indices(object: &JsObject, length: u64) -> Option<Vec<u64>> {
    if length < LONG || length > u64::from(u32::MAX) || !is_plain(object) {
        return None;
    }
    let mut inherited = object.prototype();
    while let Some(prototype) = inherited {
        if !is_plain(&prototype) || has_elements(&prototype) {
            return None;
        }
        inherited = prototype.prototype();
    }
    let object = object.borrow();
    let properties = object.properties();
    // Lists without many holes are as quick the usual way.
    if properties.index_property_keys().count() as u64 * 4 >= length {
        return None;
    }
    let mut present = Vec::new();
    for (index, property) in properties.index_properties() {
        if !property.is_data_descriptor() {
            return None;
        }
        if u64::from(index) < length {
            present.push(u64::from(index));
        }
    }
    present.sort_unstable();
    Some(present)
}

/// Whether its elements are what is stored in it.
fn is_plain(object: &JsObject) -> bool {
    object.is_array() || object.is_ordinary()
}

fn has_elements(object: &JsObject) -> bool {
    let object = object.borrow();
    object.properties().index_property_keys().next().is_some()
}
