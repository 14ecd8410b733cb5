//! Source text that the engine can't take as it stands: TypeScript types, `using`, deep recursion, and
//! what it takes wrongly.
//!
//! Most scripts pass through untouched. Types are overwritten with blanks, so lines and columns
//! stay true; `using` is lowered to `try` and `finally` and printed anew, so there they don't.
//!
//! This crate knows text and nothing else: no engine, no file. It is the only one that knows the
//! parser `oxc`.

pub mod call_depth;
pub mod cjs_exports;
mod edit;
pub mod growth;
pub mod mistake;
mod names;
mod parsed;
mod reach;
mod repair;
pub mod seen;
mod strip;
mod super_call;
mod using;

pub use repair::{SCOPE_MARK, mentions_nested_this, repair};
pub use strip::{Refused, types as strip_types};
pub use using::OURS as USING_HELPER;

/// A text that the engine can take.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Prepared {
    /// The text.
    pub text: String,
    /// It calls [`USING_HELPER`].
    pub uses_helper: bool,
    /// It calls [`call_depth::CHECK`].
    pub checks_depth: bool,
    /// It calls [`seen::SEE`].
    pub shows_errors: bool,
    /// It calls [`growth::SUM`] or [`growth::TEMPLATE`].
    pub bounds_growth: bool,
    /// It, or a text before it, could notice that its calls were ended.
    pub may_notice: bool,
}

/// Makes JavaScript ready for the engine. `may_notice` is what the last text of the thread gave:
/// once one catches something, functions of all that follow have to be stopped where it can.
#[must_use]
pub fn prepare(text: String, may_notice: bool) -> Prepared {
    let lowered = using::lower(&text);
    let uses_helper = lowered.is_some();
    let text = lowered.unwrap_or(text);
    let text = repair(&text).unwrap_or(text);
    let text = growth::bound(&text).unwrap_or(text);
    let may_notice = may_notice || call_depth::could_notice(&text);
    let guarded = if may_notice {
        call_depth::guard(&text)
    } else {
        call_depth::guard_conversions(&text)
    };
    let text = guarded.unwrap_or(text);
    Prepared {
        checks_depth: call_depth::is_guarded(&text),
        shows_errors: seen::is_shown(&text),
        bounds_growth: growth::is_bounded(&text),
        uses_helper,
        may_notice,
        text,
    }
}

/// Code that was given as a string and doesn't parse, with its types taken out; `None` if it has
/// none or isn't TypeScript either.
///
/// # Errors
/// When it is TypeScript that has to be more than stripped.
pub fn strip_code(text: &str) -> Result<Option<String>, Refused> {
    match strip_types(text) {
        Ok(stripped) if stripped != text => Ok(Some(stripped)),
        Ok(_) | Err(Refused::Invalid(_)) => Ok(None),
        Err(refused) => Err(refused),
    }
}
