//! A bench for the unit tests of this room: one plain context, expressions in, text out.

use std::fmt::Write as _;

use boa_engine::object::JsObject;
use boa_engine::property::Attribute;
use boa_engine::{Context, JsResult, JsString, JsValue, Source, js_string};

/// A context that holds one module's bindings as a global.
pub(crate) struct Bench {
    /// For tests that call Rust functions directly.
    pub(crate) context: Context,
}

const SHOW: &str = "(v => typeof v === 'string' ? v \
    : v && v.inspect ? v.inspect() \
    : typeof v === 'object' && v !== null ? JSON.stringify(v) : String(v))";
const SHOW_ERROR: &str =
    "(e => [e.name, e.code, e.message].filter(part => part !== undefined).join(' '))";

impl Bench {
    /// A fresh context with the bindings as the global `name`.
    pub(crate) fn new(name: &str, bindings: fn(&mut Context) -> JsResult<JsObject>) -> Self {
        let mut context = Context::default();
        let native = bindings(&mut context).expect("the bindings must build");
        context
            .register_global_property(JsString::from(name), native, Attribute::all())
            .expect("a fresh global");
        Self { context }
    }

    /// Runs a script and says what it gives, errors as `Name CODE message`.
    pub(crate) fn run(&mut self, source: &str) -> String {
        let (how, value) = match self.context.eval(Source::from_bytes(source)) {
            Ok(value) => (SHOW, value),
            Err(error) => (
                SHOW_ERROR,
                error.into_opaque(&mut self.context).unwrap_or_default(),
            ),
        };
        let how = self
            .context
            .eval(Source::from_bytes(how))
            .expect("the printer parses");
        let how = how.as_callable().expect("the printer is a function");
        let text = how.call(&JsValue::undefined(), &[value], &mut self.context);
        let text = text.unwrap_or_else(|error| js_string!(error.to_string()).into());
        let text = text.as_string().unwrap_or_default().to_std_string_lossy();
        text.replace('\n', "\\n")
    }

    /// Fails unless the expression gives `expected`.
    #[track_caller]
    pub(crate) fn check(&mut self, source: &str, expected: &str) {
        let got = self.run(&format!("({source})"));
        assert_eq!(got, expected, "{source}");
    }

    /// Runs every line `expression ⇒ expected` and fails with all that differ.
    #[track_caller]
    pub(crate) fn check_all(&mut self, cases: &str) {
        let mut wrong = String::new();
        let mut count = 0;
        for (source, expected) in cases.lines().filter_map(|line| line.split_once(" ⇒ ")) {
            count += 1;
            let got = self.run(&format!("({source})"));
            if got != expected {
                let _ = write!(wrong, "{source}\n  expected {expected}\n  got      {got}\n");
            }
        }
        assert!(wrong.is_empty(), "{wrong}");
        assert!(count > 0, "the case file is empty");
    }
}
