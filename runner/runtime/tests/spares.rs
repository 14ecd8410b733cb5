//! Workers that come one after another get threads that were made ready before: nobody can tell.

mod support;

use std::sync::{Arc, Mutex};

use support::{prints, script};
use threadproof_runner::{
    Builder, Ended, HostError, Limits, Observer, Outcome, ThreadInfo, Value, heap,
};

#[global_allocator]
static ALLOCATOR: heap::CountingAllocator = heap::CountingAllocator;

/// Gives a script `end`, which runs a worker to its end: what it posted, and its exit code.
const ONE_AFTER_ANOTHER: &str = "
    const { Worker } = require('worker_threads');
    async function end(script, options) {
      const worker = new Worker(script, options);
      const posted = [];
      worker.on('message', (value) => posted.push(value));
      worker.on('error', (error) => posted.push(error.code ?? error.name));
      const code = await new Promise((resolve) => worker.on('exit', resolve));
      return [...posted, code].join(' ');
    }
";

fn run(code: &str, describe: impl FnOnce(Builder) -> Builder) -> Outcome {
    support::run(describe(script(&[ONE_AFTER_ANOTHER, code].concat())))
}

#[track_caller]
fn printed(outcome: &Outcome) -> Vec<String> {
    let stderr = String::from_utf8_lossy(&outcome.stderr);
    assert_eq!(outcome.code, 0, "{stderr}");
    assert_eq!(outcome.ended, Ended::Finished);
    let stdout = String::from_utf8_lossy(&outcome.stdout);
    stdout.lines().map(str::to_owned).collect()
}

#[test]
fn each_worker_has_what_it_was_given() {
    let outcome = run(
        "const code = `
           const w = require('worker_threads');
           w.parentPort.postMessage([w.threadName, w.workerData, w.threadId, w.resourceLimits.stackSizeMb,
             process.env.ROW, process.argv.length, lent(), globalThis.left, performance.now() < 1e4,
             w.getEnvironmentData('round')].join());
           globalThis.left = 'by ' + w.workerData`;
         (async () => {
           for (let i = 0; i < 8; i++) {
             require('worker_threads').setEnvironmentData('round', i);
             console.log(await end(code, {
               eval: true, name: 'n' + i, workerData: i, env: { ROW: 'row' + i }, argv: Array(i).fill('x'),
               resourceLimits: i === 5 ? { stackSizeMb: 8 } : i === 6 ? { stackSizeMb: 2 } : {} }));
           }
         })()",
        |builder| builder.host_function("lent", |_| Ok::<_, HostError>(Value::from("lent"))),
    );
    let expected: Vec<String> = (0..8)
        .map(|i| {
            let stack = [4, 4, 4, 4, 4, 8, 2, 4][i];
            let (id, words) = (i + 1, i + 2);
            format!("n{i},{i},{id},{stack},row{i},{words},lent,,true,{i} 0")
        })
        .collect();
    assert_eq!(printed(&outcome), expected);
}

#[test]
fn a_file_that_was_changed_runs_as_it_is_now() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let code =
        "const fs = require('fs'), path = require('path');
         const file = path.join(process.env.FOLDER, 'worker.js');
         const texts = ['parentPort.postMessage(1)', 'parentPort.postMessage(1)', 'parentPort.postMessage(1)',
           'parentPort.postMessage(2)', 'parentPort.postMessage(', 'parentPort.postMessage(3)',
           'let top = 4; parentPort.postMessage(top)', 'let top = 4; parentPort.postMessage(top)'];
         (async () => {
           for (const text of texts) {
             fs.writeFileSync(file, `const { parentPort } = require('worker_threads'); ${text}`);
             console.log(await end(file));
           }
         })()";
    let code = [ONE_AFTER_ANOTHER, code].concat();
    let folder = folder.path().to_str().expect("text");
    let expected = "1 0\n1 0\n1 0\n2 0\nSyntaxError 1\n3 0\n4 0\n4 0\n";
    prints(script(&code).env("FOLDER", folder), expected);
}

#[test]
fn a_limit_of_memory_holds_in_each() {
    let outcome = run(
        "const fill = 'const kept = []; for (;;) kept.push(new Array(1000).fill(kept.length))';
         const resourceLimits = { maxOldGenerationSizeMb: 8, maxYoungGenerationSizeMb: 1 };
         (async () => {
           for (let i = 0; i < 4; i++) console.log(await end('', { eval: true }));
           for (let i = 0; i < 4; i++) console.log(await end(fill, { eval: true, resourceLimits }));
         })()",
        |builder| builder,
    );
    let printed = printed(&outcome);
    assert_eq!(printed[..4], ["0"; 4]);
    assert_eq!(printed[4..], ["ERR_WORKER_OUT_OF_MEMORY 1"; 4]);
}

/// Counts the threads that began and ended, by name.
#[derive(Default)]
struct Threads(Mutex<Vec<String>>);

impl Observer for Threads {
    fn thread_started(&self, thread: &ThreadInfo) {
        self.0
            .lock()
            .expect("no panic")
            .push(format!("+{}", thread.name));
    }

    fn thread_exited(&self, thread: &ThreadInfo, code: i32) {
        self.0
            .lock()
            .expect("no panic")
            .push(format!("-{} {code}", thread.name));
    }
}

#[test]
fn an_observer_sees_workers_only() {
    let threads = Arc::new(Threads::default());
    let outcome = run(
        "(async () => {
           for (const name of ['a', 'b', 'c', 'd']) await end('', { eval: true, name });
         })()",
        |builder| {
            let limits = Limits {
                threads: Some(2),
                ..Limits::default()
            };
            builder
                .limits(limits)
                .observer(Arc::clone(&threads) as Arc<dyn Observer>)
        },
    );
    assert!(printed(&outcome).is_empty());
    let seen = threads.0.lock().expect("no panic").join(",");
    assert_eq!(seen, "+,+a,-a 0,+b,-b 0,+c,-c 0,+d,-d 0,- 0");
}

#[test]
fn nested_workers_come_one_after_another_too() {
    let outcome = run(
        "const code = `${ends}
           const { parentPort, workerData } = require('worker_threads');
           (async () => {
             const seen = [];
             for (let i = 0; i < 3; i++) seen.push(await end('require(\"worker_threads\").parentPort.postMessage(1)', { eval: true }));
             parentPort.postMessage(seen.join());
           })()`;
         (async () => {
           console.log((await Promise.all([1, 2, 3].map((i) => end(code, { eval: true, workerData: i })))).join('|'));
           console.log(await end(code, { eval: true }));
         })()"
            .replace("${ends}", ONE_AFTER_ANOTHER.trim())
            .as_str(),
        |builder| builder,
    );
    let one = "1 0,1 0,1 0 0";
    assert_eq!(printed(&outcome), [[one; 3].join("|"), one.to_owned()]);
}
