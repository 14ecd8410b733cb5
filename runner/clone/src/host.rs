//! Host objects: how classes that the engine doesn't know (ports, blobs, file handles) take part
//! in cloning. Each describes itself in one `HostClass`; a context is told of it by
//! [`register`](super::register). Nothing here names a particular class.

use std::{any::Any, sync::Arc};

use boa_engine::{Context, JsObject, JsResult};

/// A copied host object between two threads. One parcel may be unpacked by many receivers.
pub type CopyParcel = Arc<dyn Any + Send + Sync>;

/// A transferred host object between two threads. It is unpacked once, or dropped.
pub type MoveParcel = Box<dyn Any + Send>;

/// A class of host objects.
#[derive(Debug)]
pub struct HostClass {
    /// The class's name, as error messages print it.
    pub name: &'static str,
    /// Whether an object is of this class. Asked of every object that is neither plain nor one of
    /// the engine's own kinds; a look at the object's native data must do.
    pub is: fn(&JsObject) -> bool,
    /// What happens when such an object is met in a value without having been listed for transfer.
    pub copying: fn(&JsObject) -> Copying,
    /// How such an object moves, if it can.
    pub transfer: Option<Transfer>,
}

/// What happens to a host object that is met in a value but not transferred.
#[derive(Debug, Clone, Copy)]
pub enum Copying {
    /// Its own enumerable properties are cloned, as if it were a plain object.
    AsPlainObject,
    /// It can't be cloned.
    Refused,
    /// It can't be cloned, only transferred, and must be listed for that.
    NeedsTransfer,
    /// It is copied by these.
    By(CopyHooks),
}

/// How a host object is copied.
#[derive(Debug, Clone, Copy)]
pub struct CopyHooks {
    /// Takes what the receiver needs out of the object. To carry JavaScript values,
    /// [`serialize`](super::serialize) them into a message of their own and
    /// [`share`](super::Message::share) that on the other side.
    pub pack: fn(&JsObject, &mut Context) -> JsResult<CopyParcel>,
    /// Makes an object out of a parcel, in the receiving context.
    pub unpack: fn(&CopyParcel, &mut Context) -> JsResult<JsObject>,
}

/// How a host object is transferred.
#[derive(Debug, Clone, Copy)]
pub struct Transfer {
    /// Throws if this object can't be transferred now, for example because it was before. Asked
    /// when the list is read, and again right before the first object is detached.
    pub check: fn(&JsObject, &mut Context) -> JsResult<()>,
    /// Detaches the object and packs what it stood for. Runs no JavaScript and doesn't fail once
    /// `check` has passed: by then, other objects of the same list are already detached.
    pub pack: fn(&JsObject, &mut Context) -> JsResult<MoveParcel>,
    /// Makes an object out of a parcel, in the receiving context.
    pub unpack: fn(MoveParcel, &mut Context) -> JsResult<JsObject>,
}
