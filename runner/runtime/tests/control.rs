//! Limits, clock, randomness, hooks, stopping, and two runtimes side by side.

mod support;

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use threadproof_runner::{Clock, Ended, Limits, Observer, RemoteError, ThreadInfo, Value, heap};

use support::{prints, run, script};

#[global_allocator]
static ALLOCATOR: heap::CountingAllocator = heap::CountingAllocator;

#[test]
fn time_ends_what_never_ends() {
    for code in [
        "for (;;) {}",
        "setInterval(() => {}, 1)",
        "Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)",
        "const { Worker } = require('worker_threads'); new Worker('for (;;) {}', { eval: true })",
        "try { for (;;) {} } finally { console.log('never') }",
        "JSON.stringify(new Array(2 ** 32 - 1))",
        "JSON.stringify({}, new Array(2 ** 32 - 1))",
        "new Array(2 ** 32 - 1).flat()",
        "take(new Array(2 ** 32 - 1))",
    ] {
        let limits = Limits {
            time: Some(Duration::from_millis(100)),
            ..Limits::default()
        };
        let take = |_: &[Value]| Ok(Value::Undefined);
        let outcome = run(script(code).limits(limits).host_function("take", take));
        assert_eq!(outcome.ended, Ended::TimedOut, "{code}");
        assert!(outcome.stdout.is_empty(), "{code}");
    }
}

#[test]
fn memory_of_each_thread_is_limited() {
    let limits = Limits {
        thread_memory: Some(32 << 20),
        ..Limits::default()
    };
    let fill = "const kept = []; for (;;) kept.push(new Array(1000).fill(kept.length))";
    let outcome = run(script(fill).limits(limits.clone()));
    assert_eq!(outcome.ended, Ended::OutOfMemory);
    let code = format!(
        "const {{ Worker }} = require('worker_threads');
        new Worker({fill:?}, {{ eval: true }})
            .on('error', (error) => console.log(error.code))
            .on('exit', (code) => console.log(code))"
    );
    prints(
        script(&code).limits(limits),
        "ERR_WORKER_OUT_OF_MEMORY\n1\n",
    );
}

#[test]
fn threads_are_limited() {
    let code = "
        const { Worker } = require('worker_threads');
        const waits = `require('worker_threads').parentPort.once('message', () => {})`;
        const first = new Worker(waits, { eval: true });
        try { new Worker('', { eval: true }) } catch (error) { console.log(error.code, error.message) }
        first.postMessage('end');
        first.on('exit', () => new Worker('', { eval: true }).on('exit', (code) => console.log(code)))";
    let limits = Limits {
        threads: Some(2),
        ..Limits::default()
    };
    prints(
        script(code).limits(limits),
        "ERR_WORKER_INIT_FAILED Worker initialization failure: the runtime may have 2 threads at \
         once; end one first\n0\n",
    );
}

#[test]
fn messages_are_limited_and_lose_nothing() {
    let code = "
        const { MessageChannel, BroadcastChannel, Worker } = require('worker_threads');
        const { port1, port2 } = new MessageChannel();
        const buffer = new ArrayBuffer(5000);
        const big = 'x'.repeat(5000);
        const attempts = [
            () => port1.postMessage('small'),
            () => port1.postMessage(big),
            () => port1.postMessage(new Uint8Array(5000)),
            () => port1.postMessage({ big, buffer }, [buffer]),
            () => new BroadcastChannel('a').postMessage(big),
            () => new Worker('', { eval: true, workerData: big }),
            () => port1.postMessage(buffer, [buffer]),
        ];
        for (const attempt of attempts) {
            try { attempt(); console.log('sent') } catch (error) { console.log(error.name, buffer.byteLength) }
        }
        console.log(buffer.byteLength);
        process.exit()";
    let limits = Limits {
        message_bytes: Some(1000),
        ..Limits::default()
    };
    prints(
        script(code).limits(limits),
        "sent\nDataCloneError 5000\nDataCloneError 5000\nDataCloneError 5000\n\
         DataCloneError 5000\nDataCloneError 5000\nsent\n0\n",
    );
}

#[test]
fn call_depth_is_limited() {
    let code = "function f(n) { return n && f(n - 1) } f(150); console.log('deep'); f(2000)";
    let outcome = run(script(code).limits(Limits {
        call_depth: Some(200),
        ..Limits::default()
    }));
    assert_eq!(outcome.stdout, b"deep\n");
    assert_eq!(outcome.ended, Ended::Uncaught);
}

/// A clock that moves a second at each look.
#[derive(Default)]
struct Stepping(AtomicU64);

