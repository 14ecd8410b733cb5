//! Native classes: constructors and prototypes that are built in Rust the first time a script or
//! the runtime asks for them.
//!
//! A class is a type that implements [`NativeClass`]. Nothing exists for a class in a realm until
//! [`constructor_of`], [`prototype_of`] or [`instance`] is called for it; from then on the pair is
//! kept in the realm's host data, where the collector traces it. Inheritance links both chains
//! (constructor to constructor, prototype to prototype), and a JavaScript subclass gets an
//! instance with the subclass's prototype.
//!
//! This module must never know a particular class, thread, port or event.

mod lazy;
mod members;
#[cfg(test)]
mod tests;

use std::marker::PhantomData;

use boa_engine::gc::{Finalize, Trace};
use boa_engine::object::{FunctionObjectBuilder, NativeObject, Ref, RefMut};
use boa_engine::property::PropertyDescriptor;
use boa_engine::{
    Context, JsData, JsError, JsNativeError, JsObject, JsResult, JsString, JsValue, NativeFunction,
    js_string,
};

use crate::errors::{ErrorKind, node_error};

pub use lazy::{LazyValue, define_lazy, define_lazy_visible, is_lazy};
pub use members::Members;

/// The constructor and prototype of a class in one realm.
#[derive(Debug, Clone, Trace, Finalize)]
pub struct ClassObjects {
    /// The constructor function.
    pub constructor: JsObject,
    /// The object that instances inherit from.
    pub prototype: JsObject,
}

/// A class whose constructor and prototype are made of native functions.
///
/// The implementing type is only a name for the class; instances carry [`NativeClass::Data`].
/// A class whose instances share their data type with other classes (events, event targets)
/// overrides [`pack`](NativeClass::pack), [`unpack`](NativeClass::unpack) and
/// [`unpack_mut`](NativeClass::unpack_mut).
pub trait NativeClass: 'static {
    /// What an instance carries.
    type Data: NativeObject;

    /// The name of the constructor.
    const NAME: &'static str;

    /// The `length` of the constructor.
    const LENGTH: usize = 0;

    /// The class this one extends, usually `Ok(Some(class_of::<Parent>(context)?))`.
    ///
    /// # Errors
    /// When the parent cannot be built.
    fn parent(_context: &mut Context) -> JsResult<Option<ClassObjects>> {
        Ok(None)
    }

    /// Adds methods, accessors and constants; runs once in each realm.
    fn members(members: &mut Members<'_>);

    /// Makes the data of a new instance for `new C(...args)`. The default is Node's
    /// `Illegal constructor`.
    ///
    /// # Errors
    /// Whatever the constructor throws.
    fn construct(
        _args: &[JsValue],
        _new_target: &JsObject,
        context: &mut Context,
    ) -> JsResult<Self::Data> {
        Err(illegal_constructor(context))
    }

    /// Runs after an instance was constructed by a script, for what needs the object itself.
    ///
    /// # Errors
    /// Whatever the constructor throws.
    fn constructed(_object: &JsObject, _args: &[JsValue], _context: &mut Context) -> JsResult<()> {
        Ok(())
    }

    /// Answers a call without `new`. The default throws what a class constructor throws.
    ///
    /// # Errors
    /// Whatever the call throws.
    fn call(_args: &[JsValue], _context: &mut Context) -> JsResult<JsValue> {
        Err(JsNativeError::typ()
            .with_message(format!(
                "Class constructor {} cannot be invoked without 'new'",
                Self::NAME
            ))
            .into())
    }

    /// The error for a method called on something that is no instance.
    fn wrong_this(context: &mut Context) -> JsError {
        let message = format!("Value of \"this\" must be of type {}", Self::NAME);
        node_error(context, ErrorKind::Type, "ERR_INVALID_THIS", &message)
    }

    /// Makes the object that carries `data`.
    fn pack(data: Self::Data, prototype: JsObject, context: &mut Context) -> JsObject {
        JsObject::new(context.root_shape(), prototype, data).upcast()
    }

    /// Borrows the data of `object`, or gives `None` when it is no instance.
    #[must_use]
    fn unpack(object: &JsObject) -> Option<Ref<'_, Self::Data>> {
        object.downcast_ref::<Self::Data>()
    }

    /// Borrows the data of `object` mutably, or gives `None` when it is no instance.
    #[must_use]
    fn unpack_mut(object: &JsObject) -> Option<RefMut<'_, Self::Data>> {
        object.downcast_mut::<Self::Data>()
    }

    /// Whether `object` is an instance.
    #[must_use]
    fn is_instance(object: &JsObject) -> bool {
        Self::unpack(object).is_some()
    }
}

/// An object that is known to be an instance of `C`.
///
/// Borrows must be short: while [`data`](Instance::data) is held, no JavaScript may run.
pub struct Instance<C: NativeClass> {
    object: JsObject,
    class: PhantomData<fn() -> C>,
}

impl<C: NativeClass> Instance<C> {
    /// Wraps `object`, or gives `None` when it is no instance of `C`.
    #[must_use]
    pub fn from_object(object: JsObject) -> Option<Self> {
        C::is_instance(&object).then_some(Self {
            object,
            class: PhantomData,
        })
    }

    /// The object itself.
    #[must_use]
    pub fn object(&self) -> &JsObject {
        &self.object
    }

    /// Gives the object up.
    #[must_use]
    pub fn into_object(self) -> JsObject {
        self.object
    }

