//! What every event target carries, whatever its class: the listener table, and the native data
//! of the class that derives from `EventTarget`.
//!
//! All targets have this one Rust type, so `addEventListener` and dispatch find the table with a
//! single check, and a derived class finds its own data with one more. It must never know which
//! classes derive from it.

use boa_engine::gc::{Finalize, Trace};
use boa_engine::object::{NativeObject, Ref, RefMut};
use boa_engine::{Context, JsData, JsObject, JsResult, JsString, JsValue};

use super::kinds::CustomEvent;
use super::listeners::Listeners;

/// What a derived class wants to hear about its listeners. Each function gets the target, the
/// type, and how many listeners of that type there are now.
#[derive(Debug, Clone, Copy)]
pub struct TargetHooks {
    /// A listener was added; with a count of 1 it is the first of its type.
    pub added: fn(&JsObject, &JsString, usize, &mut Context),
    /// A listener was removed; with a count of 0 it was the last of its type.
    pub removed: fn(&JsObject, &JsString, usize, &mut Context),
    /// Whether the class derives from `NodeEventTarget`, and so has `on`, `emit` and their kin.
    pub emitter: bool,
    /// Makes the event that `emit(type, value)` shows to listeners that want one.
    pub make_event: fn(&JsString, &JsValue, &mut Context) -> JsResult<JsObject>,
    /// Types that `eventNames` lists although no script added them: a port of Node's listens to
    /// itself.
    pub own_names: &'static [&'static str],
}

impl TargetHooks {
    /// The hooks of a target that does not care.
    pub const NONE: Self = Self {
        added: |_, _, _, _| {},
        removed: |_, _, _, _| {},
        emitter: false,
        make_event: |kind, value, context| {
            CustomEvent::create(kind.clone(), value.clone(), context)
        },
        own_names: &[],
    };

    /// The hooks of a target with an emitter's methods.
    pub const EMITTER: Self = Self {
        emitter: true,
        ..Self::NONE
    };
}

/// The value of one event handler attribute (`onmessage` and such).
#[derive(Debug, Trace, Finalize)]
#[boa_gc(unsafe_no_drop)]
pub(crate) struct Attribute {
    pub(crate) kind: JsString,
    pub(crate) value: Option<JsObject>,
    pub(crate) id: u64,
}

/// The native data of every `EventTarget`.
#[derive(Trace, Finalize, JsData)]
pub struct TargetData {
    pub(crate) listeners: Listeners,
    #[unsafe_ignore_trace]
    pub(crate) hooks: &'static TargetHooks,
    pub(crate) attributes: Vec<Attribute>,
    /// What `setMaxListeners` set; `None` until then.
    pub(crate) max_listeners: Option<f64>,
    /// Whether the warning about too many listeners was given.
    pub(crate) warned: bool,
    /// Whether `own_names` are gone.
    pub(crate) cleared: bool,
    native: Option<Box<dyn NativeObject>>,
}

impl Default for TargetData {
    fn default() -> Self {
        Self {
            listeners: Listeners::default(),
            hooks: &TargetHooks::NONE,
            attributes: Vec::new(),
            max_listeners: None,
            warned: false,
            cleared: false,
            native: None,
        }
    }
}

impl TargetData {
    /// The data of a target that no class with data of its own derives from.
    #[must_use]
    pub fn plain(hooks: &'static TargetHooks) -> Self {
        let mut data = Self::default();
        data.hooks = hooks;
        data
    }

    /// The data of an instance of a derived class.
    pub fn new<T: NativeObject>(native: T, hooks: &'static TargetHooks) -> Self {
        let mut data = Self::plain(hooks);
        data.native = Some(Box::new(native));
        data
    }

    /// The listener table.
    #[must_use]
    pub fn listeners(&self) -> &Listeners {
        &self.listeners
    }

    /// The derived class's data, when it is a `T`.
    #[must_use]
    pub fn native<T: NativeObject>(&self) -> Option<&T> {
        self.native
            .as_deref()
            .and_then(<dyn NativeObject>::downcast_ref::<T>)
    }

    /// The derived class's data, when it is a `T`.
    #[must_use]
    pub fn native_mut<T: NativeObject>(&mut self) -> Option<&mut T> {
        self.native
            .as_deref_mut()
            .and_then(<dyn NativeObject>::downcast_mut::<T>)
    }
}

/// Makes an event target that carries `native`: `NativeClass::pack` of a derived class.
pub fn pack<T: NativeObject>(
    native: T,
    hooks: &'static TargetHooks,
    prototype: JsObject,
    context: &mut Context,
) -> JsObject {
    JsObject::new(
        context.root_shape(),
        prototype,
        TargetData::new(native, hooks),
    )
    .upcast()
}

/// Borrows the derived data: `NativeClass::unpack` of a derived class.
///
/// # Panics
/// When the object is mutably borrowed.
#[must_use]
pub fn unpack<T: NativeObject>(object: &JsObject) -> Option<Ref<'_, T>> {
    let data = object.downcast_ref::<TargetData>()?;
    data.native::<T>()?;
    Some(Ref::map(data, |data| {
        data.native::<T>().expect("its type was just checked")
    }))
}

/// Borrows the derived data mutably: `NativeClass::unpack_mut` of a derived class.
///
/// # Panics
/// When the object is borrowed.
#[must_use]
pub fn unpack_mut<T: NativeObject>(object: &JsObject) -> Option<RefMut<'_, T>> {
    let mut data = object.downcast_mut::<TargetData>()?;
    data.native_mut::<T>()?;
    Some(RefMut::map(data, |data| {
        data.native_mut::<T>().expect("its type was just checked")
    }))
}

/// The three functions of a [`NativeClass`](threadproof_engine::class::NativeClass) that derives from
/// `EventTarget`; takes the class's `&'static TargetHooks`.
///
/// ```text
/// impl NativeClass for MessagePort {
///     type Data = PortData;
///     const NAME: &'static str = "MessagePort";
///     target_class!(&PORT_HOOKS);
///     …
/// }
/// ```
#[macro_export]
macro_rules! target_class {
    ($hooks:expr) => {
        fn pack(
            data: Self::Data,
            prototype: ::boa_engine::JsObject,
            context: &mut ::boa_engine::Context,
        ) -> ::boa_engine::JsObject {
            $crate::data::pack(data, $hooks, prototype, context)
        }

        fn unpack(
            object: &::boa_engine::JsObject,
        ) -> Option<::boa_engine::object::Ref<'_, Self::Data>> {
            $crate::data::unpack(object)
        }

        fn unpack_mut(
            object: &::boa_engine::JsObject,
        ) -> Option<::boa_engine::object::RefMut<'_, Self::Data>> {
            $crate::data::unpack_mut(object)
        }
    };
}
