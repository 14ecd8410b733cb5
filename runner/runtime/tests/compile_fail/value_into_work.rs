//! A JavaScript value can't be taken along to another thread.

use boa_engine::{JsValue, js_string};
use threadproof_runner::Handle;

fn use_elsewhere(handle: &Handle, value: JsValue) {
    let _ = handle.run(move |context| {
        context
            .global_object()
            .set(js_string!("taken"), value, false, context)
    });
}

fn main() {}