    /// Borrows the native data.
    ///
    /// # Panics
    /// When the object is mutably borrowed.
    #[must_use]
    pub fn data(&self) -> Ref<'_, C::Data> {
        C::unpack(&self.object).expect("the class was checked when the instance was wrapped")
    }

    /// Borrows the native data mutably.
    ///
    /// # Panics
    /// When the object is borrowed.
    #[must_use]
    pub fn data_mut(&self) -> RefMut<'_, C::Data> {
        C::unpack_mut(&self.object).expect("the class was checked when the instance was wrapped")
    }
}

/// What the realm's host data keeps for a class.
#[derive(Trace, Finalize, JsData)]
struct Built<C: NativeClass> {
    objects: ClassObjects,
    #[unsafe_ignore_trace]
    class: PhantomData<fn() -> C>,
}

/// The constructor and prototype of `C` in the current realm, built if this is the first use.
///
/// # Errors
/// When the parent class cannot be built.
pub fn class_of<C: NativeClass>(context: &mut Context) -> JsResult<ClassObjects> {
    if let Some(built) = context.realm().host_defined().get::<Built<C>>() {
        return Ok(built.objects.clone());
    }
    build::<C>(context)
}

/// The constructor of `C` in the current realm.
///
/// # Errors
/// When the parent class cannot be built.
pub fn constructor_of<C: NativeClass>(context: &mut Context) -> JsResult<JsObject> {
    if let Some(built) = context.realm().host_defined().get::<Built<C>>() {
        return Ok(built.objects.constructor.clone());
    }
    Ok(build::<C>(context)?.constructor.clone())
}

/// The prototype of `C` in the current realm.
///
/// # Errors
/// When the parent class cannot be built.
pub fn prototype_of<C: NativeClass>(context: &mut Context) -> JsResult<JsObject> {
    if let Some(built) = context.realm().host_defined().get::<Built<C>>() {
        return Ok(built.objects.prototype.clone());
    }
    Ok(build::<C>(context)?.prototype.clone())
}

/// Makes an instance of `C` from Rust, without its JavaScript constructor.
///
/// # Errors
/// When the class cannot be built.
pub fn instance<C: NativeClass>(data: C::Data, context: &mut Context) -> JsResult<JsObject> {
    let prototype = prototype_of::<C>(context)?;
    Ok(C::pack(data, prototype, context))
}

/// Checks that `this` is an instance of `C`: the brand check of a method or accessor.
///
/// # Errors
/// [`NativeClass::wrong_this`] when it is not.
pub fn this_data<C: NativeClass>(this: &JsValue, context: &mut Context) -> JsResult<Instance<C>> {
    match this.as_object().and_then(Instance::from_object) {
        Some(instance) => Ok(instance),
        None => Err(C::wrong_this(context)),
    }
}

/// Node's `ERR_ILLEGAL_CONSTRUCTOR`.
pub fn illegal_constructor(context: &mut Context) -> JsError {
    node_error(
        context,
        ErrorKind::Type,
        "ERR_ILLEGAL_CONSTRUCTOR",
        "Illegal constructor",
    )
}

/// The prototype an instance must get when it is constructed with `new_target`.
///
/// # Errors
/// When reading `new_target.prototype` throws.
pub fn prototype_for<C: NativeClass>(
    new_target: &JsObject,
    context: &mut Context,
) -> JsResult<JsObject> {
    match new_target
        .get(js_string!("prototype"), context)?
        .as_object()
    {
        Some(prototype) => Ok(prototype),
        None => prototype_of::<C>(context),
    }
}

/// The native function behind every constructor. Boa gives the new target as `this`, undefined
/// for a plain call.
fn construct<C: NativeClass>(
    new_target: &JsValue,
    args: &[JsValue],
    context: &mut Context,
) -> JsResult<JsValue> {
    let Some(new_target) = new_target.as_object() else {
        return C::call(args, context);
    };
    let data = C::construct(args, &new_target, context)?;
    let prototype = prototype_for::<C>(&new_target, context)?;
    let object = C::pack(data, prototype, context);
    C::constructed(&object, args, context)?;
    Ok(object.into())
}

fn build<C: NativeClass>(context: &mut Context) -> JsResult<ClassObjects> {
    let parent = C::parent(context)?;
    let realm = context.realm().clone();
    let name = JsString::from(C::NAME);
    let constructor: JsObject =
        FunctionObjectBuilder::new(&realm, NativeFunction::from_fn_ptr(construct::<C>))
            .name(name)
            .length(C::LENGTH)
            .constructor(true)
            .build()
            .into();
    let prototype = match &parent {
        Some(parent) => {
            constructor.set_prototype(Some(parent.constructor.clone()));
            JsObject::from_proto_and_data(
                parent.prototype.clone(),
                boa_engine::builtins::object::OrdinaryObject,
            )
        }
        None => JsObject::with_object_proto(context.intrinsics()),
    };
    link(&constructor, &prototype);
    C::members(&mut Members::new(
        context,
        &constructor,
        &prototype,
        C::NAME,
    ));
    let objects = ClassObjects {
        constructor,
        prototype,
    };
    realm.host_defined_mut().insert(Built::<C> {
        objects: objects.clone(),
        class: PhantomData,
    });
    Ok(objects)
}

/// Ties a constructor and its prototype to each other, as a class declaration does.
pub(crate) fn link(constructor: &JsObject, prototype: &JsObject) {
    constructor.insert_property(
        js_string!("prototype"),
        PropertyDescriptor::builder()
            .value(prototype.clone())
            .writable(false)
            .enumerable(false)
            .configurable(false),
    );
    prototype.insert_property(
        js_string!("constructor"),
        PropertyDescriptor::builder()
            .value(constructor.clone())
            .writable(true)
            .enumerable(false)
            .configurable(true),
    );
}
