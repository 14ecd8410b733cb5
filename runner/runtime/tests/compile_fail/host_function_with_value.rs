//! A host function is called from every thread, so it can't hold a value of one.

use boa_engine::JsObject;
use threadproof_runner::{Builder, Value};

fn hold(builder: Builder, object: JsObject) -> Builder {
    builder.host_function("hold", move |_| {
        let _ = object.is_callable();
        Ok(Value::Undefined)
    })
}

fn main() {}
