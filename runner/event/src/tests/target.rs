//! `Event`, its kinds, and `EventTarget`.

use super::{check, check_log};

#[test]
fn listeners_run_in_order_and_once() {
    check_log(&[
        (
            "const t = new EventTarget(); const f = () => log('f'); t.addEventListener('x', f); \
          t.addEventListener('x', f); t.addEventListener('x', f, true); \
          t.addEventListener('x', f, {capture: true}); t.dispatchEvent(new Event('x')); log('-'); \
          t.removeEventListener('x', f); t.dispatchEvent(new Event('x'));",
            "f|f|-|f",
        ),
        (
            "const t = new EventTarget(); t.addEventListener('o', () => { log('once'); \
          t.dispatchEvent(new Event('o')); }, {once: true}); t.dispatchEvent(new Event('o'));",
            "once",
        ),
        (
            "const t = new EventTarget(); const f = () => log('removed ran'); \
          t.addEventListener('x', () => t.removeEventListener('x', f)); t.addEventListener('x', f); \
          t.addEventListener('x', () => log('after')); t.dispatchEvent(new Event('x'));",
            "after",
        ),
        (
            "const t = new EventTarget(); t.addEventListener('a', () => { log('a'); \
          t.addEventListener('a', () => log('added'), {once: true}); }); \
          t.dispatchEvent(new Event('a')); log('second'); t.dispatchEvent(new Event('a'));",
            "a|second|a|added|added",
        ),
        (
            "const t = new EventTarget(); t.addEventListener('x', {handleEvent(e) { log(this !== t, e.type); }}); \
          t.addEventListener('x', {}); t.dispatchEvent(new Event('x'));",
            "true x",
        ),
        (
            "const t = new EventTarget(); t.addEventListener('x', (e) => { e.stopImmediatePropagation(); log('stop'); }); \
          t.addEventListener('x', () => log('no')); const e = new Event('x'); t.dispatchEvent(e); \
          log(e.cancelBubble, e.eventPhase, e.target === t, e.currentTarget, e.composedPath().length); \
          t.dispatchEvent(e);",
            "stop|true 0 true null 0",
        ),
        (
            "class X extends EventTarget { constructor() { super(); this.q = 1; } } const x = new X(); \
          x.addEventListener('e', function () { log(this.q); }); \
          x.dispatchEvent(new (class E extends Event { constructor() { super('e'); } })());",
            "1",
        ),
        (
            "const t = new EventTarget(); t.addEventListener('a', function (e) { log(this === t, e.eventPhase, \
          e.currentTarget === t, e.target === t, e.srcElement === t, e.composedPath().length); }); \
          t.dispatchEvent(new Event('a'));",
            "true 2 true true true 1",
        ),
    ]);
}

#[test]
fn errors_in_listeners_are_uncaught_and_the_rest_runs() {
    check_log(&[
        (
            "const t = new EventTarget(); t.addEventListener('x', () => { throw new Error('boom'); }); \
          t.addEventListener('x', () => log('next')); log(t.dispatchEvent(new Event('x')));",
            "uncaught Error: boom|next|true",
        ),
        (
            "const t = new EventTarget(); t.addEventListener('x', async () => { throw new Error('async'); }); \
          t.dispatchEvent(new Event('x'));",
            "uncaught Error: async",
        ),
        (
            "const t = new EventTarget(); t.addEventListener('x', (e) => log(caught(() => t.dispatchEvent(e)))); \
          t.dispatchEvent(new Event('x'));",
            "Error|ERR_EVENT_RECURSION|The event \"x\" is already being dispatched",
        ),
        (
            "const t = new EventTarget(); for (let i = 0; i < 12; i++) t.addEventListener('w', () => {});",
            "warning Possible EventTarget memory leak detected. 11 w listeners added to {}. MaxListeners is 10. \
          Use events.setMaxListeners() to increase limit",
        ),
        (
            "new EventTarget().addEventListener('x', null);",
            "warning addEventListener called with null which has no effect.",
        ),
    ]);
}