impl Clock for Stepping {
    fn wall_ms(&self) -> f64 {
        1_000_000_000_000.0
    }

    fn monotonic(&self) -> Duration {
        Duration::from_secs(self.0.fetch_add(1, Ordering::Relaxed))
    }
}

#[test]
fn clock_is_the_one_given() {
    let code = "
        console.log(Date.now(), new Date().toISOString(), performance.timeOrigin);
        const a = performance.now(), b = performance.now(), [c] = process.hrtime(), [d] = process.hrtime();
        console.log(b - a, d - c, process.uptime() > d);
        const { Worker } = require('worker_threads');
        new Worker('console.log(Date.now())', { eval: true })";
    prints(
        script(code).clock(Arc::new(Stepping::default())),
        "1000000000000 2001-09-09T01:46:40.000Z 1000000000000\n1000 1 true\n1000000000000\n",
    );
}

#[test]
fn randomness_is_the_one_given() {
    let code = "
        const crypto = require('crypto');
        console.log(Math.random(), crypto.randomBytes(4).toString('hex'), crypto.randomUUID());
        console.log(crypto.getRandomValues(new Uint8Array(2)).join(), crypto.randomInt(10));
        new (require('worker_threads').Worker)('console.log(Math.random())', { eval: true })";
    let zeros = |bytes: &mut [u8]| bytes.fill(0x80);
    prints(
        script(code).random(Arc::new(zeros)),
        "0.5019607843137255 80808080 80808080-8080-4080-8080-808080808080\n128,128 4\n\
         0.5019607843137255\n",
    );
}

#[test]
fn stop_ends_everything_from_outside() {
    struct Started(Mutex<Option<std::sync::mpsc::Sender<()>>>);
    impl Observer for Started {
        fn thread_started(&self, thread: &ThreadInfo) {
            if thread.id == 1
                && let Some(tell) = self.0.lock().expect("no panic").take()
            {
                tell.send(()).ok();
            }
        }
    }
    let (tell, heard) = std::sync::mpsc::channel();
    let code = "new (require('worker_threads').Worker)('for (;;) {}', { eval: true }); for (;;) {}";
    let runtime = script(code)
        .observer(Arc::new(Started(Mutex::new(Some(tell)))))
        .spawn()
        .expect("the runtime starts");
    heard.recv().expect("the worker starts");
    let handle = runtime.handle();
    assert_eq!(handle.threads(), 2);
    runtime.stop();
    assert_eq!(runtime.wait().ended, Ended::Stopped);
    assert_eq!(handle.threads(), 0);
    assert_eq!(handle.eval("1"), Err(RemoteError::Ended));
}

#[test]
fn work_comes_from_outside_and_its_errors_come_back() {
    let runtime = script("globalThis.a = 1; setInterval(() => {}, 1000)")
        .spawn()
        .expect("the runtime starts");
    let handle = runtime.handle();
    assert_eq!(handle.eval("a + 1"), Ok(Value::from(2)));
    assert_eq!(
        handle.eval("throw new RangeError('far')"),
        Err(RemoteError::Threw("RangeError: far".to_owned()))
    );
    assert_eq!(handle.run_in(9, |_| Ok(())), Err(RemoteError::NoThread(9)));
    let inner = handle.clone();
    let own = handle.run(move |_| Ok(inner.eval("1")));
    assert_eq!(own, Ok(Err(RemoteError::SameThread)));
    runtime.stop();
    assert_eq!(runtime.wait().ended, Ended::Stopped);
}

#[test]
fn a_runtime_never_moves_its_host() {
    let before = std::env::current_dir().expect("a folder");
    let found = script(
        "console.log(process.cwd());
        process.chdir('/');
        console.log(process.cwd(), require('fs').realpathSync('.'));
        try { process.umask(0o77) } catch (error) { console.log(error.code) }
        console.log(process.umask() < 0o1000);
        try { process.chdir('/not/there') } catch (error) { console.log(error.message) }
        try { process.chdir('/dev/null') } catch (error) { console.log(error.message) }",
    )
    .capture_output()
    .run()
    .expect("the runtime starts");
    let told = String::from_utf8_lossy(&found.stdout).into_owned();
    let expected = format!(
        "{}\n/ /\nERR_FEATURE_UNAVAILABLE_ON_PLATFORM\ntrue\n\
        ENOENT: no such file or directory, chdir '/' -> '/not/there'\n\
        ENOTDIR: not a directory, chdir '/' -> '/dev/null'\n",
        before.display()
    );
    assert_eq!(told, expected);
    assert_eq!(std::env::current_dir().expect("a folder"), before);
}

