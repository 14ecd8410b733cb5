//! `locks`: Web Locks for the threads of one runtime.
//!
//! The table is the cluster's (`lock_table`); this file has the classes, reads the arguments, and
//! runs callbacks on the thread that asked. As in Node, a lock that is free is granted within the
//! call, and neither a lock nor a wait for one holds the event loop.

use std::cell::RefCell;
use std::hash::BuildHasher;

use boa_engine::builtins::promise::ResolvingFunctions;
use boa_engine::job::GenericJob;
use boa_engine::object::JsObject;
use boa_engine::object::builtins::{JsArray, JsFunction, JsPromise};
use boa_engine::{
    Context, Finalize, JsArgs, JsData, JsError, JsResult, JsString, JsValue, NativeFunction, Trace,
    js_string,
};
use rustc_hash::{FxBuildHasher, FxHashMap};

use super::lock_options::LockOptions;
use super::lock_table::{Answer, LockTable, Mode, Name, News, Request};
use threadproof_agent::Agent;
use threadproof_agent::async_context::within;
use threadproof_agent::cluster::Cluster;
use threadproof_engine::class::{Members, NativeClass, instance, this_data};
use threadproof_event::abort;
use threadproof_event::dom_exception::DomException;
use threadproof_ground::director::Object;

/// The requests of one thread whose promises are not settled, by number.
pub type Requests = FxHashMap<u64, Asked>;

/// A request of this thread.
pub struct Asked {
    name: JsString,
    mode: Mode,
    /// What runs with the lock; taken when it runs.
    callback: Option<JsObject>,
    promise: ResolvingFunctions,
    async_context: JsValue,
    /// The signal that takes the request back while it waits, and what listens to it.
    signal: Option<(JsObject, JsFunction)>,
}

/// What a thread has asked for.
#[derive(Default)]
pub struct Asking(RefCell<Requests>);

fn asking(agent: &Agent) -> &RefCell<Requests> {
    &agent.slot::<Asking>().0
}

/// The `LockManager` of this thread.
///
/// # Errors
/// Only when the engine is out of resources.
pub fn manager(context: &mut Context) -> JsResult<JsValue> {
    instance::<LockManagerClass>(ManagerData, context).map(Into::into)
}

/// The current thread does something with a lock: under a director others may go first.
fn touched(cluster: &Cluster, name: &'static str, lock: &[u16]) {
    if cluster.director.is_some() {
        let object = Object::Lock(FxBuildHasher.hash_one(lock));
        cluster.point(name, object);
        cluster.touch(object, true);
        cluster.touch(Object::Locks, false);
    }
}

/// What a thread waits for, in words: locks, and who has them.
pub fn awaited(agent: &Agent) -> Vec<String> {
    let shot = agent.cluster.slot::<LockTable>().snapshot();
    let own = agent.control.thread_id;
    let asked = shot.pending.iter().filter(|(_, it)| it.owner == own);
    asked
        .map(|(name, _)| {
            let holders = shot.held.iter().filter(|(other, _)| other == name);
            let holders: Vec<String> = holders.map(|(_, it)| it.owner.to_string()).collect();
            let shown = String::from_utf16_lossy(name);
            format!("the lock {shown:?}, held by thread {}", holders.join(", "))
        })
        .collect()
}

/// Gives back what an ended thread held, and tells those who are next.
pub fn leave(cluster: &Cluster, thread_id: u64) {
    if cluster.director.is_some() {
        let shot = cluster.slot::<LockTable>().snapshot();
        for (name, request) in shot.held.iter().chain(&shot.pending) {
            if request.owner == thread_id {
                let object = Object::Lock(FxBuildHasher.hash_one(&name[..]));
                cluster.touch(object, true);
                cluster.touch(Object::Locks, false);
            }
        }
    }
    cluster
        .slot::<LockTable>()
        .leave(thread_id, &mut |request, news| send(cluster, request, news));
}

/// The class `LockManager`.
pub struct LockManagerClass;

/// A manager has no state of its own.
#[derive(Debug, Trace, Finalize, JsData)]
pub struct ManagerData;

impl NativeClass for LockManagerClass {
    type Data = ManagerData;
    const NAME: &'static str = "LockManager";

    fn members(members: &mut Members<'_>) {
        members
            .method(js_string!("request"), 2, request)
            .method(js_string!("query"), 0, query)
            .to_string_tag();
    }
}

/// The class `Lock`.
pub struct LockClass;

/// What a `Lock` object holds.
#[derive(Debug, Trace, Finalize, JsData)]
pub struct LockData {
    name: JsString,
    #[unsafe_ignore_trace]
    mode: Mode,
}

impl NativeClass for LockClass {
    type Data = LockData;
    const NAME: &'static str = "Lock";

