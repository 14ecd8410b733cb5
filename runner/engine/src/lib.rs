//! The glue to the engine: what everything above needs to make classes, functions and errors as Node
//! and the Web have them, and what repairs the engine or stands in for it.
//!
//! | room | what is there |
//! |---|---|
//! | [`native`] | native functions, and properties that run no JavaScript |
//! | [`errors`] | errors with Node's codes and wording; [`stack`] and [`call_site`] what `stack` shows |
//! | [`class`] | native classes that are built when a script first touches them; lazy properties |
//! | [`bytes`] | borrowed access to the bytes behind buffers and views |
//! | [`access`] | what scripts may reach, as native functions ask |
//! | [`interrupt`] | stops running JavaScript from outside |
//! | [`profile`] | processor and heap profiles of a context |
//! | [`repairs`] | what the engine does wrongly, and what is done about it |
//!
//! This crate must never know a thread, an event, or a module of Node's.

pub mod access;
pub mod bytes;
pub mod call_site;
pub mod class;
pub mod errors;
pub mod interrupt;
pub mod native;
pub mod profile;
pub mod repairs;
pub mod stack;

use boa_engine::{Context, JsResult};

/// Puts what repairs the engine, and what shows stacks as V8 does, into a fresh context. What has to
/// come last, [`repairs::descriptors`], is installed by whoever makes the globals.
///
/// # Errors
/// Only when the engine is out of resources.
pub fn install(context: &mut Context) -> JsResult<()> {
    stack::install(context)?;
    stack::install_prepare(context);
    call_site::install(context);
    repairs::install(context);
    repairs::depth::install(context)?;
    repairs::json::install(context)
}
