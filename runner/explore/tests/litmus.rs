//! Programs whose outcomes are known on paper: exhaustive search finds each of them and no other.

use std::collections::BTreeSet;

use threadproof_explore::{Explorer, Extent, Kind, Report, Settings};
use threadproof_runner::{Runtime, SourceKind};

/// What every program begins with: `work` starts a function as a worker, `done` prints what came
/// once `count` messages are there.
const PRELUDE: &str = "
    const wt = require('node:worker_threads');
    const work = (code, options = {}) => new wt.Worker(
        `(${code})(require('node:worker_threads'), require('node:worker_threads').workerData)`,
        { eval: true, ...options });
    const came = [];
";

fn explore(code: &str) -> Report {
    let code = format!("{PRELUDE}{code}");
    let text = code.clone();
    let settings = Settings {
        kind: Kind::Exhaustive,
        schedules: 20_000,
        time: None,
        ..Settings::default()
    };
    let program = move || Runtime::builder().source(code.clone(), SourceKind::CommonJs);
    let explorer = Explorer::new(program, text.as_bytes(), settings);
    explorer.explore(&|_, _| {}).expect("the runtime starts")
}

/// Explores everything and compares the outputs, lines joined by blanks.
#[track_caller]
fn expect(code: &str, outputs: &[&str]) {
    let report = explore(code);
    let found: BTreeSet<String> = report
        .outcomes
        .iter()
        .map(|seen| {
            let outcome = &seen.run.outcome;
            let text = String::from_utf8_lossy(&outcome.stdout);
            let fault = outcome.fault.as_ref().map(ToString::to_string);
            let text = text.trim().replace('\n', " ");
            text + &fault.map_or_else(String::new, |fault| format!(" ({fault})"))
        })
        .collect();
    let expected: BTreeSet<String> = outputs.iter().map(|it| (*it).to_owned()).collect();
    println!(
        "{} schedules, {} classes, {:?}",
        report.schedules, report.classes, report.took
    );
    assert_eq!(found, expected, "after {} schedules", report.schedules);
    assert_eq!(report.extent, Extent::Everything);
}

#[test]
fn two_senders_come_in_either_order() {
    expect(
        "for (const name of ['a', 'b']) {
            work((wt, name) => wt.parentPort.postMessage(name), { workerData: name })
                .on('message', (name) => console.log(name));
        }",
        &["a b", "b a"],
    );
}

#[test]
fn two_senders_of_two_messages_interleave_in_six_ways() {
    expect(
        "for (const name of ['a', 'b']) {
            work((wt, name) => {
                wt.parentPort.postMessage(name + 1);
                wt.parentPort.postMessage(name + 2);
            }, { workerData: name }).on('message', (name) => console.log(name));
        }",
        &[
            "a1 a2 b1 b2",
            "a1 b1 a2 b2",
            "a1 b1 b2 a2",
            "b1 a1 a2 b2",
            "b1 a1 b2 a2",
            "b1 b2 a1 a2",
        ],
    );
}

#[test]
fn two_receivers_of_a_broadcast_answer_in_either_order() {
    expect(
        "const channel = new wt.BroadcastChannel('c');
        let ready = 0;
        for (const name of ['a', 'b']) {
            work((wt, name) => {
                const channel = new wt.BroadcastChannel('c');
                channel.onmessage = () => {
                    wt.parentPort.postMessage(name);
                    channel.close();
                };
                wt.parentPort.postMessage('ready');
            }, { workerData: name }).on('message', (what) => {
                if (what !== 'ready') console.log(what);
                else if (++ready === 2) { channel.postMessage('go'); channel.close(); }
            });
        }",
        &["a b", "b a"],
    );
}

#[test]
fn store_buffering_is_sequentially_consistent() {
    expect(
        "const cells = new Int32Array(new SharedArrayBuffer(8));
        const results = {};
        for (const own of [0, 1]) {
            work((wt, { cells, own }) => {
                Atomics.store(cells, own, 1);
                wt.parentPort.postMessage(Atomics.load(cells, 1 - own));
            }, { workerData: { cells, own } }).on('message', (seen) => { results[own] = seen; });
        }
        process.on('exit', () => console.log(`${results[0]}${results[1]}`));",
        &["01", "10", "11"],
    );
}

