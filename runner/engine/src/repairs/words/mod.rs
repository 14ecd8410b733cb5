//! V8's words for everyday mistakes.
//!
//! The engine words its errors otherwise, and names neither the expression nor the property that was
//! wrong. Programs and their tests read V8's words, so an error that the engine made gets them when
//! somebody looks at it: where it is caught, where its `stack` is read, where a promise is rejected
//! with it. Nothing is done before, and an error that a script made is left as it is.
//!
//! [`table`] has what can be said at once, [`syntax`] what parsers say. What needs the source text is
//! asked of whoever keeps that ([`Tell`]).

mod subject;
mod syntax;
mod table;

use boa_engine::builtins::error::Error;
use boa_engine::object::JsObject;
use boa_engine::property::Attribute;
use boa_engine::{Context, JsResult, JsString, JsValue, js_string};

pub(in crate::repairs) use subject::subject;

use crate::native::described;
use crate::stack;

/// A mistake that the engine found.
#[derive(Debug, Clone, Copy)]
pub struct Mistake<'a> {
    /// The file, as the engine was given it.
    pub file: &'a str,
    /// The line, counted from 1.
    pub line: usize,
    /// The column, counted from 1.
    pub column: usize,
    /// The native function that found it, if one did.
    pub native: Option<&'a str>,
    /// What the engine says.
    pub said: &'a str,
}

/// What knows the source text: V8's words for a mistake, as far as the text shows them.
#[derive(Clone, Copy)]
pub struct Tell(pub fn(&Mistake<'_>, &mut Context) -> Option<String>);

/// Gives an error of the engine's V8's words, unless it has them. Any other value is left alone.
pub fn see(value: &JsValue, context: &mut Context) {
    let Some(error) = value.as_object() else {
        return;
    };
    if !error.is::<Error>() {
        return;
    }
    let Some(said) = own_message(&error) else {
        return;
    };
    if let Some(words) = reworded(&error, &said, context) {
        let hidden = Attribute::WRITABLE | Attribute::CONFIGURABLE;
        error.insert_property(
            js_string!("message"),
            described(JsString::from(words.as_str()), hidden),
        );
    }
}

/// Puts the function that scripts show their errors to, as `name`, where the globals of the current
/// realm are, hidden from listings. It gives back what it is given.
pub fn define_see(name: &str, globals: &JsObject, context: &mut Context) {
    super::call_depth::define_hidden(name, globals, seen, context);
}

/// The function that shows errors, for code that is not reached by a script's globals.
///
/// # Errors
/// None.
pub fn seen(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let value = args.first().cloned().unwrap_or_default();
    see(&value, context);
    Ok(value)
}

/// V8's words for what a parser said of `text`.
#[must_use]
pub fn of_syntax(said: &str, text: &str) -> Option<String> {
    syntax::words(said, Some(text))
}

fn own_message(error: &JsObject) -> Option<String> {
    let error = error.borrow();
    let own = error.properties().get(&js_string!("message").into())?;
    Some(own.value()?.as_string()?.to_std_string_lossy())
}

fn reworded(error: &JsObject, said: &str, context: &mut Context) -> Option<String> {
    match table::rule(said) {
        Some(table::Rule::Say(words)) => Some(words),
        Some(table::Rule::Look(otherwise)) => look(error, said, context).or(otherwise),
        None => syntax::words(said, None),
    }
}

/// What the source text tells; `None` where it is not known, or is the runtime's own.
fn look(error: &JsObject, said: &str, context: &mut Context) -> Option<String> {
    let tell = *context.get_data::<Tell>()?;
    let engine = stack::engine_text(error, context)?;
    let place = stack::innermost(&engine)?;
    let mistake = Mistake {
        file: &place.file,
        line: place.line,
        column: place.column,
        native: place.native.as_deref(),
        said,
    };
    tell.0(&mistake, context)
}

#[cfg(test)]
mod tests {
    use super::*;
    use boa_engine::Source;

    fn caught(source: &str) -> String {
        let mut context = Context::default();
        let thrown = context
            .eval(Source::from_bytes(source))
            .expect_err("it throws");
        let value = thrown.into_opaque(&mut context).expect("it can be caught");
        see(&value, &mut context);
        let error = value.as_object().expect("an error");
        own_message(&error).expect("a message")
    }

    #[test]
    fn errors_of_the_engine_get_v8s_words() {
        assert_eq!(
            caught("`${Symbol()}`"),
            "Cannot convert a Symbol value to a string"
        );
        assert_eq!(
            caught("const q = 1; q = 2"),
            "Assignment to constant variable."
        );
        assert_eq!(
            caught("[].reduce((a) => a)"),
            "Reduce of empty array with no initial value"
        );
    }

    #[test]
    fn what_a_script_says_stays() {
        assert_eq!(caught("throw new TypeError('own words')"), "own words");
    }
}
