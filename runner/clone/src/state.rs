//! What cloning keeps for a context: the caches, the marks, the host classes, and those of the
//! engine's own functions that it needs, taken before a script could replace them.
//! It is bound to its context, so to one thread; nothing of it crosses.

use std::{cell::Cell, cell::RefCell, rc::Rc};

use boa_engine::{
    Context, JsObject, JsResult, JsString, JsValue, js_string,
    object::{builtins::JsArray, shape::Shape},
    property::PropertyKey,
};

use super::{
    errors::{DataCloneErrorMaker, plain_data_clone_error},
    host::HostClass,
    keys::{SourceCache, TargetCache},
    marks::Marks,
};

#[derive(Debug)]
pub(super) struct State {
    pub(super) source: SourceCache,
    pub(super) target: TargetCache,
    pub(super) marks: Marks,
    pub(super) originals: Originals,
    /// The shape of an array that has no properties but its elements and length.
    pub(super) array_shape: Shape,
    hosts: RefCell<Vec<&'static HostClass>>,
    data_clone_error: Cell<DataCloneErrorMaker>,
    messages: Cell<u64>,
    /// How many bytes a message may copy.
    pub(super) limit: Cell<Option<usize>>,
}

/// Functions of the engine that have no other public form.
#[derive(Debug)]
pub(super) struct Originals {
    pub(super) array_is_array: JsValue,
    pub(super) buffer_resizable: JsValue,
    pub(super) buffer_max_byte_length: JsValue,
    pub(super) error_to_string: JsValue,
    pub(super) function_to_string: JsValue,
    pub(super) object_to_string: JsValue,
    pub(super) regexp_source: JsValue,
    pub(super) regexp_unicode_sets: JsValue,
    pub(super) shared_growable: JsValue,
}

impl Originals {
    fn of(context: &Context) -> Self {
        let classes = context.intrinsics().constructors();
        let method = |holder: JsObject, name: JsString| own_function(&holder, name);
        Self {
            array_is_array: method(classes.array().constructor(), js_string!("isArray")),
            buffer_resizable: method(classes.array_buffer().prototype(), js_string!("resizable")),
            buffer_max_byte_length: method(
                classes.array_buffer().prototype(),
                js_string!("maxByteLength"),
            ),
            error_to_string: method(classes.error().prototype(), js_string!("toString")),
            function_to_string: method(classes.function().prototype(), js_string!("toString")),
            object_to_string: method(classes.object().prototype(), js_string!("toString")),
            regexp_source: method(classes.regexp().prototype(), js_string!("source")),
            regexp_unicode_sets: method(classes.regexp().prototype(), js_string!("unicodeSets")),
            shared_growable: method(
                classes.shared_array_buffer().prototype(),
                js_string!("growable"),
            ),
        }
    }

    /// Calls one of these on `this`.
    pub(super) fn call(
        function: &JsValue,
        this: &JsValue,
        arguments: &[JsValue],
        context: &mut Context,
    ) -> JsResult<JsValue> {
        match function.as_object() {
            Some(function) => function.call(this, arguments, context),
            None => Ok(JsValue::undefined()),
        }
    }
}

/// The function, or the getter, that an object holds under a name.
fn own_function(holder: &JsObject, name: JsString) -> JsValue {
    let property = holder.borrow().properties().get(&PropertyKey::from(name));
    property
        .and_then(|property| property.get().or(property.value()).cloned())
        .unwrap_or_default()
}

impl State {
    /// The state of this context, made now if need be.
    pub(super) fn of(context: &mut Context) -> Rc<Self> {
        if let Some(state) = context.get_data::<Rc<Self>>() {
            return Rc::clone(state);
        }
        let array = JsObject::from(JsArray::from_iter([], context));
        let array_shape = array.borrow().shape().clone();
        let state = Rc::new(Self {
            array_shape,
            source: SourceCache::default(),
            target: TargetCache::default(),
            marks: Marks::new(context),
            originals: Originals::of(context),
            hosts: RefCell::default(),
            data_clone_error: Cell::new(plain_data_clone_error),
            messages: Cell::new(0),
            limit: Cell::new(None),
        });
        context.insert_data(Rc::clone(&state));
        state
    }

    pub(super) fn data_clone_error(&self) -> DataCloneErrorMaker {
        self.data_clone_error.get()
    }

    pub(super) fn set_data_clone_error(&self, maker: DataCloneErrorMaker) {
        self.data_clone_error.set(maker);
    }

    pub(super) fn register(&self, class: &'static HostClass) {
        self.hosts.borrow_mut().push(class);
    }

    pub(super) fn host_class(&self, object: &JsObject) -> Option<&'static HostClass> {
        let hosts = self.hosts.borrow();
        hosts.iter().copied().find(|class| (class.is)(object))
    }

    /// A number that no other message of this context has. Zero is nobody's.
    pub(super) fn next_message(&self) -> u64 {
        self.messages.set(self.messages.get() + 1);
        self.messages.get()
    }
}
