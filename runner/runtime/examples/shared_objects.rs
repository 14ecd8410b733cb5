//! Host objects, used by all threads at once.
//!
//! `GraalVM`'s page: Java objects may be accessed by any number of JavaScript threads concurrently.
//! Here that is any Rust value that is `Send + Sync`; it brings its own synchronisation. The object
//! is the same in every thread: it is not copied, not even when a script posts it.

use std::collections::BTreeMap;
use std::error::Error;
use std::sync::{Arc, Mutex, PoisonError};

use threadproof_runner::{HostError, HostObject, Runtime, SourceKind, Value};

const SCRIPT: &str = "
    const { Worker } = require('node:worker_threads');
    const code = `
        const { workerData } = require('node:worker_threads');
        for (let round = 0; round < 100; round++) workerData.tally.add('key' + round % 4);
    `;
    for (let index = 0; index < 4; index++) {
        new Worker(code, { eval: true, workerData: { tally } });
    }
    for (let round = 0; round < 100; round++) tally.add('key' + round % 4);
";

type Tally = Mutex<BTreeMap<String, u32>>;

fn add(tally: &Tally, args: &[Value]) -> Result<Value, HostError> {
    let key = args.first().and_then(Value::as_text);
    let key = key.ok_or_else(|| HostError::type_error("add takes a string"))?;
    let mut tally = tally.lock().unwrap_or_else(PoisonError::into_inner);
    let count = tally.entry(key.to_owned()).or_default();
    *count += 1;
    Ok((*count).into())
}

/// Has five threads count in one Rust value and gives what it holds afterwards.
pub(crate) fn run() -> Result<BTreeMap<String, u32>, Box<dyn Error>> {
    let tally = Arc::new(Tally::default());
    let object = HostObject::from_arc("Tally", Arc::clone(&tally)).method("add", add);
    let outcome = Runtime::builder()
        .host_object("tally", object.share())
        .source(SCRIPT, SourceKind::CommonJs)
        .run()?;
    assert_eq!(outcome.code, 0);
    let tally = tally.lock().unwrap_or_else(PoisonError::into_inner);
    Ok(tally.clone())
}

fn main() -> Result<(), Box<dyn Error>> {
    println!("{:?}", run()?);
    Ok(())
}
