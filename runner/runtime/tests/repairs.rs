//! The engine's functions that the runtime replaces do what Node 26 does, for the arguments over
//! which the engine's own panic, abort or give something else. The expected texts are Node's.

mod support;

use support::{prints, run, script};

fn as_node_prints(code: &str, expected: &str) {
    let builder = script("require('/main.js')").virtual_file("/main.js", code);
    prints(builder, expected);
}

#[test]
fn sorting_takes_any_comparison() {
    as_node_prints(
        include_str!("repairs/sort.js"),
        include_str!("repairs/sort.txt"),
    );
}

#[test]
fn memory_may_change_while_arguments_are_converted() {
    as_node_prints(
        include_str!("repairs/memory.js"),
        include_str!("repairs/memory.txt"),
    );
}

#[test]
fn lengths_have_limits() {
    as_node_prints(
        include_str!("repairs/lengths.js"),
        include_str!("repairs/lengths.txt"),
    );
}

#[test]
fn traps_of_a_proxy_are_called_as_they_stand() {
    as_node_prints(
        include_str!("repairs/proxies.js"),
        include_str!("repairs/proxies.txt"),
    );
}

#[test]
fn conversions_may_convert_themselves_again() {
    as_node_prints(
        include_str!("repairs/conversions.js"),
        include_str!("repairs/conversions.txt"),
    );
    // Where nothing is caught, nobody could tell otherwise.
    let outcome = run(script(
        "const text = { toString() { return `${this}` } }; `${text}`",
    ));
    let stderr = String::from_utf8_lossy(&outcome.stderr).into_owned();
    assert_eq!(outcome.code, 1);
    assert!(
        stderr.contains("RangeError: Maximum call stack size exceeded"),
        "{stderr}"
    );
}

#[test]
fn strings_grow_to_their_limit() {
    as_node_prints(
        include_str!("repairs/growth.js"),
        include_str!("repairs/growth.txt"),
    );
    as_node_prints(
        include_str!("repairs/plain_growth.js"),
        include_str!("repairs/plain_growth.txt"),
    );
}

#[test]
fn a_chain_of_bound_functions_takes_memory_by_its_length() {
    let code = "
        let f = () => 7;
        for (let i = 0; i < 20_000; i++) f = f.bind(null);
        console.log(f(), f.name.startsWith('bound bound '), process.memoryUsage().rss < 500e6);";
    prints(script(code), "7 true true\n");
}

#[test]
fn a_list_of_four_billion_holes_is_sorted_at_once() {
    as_node_prints(
        "const list = new Array(2 ** 32 - 1); list[4e9] = 'b'; list[7] = 'a';
         console.log(Object.keys(list.sort()).join(), list.length);",
        "0,1 4294967295\n",
    );
}

#[test]
fn a_sort_can_be_stopped() {
    // A proxy has no elements to look at beforehand, and its list is far too long to be walked.
    let code = "
        const { Worker } = require('worker_threads');
        const endless = 'Array.prototype.sort.call(new Proxy({ length: 2 ** 53 - 1 }, {}))';
        const worker = new Worker(`postMessage = require('worker_threads').parentPort.postMessage(1); ${endless}`, { eval: true });
        worker.on('message', () => worker.terminate());
        worker.on('exit', (code) => console.log('exit', code));";
    prints(script(code), "exit 1\n");
}

