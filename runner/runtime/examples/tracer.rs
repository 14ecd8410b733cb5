//! A tracer: every start and end of a thread, every message and every uncaught error, as it happens.

use std::error::Error;
use std::sync::{Arc, Mutex, PoisonError};

use threadproof_runner::{MessageInfo, Observer, Runtime, SourceKind, ThreadInfo, UncaughtError};

const SCRIPT: &str = "
    const { Worker } = require('node:worker_threads');
    const worker = new Worker(`
        const { parentPort } = require('node:worker_threads');
        parentPort.once('message', (value) => { throw new Error('no ' + value) });
    `, { eval: true, name: 'picky' });
    worker.on('error', () => {});
    worker.postMessage('thanks');
";

/// Writes down what it is told.
#[derive(Default)]
struct Tracer(Mutex<Vec<String>>);

impl Tracer {
    fn note(&self, line: String) {
        let mut lines = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        lines.push(line);
    }
}

impl Observer for Tracer {
    fn thread_started(&self, thread: &ThreadInfo) {
        self.note(format!("start {} {:?}", thread.id, thread.name));
    }

    fn thread_exited(&self, thread: &ThreadInfo, code: i32) {
        self.note(format!("exit {} with {code}", thread.id));
    }

    fn message(&self, message: &MessageInfo) {
        self.note(format!("message {} -> {:?}", message.from, message.to));
    }

    fn uncaught(&self, error: &UncaughtError) {
        self.note(format!("uncaught in {}: {}", error.thread, error.message));
    }
}

/// Runs the script and gives the trace.
pub(crate) fn run() -> Result<Vec<String>, Box<dyn Error>> {
    let tracer = Arc::new(Tracer::default());
    let outcome = Runtime::builder()
        .source(SCRIPT, SourceKind::CommonJs)
        .observer(Arc::clone(&tracer) as Arc<dyn Observer>)
        .run()?;
    assert_eq!(outcome.code, 0);
    let lines = tracer.0.lock().unwrap_or_else(PoisonError::into_inner);
    Ok(lines.clone())
}

fn main() -> Result<(), Box<dyn Error>> {
    for line in run()? {
        println!("{line}");
    }
    Ok(())
}
