//! What becomes of a promise that is rejected and that nobody handles, by the option
//! `--unhandled-rejections` (Node's page "Command-line API"). Without it the agent throws.

use std::cell::RefCell;

use boa_engine::object::JsObject;
use boa_engine::property::Attribute;
use boa_engine::{Context, JsResult, JsString, JsValue, js_string};
use rustc_hash::FxHashMap;

use super::warnings::{made, warn_later};
use threadproof_agent::Agent;
use threadproof_agent::exit::{describe_reason, rejection_error};
use threadproof_agent::extension::Rejection;
use threadproof_engine::native::described;
use threadproof_event::dom_exception::is_error;
use threadproof_modules::flags;

/// The rejections of a thread that were warned about, by their promises.
#[derive(Default)]
pub(crate) struct Warned(RefCell<(u64, FxHashMap<JsObject, u64>)>);

/// Told of each; true when it is dealt with and does not end the thread.
pub fn rejection(agent: &Agent, rejection: &Rejection, context: &mut Context) -> bool {
    // Most programs have no option at all, and the agent's own way is the default one.
    if agent.exec_argv.is_empty() && agent.node_options.is_empty() {
        return false;
    }
    match rejection {
        Rejection::Unhandled { promise, reason } => unhandled(agent, promise, reason, context),
        Rejection::HandledLate { promise } => {
            let id = agent.slot::<Warned>().0.borrow_mut().1.remove(promise);
            if let Some(id) = id {
                let message =
                    format!("Promise rejection was handled asynchronously (rejection id: {id})");
                let kind = js_string!("PromiseRejectionHandledWarning");
                if let Ok(warning) = made(&kind.into(), &message, context) {
                    warn_later(warning, context);
                }
            }
            false
        }
    }
}

fn unhandled(agent: &Agent, promise: &JsObject, reason: &JsValue, context: &mut Context) -> bool {
    let flags = agent.flags();
    let told = |context: &mut Context| {
        let args = [reason.clone(), promise.clone().into()];
        match agent.emit(js_string!("unhandledRejection"), &args, context) {
            Ok(heard) => heard,
            Err(error) => {
                agent.uncaught(error, context);
                true
            }
        }
    };
    let id = {
        let mut warned = agent.slot::<Warned>().0.borrow_mut();
        warned.0 += 1;
        warned.0
    };
    let is_warned = match flags::last_value(&flags, "--unhandled-rejections") {
        Some("none") => {
            told(context);
            false
        }
        Some("warn") => {
            told(context);
            true
        }
        Some("warn-with-error-code") => {
            let heard = told(context);
            if !heard {
                agent.set_exit_code(Some(1));
            }
            !heard
        }
        Some("strict") => {
            let error = rejection_error(reason, context);
            agent.uncaught_from(error, "unhandledRejection", context);
            !agent.is_stopping() && !told(context)
        }
        _ => return false,
    };
    // What reading the stack of a reason throws must not hide the reason from the rest.
    if is_warned && !agent.is_stopping() && warn(id, reason, context).is_ok() {
        let mut warned = agent.slot::<Warned>().0.borrow_mut();
        warned.1.insert(promise.clone(), id);
    }
    true
}

/// Two warnings, as Node gives: the reason, and what to do.
fn warn(id: u64, reason: &JsValue, context: &mut Context) -> JsResult<()> {
    const NAME: &str = "UnhandledPromiseRejectionWarning";
    let stack = match reason.as_object().filter(|_| is_error(reason)) {
        Some(error) => error.get(js_string!("stack"), context)?.as_string(),
        None => None,
    };
    let shown = match &stack {
        Some(stack) => stack.to_std_string_lossy(),
        None => describe_reason(reason, context),
    };
    let what = format!(
        "Unhandled promise rejection. This error originated either by throwing inside of an async \
         function without a catch block, or by rejecting a promise which was not handled with \
         .catch(). To terminate the node process on unhandled promise rejection, use the CLI flag \
         `--unhandled-rejections=strict` (see \
         https://nodejs.org/api/cli.html#cli_unhandled_rejections_mode). (rejection id: {id})"
    );
    for message in [&shown, &what] {
        let warning = made(&JsString::from(NAME).into(), message, context)?;
        if let Some(stack) = &stack {
            let attributes = Attribute::WRITABLE | Attribute::CONFIGURABLE;
            let stack = described(stack.clone(), attributes);
            warning.insert_property(js_string!("stack"), stack);
        }
        warn_later(warning, context);
    }
    Ok(())
}
