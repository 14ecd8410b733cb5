//! `EventEmitter`.

use boa_engine::js_string;

use super::{check, check_log, context, eval};
use crate::emitter::emit;

#[test]
fn the_table_is_visible() {
    check(&[
        (
            "var e = new EventEmitter(), f = () => {}; e.on('a', f); [e._events.a === f, e._eventsCount, \
          Object.getPrototypeOf(e._events)].join()",
            "true,1,",
        ),
        (
            "e.on('a', f); [Array.isArray(e._events.a), e._eventsCount].join()",
            "true,1",
        ),
        (
            "e.removeListener('a', f); e.off('a', f); [e._eventsCount, Reflect.ownKeys(e._events).length].join()",
            "0,0",
        ),
        (
            "e.once('o', f); [e._events.o === f, e._events.o.listener === f, e.listeners('o')[0] === f, \
          e.rawListeners('o')[0].listener === f, e._events.o.name].join()",
            "false,true,true,true,wrapper",
        ),
        ("[e.emit('o'), e.emit('o')].join()", "true,false"),
        (
            "var n = new EventEmitter(); [Object.keys(n), n._events === undefined].join()",
            "_events,_eventsCount,_maxListeners,false",
        ),
        (
            "EventEmitter.prototype.on === EventEmitter.prototype.addListener && \
          EventEmitter.prototype.off === EventEmitter.prototype.removeListener",
            "true",
        ),
        (
            "[EventEmitter.length, EventEmitter.name, EventEmitter.EventEmitter === EventEmitter, \
          EventEmitter.prototype.on.name].join()",
            "1,EventEmitter,true,addListener",
        ),
        (
            "Object.keys(EventEmitter.prototype).join()",
            "_events,_eventsCount,_maxListeners,setMaxListeners,getMaxListeners,emit,addListener,on,prependListener,once,\
          prependOnceListener,removeListener,off,removeAllListeners,listeners,rawListeners,listenerCount,eventNames",
        ),
    ]);
}

#[test]
fn any_object_can_be_an_emitter() {
    check_log(&[
        (
            "function M() { EventEmitter.call(this); } Object.setPrototypeOf(M.prototype, EventEmitter.prototype); \
          const m = new M(); m.on('z', (v) => log('z', v)); m.emit('z', 1); log(m instanceof EventEmitter, Object.keys(m));",
            "z 1|true _events,_eventsCount,_maxListeners",
        ),
        (
            "const o = Object.assign({}, EventEmitter.prototype); o.on('q', function (v) { log(v, this === o); }); \
          o.emit('q', 2); log(o._eventsCount);",
            "2 true|1",
        ),
        (
            "const o = Object.create(EventEmitter.prototype); o.on('q', () => log('q')); o.emit('q'); log(Object.keys(o));",
            "q|_events,_eventsCount",
        ),
        (
            "class S extends EventEmitter { on(...a) { log('on', a[0]); return super.on(...a); } \
          removeListener(...a) { log('rm', a[0], a[1].name); return super.removeListener(...a); } } \
          const s = new S(), f = () => log('f'); s.once('z', f); s.emit('z'); s.off('z', f);",
            "on z|rm z wrapper|f",
        ),
        (
            "log(caught(() => EventEmitter()))",
            "TypeError|undefined|Cannot read properties of undefined (reading '_events')",
        ),
    ]);
}

