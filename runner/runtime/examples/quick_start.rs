//! The shortest way: a script with a worker, its output, how it ended.

use std::error::Error;

use threadproof_runner::{Ended, Runtime, SourceKind};

const SCRIPT: &str = "
    const { Worker } = require('node:worker_threads');
    const worker = new Worker(`
        const { parentPort, workerData } = require('node:worker_threads');
        parentPort.postMessage(workerData * 2);
    `, { eval: true, workerData: 21 });
    worker.on('message', (answer) => console.log('the worker says', answer));
";

/// Runs the script and gives what it printed.
pub(crate) fn run() -> Result<String, Box<dyn Error>> {
    let outcome = Runtime::builder()
        .source(SCRIPT, SourceKind::CommonJs)
        .capture_output()
        .run()?;
    assert_eq!(outcome.ended, Ended::Finished);
    Ok(String::from_utf8(outcome.stdout)?)
}

fn main() -> Result<(), Box<dyn Error>> {
    print!("{}", run()?);
    Ok(())
}