#[test]
fn prevented_and_passive_events() {
    check(&[
        (
            "var t = new EventTarget(); t.addEventListener('x', (e) => { e.preventDefault(); log(e.defaultPrevented); }, \
          {passive: true}); t.dispatchEvent(new Event('x', {cancelable: true}))",
            "true",
        ),
        ("take()", "false"),
        (
            "t.addEventListener('x', (e) => { e.preventDefault(); log(e.defaultPrevented, e.returnValue); }); \
          [t.dispatchEvent(new Event('x', {cancelable: true})), t.dispatchEvent(new Event('x'))].join()",
            "false,true",
        ),
        ("take()", "false|true false|false|false true"),
    ]);
}

#[test]
fn signals_remove_listeners() {
    check_log(&[
        (
            "const t = new EventTarget(), c = new AbortController(); \
          t.addEventListener('x', () => log('sig'), {signal: c.signal}); t.dispatchEvent(new Event('x')); \
          c.abort(); t.dispatchEvent(new Event('x')); \
          t.addEventListener('x', () => log('never'), {signal: AbortSignal.abort()}); \
          t.dispatchEvent(new Event('x'));",
            "sig",
        ),
        (
            "log(caught(() => new EventTarget().addEventListener('x', () => {}, {signal: {}})));",
            "TypeError|ERR_INVALID_ARG_TYPE|The \"options.signal\" property must be an instance of AbortSignal. \
          Received an instance of Object",
        ),
    ]);
}

#[test]
fn refused_arguments() {
    check(&[
        (
            "caught(() => new EventTarget().addEventListener('x'))",
            "TypeError|ERR_MISSING_ARGS|The \"type\" and \"listener\" arguments must be specified",
        ),
        (
            "caught(() => new EventTarget().addEventListener('x', 5))",
            "TypeError|ERR_INVALID_ARG_TYPE|The \"listener\" argument must be an instance of EventListener. \
          Received type number (5)",
        ),
        (
            "caught(() => new EventTarget().addEventListener('x', () => {}, 5))",
            "TypeError|ERR_INVALID_ARG_TYPE|The \"options\" argument must be of type object. Received type number (5)",
        ),
        (
            "caught(() => new EventTarget().addEventListener(Symbol('q'), () => {}))",
            "TypeError|ERR_INVALID_ARG_TYPE|Value is a Symbol and cannot be converted to a string.",
        ),
        (
            "caught(() => new EventTarget().dispatchEvent({}))",
            "TypeError|ERR_INVALID_ARG_TYPE|The \"event\" argument must be an instance of Event. Received an instance of Object",
        ),
        (
            "caught(() => new Event())",
            "TypeError|ERR_MISSING_ARGS|The \"type\" argument must be specified",
        ),
        (
            "caught(() => Event('x'))",
            "TypeError|undefined|Class constructor Event cannot be invoked without 'new'",
        ),
        (
            "caught(() => new Event('x', 's'))",
            "TypeError|ERR_INVALID_ARG_TYPE|The \"options\" argument must be of type object. Received type string ('s')",
        ),
        (
            "caught(() => EventTarget.prototype.dispatchEvent.call({}))",
            "TypeError|ERR_INVALID_THIS|Value of \"this\" must be of type EventTarget",
        ),
        (
            "caught(() => Event.prototype.type)",
            "TypeError|ERR_INVALID_THIS|Value of \"this\" must be of type Event",
        ),
        (
            "caught(() => CustomEvent.prototype.detail)",
            "TypeError|ERR_INVALID_THIS|Value of \"this\" must be of type CustomEvent",
        ),
        (
            "caught(() => MessageEvent.prototype.data)",
            "TypeError|ERR_INVALID_THIS|Illegal invocation",
        ),
        (
            "caught(() => new MessageEvent())",
            "TypeError|undefined|MessageEvent constructor: 1 argument required, but 0 found.",
        ),
        (
            "caught(() => new MessageEvent('m', 5))",
            "TypeError|undefined|MessageEvent constructor: Expected 5 to be one of: Null, Undefined, Object.",
        ),
        (
            "caught(() => new MessageEvent('m', {ports: [1]}))",
            "TypeError|undefined|MessageEvent constructor: Expected eventInitDict.ports[0] (\"1\") to be an instance of MessagePort.",
        ),
        (
            "caught(() => new MessageEvent('m', {ports: 5}))",
            "TypeError|undefined|MessageEvent constructor: eventInitDict.ports (5) is not iterable.",
        ),
        (
            "caught(() => new MessageEvent('m', {source: 5}))",
            "TypeError|undefined|MessageEvent constructor: Expected eventInitDict.source (\"5\") to be an instance of MessagePort.",
        ),
    ]);
}

