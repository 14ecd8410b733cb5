//! The public API from outside: running, output, input, arguments, files, host functions.

mod support;

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};

use threadproof_runner::{
    Builder, Ended, HostError, HostModule, HostObject, OutputStream, Runtime, StartError, Value,
};

use support::{prints, run, script};

/// As `prints`, and the runtime ends because nothing is left to do.
#[track_caller]
fn finishes(builder: Builder, expected: &str) {
    assert_eq!(prints(builder, expected).ended, Ended::Finished);
}

#[test]
fn output_of_every_thread_is_captured() {
    let code = "
        const { Worker, isMainThread } = require('worker_threads');
        const code = `console.log('out'); console.error('err'); require('fs').writeSync(1, 'direct')`;
        new Worker(code, { eval: true }).on('exit', (code) => console.log('exit', code));";
    let outcome = run(script(code));
    assert_eq!(outcome.stderr, b"err\n");
    let stdout = String::from_utf8(outcome.stdout).expect("text");
    // `fs.writeSync` does not go through the parent; `console.log` does, and may be as fast.
    let orders = ["directout\nexit 0\n", "out\ndirectexit 0\n"];
    assert!(orders.contains(&stdout.as_str()), "{stdout}");
}

#[test]
fn output_reaches_a_callback() {
    let seen = Arc::new(Mutex::new(Vec::new()));
    let keep = Arc::clone(&seen);
    let outcome = script("console.log('a'); console.error('b')")
        .on_output(move |stream, bytes| {
            let text = String::from_utf8_lossy(bytes).into_owned();
            keep.lock().expect("no panic").push((stream, text));
        })
        .run()
        .expect("the runtime starts");
    assert!(outcome.stdout.is_empty());
    let seen = seen.lock().expect("no panic");
    assert_eq!(
        *seen,
        [
            (OutputStream::Stdout, "a\n".to_owned()),
            (OutputStream::Stderr, "b\n".to_owned())
        ]
    );
}

#[test]
fn input_arguments_and_environment_are_those_given() {
    let code = "
        console.log(process.argv.slice(1).join(), process.env.A, Object.keys(process.env).length);
        process.stdin.on('data', (bytes) => console.log(String(bytes)));";
    let builder = script(code).args(["x", "y"]).env("A", "b").stdin("typed");
    finishes(builder, "x,y b 1\ntyped\n");
    finishes(
        script("console.log(require('fs').readFileSync(0, 'utf8'))").stdin("all"),
        "all\n",
    );
    finishes(
        script("console.log(Object.keys(process.env).length)"),
        "0\n",
    );
}

#[test]
fn virtual_files_are_modules_workers_and_content() {
    let main = "
        import { Worker } from 'node:worker_threads';
        import { existsSync, readFileSync, statSync } from 'node:fs';
        import { name } from './lib/name.mjs';
        import { twice } from 'pkg';
        console.log(name, twice(2), existsSync('/app/data.txt'), existsSync('/app/none'));
        console.log(readFileSync('/app/data.txt', 'utf8'), statSync('/app/data.txt').size);
        new Worker(new URL('./worker.js', import.meta.url)).on('message', (m) => console.log(m));";
    let worker = "require('worker_threads').parentPort.postMessage(require('./lib/plain'))";
    let builder = Runtime::builder()
        .virtual_file("/app/main.mjs", main)
        .virtual_file("/app/lib/name.mjs", "export const name = 'virtual'")
        .virtual_file("/app/lib/plain.js", "module.exports = 'plain'")
        .virtual_file("/app/worker.js", worker)
        .virtual_file("/app/data.txt", "data")
        .virtual_file(
            "/app/node_modules/pkg/package.json",
            r#"{"exports": "./twice.js"}"#,
        )
        .virtual_file(
            "/app/node_modules/pkg/twice.js",
            "exports.twice = (n) => n * 2",
        )
        .file("/app/main.mjs");
    finishes(builder, "virtual 4 true false\ndata 4\nplain\n");
}

#[test]
fn host_functions_are_there_in_every_thread() {
    let code = "
        const { Worker, isMainThread } = require('worker_threads');
        const show = `console.log(add(1, 2), require('host:tools').shout('hi'))`;
        eval(show);
        new Worker(show, { eval: true });";
    let add = |args: &[Value]| {
        let numbers: Option<Vec<f64>> = args.iter().map(Value::as_number).collect();
        let numbers = numbers.ok_or_else(|| HostError::type_error("add takes numbers"))?;
        Ok(numbers.iter().sum::<f64>().into())
    };
    let tools = HostModule::new().function("shout", |args| {
        let text = args.first().and_then(Value::as_text).unwrap_or_default();
        Ok(text.to_uppercase().into())
    });
    let builder = script(code)
        .host_function("add", add)
        .host_module("tools", tools);
    finishes(builder, "3 HI\n3 HI\n");
}

