//! The marks of `markAsUntransferable` and `markAsUncloneable`.
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
}

#[derive(Debug)]
struct MarkedSet {
    members: JsWeakSet,
    /// Most contexts never mark anything; they shouldn't pay for asking.
    used: Cell<bool>,
}

impl MarkedSet {
    fn add(&self, object: &JsObject, ctx: &mut Context) -> JsResult<()> {
        if object.is::<Proxy>() {
            return Err(JsNativeError::typ()
                .with_message("Cannot pass private property name to proxy trap")
                .into());
        }
        self.used.set(true);
        self.members.add(object, ctx)?;
        Ok(())
    }

    fn has(&self, object: &JsObject, ctx: &mut Context) -> bool {
        self.used.get() && self.members.has(object, ctx).unwrap_or(false)
    }
}

impl Marks {
    pub(super) fn new(untransferable: JsWeakSet, uncloneable: JsWeakSet) -> Self {
        let set = |members| MarkedSet {
            members,
            used: Cell::new(false),
        };
        Self {
            untransferable: set(untransferable),
            uncloneable: set(uncloneable),
        }
    }

    pub(super) fn untransferable(&self, object: &JsObject, ctx: &mut Context) -> bool {
        self.untransferable.has(object, ctx)
    }

    pub(super) fn uncloneable(&self, object: &JsObject, ctx: &mut Context) -> bool {
        self.uncloneable.has(object, ctx)
    }
}

/// `markAsUntransferable(value)`: from now on, listing this object for transfer throws. Does
/// nothing to a primitive.
///
/// # Errors
/// Throws a `TypeError` for a proxy, which can't carry a mark.
pub fn mark_as_untransferable(value: &JsValue, ctx: &mut Context) -> JsResult<()> {
    match value.as_object() {
        Some(object) => State::of(ctx).marks.untransferable.add(&object, ctx),
        None => Ok(()),
    }
}

/// `isMarkedAsUntransferable(value)`
pub fn is_marked_as_untransferable(value: &JsValue, ctx: &mut Context) -> bool {
    let object = value.as_object();
    object.is_some_and(|object| State::of(ctx).marks.untransferable(&object, ctx))
}

/// `markAsUncloneable(value)`: from now on, cloning this object throws. It has no effect on
/// buffers, views, arrays, collections, dates and the like, nor on primitives.
///
/// # Errors
/// Throws a `TypeError` for a proxy, which can't carry a mark.
pub fn mark_as_uncloneable(value: &JsValue, ctx: &mut Context) -> JsResult<()> {
    match value.as_object() {
        Some(object) => State::of(ctx).marks.uncloneable.add(&object, ctx),
        None => Ok(()),
    }
}