#[test]
fn events_carry_what_they_were_made_with() {
    check(&[
        (
            "const e = new Event('x', {bubbles: true, cancelable: true, composed: true}); \
          [e.bubbles, e.cancelable, e.composed, typeof e.timeStamp, e.isTrusted, e.target, e.eventPhase, \
          e.returnValue, e.cancelBubble].join()",
            "true,true,true,number,false,,0,true,false",
        ),
        (
            "const e = new Event('x', {cancelable: true}); e.cancelBubble = true; e.cancelBubble = false; \
          e.returnValue = false; [e.cancelBubble, e.defaultPrevented].join()",
            "true,true",
        ),
        (
            "[new CustomEvent('x', {detail: 5}).detail, new CustomEvent('x').detail === null].join()",
            "5,true",
        ),
        (
            "const e = new MessageEvent('m', {data: 5, origin: 5, lastEventId: 'l'}); \
          [e.type, e.data, e.origin, e.lastEventId, e.source, Array.isArray(e.ports), Object.isFrozen(e.ports), \
          e.ports === e.ports].join()",
            "m,5,5,l,,true,true,true",
        ),
        (
            "const p = new Port(); const e = new MessageEvent('m', {source: p, ports: new Set([p])}); \
          [e.source === p, e.ports[0] === p, new MessageEvent('m').data === null].join()",
            "true,true,true",
        ),
        (
            "const e = new CloseEvent('c', {wasClean: 1, code: 70000, reason: 5}); [e.wasClean, e.code, e.reason].join()",
            "true,4464,5",
        ),
        ("new CloseEvent('c', {code: 'x'}).code", "0"),
        (
            "const e = new ErrorEvent('c', {message: 5, filename: null, lineno: -1, colno: '5', error: 0}); \
          [e.message, e.filename, e.lineno, e.colno, e.error].join()",
            "5,null,-1,5,0",
        ),
        (
            "const e = new Event('a'); e.initEvent('b', true, true); [e.type, e.bubbles, e.cancelable].join()",
            "b,true,true",
        ),
        (
            "const e = new MessageEvent('a'); e.initMessageEvent('b', true, true, 5, 'o', 'l', null, []); \
          [e.type, e.bubbles, e.data, e.origin].join()",
            "b,true,5,o",
        ),
        (
            "[Event.NONE, Event.AT_TARGET, Event.prototype.NONE, String(new MessageEvent('x'))].join()",
            "0,2,,[object MessageEvent]",
        ),
        (
            "Object.getPrototypeOf(MessageEvent) === Event && new CloseEvent('x') instanceof Event",
            "true",
        ),
    ]);
}

#[test]
fn inspection_shows_the_name_and_little_else() {
    check(&[
        (
            "var custom = Symbol.for('nodejs.util.inspect.custom'); var draw = (o, d = 2) => \
          o[custom](d, {depth: d}, (v, p) => JSON.stringify(v) + p.depth); draw(new EventTarget())",
            "EventTarget {}1",
        ),
        (
            "draw(new EventTarget(), -1) + draw(new (class Sub extends Event {})('x'), -1)",
            "EventTargetSub",
        ),
        (
            "draw(new MessageEvent('m')).replace(/\\d+(\\.\\d+)?}/, 'T}')",
            "MessageEvent {\"type\":\"m\",\"defaultPrevented\":false,\"cancelable\":false,\"timeStamp\":T}1",
        ),
        (
            "draw(AbortSignal.abort()) + draw(new AbortController())",
            "AbortSignal {\"aborted\":true}1AbortController {\"signal\":{}}1",
        ),
        (
            "EventTarget.prototype[custom].name",
            "[nodejs.util.inspect.custom]",
        ),
    ]);
}
