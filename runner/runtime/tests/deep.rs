//! What nests without end costs the thread in which it happens an error, and nobody a process.
//!
//! Each line below overflowed the native stack of the engine, or could have. The worker must end in
//! an orderly way, and another must run after it.

mod support;

use support::{prints, run, script};

const DEEP_ARRAY: &str = "let a = []; for (let i = 0; i < 300_000; i++) a = [a];";
const DEEP_OBJECT: &str = "let a = {}; for (let i = 0; i < 300_000; i++) a = { a };";

/// Runs a script in a worker, catches what it throws, and says what that was; then runs another.
#[track_caller]
fn throws(setup: &str, attempt: &str, expected: &str) {
    let code = format!(
        "const {{ parentPort }} = require('worker_threads');
        {setup}
        try {{ {attempt}; parentPort.postMessage('done') }}
        catch (error) {{ parentPort.postMessage(error.name + ': ' + error.message) }}"
    );
    let main = "
        const { Worker } = require('worker_threads');
        const first = new Worker(process.argv[1], { eval: true });
        first.on('message', (text) => console.log(text));
        first.on('error', (error) => console.log(error.name + ': ' + error.message));
        first.on('exit', () => new Worker('console.log(`alive`)', { eval: true }));";
    let outcome = run(script(main).args([code]));
    let printed = String::from_utf8_lossy(&outcome.stdout).into_owned();
    assert_eq!(printed, format!("{expected}\nalive\n"), "{attempt}");
}

const TOO_DEEP: &str = "RangeError: Maximum call stack size exceeded";

#[test]
fn deep_data_is_refused_by_what_recurses() {
    throws(DEEP_ARRAY, "JSON.stringify(a)", TOO_DEEP);
    throws(DEEP_OBJECT, "JSON.stringify(a)", TOO_DEEP);
    throws(DEEP_ARRAY, "String(a)", TOO_DEEP);
    throws(DEEP_ARRAY, "a.join()", TOO_DEEP);
    throws(DEEP_ARRAY, "a.toLocaleString()", TOO_DEEP);
    throws(
        "class Deeper { toJSON() { return { next: new Deeper() } } }",
        "JSON.stringify(new Deeper())",
        TOO_DEEP,
    );
    throws(
        "class Deeper { get next() { return new Deeper() } }
         Object.defineProperty(Deeper.prototype, 'toJSON', { get() { return () => ({ next: new Deeper() }) } })",
        "JSON.stringify(new Deeper())",
        TOO_DEEP,
    );
}

#[test]
fn deep_data_is_taken_by_what_does_not() {
    throws(DEEP_ARRAY, "structuredClone(a)", "done");
    throws(DEEP_OBJECT, "structuredClone(a)", "done");
    throws(DEEP_ARRAY, "a.flat(Infinity)", TOO_DEEP);
    throws(DEEP_OBJECT, "a = null", "done");
    let text = "'['.repeat(3e5) + ']'.repeat(3e5)";
    throws("", &format!("JSON.parse({text})"), "done");
    throws(
        "",
        &format!("JSON.parse({text}, (key, value) => value)"),
        "done",
    );
}

#[test]
fn running_out_of_stack_in_a_vm_context_can_be_caught() {
    let vm = "const vm = require('vm'); const sandbox = {}; vm.createContext(sandbox);";
    for attempt in [
        "vm.runInContext('(function f() { f() })()', sandbox)",
        "vm.runInContext('function f(n) { return f(n + 1) }', sandbox); sandbox.f(0)",
        "vm.runInNewContext('const f = () => f(); f()')",
        "vm.runInThisContext('(function f() { f() })()')",
        "vm.compileFunction('const f = () => f(); f()', [], { parsingContext: sandbox })()",
        "vm.runInContext('const f = () => f(); f()', vm.createContext(vm.constants.DONT_CONTEXTIFY))",
    ] {
        throws(vm, attempt, TOO_DEEP);
    }
    throws(
        vm,
        "vm.runInContext('const f = (n) => n && f(n - 1); f(100)', sandbox);
         if (Reflect.ownKeys(sandbox).length > 0) throw Reflect.ownKeys(sandbox)",
        "done",
    );
}

