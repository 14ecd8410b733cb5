//! Everything that repairs the engine, or stands in for it.
//!
//! The engine comes from the registry as it is. Where it does something wrong, what we do about it
//! is listed in [`INDEX`], wherever it lives: most of it in this room, what works on source text in a
//! crate of its own.
//! Each entry has a canary among this room's tests, which fails as soon as the engine does right by
//! itself: then the repair can go.
//!
//! This room knows the engine and the language's standard, and nothing of threads, ports or Node.

mod bind;
pub mod call_depth;
mod calls;
mod conversions;
mod copy_within;
pub mod depth;
pub mod descriptors;
pub mod growth;
mod index;
mod join;
pub mod json;
mod lengths;
mod merge;
mod present;
mod proxies;
mod slice;
mod sort;
#[cfg(test)]
mod tests;
mod text;
mod views;
pub mod words;
mod wrap;

use boa_engine::{Context, Finalize, JsData, JsResult, JsValue, Trace};

pub use index::{ENGINE, INDEX, Repair};

/// Puts the functions of this room in the place of the engine's, in the realm that the context is
/// in, but for those that [`data_view`], [`atomics`] and [`proxy`] replace. Rooms that wrap what is here come
/// after it.
pub fn install(context: &mut Context) {
    sort::install(context);
    slice::install(context);
    join::install(context);
    copy_within::install(context);
    text::install(context);
    calls::install(context);
    bind::install(context);
}

/// The constructor `Proxy`, repaired, for the realm that the context is in. It is another at each
/// call, for whoever defines the global to keep.
///
/// # Errors
/// None.
pub fn proxy(context: &mut Context) -> JsResult<JsValue> {
    Ok(proxies::constructor(context))
}

/// Marks a realm whose `DataView` is repaired.
#[derive(Trace, Finalize, JsData)]
struct DataViewIsRepaired;

/// Marks a realm whose `Atomics` are repaired.
#[derive(Trace, Finalize, JsData)]
struct AtomicsAreRepaired;

/// The constructor `DataView`, repaired: few threads need it, and its methods are many.
///
/// # Errors
/// None.
pub fn data_view(context: &mut Context) -> JsResult<JsValue> {
    let realm = context.realm().clone();
    if !realm.host_defined().has::<DataViewIsRepaired>() {
        realm.host_defined_mut().insert(DataViewIsRepaired);
        views::install_data_view(context);
    }
    let constructors = context.intrinsics().constructors();
    Ok(constructors.data_view().constructor().into())
}

/// The object `Atomics`, repaired.
///
/// # Errors
/// None.
pub fn atomics(context: &mut Context) -> JsResult<JsValue> {
    let realm = context.realm().clone();
    if !realm.host_defined().has::<AtomicsAreRepaired>() {
        realm.host_defined_mut().insert(AtomicsAreRepaired);
        views::install_atomics(context);
    }
    Ok(context.intrinsics().objects().atomics().into())
}
