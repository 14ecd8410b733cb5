//! The emitter methods on an event target, as Node's `MessagePort` has them.

use boa_engine::{JsValue, js_string};

use super::{check_log, context, eval};
use crate::kinds::PortCloseEvent;
use crate::{deliver, dispatch};

#[test]
fn on_gets_the_value_and_listeners_the_event() {
    check_log(&[
        (
            "const p = new Port(); p.on('foo', function (...a) { log('on', a.length, a[0], this === p); }); \
          p.addEventListener('foo', (e) => log(e.constructor.name, e.detail, e.target === p)); \
          log(p.emit('foo', 1, 2), p.emit('bar'), p.emit('error', 1));",
            "+foo1|+foo2|on 1 1 true|CustomEvent 1 true|true false false",
        ),
        (
            "const p = new Port(); p.on('message', (v) => log('on', v)); \
          p.addEventListener('message', (e) => log(e.constructor.name, e.data, e.isTrusted, e.ports.length)); \
          p.emit('message', 7);",
            "+message1|+message2|on 7|MessageEvent 7 false 0",
        ),
        (
            "const p = new Port(); p.on('message', (v) => log(v.constructor.name)); p.dispatchEvent(new Event('message'));",
            "+message1|Event",
        ),
        (
            "const p = new Port(); p.on('h', {handleEvent(v) { log(v, this !== p); }}); p.emit('h', 9);",
            "+h1|9 true",
        ),
        (
            "const p = new Port(); p.on('t', () => { throw new Error('in on'); }); p.on('t', () => log('after')); \
          log(p.emit('t'));",
            "+t1|+t2|uncaught Error: in on|after|true",
        ),
        (
            "const p = new Port(); p.once('o', (v) => log(v, p.listenerCount('o'))); log(p.emit('o', 5), p.emit('o', 6));",
            "+o1|-o0|5 0|true false",
        ),
    ]);
}

#[test]
fn tables_are_shared_and_counted() {
    check_log(&[
        (
            "const p = new Port(), f = () => {}; p.on('m', f); p.on('m', f); p.addEventListener('m', f); \
          log(p.listenerCount('m')); p.off('m', f); log(p.listenerCount('m'), p.eventNames());",
            "+m1|1|-m0|0 newListener,removeListener",
        ),
        (
            "const p = new Port(), f = () => {}; log(p.on('a', f) === p, p.off('a', f) === p, p.addListener('a', f) === p, \
          p.removeListener('a', f) === p, p.once('a', f) === p, p.removeAllListeners() === p, p.eventNames().length);",
            "+a1|-a0|+a1|-a0|+a1|-a0|true true true true true true 0",
        ),
        (
            "const p = new Port(); p.on(5, () => {}); log(p.listenerCount(5), p.emit('5'), p.listenerCount(Symbol('x')));",
            "+51|1 true 0",
        ),
        (
            "const p = new Port(); log(caught(() => p.emit(5)));",
            "TypeError|ERR_INVALID_ARG_TYPE|The \"type\" argument must be of type string. Received type number (5)",
        ),
        (
            "const p = new Port(); log(caught(() => p.on('x', 5)));",
            "TypeError|ERR_INVALID_ARG_TYPE|The \"listener\" argument must be an instance of EventListener. \
          Received type number (5)",
        ),
        (
            "const p = new Port(); log(p.getMaxListeners(), p.setMaxListeners(2), p.getMaxListeners(), \
          caught(() => p.setMaxListeners(-1)));",
            "10 undefined 2 RangeError|ERR_OUT_OF_RANGE|The value of \"setMaxListeners\" is out of range. It must be >= 0. Received -1",
        ),
        (
            "log(caught(() => Port.prototype.on.call(new EventTarget(), 'x', () => {})));",
            "TypeError|ERR_INVALID_THIS|Value of \"this\" must be of type NodeEventTarget",
        ),
    ]);
}

#[test]
fn attributes_keep_their_place() {
    check_log(&[
        (
            "const p = new Port(); p.onmessage = () => log('attr'); p.addEventListener('message', () => log('ael')); \
          p.on('message', (v) => log('on' + v)); p.onmessage = () => log('attr2'); p.emit('message', 1); \
          p.onmessage = null; p.onmessage = () => log('attr3'); p.emit('message', 2);",
            "+message1|+message2|+message3|attr2|ael|on1|-message2|+message3|attr3|ael|on2",
        ),
        (
            "const p = new Port(); p.onmessage = null; log(p.listenerCount('message'), p.onmessage);",
            "+message1|1 null",
        ),
        (
            "const p = new Port(); p.onmessage = function (e) { log(this === p, e.data); }; p.emit('message', 3); \
          p.onmessage = 5; log(p.onmessage, p.listenerCount('message'), p.eventNames().includes('message'));",
            "+message1|true 3|-message0|null 0 true",
        ),
        (
            "const p = new Port(); const o = {handleEvent() { log('never'); }}; p.onmessage = o; \
          log(p.onmessage === o, p.emit('message', 1));",
            "+message1|true true",
        ),
        (
            "const p = new Port(); p.onmessage = () => log('old'); p.removeAllListeners('message'); \
          log(typeof p.onmessage, p.emit('message')); p.onmessage = () => log('new'); p.emit('message');",
            "+message1|-message0|function false|+message1|new",
        ),
    ]);
}

#[test]
fn rust_delivers_values_and_events() {
    let context = &mut context();
    eval(
        context,
        "var p = new Port(); p.on('message', (v) => log('on', v)); \
        p.addEventListener('message', (e) => log(e.data, e.target === p)); \
        p.on('close', (e) => log(e.type, e.constructor.name)); take()",
    );
    let global = context.global_object();
    let port = global
        .get(js_string!("p"), context)
        .expect("a port")
        .as_object()
        .expect("an object");
    assert!(deliver(context, &port, &JsValue::from(4)).expect("delivered"));
    let event = PortCloseEvent::create(context).expect("an event");
    assert!(dispatch(context, &port, &event).expect("dispatched"));
    assert_eq!(
        eval(context, "take()"),
        "on 4|4 true|close MessagePortCloseEvent"
    );
}

#[test]
fn a_stopped_script_passes_through_listeners() {
    let context = &mut context();
    context.runtime_limits_mut().set_loop_iteration_limit(10);
    let outcome = context.eval(boa_engine::Source::from_bytes(
        "var p = new Port(); p.on('m', () => { for (;;) {} }); p.on('m', () => log('next')); p.emit('m')",
    ));
    assert!(outcome.is_err_and(|error| error.as_engine().is_some()));
    assert_eq!(eval(context, "take()"), "+m1|+m2");
}