#[test]
fn two_runtimes_do_not_see_each_other() {
    let code = "
        const { threadId, Worker, BroadcastChannel, setEnvironmentData, getEnvironmentData,
            locks, isMainThread } = require('worker_threads');
        const mine = process.argv[1];
        process.title = mine;
        process.env.WHO = mine;
        process.chdir('/' + mine);
        setEnvironmentData('who', mine);
        const channel = new BroadcastChannel('all');
        channel.onmessage = ({ data }) => console.log('heard', data);
        const worker = new Worker(`
            const { threadId, getEnvironmentData, BroadcastChannel } = require('worker_threads');
            new BroadcastChannel('all').postMessage(
                [threadId, getEnvironmentData('who'), process.env.WHO, process.cwd()].join());
            process.exit();
        `, { eval: true });
        locks.request('only', { ifAvailable: true }, async (lock) => {
            console.log(threadId, process.title, process.cwd(), lock !== null);
            meet();
            await new Promise((done) => worker.on('exit', done));
            channel.close();
        });";
    let meet = Arc::new(std::sync::Barrier::new(2));
    let start = |name: &str| {
        let meet = Arc::clone(&meet);
        script(code)
            .args([name])
            .cwd("/")
            .host_function("meet", move |_| {
                // Both hold a lock of the same name here, at the same moment.
                meet.wait();
                Ok(Value::Undefined)
            })
            .capture_output()
            .spawn()
            .expect("the runtime starts")
    };
    let before = std::env::current_dir().expect("a folder");
    let runtimes = [start("tmp"), start("usr")];
    for (runtime, name) in runtimes.into_iter().zip(["tmp", "usr"]) {
        let outcome = runtime.wait();
        let printed = String::from_utf8_lossy(&outcome.stdout).into_owned();
        assert_eq!(
            printed,
            format!("0 {name} /{name} true\nheard 1,{name},{name},/{name}\n"),
            "{}",
            String::from_utf8_lossy(&outcome.stderr)
        );
    }
    assert_eq!(std::env::current_dir().expect("a folder"), before);
    assert!(std::env::var_os("WHO").is_none());
}

#[test]
fn a_panic_of_a_host_function_costs_its_thread_only() {
    let code = "
        const { Worker } = require('worker_threads');
        new Worker('panic()', { eval: true })
            .on('error', (error) => console.log('error', error.message))
            .on('exit', (code) => { console.log('exit', code); next() });
        function next() {
            new Worker('console.log(1 + 1)', { eval: true }).on('exit', (code) => console.log(code));
        }";
    let builder = script(code).host_function("panic", |_| panic!("on purpose"));
    prints(
        builder,
        "error Worker ended by a failure of the JavaScript engine: on purpose\nexit 1\n2\n0\n",
    );
    let outcome = run(script("panic()").host_function("panic", |_| panic!("on purpose")));
    assert_eq!(outcome.ended, Ended::Panicked("on purpose".to_owned()));
    assert_eq!(outcome.code, 70);
}

#[test]
fn what_listens_to_a_forked_process_ends_with_the_guest() {
    // The process ends with the channel, which it reads.
    let code = "
        require('child_process').spawn('sh', ['-c', 'read line <&$NODE_CHANNEL_FD'],
            { stdio: ['ignore', 'ignore', 'ignore', 'ipc'] }).on('spawn', () => spawned());";
    let (tell, heard) = std::sync::mpsc::channel();
    let runtime = script(code)
        .host_function("spawned", move |_| {
            tell.send(()).ok();
            Ok(Value::Undefined)
        })
        .spawn()
        .expect("the runtime starts");
    heard.recv().expect("the process starts");
    // A thread takes its name when it begins, and leaves the list a moment after it was joined.
    assert!(comes_true(|| threads_named("channel-") == 1));
    runtime.stop();
    assert_eq!(runtime.wait().ended, Ended::Stopped);
    assert!(comes_true(|| threads_named("channel-") == 0));
}

/// Whether `is_so` holds sooner or later, which is a minute.
fn comes_true(is_so: impl Fn() -> bool) -> bool {
    let start = std::time::Instant::now();
    while !is_so() {
        if start.elapsed() > Duration::from_mins(1) {
            return false;
        }
        std::thread::yield_now();
    }
    true
}

fn threads_named(start: &str) -> usize {
    let tasks = std::fs::read_dir("/proc/self/task").expect("a list of threads");
    tasks
        .filter_map(|task| std::fs::read_to_string(task.ok()?.path().join("comm")).ok())
        .filter(|name| name.starts_with(start))
        .count()
}
