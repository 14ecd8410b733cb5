//! Host objects: a class that is copied, one that must be transferred, one that can't be cloned,
//! and one that is cloned as a plain object.

use std::{
    cell::Cell,
    slice,
    sync::{Arc, Mutex},
    thread,
};

use boa_engine::{
    Context, Finalize, JsData, JsError, JsObject, JsResult, JsString, JsValue, NativeFunction,
    Trace, js_string, object::ObjectInitializer, property::Attribute,
};

use super::{context, eval, text};
use crate::{
    CopyHooks, CopyParcel, Copying, HostClass, Message, MoveParcel, Transfer,
    clone_as_plain_object, data_clone_error, register, serialize, serialize_through,
};

/// A stand-in for a port: it holds a name until it is transferred.
#[derive(Debug, Trace, Finalize, JsData)]
struct Port(#[unsafe_ignore_trace] Cell<Option<&'static str>>);

/// A stand-in for a blob, with a JavaScript value inside.
#[derive(Debug, Trace, Finalize, JsData)]
struct Wrapping(JsValue);

#[derive(Debug, Trace, Finalize, JsData)]
struct Socket;

#[derive(Debug, Trace, Finalize, JsData)]
struct Emitter;

static PORT: HostClass = HostClass {
    name: "MessagePort",
    is: |object| object.is::<Port>(),
    copying: |object| {
        if port_name(object).is_some() {
            Copying::NeedsTransfer
        } else {
            Copying::Refused
        }
    },
    transfer: Some(Transfer {
        check: |object, context| match port_name(object) {
            Some(_) => Ok(()),
            None => Err(data_clone_error(
                context,
                "MessagePort in transfer list is already detached",
            )),
        },
        pack: |object, _| {
            let port = object.downcast_ref::<Port>().expect("it is a port");
            Ok(Box::new(port.0.take()))
        },
        unpack: |parcel, _| Ok(unpack_port(parcel)),
    }),
};

static WRAPPING: HostClass = HostClass {
    name: "Wrapping",
    is: |object| object.is::<Wrapping>(),
    copying: |_| {
        Copying::By(CopyHooks {
            pack: |object, context| {
                let inner = object.downcast_ref::<Wrapping>().map(|it| it.0.clone());
                let message = serialize(&inner.unwrap_or_default(), &[], context)?;
                Ok(Arc::new(Mutex::new(message)))
            },
            unpack: unpack_wrapping,
        })
    },
    transfer: None,
};

static SOCKET: HostClass = HostClass {
    name: "Socket",
    is: |object| object.is::<Socket>(),
    copying: |_| Copying::Refused,
    transfer: None,
};

static EMITTER: HostClass = HostClass {
    name: "Emitter",
    is: |object| object.is::<Emitter>(),
    copying: |_| Copying::AsPlainObject,
    transfer: None,
};

fn port_name(object: &JsObject) -> Option<&'static str> {
    object.downcast_ref::<Port>().and_then(|port| port.0.get())
}

fn unpack_port(parcel: MoveParcel) -> JsObject {
    let name = parcel.downcast::<Option<&'static str>>();
    let name = *name.expect("the parcel is a port's");
    JsObject::from_proto_and_data(None, Port(Cell::new(name)))
}

fn unpack_wrapping(parcel: &CopyParcel, context: &mut Context) -> JsResult<JsObject> {
    let message = parcel.downcast_ref::<Mutex<Message>>();
    let message = message.and_then(|message| message.lock().ok()?.share());
    let inner = message
        .expect("the parcel is a message")
        .deserialize(context)?;
    Ok(JsObject::from_proto_and_data(None, Wrapping(inner.value)))
}

fn host_context() -> Context {
    let mut context = context();
    for class in [&PORT, &WRAPPING, &SOCKET, &EMITTER] {
        register(class, &mut context);
    }
    context
}

fn port(name: &'static str) -> JsObject {
    JsObject::from_proto_and_data(None, Port(Cell::new(Some(name))))
}

/// An array of these objects.
fn list(objects: &[&JsObject], context: &mut Context) -> JsValue {
    let values = objects
        .iter()
        .map(|object| JsValue::from((*object).clone()));
    boa_engine::object::builtins::JsArray::from_iter(values, context).into()
}

fn thrown<T>(result: Result<T, JsError>, context: &mut Context) -> String {
    let Err(error) = result else {
        return "nothing".to_owned();
    };
    let error = error.into_opaque(context).expect("it is an error object");
    let error = error.as_object().expect("it is an error object");
    let message = error
        .get(js_string!("message"), context)
        .unwrap_or_default();
    message
        .as_string()
        .map_or_else(String::new, |message: JsString| {
            message.to_std_string_lossy()
        })
}

#[test]
fn ports_move_with_the_message_and_keep_their_order() {
    let context = &mut host_context();
    let (a, b, c) = (port("a"), port("b"), port("c"));
    let value = list(&[&b, &a, &b], context);
    let transfer = [&a, &c, &b].map(|port| JsValue::from(port.clone()));
    let message = serialize(&value, &transfer, context).expect("ports can be transferred");
    assert!(message.moves_host_objects());
    assert!([&a, &b, &c].iter().all(|port| port_name(port).is_none()));
    thread::spawn(move || {
        let context = &mut host_context();
        let received = message.deserialize(context).expect("the message is sound");
        let names: Vec<_> = received.transferred.iter().filter_map(port_name).collect();
        assert_eq!(names, ["a", "c", "b"]);
        let value = received.value.as_object().expect("it is an array");
        let element = |at: u32, context: &mut Context| value.get(at, context).expect("it is there");
        assert_eq!(element(0, context), received.transferred[2].clone().into());
        assert_eq!(element(1, context), received.transferred[0].clone().into());
        assert_eq!(element(2, context), element(0, context));
    })
    .join()
    .expect("the receiving thread ends well");
}

