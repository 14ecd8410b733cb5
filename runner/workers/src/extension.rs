//! What this crate hangs on each thread and each runtime.

use std::cell::RefCell;
use std::rc::Rc;

use boa_engine::{Context, JsResult, JsValue, js_string};
use threadproof_agent::Agent;
use threadproof_agent::cluster::Cluster;
use threadproof_agent::extension::{Extension, Uncaught};
use threadproof_engine::class::{LazyValue, NativeClass, constructor_of, define_lazy};
use threadproof_ground::slots::{Local, Shared};

use crate::atomics::directed::{self, Memories};
use crate::atomics::futex::Futexes;
use crate::worker_threads::broadcast::{BroadcastChannelClass, Broadcasts};
use crate::worker_threads::channel::{self, MessageChannelClass};
use crate::worker_threads::environment::Environment;
use crate::worker_threads::lock_table::LockTable;
use crate::worker_threads::locks::{self, Asking};
use crate::worker_threads::port::MessagePortClass;
use crate::worker_threads::port_table::{self, Ports};
use crate::worker_threads::port_transfer;
use crate::worker_threads::signal_link::{self, LinkedSignals};
use crate::worker_threads::spare::Spares;
use crate::worker_threads::streams;
use crate::worker_threads::worker_children::{self, Children};
use crate::worker_threads::worker_input::Input;
use crate::worker_threads::worker_note::{self, WorkerNote};
use crate::worker_threads::worker_start::{HeapFlags, worker_input};

/// `worker_threads`, `vm` and `Atomics`.
#[derive(Debug)]
pub struct Workers;

impl Extension for Workers {
    fn runtime(&self, slots: &mut Shared) {
        slots.insert(Broadcasts::default());
        slots.insert(Futexes::default());
        slots.insert(LockTable::default());
        slots.insert(Memories::default());
        slots.insert(Spares::default());
    }

    fn thread(&self, slots: &mut Local) {
        slots.insert(Asking::default());
        slots.insert(Children::default());
        slots.insert(Environment::default());
        slots.insert(LinkedSignals::default());
        slots.insert(Ports::default());
        slots.insert(RefCell::<Input>::default());
    }

    fn context_made(&self, cluster: &Cluster, context: &mut Context) -> JsResult<()> {
        crate::atomics::install(context)?;
        if cluster.director.is_some() {
            directed::install(context)?;
        }
        let global = context.global_object();
        let classes: [(_, LazyValue); 3] = [
            ("MessagePort", class::<MessagePortClass>),
            ("MessageChannel", class::<MessageChannelClass>),
            ("BroadcastChannel", class::<BroadcastChannelClass>),
        ];
        for (name, build) in classes {
            define_lazy(context, &global, js_string!(name), build);
        }
        threadproof_clone::register(&port_transfer::HOST_CLASS, context);
        threadproof_clone::register(&signal_link::HOST_CLASS, context);
        threadproof_clone::register(&channel::HOST_CLASS, context);
        threadproof_clone::register(&streams::STREAM, context);
        Ok(())
    }

    fn context_filled(&self, agent: &Rc<Agent>, context: &mut Context) -> JsResult<()> {
        if let Some(worker) = worker_input(agent) {
            threadproof_node::native::fs::tracking::install(worker.tracks_fds, context);
        }
        if HeapFlags::in_force(agent).exposes_gc {
            threadproof_node::globals::install_gc(context);
        }
        Ok(())
    }

    fn started(&self, agent: &Agent, _context: &mut Context) {
        if let Some(worker) = worker_input(agent) {
            worker.tell_parent(WorkerNote::Online);
        }
    }

    fn held(&self, agent: &Agent) -> Vec<&'static str> {
        let ports = port_table::ports(agent).borrow();
        let ports = ports.values().filter(|port| {
            let port_refed = MessagePortClass::unpack(port).map(|data| data.shown().1);
            port_refed.unwrap_or_else(|| BroadcastChannelClass::is_instance(port))
        });
        let workers = worker_children::children(agent).borrow().len();
        vec!["MessagePort"; ports.count() + workers]
    }

    fn awaited(&self, agent: &Agent) -> Vec<String> {
        let mut awaited = locks::awaited(agent);
        let counts = self.held(agent).into_iter().fold(
            std::collections::BTreeMap::<_, usize>::new(),
            |mut counts, name| {
                *counts.entry(name).or_default() += 1;
                counts
            },
        );
        let workers = worker_children::children(agent).borrow().len();
        for (name, count) in counts {
            let ports = count - workers;
            if ports > 0 {
                awaited.push(format!("{ports} {name}(s)"));
            }
        }
        let mut ids: Vec<u64> = worker_children::children(agent)
            .borrow()
            .keys()
            .copied()
            .collect();
        ids.sort_unstable();
        awaited.extend(ids.iter().map(|id| format!("worker {id}")));
        awaited
    }

    fn fatal(&self, agent: &Agent, error: &Uncaught<'_>, context: &mut Context) {
        worker_note::send_error(agent, error.value, context);
    }

    fn dismantled(&self, agent: &Agent) {
        worker_children::end_all(agent);
        if !agent.is_main() {
            worker_children::wait_for_children(agent);
        }
        port_table::close_all(agent);
    }

    fn left(&self, cluster: &Cluster, thread_id: u64) {
        cluster.slot::<Futexes>().leave(thread_id);
        locks::leave(cluster, thread_id);
    }

    fn closing(&self, cluster: &Cluster) {
        cluster.slot::<Spares>().close();
    }
}

fn class<C: NativeClass>(context: &mut Context) -> JsResult<JsValue> {
    constructor_of::<C>(context).map(Into::into)
}