    fn members(members: &mut Members<'_>) {
        members
            .accessor(
                js_string!("name"),
                |this, _, context| Ok(this_data::<Self>(this, context)?.data().name.clone().into()),
                None,
            )
            .accessor(
                js_string!("mode"),
                |this, _, context| {
                    Ok(js_string!(this_data::<Self>(this, context)?.data().mode.name()).into())
                },
                None,
            )
            .to_string_tag();
    }
}

/// Tells the owner of a request: by a promise job if it is this thread, so that the next in line
/// runs before those who wait for the one before, as in Node.
fn tell(request: Request, news: News, context: &mut Context) {
    let agent = Agent::of(context);
    if request.owner != agent.control.thread_id {
        send(&agent.cluster, request, news);
        return;
    }
    let job = GenericJob::new(
        move |context| hear(request.id, news, context).map(|()| JsValue::undefined()),
        context.realm().clone(),
    );
    context.enqueue_job(job.into());
}

/// Tells the owner of a request, on its thread.
fn send(cluster: &Cluster, request: Request, news: News) {
    if let Some(owner) = cluster.agent(request.owner) {
        owner.call(Box::new(move |context| hear(request.id, news, context)));
    }
}

fn hear(id: u64, news: News, context: &mut Context) -> JsResult<()> {
    match news {
        News::Granted => granted(id, context),
        News::Stolen => stolen(id, context),
    }
}

/// Makes a rejected promise of what a script may catch.
fn rejected(error: JsError, context: &mut Context) -> JsResult<JsValue> {
    if error.as_engine().is_some() {
        return Err(error);
    }
    Ok(JsPromise::reject(error, context)?.into())
}

fn request(this: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    this_data::<LockManagerClass>(this, context)
        .and_then(|_| LockOptions::read(args, context))
        .and_then(|options| ask(options, context))
        .or_else(|error| rejected(error, context))
}

fn ask(options: LockOptions, context: &mut Context) -> JsResult<JsValue> {
    let agent = Agent::of(context);
    let (promise, resolvers) = JsPromise::new_pending(context);
    // What is asked for with a signal is granted in a job of its own: until then it can be taken
    // back, also when the lock is free.
    let waits = options.signal.clone();
    let name = options.name.to_vec();
    touched(&agent.cluster, "asks for", &name);
    let (id, answer) = agent.cluster.slot::<LockTable>().request(
        &name,
        agent.control.thread_id,
        options.mode,
        options.policy,
        &mut |request, news| tell(request, news, context),
    );
    let asked = Asked {
        name: options.name,
        mode: options.mode,
        callback: Some(options.callback),
        promise: resolvers,
        async_context: agent.async_context.borrow().clone(),
        signal: None,
    };
    asking(&agent).borrow_mut().insert(id, asked);
    match answer {
        Answer::Granted if waits.is_some() => {
            if let Some(signal) = &waits {
                watch(id, signal, context);
            }
            let job = GenericJob::new(
                move |context| granted(id, context).map(|()| JsValue::undefined()),
                context.realm().clone(),
            );
            context.enqueue_job(job.into());
        }
        Answer::Granted => granted(id, context)?,
        Answer::Refused => run(id, JsValue::null(), context)?,
        Answer::Queued => {
            if let Some(signal) = &options.signal {
                watch(id, signal, context);
            }
        }
    }
    Ok(promise.into())
}

/// Takes a request back when `signal` is aborted, unless it has been granted by then.
fn watch(id: u64, signal: &JsObject, context: &mut Context) {
    let function = NativeFunction::from_copy_closure_with_captures(
        move |_, _, signal: &JsObject, context| {
            withdraw(id, signal, context)?;
            Ok(JsValue::undefined())
        },
        signal.clone(),
    )
    .to_js_function(context.realm());
    abort::on_abort(signal, function.clone());
    if let Some(asked) = asking(&Agent::of(context)).borrow_mut().get_mut(&id) {
        asked.signal = Some((signal.clone(), function));
    }
}

fn withdraw(id: u64, signal: &JsObject, context: &mut Context) -> JsResult<()> {
    let agent = Agent::of(context);
    let Some(name) = name_of(&agent, id) else {
        return Ok(());
    };
    touched(&agent.cluster, "takes back the request for", &name);
    let told = &mut |request, news| tell(request, news, context);
    let waited = agent.cluster.slot::<LockTable>().withdraw(&name, id, told);
    if !waited {
        // It was granted. As long as its callback has not begun, it goes back.
        agent.cluster.slot::<LockTable>().release(&name, id, told);
    }
    let asked = asking(&agent).borrow_mut().remove(&id);
    if let Some(asked) = asked {
        let reason = abort::reason(signal).unwrap_or_default();
        asked
            .promise
            .reject
            .call(&JsValue::undefined(), &[reason], context)?;
    }
    Ok(())
}