#[test]
fn values_cross_in_both_directions() {
    let code = "
        const { inspect } = require('util');
        const sent = [undefined, null, true, 1.5, 12345678901234567890n, 'text', [1, [2]],
            { a: 1, b: { c: 'd' } }, new Uint8Array([1, 2])];
        for (const value of sent) console.log(inspect(echo(value)));
        for (const value of [() => {}, Symbol('s')]) {
            try { echo(value) } catch (error) { console.log(error.name, error.message) }
        }";
    let builder = script(code).host_function("echo", |args| Ok(args[0].clone()));
    finishes(
        builder,
        "undefined\nnull\ntrue\n1.5\n12345678901234567890n\n'text'\n[ 1, [ 2 ] ]\n\
         { a: 1, b: { c: 'd' } }\n<Buffer 01 02>\n\
         TypeError a function can't leave its thread; pass plain data or a shared host object\n\
         TypeError a symbol can't leave its thread; pass plain data or a shared host object\n",
    );
}

#[test]
fn host_errors_have_class_code_and_message() {
    let code = "
        try { fail() } catch (error) { console.log(error instanceof TypeError, error.code, error.message) }
        later().catch((error) => console.log(error.message));
        broken().catch((error) => console.log(error.message));";
    let builder = script(code)
        .host_function("fail", |_| {
            Err(HostError::type_error("not that").with_code("ERR_NOT_THAT"))
        })
        .host_task("later", |_| Err("too late".into()))
        .host_task("broken", |_| panic!("a task that panics"));
    finishes(
        builder,
        "true ERR_NOT_THAT not that\ntoo late\nthe host function panicked\n",
    );
}

#[test]
fn missing_host_modules_are_named() {
    let code = "try { require('host:none') } catch (error) { console.log(error.code) }
        import('host:none').catch((error) => console.log(error.message))";
    finishes(
        script(code),
        "ERR_UNKNOWN_BUILTIN_MODULE\nNo such built-in module: host:none\n",
    );
}

#[test]
fn shared_objects_may_be_posted_and_returned() {
    let count = Arc::new(AtomicU32::new(0));
    let counter = HostObject::from_arc("Counter", Arc::clone(&count))
        .method("add", |count, args| {
            let by = args.first().and_then(Value::as_number).unwrap_or(1.0);
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "the script adds small whole numbers"
            )]
            let by = by as u32;
            Ok(count.fetch_add(by, Ordering::Relaxed).into())
        })
        .getter("value", |count| count.load(Ordering::Relaxed).into())
        .share();
    let code = "
        const { Worker } = require('worker_threads');
        const counter = find();
        console.log(String(counter), typeof counter.add);
        const code = `const { workerData } = require('worker_threads'); workerData.counter.add(5)`;
        new Worker(code, { eval: true, workerData: { counter } })
            .on('exit', () => { structuredClone(counter).add(1); console.log(counter.value) });";
    let builder = script(code).host_function("find", move |_| Ok(counter.clone().into()));
    finishes(builder, "[object Counter] function\n6\n");
    assert_eq!(count.load(Ordering::Relaxed), 6);
}

#[test]
fn uncaught_errors_are_values() {
    let outcome = run(script(
        "throw Object.assign(new TypeError('bad'), { code: 'E_BAD' })",
    ));
    let error = outcome.error.expect("an error");
    assert_eq!(outcome.ended, Ended::Uncaught);
    assert_eq!(outcome.code, 1);
    assert_eq!(
        (error.name.as_str(), error.message.as_str()),
        ("TypeError", "bad")
    );
    assert_eq!(error.code.as_deref(), Some("E_BAD"));
    assert!(error.stack.starts_with("TypeError: bad"), "{}", error.stack);
    assert_eq!(error.thread, 0);
    let outcome = run(script("process.exitCode = 3"));
    assert_eq!((outcome.code, outcome.ended), (3, Ended::Finished));
}

#[test]
fn mistakes_of_the_embedder_are_named() {
    assert!(matches!(
        Runtime::builder().run(),
        Err(StartError::NoScript)
    ));
    let relative = script("").virtual_file("a.js", "");
    assert!(matches!(relative.run(), Err(StartError::NotAbsolute(_))));
    let nowhere = script("").cwd("/no/such/folder");
    assert!(matches!(
        nowhere.run(),
        Err(StartError::WorkingFolder { .. })
    ));
}

#[test]
fn abort_and_exit_end_the_runtime_and_not_the_program() {
    assert_eq!(run(script("process.exit(7)")).code, 7);
    assert_eq!(run(script("process.abort()")).code, 134);
}
