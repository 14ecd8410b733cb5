//! Values of one thread, used from another with synchronisation.
//!
//! `GraalVM`'s page: an object can't be accessed by two threads at once; a value that one thread made
//! can be used from another if they take turns. Here a value stays with its context. What another
//! thread holds is a [`Kept`](threadproof_runner::Kept): the work is sent to the value, which is
//! the synchronisation, and only plain data comes back.

use std::error::Error;

use boa_engine::{JsResult, JsValue, js_string};
use threadproof_runner::{Runtime, SourceKind};

/// Makes a list on the runtime's thread, lets another thread add to it, and gives its length.
pub(crate) fn run() -> Result<f64, Box<dyn Error>> {
    let runtime = Runtime::builder()
        .source(
            "globalThis.list = ['made by the runtime']",
            SourceKind::CommonJs,
        )
        .keep_alive()
        .spawn()?;
    let handle = runtime.handle();
    let list = handle.keep(|context| context.global_object().get(js_string!("list"), context))?;
    let length = std::thread::spawn(move || {
        list.with(|list, context| -> JsResult<f64> {
            let object = list.to_object(context)?;
            let push = object.get(js_string!("push"), context)?;
            if let Some(push) = push.as_callable() {
                let item = JsValue::from(js_string!("added from another thread"));
                push.call(list, &[item], context)?;
            }
            object
                .get(js_string!("length"), context)?
                .to_number(context)
        })
    })
    .join()
    .map_err(|_| "the other thread panicked")??;
    handle.finish();
    assert_eq!(runtime.wait().code, 0);
    Ok(length)
}

fn main() -> Result<(), Box<dyn Error>> {
    println!("the list has {} items", run()?);
    Ok(())
}