#[test]
fn message_passing_never_shows_the_flag_without_the_data() {
    expect(
        "const cells = new Int32Array(new SharedArrayBuffer(8));
        work((wt, cells) => {
            Atomics.store(cells, 0, 1);
            Atomics.store(cells, 1, 1);
        }, { workerData: cells });
        work((wt, cells) => {
            const flag = Atomics.load(cells, 1);
            wt.parentPort.postMessage(`${flag}${Atomics.load(cells, 0)}`);
        }, { workerData: cells }).on('message', (seen) => console.log(seen));",
        &["00", "01", "11"],
    );
}

#[test]
fn a_close_comes_before_a_post_or_after() {
    expect(
        "const { port1, port2 } = new wt.MessageChannel();
        port1.on('message', (what) => console.log(what));
        work((wt, port) => port.postMessage('m'), { workerData: port2, transferList: [port2] })
            .on('error', (error) => console.log(error));
        work((wt) => wt.parentPort.postMessage('go')).on('message', () => port1.close());",
        &["", "m"],
    );
}

#[test]
fn terminate_comes_before_between_or_after_two_posts() {
    expect(
        "const worker = work((wt) => {
            wt.parentPort.postMessage(1);
            wt.parentPort.postMessage(2);
        });
        worker.on('online', () => worker.terminate());
        worker.on('message', (what) => console.log(what));",
        &["", "1", "1 2"],
    );
}

#[test]
fn a_lock_is_handed_on_in_either_order() {
    expect(
        "wt.locks.request('l', () => came.push('m'));
        for (const name of ['a', 'b']) {
            // A wait for a lock keeps no thread alive; its port does.
            work((wt, name) => {
                wt.parentPort.on('message', () => {});
                wt.locks.request('l', () => {
                    wt.parentPort.postMessage(name);
                    wt.parentPort.close();
                });
            }, { workerData: name }).on('message', (name) => came.push(name));
        }
        process.on('exit', () => console.log(came.join('')));",
        &["mab", "mba"],
    );
}

#[test]
fn a_notify_finds_the_waiter_or_it_does_not() {
    expect(
        "const cells = new Int32Array(new SharedArrayBuffer(4));
        const results = {};
        work((wt, cells) => wt.parentPort.postMessage(Atomics.wait(cells, 0, 0, 1000)),
            { workerData: cells }).on('message', (how) => { results.wait = how; });
        work((wt, cells) => wt.parentPort.postMessage(Atomics.notify(cells, 0)),
            { workerData: cells }).on('message', (count) => { results.notify = count; });
        process.on('exit', () => console.log(`${results.wait},${results.notify}`));",
        &["ok,1", "timed-out,0"],
    );
}

#[test]
fn a_port_that_moves_loses_nothing() {
    expect(
        "const { port1, port2 } = new wt.MessageChannel();
        port1.postMessage(1);
        work((wt, port) => {
            const came = [];
            port.on('message', (n) => {
                came.push(n);
                if (came.length === 3) { port.close(); wt.parentPort.postMessage(came.join('')); }
            });
        }, { workerData: port2, transferList: [port2] }).on('message', (all) => console.log(all));
        port1.postMessage(2);
        port1.postMessage(3);",
        &["123"],
    );
}

#[test]
fn an_exit_comes_before_between_or_after_a_message_and_an_error() {
    expect(
        "work((wt) => {
            wt.parentPort.postMessage('m');
            throw new Error('e');
        }).on('message', (what) => console.log(what))
            .on('error', (error) => console.log(error.message));
        work((wt) => wt.parentPort.postMessage('x')).on('message', () => process.exit(3));",
        &["", "m", "m e"],
    );
}

#[test]
fn nested_workers_get_their_ids_in_either_order() {
    expect(
        "for (const name of ['a', 'b']) {
            work((wt, name) => {
                const inner = new wt.Worker('0', { eval: true });
                wt.parentPort.postMessage(`${name}${inner.threadId}`);
            }, { workerData: name }).on('message', (what) => came.push(what));
        }
        process.on('exit', () => console.log(came.sort().join(' ')));",
        &["a3 b4", "a4 b3"],
    );
}
