//! One context, used by several threads with synchronisation.
//!
//! `GraalVM`'s page: a context may be used from several threads if they never do so at once. A
//! [`Handle`](threadproof_runner::Handle) may be used by any number of threads: what they ask for is
//! done one after the other on the context's own thread, so nothing is ever lost.

use std::error::Error;
use std::thread;

use threadproof_runner::{Runtime, SourceKind, Value};

/// How many threads use the context.
pub(crate) const THREADS: usize = 8;
/// How often each does.
pub(crate) const ROUNDS: usize = 50;

/// Counts in one context from many threads and gives the sum.
pub(crate) fn run() -> Result<Value, Box<dyn Error>> {
    let runtime = Runtime::builder()
        .source("globalThis.count = 0", SourceKind::CommonJs)
        .keep_alive()
        .spawn()?;
    let handle = runtime.handle();
    let threads: Vec<_> = (0..THREADS)
        .map(|_| {
            let handle = handle.clone();
            thread::spawn(move || {
                // Read, change and write in one piece of work: no other thread comes between.
                (0..ROUNDS).try_for_each(|_| handle.eval("count = count + 1").map(drop))
            })
        })
        .collect();
    for thread in threads {
        thread.join().map_err(|_| "a thread panicked")??;
    }
    let count = handle.eval("count")?;
    handle.finish();
    assert_eq!(runtime.wait().code, 0);
    Ok(count)
}

fn main() -> Result<(), Box<dyn Error>> {
    println!("{THREADS} threads counted to {:?}", run()?);
    Ok(())
}