/// Printing goes on whatever a script has done to what it stands on; one process for each.
#[test]
fn what_scripts_spoil_does_not_stop_printing() {
    let value =
        "{ a: 1, 'b-c': [1, \"it's\"], d: new Map([[1, { e: Symbol('s') }]]), f: new Date(0) }";
    let expected = "{\n  a: 1,\n  'b-c': [ 1, \"it's\" ],\n  d: Map(1) { 1 => { e: Symbol(s) } },\n  f: 1970-01-01T00:00:00.000Z\n}\n";
    for spoiler in [
        "Object.prototype.get = 1",
        "Object.prototype.value = 1",
        "Object.prototype.writable = false",
        "globalThis.Set = null",
        "globalThis.RegExp = null",
        "globalThis.Object = null",
        "globalThis.Symbol = null",
        "Object.keys = () => { throw 1 }",
        "Object.getOwnPropertyDescriptor = () => { throw 1 }",
        "Array.prototype[Symbol.iterator] = () => { throw 1 }",
        "Array.prototype.join = () => { throw 1 }",
        "String.prototype.replace = () => { throw 1 }",
        "RegExp.prototype.exec = () => { throw 1 }",
        "Map.prototype.entries = () => { throw 1 }",
        "Date.prototype.toISOString = () => { throw 1 }",
        "Math.max = () => { throw 1 }",
    ] {
        let code = format!("const value = {value}; {spoiler}; console.log(value)");
        let outcome = run(script(&code));
        let stderr = String::from_utf8_lossy(&outcome.stderr);
        assert_eq!(
            String::from_utf8_lossy(&outcome.stdout),
            expected,
            "{spoiler}: {stderr}"
        );
    }
}

#[test]
fn values_that_resist_are_printed() {
    as_node_prints(
        "const revoked = (target) => { const { proxy, revoke } = Proxy.revocable(target, {}); revoke(); return proxy; };
         console.log(revoked({}), [revoked([])], { a: revoked(() => {}) });
         console.log('%s %o', revoked({}), revoked({}));
         const util = require('util');
         for (const key of ['stack', 'message', 'name', 'cause']) {
             const error = new Error('x');
             Object.defineProperty(error, key, { get() { throw new Error('no') } });
             console.log(key, typeof util.inspect(error));
         }
         const odd = new Error('x'); odd.name = Symbol('s'); console.log(typeof util.inspect(odd));
         let calls = 0;
         try { util.inspect({ [util.inspect.custom]() { calls++; throw new RangeError('own') } }) } catch (error) { console.log(error.message) }",
        "<Revoked Proxy> [ <Revoked Proxy> ] { a: <Revoked Proxy> }\n\
         <Revoked Proxy> <Revoked Proxy>\n\
         stack string\nmessage string\nname string\ncause string\nstring\nown\n",
    );
}

#[test]
fn the_environment_cannot_be_frozen() {
    as_node_prints(
        "for (const close of [Object.freeze, Object.seal, Object.preventExtensions]) {
             try { close(process.env); console.log('closed') } catch (error) { console.log(error.name) }
             process.env.AFTER = close.name;
             console.log(process.env.AFTER, Object.keys(process.env).includes('AFTER'));
         }",
        "TypeError\nfreeze true\nTypeError\nseal true\nTypeError\npreventExtensions true\n",
    );
}

#[test]
fn an_exit_handler_that_throws_leaves_the_code() {
    for (code, expected) in [
        ("process.on('exit', () => { throw 1 })", 1),
        ("process.on('exit', () => { throw 1 }); process.exit(3)", 3),
        ("process.on('exit', () => { throw 1 }); process.exit(0)", 0),
        (
            "process.on('exit', () => { process.exitCode = 9; throw 1 })",
            9,
        ),
        (
            "process.exitCode = 5; process.on('exit', () => { throw 1 })",
            5,
        ),
        ("process.on('exit', () => { throw 1 }); throw 2", 1),
    ] {
        assert_eq!(run(script(code)).code, expected, "{code}");
    }
}

#[test]
fn a_port_that_was_moved_holds_its_thread() {
    as_node_prints(
        "const { MessageChannel, moveMessagePortToContext } = require('worker_threads');
         const { port1, port2 } = new MessageChannel();
         const port = moveMessagePortToContext(port1, require('vm').createContext({}));
         console.log(port.hasRef());
         setTimeout(() => { console.log('held'); port.unref(); console.log(port.hasRef()) }, 1).unref();",
        "true\nheld\nfalse\n",
    );
}

#[test]
fn a_proxy_of_an_array_is_a_list_of_arguments() {
    let code = "
        const { Worker } = require('worker_threads');
        const argv = new Proxy(['a', 'b'], {});
        new Worker('console.log(process.argv.slice(2).join())', { eval: true, argv });";
    prints(script(code), "a,b\n");
}
