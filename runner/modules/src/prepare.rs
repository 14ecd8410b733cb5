//! Source text made ready for the engine, and what it then calls put in its place.

use std::cell::Cell;
use std::path::Path;
use std::rc::Rc;

use boa_engine::{Context, JsError, JsResult, js_string};
use threadproof_engine::class::define_lazy;
use threadproof_engine::errors::{ErrorKind, node_error};
use threadproof_engine::repairs::{call_depth, growth, words};
use threadproof_source::growth::{SUM, TEMPLATE};
use threadproof_source::{self as source_text, Refused};

use super::builtin::using_helper;
use super::{source, texts};

/// Makes the text of the file at `path` ready for the engine.
///
/// # Errors
/// When the text is TypeScript that has to be more than stripped, or stands under `node_modules`.
pub fn prepare(text: String, path: &Path, context: &mut Context) -> JsResult<String> {
    let text = if source::is_typescript(path) {
        if path
            .components()
            .any(|part| part.as_os_str() == "node_modules")
        {
            return Err(under_node_modules(path, context));
        }
        strip_types(&text, context)?
    } else {
        text
    };
    let may_notice = may_notice(context);
    let prepared = source_text::prepare(text, may_notice.get());
    may_notice.set(prepared.may_notice);
    if prepared.uses_helper {
        define_helper(context);
    }
    if prepared.checks_depth {
        define_check(context);
    }
    if prepared.bounds_growth {
        let global = context.global_object();
        growth::define_growth(SUM, TEMPLATE, &global, context);
    }
    if prepared.shows_errors {
        let global = context.global_object();
        words::define_see(source_text::seen::SEE, &global, context);
    }
    texts::remember(&path.to_string_lossy(), &prepared.text, context);
    Ok(prepared.text)
}

/// Whether a text of this thread could notice that its calls were ended.
#[derive(Default, Clone)]
struct MayNotice(Rc<Cell<bool>>);

fn may_notice(context: &mut Context) -> Rc<Cell<bool>> {
    if let Some(known) = context.get_data::<MayNotice>() {
        return Rc::clone(&known.0);
    }
    let new = MayNotice::default();
    context.insert_data(new.clone());
    new.0
}

/// Code that was given as a string and doesn't parse, with its types taken out; `None` if it has
/// none or isn't TypeScript either.
///
/// # Errors
/// When it is TypeScript that has to be more than stripped.
pub fn strip_code(text: &str, context: &mut Context) -> JsResult<Option<String>> {
    source_text::strip_code(text).map_err(|refused| error(&refused, context))
}

/// The text of a script or module without its types.
///
/// # Errors
/// When it is not TypeScript, or TypeScript that has to be more than stripped.
pub fn strip_types(text: &str, context: &mut Context) -> JsResult<String> {
    source_text::strip_types(text).map_err(|refused| error(&refused, context))
}

/// Puts the check of the call depth onto the global object of the current realm.
pub fn define_check(context: &mut Context) {
    let global = context.global_object();
    call_depth::define_check(source_text::call_depth::CHECK, &global, context);
}

/// Puts the helper of lowered `using` onto the global object, hidden from listings.
fn define_helper(context: &mut Context) {
    let global = context.global_object();
    let name = js_string!(source_text::USING_HELPER);
    let known = global
        .borrow()
        .properties()
        .contains_key(&name.clone().into());
    if !known {
        define_lazy(context, &global, name, using_helper);
    }
}

fn error(refused: &Refused, context: &mut Context) -> JsError {
    let code = match refused {
        Refused::Invalid(_) => "ERR_INVALID_TYPESCRIPT_SYNTAX",
        Refused::Unsupported(_) => "ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX",
    };
    node_error(context, ErrorKind::Syntax, code, &refused.to_string())
}

fn under_node_modules(path: &Path, context: &mut Context) -> JsError {
    let message = format!(
        "Stripping types is currently unsupported for files under node_modules, for \"{}\"",
        path.display()
    );
    node_error(
        context,
        ErrorKind::Error,
        "ERR_UNSUPPORTED_NODE_MODULES_TYPE_STRIPPING",
        &message,
    )
}
