//! What this crate hangs on the threads of windows and Web Workers.

use std::rc::Rc;
use std::sync::Arc;

use boa_engine::{Context, JsResult};
use threadproof_agent::Agent;
use threadproof_agent::extension::{Extension, Uncaught};
use threadproof_ground::asar::Archives;
use threadproof_ground::slots::Shared;
use threadproof_node::native::fs::archived::Readable;

use crate::state::{archives, web};
use crate::{report, scope};

/// Windows and Web Workers.
#[derive(Debug)]
pub struct Windows;

impl Extension for Windows {
    fn runtime(&self, slots: &mut Shared) {
        slots.insert(Arc::<Archives>::default());
    }

    fn context_filled(&self, agent: &Rc<Agent>, context: &mut Context) -> JsResult<()> {
        if let Some(archives) = archives(agent) {
            context.insert_data(Readable(archives));
        }
        match web(agent) {
            Some(web) => scope::install(web, context),
            None => Ok(()),
        }
    }

    fn uncaught(&self, agent: &Agent, error: &Uncaught<'_>, context: &mut Context) -> bool {
        if web(agent).is_none() {
            return false;
        }
        if error.is_rejection {
            report::rejection(agent, error.value, context);
        } else {
            report::exception(agent, error.value, error.thrown_at.clone(), context);
        }
        true
    }
}