#[test]
fn emission_order_and_arguments() {
    check_log(&[
        (
            "const e = new EventEmitter(); e.on('p', () => log(1)); e.prependListener('p', () => log(0)); \
          e.prependOnceListener('p', () => log(-1)); e.emit('p'); e.emit('p');",
            "-1|0|1|0|1",
        ),
        (
            "const e = new EventEmitter(), g = () => log('g'); e.on('r', () => { e.on('r', () => log('no')); \
          e.removeListener('r', g); }); e.on('r', g); e.emit('r');",
            "g",
        ),
        (
            "const e = new EventEmitter(); e.on('x', function (...a) { log(this === e, a); }); e.emit('x', 1, 2, 3, 4, 5);",
            "true 1,2,3,4,5",
        ),
        (
            "const e = new EventEmitter(); e.on('t', () => { throw new Error('thr'); }); e.on('t', () => log('no')); \
          log(caught(() => e.emit('t')));",
            "Error|undefined|thr",
        ),
        (
            "const e = new EventEmitter(); e.on(5, () => log('five')); e.emit('5'); e.on(undefined, () => log('undef')); \
          e.emit(); log(e.eventNames());",
            "five|undef|5,undefined",
        ),
    ]);
}

#[test]
fn the_table_announces_its_changes() {
    check_log(&[
        (
            "const e = new EventEmitter(), f = () => {}; e.on('newListener', (n, l) => log('nl', n, l === f, e.listenerCount(n))); \
          e.on('x', f); e.once('y', f); e.on('removeListener', (n, l) => log('rl', n, l === f)); e.off('x', f); e.emit('y');",
            "nl x true 0|nl y true 0|nl removeListener false 0|rl x true|rl y true",
        ),
        (
            "const e = new EventEmitter(), f = () => {}; e.on('removeListener', (n, l) => log(n, l.name)); e.on('x', () => {}); \
          e.once('x', f); e.emit('x'); e.once('x', f); e.off('x', f);",
            "x wrapper|x f",
        ),
        (
            "const e = new EventEmitter(), f = () => {}; e.on('removeListener', (n) => log(n)); e.on('a', f); e.on('a', f); \
          e.on('b', f); e.removeAllListeners(); log(e._eventsCount);",
            "a|a|b|0",
        ),
        (
            "const e = new EventEmitter(), f = () => {}; e.on('a', f); const t = e._events; e.removeAllListeners(); \
          log(t === e._events, e._eventsCount);",
            "false 0",
        ),
        (
            "const e = new EventEmitter(), f = () => {}; e.on('a', f); e.once('a', f); e.off('a', f); log(e._events.a === f); \
          e.on('b', f); e.removeAllListeners('a'); log(e.eventNames());",
            "true|b",
        ),
    ]);
}

#[test]
fn errors_without_listeners_are_thrown() {
    check(&[
        (
            "var e = new EventEmitter(); caught(() => e.emit('error', new Error('ee')))",
            "Error|undefined|ee",
        ),
        (
            "caught(() => e.emit('error', 5))",
            "Error|ERR_UNHANDLED_ERROR|Unhandled error. (5)",
        ),
        (
            "caught(() => e.emit('error'))",
            "Error|ERR_UNHANDLED_ERROR|Unhandled error. (undefined)",
        ),
        (
            "caught(() => e.emit('error', \"it's\"))",
            "Error|ERR_UNHANDLED_ERROR|Unhandled error. (\"it's\")",
        ),
        (
            "try { e.emit('error', 5) } catch (x) { x.context + Object.keys(x).join() }",
            "5code,context",
        ),
        (
            "caught(() => e.emit('error', Object.create(Error.prototype)))",
            "Error|undefined|",
        ),
        (
            "caught(() => e.emit('error', new DOMException('d')))",
            "Error|0|d",
        ),
        (
            "e.on(EventEmitter.errorMonitor, (x) => log('mon', x.message)); caught(() => e.emit('error', new Error('m')))",
            "Error|undefined|m",
        ),
        (
            "e.on('error', (x) => log('got', x.message)); e.emit('error', new Error('m2'))",
            "true",
        ),
        ("take()", "mon m|mon m2|got m2"),
    ]);
}