#[test]
fn recursion_through_what_is_not_called_by_name_can_be_caught() {
    for attempt in [
        "const y = (g) => g(g); y(y)",
        "const f = () => [1].map(f); f()",
        "const f = () => [1, 2].sort(f); f()",
        "const f = () => 'a'.replace(/a/, f); f()",
        "globalThis.es = 'eval(es)'; eval(es)",
        "globalThis.es = '(0, eval)(es)'; (0, eval)(es)",
        "globalThis.fs = 'return Function(fs)()'; Function(fs)()",
        "globalThis.ef = () => eval('ef()'); ef()",
        "const o = { toJSON() { return JSON.stringify(o) } }; JSON.stringify(o)",
        "const f = () => JSON.parse('1', f); f()",
        "const p = new Proxy({}, { get(t, k, r) { return r[k] } }); p.x",
        "const p = new Proxy({}, { has(t, k) { return k in p } }); 'x' in p",
        "const p = new Proxy(() => {}, { apply() { return p() } }); p()",
        "const k = 'x', o = { get x() { return this[k] } }; o.x",
        "const k = 'x', o = { set x(v) { this[k] = v } }; o.x = 1",
        "const o = {}; Object.defineProperty(o, 'x', { get() { return this.x } }); o.x",
        "const o = { [Symbol.toPrimitive]() { return +this } }; +o",
        "const o = { [Symbol.iterator]() { return [...o] } }; [...o]",
        "const o = { [Symbol.hasInstance]() { return 1 instanceof o } }; 1 instanceof o",
        "class A { constructor() { new this.constructor() } } new A()",
        "class A { x = new A() } new A()",
        "const a = [() => a[0]()]; a[0]()",
        "const m = new Map([['f', () => m.get('f')()]]); m.get('f')()",
        "const f = (a = f()) => a; f()",
        "const r = /a/; r.exec = () => r.test('a'); r.test('a')",
        "const a = [1]; a.constructor = { [Symbol.species]: function () { return a.map((x) => x) } }; a.map((x) => x)",
        "(function () { return arguments.callee() })()",
        "const vm = require('vm'); globalThis.vs = () => vm.runInThisContext('vs()'); vs()",
    ] {
        throws("", attempt, TOO_DEEP);
    }
}

#[test]
fn depth_is_counted_across_calls() {
    let deep = "const deep = (n, leaf) => { while (n--) leaf = [leaf]; return leaf; };";
    let again = "{ toJSON() { return JSON.stringify(deep(30000, 1)); } }";
    throws(
        deep,
        &format!("JSON.stringify(deep(30000, {again}))"),
        TOO_DEEP,
    );
    throws("const a = []; a.push(a);", "a.flat(Infinity)", TOO_DEEP);
}

#[test]
fn deep_text_is_refused() {
    for text in [
        "'('.repeat(1e6)",
        "'('.repeat(1e5) + '1' + ')'.repeat(1e5)",
        "'['.repeat(1e5) + ']'.repeat(1e5)",
        "'{'.repeat(1e5) + '}'.repeat(1e5)",
        "'(()=>'.repeat(1e5) + '1' + ')'.repeat(1e5)",
        "'!'.repeat(1e6) + '1'",
        "'if(0);else '.repeat(1e5) + ';'",
        "'`${'.repeat(1e5) + '1' + '}`'.repeat(1e5)",
    ] {
        throws("", &format!("eval({text})"), TOO_DEEP);
        throws("", &format!("new Function({text})"), TOO_DEEP);
        throws(
            "",
            &format!("require('vm').runInThisContext({text})"),
            TOO_DEEP,
        );
    }
    throws(
        "",
        "JSON.parse('['.repeat(1e6))",
        "SyntaxError: Unexpected end of JSON input",
    );
}

#[test]
fn deep_files_are_refused() {
    let main = "
        try { require('/deep.js') } catch (error) { console.log(String(error)) }
        import('/deep.mjs').catch((error) => console.log(String(error)));
        const { Worker } = require('worker_threads');
        new Worker('/deep.mjs').on('error', (error) => console.log(String(error)));";
    let module = "export default ".to_owned() + &"(".repeat(100_000);
    let builder = script(main)
        .virtual_file("/deep.js", "[".repeat(100_000))
        .virtual_file("/deep.mjs", module);
    prints(builder, &format!("{TOO_DEEP}\n").repeat(3));
}

#[test]
fn json_stringify_writes_what_the_standard_says() {
    let main = r#"
        const show = (...args) => console.log(JSON.stringify(...args));
        show({ a: 1, b: [true, null, undefined, () => {}, NaN, -0, 1e21], c: undefined, d: 'x' });
        show([]); show({}); show({ a: {}, b: [] }, null, 2); show([1, [2]], null, '--');
        show('\u2028 \ud800 "quoted" \\ \b\f\n\r\t\u0001 é 😀');
        show([new Number(1), new String('s'), new Boolean(false), Object(Symbol())]);
        show({ b: 1, a: 2, 1: 3 }, ['a', 1, 'a', new String('b')]);
        show({ a: 1, b: { c: 2 } }, function (key, value) { return key === 'a' ? this.b : value });
        show({ toJSON(key) { return 'key ' + key } }); show({ x: { toJSON(key) { return key } } });
        show(new Date(0)); show(undefined); show(Symbol()); show(new Map([[1, 2]]));
        show(new Proxy({ a: 1 }, {})); show(new Proxy([1], {})); show({ a: [{}] }, null, 20);
        show(Object.create({ inherited: 1 }, { hidden: { value: 1 }, seen: { value: 2, enumerable: true } }));
        show(JSON.rawJSON ? { raw: JSON.rawJSON('1.0') } : { raw: 1 });
        for (const value of [1n, Object(1n)]) try { show(value) } catch (error) { console.log(String(error)) }
        const circle = { name: 'c' }; circle.self = circle;
        const list = { items: [{}] }; list.items[0].list = list;
        for (const value of [circle, list]) try { show(value) } catch (error) { console.log(error.message) }
        console.log(JSON.stringify.length, JSON.stringify.name, Object.keys(JSON).length);
        BigInt.prototype.toJSON = function () { return typeof this + this }; show(5n);
    "#;
    prints(script(main), include_str!("deep/stringify.txt"));
}