#[test]
fn a_port_must_be_listed_once_and_open() {
    let context = &mut host_context();
    let (a, source) = (port("a"), port("source"));
    let (listed, through) = (JsValue::from(a.clone()), JsValue::from(source.clone()));
    let value = list(&[&a], context);
    let cases: [(&JsValue, &[JsValue], &str); 3] = [
        (
            &value,
            &[],
            "Object that needs transfer was found in message but not listed in transferList",
        ),
        (
            &value,
            &[listed.clone(), listed.clone()],
            "Transfer list contains duplicate MessagePort",
        ),
        (
            &value,
            &[listed.clone(), through],
            "Transfer list contains source port",
        ),
    ];
    for (value, transfer, expected) in cases {
        let result = serialize_through(&source, value, transfer, context);
        assert_eq!(thrown(result, context), expected);
        assert_eq!(port_name(&a), Some("a"), "{expected}: nothing was taken");
    }
    serialize(&JsValue::null(), slice::from_ref(&listed), context).expect("it is open");
    let again = serialize(&JsValue::null(), slice::from_ref(&listed), context);
    let expected = "MessagePort in transfer list is already detached";
    assert_eq!(thrown(again, context), expected);
    let unlisted = serialize(&value, &[], context);
    assert_eq!(
        thrown(unlisted, context),
        "Cannot clone object of unsupported type."
    );
}

#[test]
fn a_port_that_a_getter_detaches_takes_nothing_with_it() {
    let context = &mut host_context();
    let buffer =
        eval("var buffer = new ArrayBuffer(3); buffer", context).expect("a buffer is made");
    let (a, b) = (port("a"), port("b"));
    let detach = NativeFunction::from_copy_closure_with_captures(
        |_, _, port: &JsObject, _| {
            port.downcast_ref::<Port>().expect("it is a port").0.take();
            Ok(JsValue::undefined())
        },
        b.clone(),
    );
    let detach = detach.to_js_function(context.realm());
    let value = ObjectInitializer::new(context)
        .accessor(js_string!("x"), Some(detach), None, Attribute::all())
        .build();
    let transfer = [buffer, a.clone().into(), b.into()];
    let result = serialize(&value.into(), &transfer, context);
    let expected = "MessagePort in transfer list is already detached";
    assert_eq!(thrown(result, context), expected);
    assert_eq!(text("show(buffer)", context), "ArrayBuffer(0 0 0)");
    assert_eq!(port_name(&a), Some("a"));
}

#[test]
fn copied_objects_may_hold_values_and_be_shared() {
    let context = &mut host_context();
    let inner = eval("({list: [1, {a: 2}]})", context).expect("the value is made");
    let object = JsObject::from_proto_and_data(None, Wrapping(inner));
    let value = list(&[&object, &object], context);
    let message = serialize(&value, &[], context).expect("it can be cloned");
    let messages = [message.share().expect("nothing was transferred"), message];
    for message in messages {
        let context = &mut host_context();
        let received = message.deserialize(context).expect("the message is sound");
        let array = received.value.as_object().expect("it is an array");
        let first = array.get(0, context).expect("it is there");
        assert_eq!(first, array.get(1, context).expect("it is there"));
        let first = first.as_object().expect("it is an object");
        let inner = first.downcast_ref::<Wrapping>().expect("of its class");
        let global = context.global_object();
        global
            .set(js_string!("inner"), inner.0.clone(), true, context)
            .expect("the name is free");
        assert_eq!(text("show(inner)", context), "{list: [1, {a: 2}]}");
    }
}

#[test]
fn other_classes_are_refused_or_plain() {
    let context = &mut host_context();
    let socket = JsValue::from(JsObject::from_proto_and_data(None, Socket));
    let refused = serialize(&socket, &[], context);
    assert_eq!(
        thrown(refused, context),
        "Cannot clone object of unsupported type."
    );
    let listed = serialize(&JsValue::null(), &[socket], context);
    assert_eq!(
        thrown(listed, context),
        "Found invalid value in transferList."
    );

    let emitter = JsObject::from_proto_and_data(None, Emitter);
    emitter
        .set(js_string!("x"), 1, true, context)
        .expect("the object is extensible");
    let message = serialize(&emitter.into(), &[], context).expect("it is cloned as a plain object");
    let received = message.deserialize(context).expect("the message is sound");
    let global = context.global_object();
    global
        .set(js_string!("received"), received.value, true, context)
        .expect("the name is free");
    assert_eq!(text("show(received)", context), "{x: 1}");
}

#[test]
fn a_proxy_of_the_runtime_is_cloned_by_what_it_shows() {
    let context = &mut host_context();
    let script = "var env = new Proxy({A: 1, B: {}}, {get: (target, key) => String(target[key])});
        env";
    let env = eval(script, context).expect("the proxy is made");
    let env = env.as_object().expect("it is an object");
    clone_as_plain_object(&env, context).expect("it can be marked");
    assert_eq!(
        text("show(S([env, env]))", context),
        "[{A: \"1\", B: \"[object Object]\"}, #1]"
    );
    assert_eq!(
        text("outcome(() => S(new Proxy(env, {})))", context),
        "throws DataCloneError 25: #<Object> could not be cloned."
    );
}
