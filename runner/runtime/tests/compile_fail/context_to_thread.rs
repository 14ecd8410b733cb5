//! A context can't be moved to another thread, nor borrowed by one.

use boa_engine::Context;

fn share(context: &mut Context) {
    std::thread::scope(|scope| {
        scope.spawn(|| context.global_object());
    });
}

fn main() {}
