//! Several contexts in several threads.
//!
//! `GraalVM`'s page: any number of contexts can be created, each used by one thread at a time. Here
//! each runtime has a main thread of its own, and its workers have theirs; the runtimes know nothing
//! of each other.

use std::error::Error;

use threadproof_runner::{Runtime, SourceKind, StartError};

const SCRIPT: &str = "
    const { Worker, setEnvironmentData } = require('node:worker_threads');
    globalThis.mine = Number(process.argv[1]);
    setEnvironmentData('factor', mine);
    new Worker(`
        const { parentPort, getEnvironmentData, threadId } = require('node:worker_threads');
        parentPort.postMessage([threadId, getEnvironmentData('factor') * 10]);
    `, { eval: true }).on('message', ([id, product]) => console.log(mine, id, product));
";

/// Runs four runtimes at once and gives what each printed, in the order in which they were started.
pub(crate) fn run() -> Result<Vec<String>, Box<dyn Error>> {
    let start = |number: i32| {
        Runtime::builder()
            .source(SCRIPT, SourceKind::CommonJs)
            .args([number.to_string()])
            .capture_output()
            .spawn()
    };
    let running: Result<Vec<_>, StartError> = (1..=4).map(start).collect();
    running?
        .into_iter()
        .map(|runtime| Ok(String::from_utf8(runtime.wait().stdout)?))
        .collect()
}

fn main() -> Result<(), Box<dyn Error>> {
    for printed in run()? {
        print!("{printed}");
    }
    Ok(())
}
