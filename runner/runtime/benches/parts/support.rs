//! Agents and their contexts, as the runtime makes them.

use std::path::PathBuf;
use std::rc::Rc;
use std::sync::Arc;

use boa_engine::{Context, JsValue, Source};
use threadproof_agent::cluster::Cluster;
use threadproof_agent::control::Control;
use threadproof_agent::{Agent, Plan, start};
use threadproof_ground::env::EnvStore;
use threadproof_ground::options::{NODE_VERSION, Options, Output, Profile};
use threadproof_ground::slots::Local;
use threadproof_runner::assembly::{EXTENSIONS, SURROUNDINGS};

/// Output that goes nowhere.
struct Nowhere;

impl Output for Nowhere {
    fn stdout(&self, _: &[u8]) {}
    fn stderr(&self, _: &[u8]) {}
}

/// A runtime without threads.
pub fn cluster() -> Arc<Cluster> {
    let options = Options {
        exec_path: PathBuf::from("threadproof"),
        output: Arc::new(Nowhere),
        node_version: NODE_VERSION,
        recursion_limit: 1000,
        profile: Profile::Node,
        embedder: Arc::default(),
    };
    Cluster::new(options, EXTENSIONS, SURROUNDINGS)
}

/// A main thread that has not started.
pub fn agent() -> Rc<Agent> {
    let cluster = cluster();
    let environment = EnvStore::from_pairs(std::iter::empty::<(String, String)>());
    let id = cluster.next_thread_id();
    let control = Control::new(id, String::new(), None, environment, false);
    Agent::new(Plan {
        jobs: Rc::default(),
        calls: cluster.options.recursion_limit,
        cluster,
        control: Arc::new(control),
        argv: Vec::new(),
        exec_argv: Vec::new(),
        node_options: Vec::new(),
        heap_limit: None,
        pipes: None,
        global: None,
        slots: Local::default(),
    })
}

/// The context of a main thread.
pub fn context() -> Box<Context> {
    start::make_context(&agent()).expect("there is memory for a context")
}

/// What a script evaluates to.
pub fn eval(script: &str, context: &mut Context) -> JsValue {
    let value = context.eval(Source::from_bytes(script));
    value.expect("the script runs")
}
