//! The builder that [`NativeClass::members`](super::NativeClass::members) fills: methods,
//! accessors, statics, constants and symbol members, with the attributes that Web IDL and Node
//! give them.
//!
//! It writes straight into fresh objects, so it must never be used on one a script has seen.

use boa_engine::native_function::NativeFunctionPointer;
use boa_engine::property::{Attribute, PropertyDescriptor, PropertyKey};
use boa_engine::realm::Realm;
use boa_engine::{Context, JsObject, JsString, JsSymbol, JsValue, js_str, js_string};

use crate::native::{described, native_fn};

/// Adds members to a class that is being built.
///
/// Methods and accessors are enumerable, as Web IDL has them, until
/// [`hidden`](Members::hidden) is called.
pub struct Members<'a> {
    context: &'a mut Context,
    realm: Realm,
    constructor: &'a JsObject,
    prototype: &'a JsObject,
    name: &'static str,
    enumerable: bool,
}

impl<'a> Members<'a> {
    /// A builder for the class called `name`.
    pub fn new(
        context: &'a mut Context,
        constructor: &'a JsObject,
        prototype: &'a JsObject,
        name: &'static str,
    ) -> Self {
        let realm = context.realm().clone();
        Self {
            context,
            realm,
            constructor,
            prototype,
            name,
            enumerable: true,
        }
    }

    /// The context, for values that need one.
    pub fn context(&mut self) -> &mut Context {
        self.context
    }

    /// The prototype under construction.
    #[must_use]
    pub fn prototype(&self) -> &JsObject {
        self.prototype
    }

    /// The constructor under construction.
    #[must_use]
    pub fn constructor(&self) -> &JsObject {
        self.constructor
    }

    /// Makes the members that follow non-enumerable.
    pub fn hidden(&mut self) -> &mut Self {
        self.enumerable = false;
        self
    }

    /// Makes the members that follow enumerable again.
    pub fn visible(&mut self) -> &mut Self {
        self.enumerable = true;
        self
    }

    /// A method on the prototype.
    pub fn method(
        &mut self,
        name: JsString,
        length: usize,
        function: NativeFunctionPointer,
    ) -> &mut Self {
        let value = native_fn(&self.realm, name.clone(), length, function);
        self.property(name, value, self.method_attributes())
    }

    /// A method under a symbol; its `name` is `[description]`.
    pub fn symbol_method(
        &mut self,
        symbol: JsSymbol,
        length: usize,
        function: NativeFunctionPointer,
    ) -> &mut Self {
        let value = native_fn(&self.realm, symbol.fn_name(), length, function);
        self.property(
            symbol,
            value,
            Attribute::WRITABLE | Attribute::CONFIGURABLE | Attribute::NON_ENUMERABLE,
        )
    }

    /// A second name for a method that is already there.
    pub fn alias(&mut self, name: JsString, existing: &JsString) -> &mut Self {
        let key = PropertyKey::from(existing.clone());
        let value = self
            .prototype
            .borrow()
            .properties()
            .get(&key)
            .and_then(|property| property.value().cloned())
            .unwrap_or_default();
        self.property(name, value, self.method_attributes())
    }

    /// A getter on the prototype, with a setter where there is one.
    pub fn accessor(
        &mut self,
        name: JsString,
        get: NativeFunctionPointer,
        set: Option<NativeFunctionPointer>,
    ) -> &mut Self {
        let descriptor = self.accessor_descriptor(&name, get, set).configurable(true);
        self.prototype.insert_property(name, descriptor);
        self
    }

    /// A getter on the prototype that scripts cannot redefine.
    pub fn fixed_accessor(&mut self, name: JsString, get: NativeFunctionPointer) -> &mut Self {
        let descriptor = self
            .accessor_descriptor(&name, get, None)
            .configurable(false);
        self.prototype.insert_property(name, descriptor);
        self
    }

    /// A function on the constructor.
    pub fn static_method(
        &mut self,
        name: JsString,
        length: usize,
        function: NativeFunctionPointer,
    ) -> &mut Self {
        let value = native_fn(&self.realm, name.clone(), length, function);
        self.static_property(name, value, self.method_attributes())
    }

    /// A getter on the constructor, with a setter where there is one.
    pub fn static_accessor(
        &mut self,
        name: JsString,
        get: NativeFunctionPointer,
        set: Option<NativeFunctionPointer>,
    ) -> &mut Self {
        let descriptor = self.accessor_descriptor(&name, get, set).configurable(true);
        self.constructor.insert_property(name, descriptor);
        self
    }

    /// A Web IDL constant: read-only and enumerable, on constructor and prototype.
    pub fn constant(&mut self, name: &JsString, value: impl Into<JsValue>) -> &mut Self {
        let value = value.into();
        self.static_property(name.clone(), value.clone(), Attribute::ENUMERABLE);
        self.property(name.clone(), value, Attribute::ENUMERABLE)
    }

    /// A read-only, enumerable value on the constructor alone.
    pub fn static_constant(&mut self, name: JsString, value: impl Into<JsValue>) -> &mut Self {
        self.static_property(name, value, Attribute::ENUMERABLE)
    }

    /// A data property on the prototype.
    pub fn property(
        &mut self,
        key: impl Into<PropertyKey>,
        value: impl Into<JsValue>,
        attributes: Attribute,
    ) -> &mut Self {
        self.prototype
            .insert_property(key, described(value, attributes));
        self
    }

    /// A data property on the constructor.
    pub fn static_property(
        &mut self,
        key: impl Into<PropertyKey>,
        value: impl Into<JsValue>,
        attributes: Attribute,
    ) -> &mut Self {
        self.constructor
            .insert_property(key, described(value, attributes));
        self
    }

    /// `Symbol.toStringTag` with the name of the class.
    pub fn to_string_tag(&mut self) -> &mut Self {
        self.property(
            JsSymbol::to_string_tag(),
            JsString::from(self.name),
            Attribute::CONFIGURABLE | Attribute::READONLY | Attribute::NON_ENUMERABLE,
        )
    }

    fn method_attributes(&self) -> Attribute {
        let base = Attribute::WRITABLE | Attribute::CONFIGURABLE;
        if self.enumerable {
            base | Attribute::ENUMERABLE
        } else {
            base
        }
    }

    fn accessor_descriptor(
        &self,
        name: &JsString,
        get: NativeFunctionPointer,
        set: Option<NativeFunctionPointer>,
    ) -> boa_engine::property::PropertyDescriptorBuilder {
        let getter = native_fn(&self.realm, js_string!(js_str!("get "), name), 0, get);
        let setter =
            set.map(|set| native_fn(&self.realm, js_string!(js_str!("set "), name), 1, set));
        PropertyDescriptor::builder()
            .get(getter)
            .set(setter.map_or_else(JsValue::undefined, JsValue::from))
            .enumerable(self.enumerable)
    }
}
