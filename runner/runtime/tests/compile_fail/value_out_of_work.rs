//! A JavaScript value can't be the answer that another thread gets.

use threadproof_runner::Handle;

fn take(handle: &Handle) {
    let _ = handle.run(|context| Ok(context.global_object()));
}

fn main() {}
