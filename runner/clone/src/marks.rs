//! The marks of `markAsUntransferable` and `markAsUncloneable`, and the one by which the runtime
//! lets a proxy of its own be cloned.
//!
//! A mark is membership in a weak set, so it needs nothing of the object: frozen objects take it,
//! no script can see it or take it off, it isn't inherited, and it keeps nothing alive.
//! What a mark means is decided elsewhere.

use std::cell::Cell;

use boa_engine::{
    Context, JsNativeError, JsObject, JsResult, JsValue, builtins::proxy::Proxy,
    object::builtins::JsWeakSet,
};

use super::state::State;

/// The marked objects of a context.
#[derive(Debug)]
pub(super) struct Marks {
    untransferable: MarkedSet,
    uncloneable: MarkedSet,
    plain: MarkedSet,
}

#[derive(Debug)]
struct MarkedSet {
    members: JsWeakSet,
    /// Most contexts never mark anything; they shouldn't pay for asking.
    used: Cell<bool>,
}

impl MarkedSet {
    fn new(context: &mut Context) -> Self {
        Self {
            members: JsWeakSet::new(context),
            used: Cell::new(false),
        }
    }

    /// What a script marks; in Node, a proxy can't carry a mark.
    fn add_for_script(&self, object: &JsObject, context: &mut Context) -> JsResult<()> {
        if object.is::<Proxy>() {
            return Err(JsNativeError::typ()
                .with_message("Cannot pass private property name to proxy trap")
                .into());
        }
        self.add(object, context)
    }

    fn add(&self, object: &JsObject, context: &mut Context) -> JsResult<()> {
        self.used.set(true);
        self.members.add(object, context)?;
        Ok(())
    }

    fn has(&self, object: &JsObject, context: &mut Context) -> bool {
        self.used.get() && self.members.has(object, context).unwrap_or(false)
    }
}

impl Marks {
    pub(super) fn new(context: &mut Context) -> Self {
        Self {
            untransferable: MarkedSet::new(context),
            uncloneable: MarkedSet::new(context),
            plain: MarkedSet::new(context),
        }
    }

    pub(super) fn untransferable(&self, object: &JsObject, context: &mut Context) -> bool {
        self.untransferable.has(object, context)
    }

    pub(super) fn uncloneable(&self, object: &JsObject, context: &mut Context) -> bool {
        self.uncloneable.has(object, context)
    }

    pub(super) fn plain(&self, object: &JsObject, context: &mut Context) -> bool {
        self.plain.has(object, context)
    }
}

/// `markAsUntransferable(value)`: from now on, listing this object for transfer throws. Does
/// nothing to a primitive.
///
/// # Errors
/// Throws a `TypeError` for a proxy, which can't carry a mark.
pub fn mark_as_untransferable(value: &JsValue, context: &mut Context) -> JsResult<()> {
    match value.as_object() {
        Some(object) => State::of(context)
            .marks
            .untransferable
            .add_for_script(&object, context),
        None => Ok(()),
    }
}

/// `isMarkedAsUntransferable(value)`
pub fn is_marked_as_untransferable(value: &JsValue, context: &mut Context) -> bool {
    let object = value.as_object();
    object.is_some_and(|object| State::of(context).marks.untransferable(&object, context))
}

/// `markAsUncloneable(value)`: from now on, cloning this object throws. It has no effect on
/// buffers, views, arrays, collections, dates and the like, nor on primitives.
///
/// # Errors
/// Throws a `TypeError` for a proxy, which can't carry a mark.
pub fn mark_as_uncloneable(value: &JsValue, context: &mut Context) -> JsResult<()> {
    match value.as_object() {
        Some(object) => State::of(context)
            .marks
            .uncloneable
            .add_for_script(&object, context),
        None => Ok(()),
    }
}

/// Lets a proxy of the runtime's own, such as `process.env`, be cloned: it arrives as a plain
/// object with the properties that it shows. Scripts' own proxies can't be cloned.
///
/// # Errors
/// Only when the engine is out of resources.
pub fn clone_as_plain_object(proxy: &JsObject, context: &mut Context) -> JsResult<()> {
    State::of(context).marks.plain.add(proxy, context)
}
