//! `AbortController` and `AbortSignal`.

use boa_engine::object::builtins::JsFunction;
use boa_engine::{Context, Source, js_string};

use super::{check, check_log, context, eval};
use crate::abort::{fire_timeout, forget, on_abort};

#[test]
fn an_abort_is_announced_once() {
    check_log(&[
        (
            "const c = new AbortController(), s = c.signal; s.onabort = function (e) { log('attr', this === s, e.type, \
          e.isTrusted, e.constructor.name); }; s.addEventListener('abort', () => log('l')); c.abort(); c.abort(5); \
          log(s.aborted, s.reason.name, s.reason.code, s.reason.message, c.signal === s);",
            "attr true abort true Event|l|true AbortError 20 This operation was aborted true",
        ),
        (
            "const c = new AbortController(); c.signal.addEventListener('abort', () => { throw new Error('in abort'); }); \
          c.signal.addEventListener('abort', () => log('still')); c.abort();",
            "uncaught Error: in abort|still",
        ),
        (
            "const c = new AbortController(); c.signal.dispatchEvent(new Event('abort')); log(c.signal.aborted);",
            "false",
        ),
        (
            "const a = new AbortController(); const n1 = AbortSignal.any([a.signal]); const n2 = AbortSignal.any([n1]); \
          n2.onabort = () => log('n2'); n1.onabort = () => log('n1'); \
          a.signal.onabort = () => log('a', n1.aborted, n2.aborted); a.abort('why'); log(n2.reason);",
            "a true true|n1|n2|why",
        ),
    ]);
}

#[test]
fn reasons_and_static_functions() {
    check(&[
        (
            "[AbortSignal.abort(7).reason, AbortSignal.abort().reason.name, AbortSignal.abort(null).reason === null].join()",
            "7,AbortError,true",
        ),
        (
            "try { AbortSignal.abort(7).throwIfAborted(); } catch (e) { e }",
            "7",
        ),
        ("AbortSignal.any([]).aborted", "false"),
        ("AbortSignal.any([AbortSignal.abort('x')]).reason", "x"),
        (
            "caught(() => AbortSignal.any())",
            "TypeError|ERR_INVALID_ARG_TYPE|signals cannot be converted to sequence.",
        ),
        (
            "caught(() => AbortSignal.any([1]))",
            "TypeError|ERR_INVALID_ARG_TYPE|signals[0] is not of type AbortSignal.",
        ),
        (
            "caught(() => new AbortSignal())",
            "TypeError|ERR_ILLEGAL_CONSTRUCTOR|Illegal constructor",
        ),
        (
            "caught(() => AbortSignal())",
            "TypeError|undefined|Class constructor AbortSignal cannot be invoked without 'new'",
        ),
        (
            "caught(() => AbortSignal.timeout(-1))",
            "RangeError|ERR_OUT_OF_RANGE|The value of \"delay\" is out of range. It must be >= 0 && <= 4294967295. Received -1",
        ),
        (
            "caught(() => AbortSignal.timeout(1.5))",
            "RangeError|ERR_OUT_OF_RANGE|The value of \"delay\" is out of range. It must be an integer. Received 1.5",
        ),
        (
            "caught(() => AbortSignal.timeout('x'))",
            "TypeError|ERR_INVALID_ARG_TYPE|The \"delay\" argument must be of type number. Received type string ('x')",
        ),
        (
            "caught(() => AbortController.prototype.signal)",
            "TypeError|undefined|Cannot read private member #signal from an object whose class did not declare it",
        ),
        (
            "class X extends AbortController {} new X().signal.aborted",
            "false",
        ),
        (
            "String(new AbortController()) + String(AbortSignal.abort())",
            "[object AbortController][object AbortSignal]",
        ),
    ]);
}

#[test]
fn a_timeout_aborts_when_the_runtime_says_so() {
    let context = &mut context();
    assert_eq!(
        eval(
            context,
            "var s = AbortSignal.timeout(5); s.onabort = () => log(s.reason.name); s.aborted"
        ),
        "false"
    );
    let global = context.global_object();
    let signal = global
        .get(js_string!("timedSignal"), context)
        .expect("the hook ran");
    fire_timeout(context, &signal.as_object().expect("a signal")).expect("aborted");
    assert_eq!(eval(context, "take()"), "timeout 5|TimeoutError");
    assert_eq!(
        eval(
            context,
            "[s.reason.code, s.reason.message, s.reason instanceof DOMException].join()"
        ),
        "23,The operation was aborted due to timeout,true"
    );
}

#[test]
fn what_is_forgotten_is_not_called_by_an_abort() {
    let context = &mut context();
    eval(context, "var c = new AbortController();");
    let controller = context.global_object().get(js_string!("c"), context);
    let controller = controller.ok().and_then(|value| value.as_object());
    let signal = controller
        .and_then(|controller| controller.get(js_string!("signal"), context).ok())
        .and_then(|signal| signal.as_object())
        .expect("a signal");
    let listener = |name: &str, context: &mut Context| {
        let source = format!("(() => log('{name}'))");
        let function = context
            .eval(Source::from_bytes(&source))
            .expect("it compiles");
        JsFunction::from_object(function.as_object().expect("a function")).expect("a function")
    };
    let (kept, gone) = (listener("kept", context), listener("gone", context));
    on_abort(&signal, kept);
    on_abort(&signal, gone.clone());
    forget(&signal, &gone);
    assert_eq!(eval(context, "c.abort(); take()"), "kept");
}