/// The lock is this thread's: runs the callback.
fn granted(id: u64, context: &mut Context) -> JsResult<()> {
    let agent = Agent::of(context);
    let lock = asking(&agent).borrow().get(&id).map(|asked| LockData {
        name: asked.name.clone(),
        mode: asked.mode,
    });
    match lock {
        Some(lock) => {
            let lock = instance::<LockClass>(lock, context)?;
            run(id, lock.into(), context)
        }
        None => Ok(()),
    }
}

/// The lock was taken away: the promise of the request hears it at once, the callback goes on.
fn stolen(id: u64, context: &mut Context) -> JsResult<()> {
    let asked = asking(&Agent::of(context)).borrow_mut().remove(&id);
    if let Some(asked) = asked {
        let error = DomException::create("The operation was aborted", "AbortError", context)?;
        asked
            .promise
            .reject
            .call(&JsValue::undefined(), &[error.into()], context)?;
    }
    Ok(())
}

/// Calls the callback of a request; the lock is given back when what it returns is settled.
fn run(id: u64, lock: JsValue, context: &mut Context) -> JsResult<()> {
    let agent = Agent::of(context);
    let start = asking(&agent).borrow_mut().get_mut(&id).and_then(|asked| {
        // A lock that is held stays, whatever the signal; the signal may live for long.
        if let Some((signal, listener)) = asked.signal.take() {
            abort::forget(&signal, &listener);
        }
        Some((asked.callback.take()?, asked.async_context.clone()))
    });
    let Some((callback, async_context)) = start else {
        return Ok(());
    };
    let outcome = within(&async_context, context, |context| {
        callback
            .call(&JsValue::undefined(), &[lock], context)
            .and_then(|value| JsPromise::resolve(value, context))
    });
    match outcome {
        Ok(result) => {
            let fulfilled = settler(id, true, context);
            let failed = settler(id, false, context);
            result.then(Some(fulfilled), Some(failed), context)?;
            Ok(())
        }
        Err(error) if error.as_engine().is_some() => Err(error),
        Err(error) => {
            let error = error.into_opaque(context)?;
            settle(id, false, error, context)
        }
    }
}

fn settler(id: u64, fulfilled: bool, context: &mut Context) -> JsFunction {
    NativeFunction::from_copy_closure(move |_, args, context| {
        let value = args.get_or_undefined(0).clone();
        settle(id, fulfilled, value, context)?;
        Ok(JsValue::undefined())
    })
    .to_js_function(context.realm())
}

/// Gives a lock back, then settles the promise of its request.
fn settle(id: u64, fulfilled: bool, value: JsValue, context: &mut Context) -> JsResult<()> {
    let agent = Agent::of(context);
    // A stolen lock has no request any more: there is nothing to give back.
    let Some(asked) = asking(&agent).borrow_mut().remove(&id) else {
        return Ok(());
    };
    let name = asked.name.to_vec();
    touched(&agent.cluster, "gives back", &name);
    let told = &mut |request, news| tell(request, news, context);
    agent.cluster.slot::<LockTable>().release(&name, id, told);
    let settle = if fulfilled {
        asked.promise.resolve
    } else {
        asked.promise.reject
    };
    settle.call(&JsValue::undefined(), &[value], context)?;
    Ok(())
}

fn name_of(agent: &Agent, id: u64) -> Option<Name> {
    let requests = asking(agent).borrow();
    requests.get(&id).map(|asked| asked.name.to_vec())
}

fn query(this: &JsValue, _: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    if let Err(error) = this_data::<LockManagerClass>(this, context) {
        return rejected(error, context);
    }
    let agent = Agent::of(context);
    agent.cluster.point("lists", Object::Locks);
    agent.cluster.touch(Object::Locks, true);
    let mut snapshot = agent.cluster.slot::<LockTable>().snapshot();
    // One's own come first, as in Node.
    let own = |(_, request): &(Name, Request)| request.owner != agent.control.thread_id;
    snapshot.held.sort_by_key(own);
    snapshot.pending.sort_by_key(own);
    let shown = JsObject::with_object_proto(context.intrinsics());
    for (key, list) in [("held", snapshot.held), ("pending", snapshot.pending)] {
        let mut infos = Vec::with_capacity(list.len());
        for (name, request) in list {
            infos.push(info(&name, request, context)?);
        }
        let infos = JsArray::from_iter(infos, context);
        shown.set(js_string!(key), infos, false, context)?;
    }
    Ok(JsPromise::resolve(shown, context)?.into())
}

/// One line of a snapshot: a `LockInfo`.
fn info(name: &[u16], request: Request, context: &mut Context) -> JsResult<JsValue> {
    let client = format!("node-{}-{}", std::process::id(), request.owner);
    let info = JsObject::with_object_proto(context.intrinsics());
    for (key, value) in [
        ("name", JsString::from(name)),
        ("mode", js_string!(request.mode.name())),
        ("clientId", JsString::from(client)),
    ] {
        info.set(js_string!(key), value, false, context)?;
    }
    Ok(info.into())
}
