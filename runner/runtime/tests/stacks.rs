//! `Error.prepareStackTrace`, `Error.captureStackTrace` and call sites, as packages use them.

mod support;

use threadproof_runner::Outcome;

use support::{prints, script};

/// What a script at `/main.js` prints.
#[track_caller]
fn says(code: &str, expected: &str) -> Outcome {
    let builder = script("require('/main.js')").virtual_file("/main.js", code);
    prints(builder, expected)
}

#[test]
fn call_sites_name_function_file_and_place() {
    // As the package `callsites` asks.
    says(
        "function callsites() {
            const before = Error.prepareStackTrace;
            try {
                let sites;
                Error.prepareStackTrace = (_, all) => { sites = all.slice(1); return sites };
                new Error().stack;
                return sites;
            } finally { Error.prepareStackTrace = before }
        }
        function named() { return callsites() }
        const [inner, outer] = named();
        for (const site of [inner, outer]) {
            console.log(site.getFunctionName(), site.getFileName(), site.getLineNumber(),
                site.getColumnNumber() > 0, site.isEval(), site.isNative(), site.isToplevel());
        }
        console.log(String(inner).replace(/:\\d+\\)/, ')'), inner.constructor.name);
        try { inner.getFileName.call({}) } catch (error) { console.log(error.message) }
        const [, code] = eval('named()');
        console.log(code.isEval(), code.getFileName(), /^eval at <anonymous> \\(\\/main.js:/.test(code.getEvalOrigin()));
        console.log(new Error('plain').stack.split('\\n')[0]);",
        "named /main.js 10 true false false true\n\
         null /main.js 11 true false false true\n\
         named (/main.js:10) CallSite\n\
         CallSite method getFileName expects CallSite as receiver\n\
         true null true\n\
         Error: plain\n",
    );
}

#[test]
fn captured_stacks_are_prepared_at_the_first_look() {
    // As the package `depd` asks.
    says(
        "function getStack() {
            const limit = Error.stackTraceLimit, prepare = Error.prepareStackTrace, object = {};
            Error.prepareStackTrace = (_, stack) => stack;
            Error.stackTraceLimit = Math.max(10, limit);
            Error.captureStackTrace(object);
            const stack = object.stack.slice(1);
            Error.prepareStackTrace = prepare;
            Error.stackTraceLimit = limit;
            return stack;
        }
        console.log((function caller() { return getStack() })()[0].getFunctionName());
        let calls = 0;
        Error.prepareStackTrace = (error, sites) => `${++calls} ${error.message} ${sites[0].getLineNumber()}`;
        const object = { message: 'early' };
        Error.captureStackTrace(object);
        const error = new Error('early');
        console.log(calls);
        object.message = error.message = 'late';
        console.log(object.stack, object.stack, '/', error.stack, error.stack);
        object.stack = 'set';
        console.log(object.stack, Object.keys(object).join());
        Error.prepareStackTrace = () => { throw new RangeError('no') };
        try { new Error('x').stack } catch (thrown) { console.log(thrown.name) }
        Error.prepareStackTrace = (error) => error.stack.split('\\n')[0];
        console.log(new Error('again').stack);",
        "caller\n0\n1 late 15 1 late 15 / 2 late 16 2 late 16\nset message\nRangeError\nError: again\n",
    );
}

#[test]
fn frames_above_a_function_are_left_out() {
    says(
        "const first = (stack) => stack.split('\\n')[1]?.trim().split(' ')[1];
        const of = (above) => { const object = {}; Error.captureStackTrace(object, above); return object.stack };
        function outer() { return inner() }
        function inner() { return first(of(inner)) }
        class Base extends Error { constructor(text) { super(text); Error.captureStackTrace(this, this.constructor) } }
        class Derived extends Base {}
        const make = () => new Derived('made');
        const anonymous = (() => () => of(anonymous))();
        function calls() { return first(anonymous()) }
        console.log(outer(), first(make().stack), calls());
        console.log(JSON.stringify(of(() => 1)), of(of).split('\\n').length > 1);",
        "outer make calls\n\"Error\" true\n",
    );
}

#[test]
fn limits_and_refusals_are_v8s() {
    says(
        "const lines = () => String(new Error('x').stack).split('\\n').length;
        const deep = (n) => n === 0 ? lines() : deep(n - 1);
        const counts = [2, 0, -3, 2.7].map((limit) => { Error.stackTraceLimit = limit; return deep(5) });
        Error.stackTraceLimit = 'many';
        console.log(counts.join(), new Error('x').stack);
        Error.stackTraceLimit = 10;
        for (const object of [1, Object.freeze({})]) {
            try { Error.captureStackTrace(object) } catch (error) { console.log(error.name, error.message) }
        }
        console.log(Error.prepareStackTrace(new TypeError('t'), ['a', { toString: () => 'b' }]));",
        "3,1,1,3 undefined\n\
         TypeError invalid_argument\n\
         TypeError Cannot define property stack, object is not extensible\n\
         TypeError: t\n    at a\n    at b\n",
    );
}

#[test]
fn errors_of_the_runtime_are_prepared_too() {
    says(
        "Error.prepareStackTrace = (error, sites) => `${error.code}:${typeof sites[0].getLineNumber()}`;
        const attempts = [
            () => new (require('worker_threads').Worker)(1),
            () => require('assert').strictEqual(1, 2),
            () => structuredClone(() => {}),
            () => require('fs').readFileSync('/nowhere/at/all'),
        ];
        for (const attempt of attempts) try { attempt() } catch (error) { console.log(error.stack) }",
        "ERR_INVALID_ARG_TYPE:number\nERR_ASSERTION:number\n25:number\nENOENT:number\n",
    );
}

#[test]
fn what_the_runtime_shows_of_the_stack_is_not_prepared() {
    let outcome = says(
        "const util = require('util');
        function named() { return util.getCallSites(2) }
        const shown = () => named().map((site) => `${site.functionName} ${site.lineNumber}`).join();
        const before = shown();
        Error.prepareStackTrace = (_, sites) => sites;
        console.log(before, shown() === before);
        console.trace('here');",
        "named 2,shown 3 true\n",
    );
    let traced = String::from_utf8_lossy(&outcome.stderr).into_owned();
    assert!(
        traced.starts_with("Trace: here\n    at /main.js:7:"),
        "{traced}"
    );
}
