//! `JSON.parse` and `JSON.stringify`, written so that neither deep data nor deep text uses up the
//! native stack.
//!
//! The engine's own follow nested data by recursion, and parse JSON as a script that they run. This
//! room knows nothing of threads.

mod originals;
mod parse;
mod stringify;

use boa_engine::{Context, JsResult};

use originals::Originals;

/// Replaces `parse` and `stringify` of `JSON`, in the realm that the context is in.
///
/// # Errors
/// Only when the engine is out of resources.
pub fn install(context: &mut Context) -> JsResult<()> {
    let originals = Originals::take(context)?;
    parse::install(originals.clone(), context);
    stringify::install(originals, context);
    Ok(())
}
