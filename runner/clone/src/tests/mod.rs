//! Tests of cloning, through plain contexts. The expected values in `cases` are what Node 26
//! gives, so each table can be run there too.

mod hosts;
mod scripts;
mod threads;

use boa_engine::{Context, JsResult, JsValue, Source};

use super::{define_structured_clone, install, plain_data_clone_error};

/// A context with `structuredClone`, and `show` and `outcome` of `show.js`.
fn context() -> Context {
    let mut context = Context::default();
    install(plain_data_clone_error, &mut context);
    define_structured_clone(&mut context);
    eval(include_str!("show.js"), &mut context).expect("show.js runs");
    context
}

fn eval(source: &str, context: &mut Context) -> JsResult<JsValue> {
    context.eval(Source::from_bytes(source))
}

/// The text that an expression evaluates to.
fn text(source: &str, context: &mut Context) -> String {
    match eval(source, context) {
        Ok(value) => value.as_string().map_or_else(
            || format!("{}", value.display()),
            |text| text.to_std_string_lossy(),
        ),
        Err(error) => format!("{error}"),
    }
}