#[test]
fn limits_are_checked_and_warned_about() {
    check_log(&[
        (
            "const e = new EventEmitter(); for (let i = 0; i < 12; i++) e.on('w', () => {}); log(e._events.w.warned);",
            "warning Possible EventEmitter memory leak detected. 11 w listeners added to [Object]. MaxListeners is 10. \
          Use emitter.setMaxListeners() to increase limit|true",
        ),
        (
            "const e = new EventEmitter(); log(e.setMaxListeners(1.5) === e, e.getMaxListeners()); \
          log(caught(() => e.setMaxListeners(-1)));",
            "true 1.5|RangeError|ERR_OUT_OF_RANGE|The value of \"setMaxListeners\" is out of range. It must be >= 0. Received -1",
        ),
        (
            "EventEmitter.defaultMaxListeners = 3; log(new EventEmitter().getMaxListeners(), new Port().getMaxListeners()); \
          EventEmitter.defaultMaxListeners = 10; log(caught(() => { EventEmitter.defaultMaxListeners = 'z'; }));",
            "3 3|TypeError|ERR_INVALID_ARG_TYPE|The \"defaultMaxListeners\" argument must be of type number. \
          Received type string ('z')",
        ),
        (
            "log(caught(() => new EventEmitter().on('x')));",
            "TypeError|ERR_INVALID_ARG_TYPE|The \"listener\" argument must be of type function. Received undefined",
        ),
    ]);
}

#[test]
fn rejections_are_captured_when_asked() {
    check_log(&[
        (
            "const a = new EventEmitter({captureRejections: true}); a.on('r', async () => { throw new Error('rej'); }); \
          a.on('error', (x) => log('CR', x.message)); a.emit('r');",
            "CR rej",
        ),
        (
            "class A extends EventEmitter { [EventEmitter.captureRejectionSymbol](err, ev, ...args) { log(err.message, ev, args); } } \
          const a = new A({captureRejections: true}); a.on('r', async () => { throw new Error('rej2'); }); a.emit('r', 1, 2);",
            "rej2 r 1,2",
        ),
        (
            "log(EventEmitter.captureRejectionSymbol === Symbol.for('nodejs.rejection'));",
            "true",
        ),
        (
            "log(caught(() => new EventEmitter({captureRejections: 5})));",
            "TypeError|ERR_INVALID_ARG_TYPE|The \"options.captureRejections\" property must be of type boolean. \
          Received type number (5)",
        ),
    ]);
}

#[test]
fn rust_emits_through_an_overridden_emit() {
    let context = &mut context();
    eval(
        context,
        "var e = new EventEmitter(); e.on('x', (...a) => log('x', a)); \
        var o = new EventEmitter(); o.emit = function (...a) { log('overridden', a); return 0; };",
    );
    let global = context.global_object();
    for (name, expected) in [("e", true), ("o", false)] {
        let object = global
            .get(js_string!(name), context)
            .expect("an emitter")
            .as_object()
            .expect("an object");
        let heard =
            emit(context, &object, &js_string!("x"), &[1.into(), 2.into()]).expect("emitted");
        assert_eq!(heard, expected);
    }
    assert_eq!(eval(context, "take()"), "x 1,2|overridden x,1,2");
}

#[test]
fn the_events_module_reaches_targets() {
    let context = &mut context();
    let bindings = super::emitter_class::bindings(context).expect("the bindings");
    context
        .global_object()
        .set(js_string!("native"), bindings, true, context)
        .expect("a global");
    let rows = [
        (
            "var t = new EventTarget(), f = () => {}; t.addEventListener('x', f); \
             native.targetListeners(t, 'x')[0] === f && native.targetListeners({}, 'x') === undefined",
            "true",
        ),
        (
            "[native.setTargetMaxListeners(t, 5), native.targetMaxListeners(t), \
             native.setTargetMaxListeners({}, 5), native.targetMaxListeners({})].join()",
            "true,5,false,",
        ),
        (
            "var o = {}; native.initEmitter(o, {captureRejections: true}); Object.keys(o).join()",
            "_events,_eventsCount,_maxListeners",
        ),
        ("native.errorMonitor === EventEmitter.errorMonitor", "true"),
    ];
    for (source, expected) in rows {
        assert_eq!(eval(context, source), expected, "{source}");
    }
}
