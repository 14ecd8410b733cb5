//! `BroadcastChannel`: one to all others of the same name, in every thread of the runtime.
//!
//! HTML, 9.5 Broadcasting to other browsing contexts. A message is cloned once and shared with each
//! receiver, so nothing can be transferred.

use std::hash::BuildHasher;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use boa_engine::object::JsObject;
use boa_engine::{
    Context, Finalize, JsData, JsError, JsResult, JsString, JsValue, Trace, js_string,
};
use rustc_hash::{FxBuildHasher, FxHashMap};

use super::port_core::{Envelope, PortCore};
use super::port_table::{disown_port, own_port};
use super::watch::Watch;
use super::{handlers, inspect};
use threadproof_agent::Agent;
use threadproof_clone::{self as clone, Message};
use threadproof_engine::class::{ClassObjects, Members, NativeClass, class_of, this_data};
use threadproof_engine::errors::missing_args;
use threadproof_event::TargetHooks;
use threadproof_event::dom_exception::DomException;
use threadproof_event::target::EventTarget;
use threadproof_ground::director::Object;

/// The open channels of a runtime, by name, in the order in which they were made.
#[derive(Debug, Default)]
pub struct Broadcasts {
    groups: Mutex<FxHashMap<String, Vec<Arc<PortCore>>>>,
}

impl Broadcasts {
    fn join(&self, name: &str, core: Arc<PortCore>) {
        self.lock().entry(name.to_owned()).or_default().push(core);
    }

    fn leave(&self, name: &str, id: u64) {
        let mut groups = self.lock();
        if let Some(group) = groups.get_mut(name) {
            group.retain(|core| core.id != id);
            if group.is_empty() {
                groups.remove(name);
            }
        }
    }

    /// Gives a message to everybody in a group but the sender.
    fn send(&self, name: &str, sender: u64, message: &Message) {
        let others: Vec<_> = self
            .lock()
            .get(name)
            .into_iter()
            .flatten()
            .filter(|core| core.id != sender)
            .cloned()
            .collect();
        for core in others {
            if let Some(copy) = message.share() {
                core.accept(Envelope::Message(copy));
            }
        }
    }

    fn lock(&self) -> MutexGuard<'_, FxHashMap<String, Vec<Arc<PortCore>>>> {
        self.groups.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The current thread does something with a group: under a director others may go first.
fn touched(agent: &Agent, words: &'static str, name: &str, changes: bool) {
    let cluster = &agent.cluster;
    if cluster.director.is_some() {
        let group = Object::Channel(FxBuildHasher.hash_one(name));
        cluster.point(words, group);
        cluster.touch(group, changes);
    }
}

/// The class `BroadcastChannel`.
pub struct BroadcastChannelClass;

/// What a `BroadcastChannel` object holds.
#[derive(Debug, Trace, Finalize, JsData)]
pub struct BroadcastData {
    /// Its place in the group; `None` once it is closed.
    #[unsafe_ignore_trace]
    pub core: Option<Arc<PortCore>>,
    pub(super) name: JsString,
    refed: bool,
}

static HOOKS: TargetHooks = TargetHooks::NONE;

impl NativeClass for BroadcastChannelClass {
    type Data = BroadcastData;
    const NAME: &'static str = "BroadcastChannel";
    const LENGTH: usize = 1;
    threadproof_event::target_class!(&HOOKS);

    fn parent(context: &mut Context) -> JsResult<Option<ClassObjects>> {
        class_of::<EventTarget>(context).map(Some)
    }

    fn members(members: &mut Members<'_>) {
        members
            .accessor(js_string!("name"), name, None)
            .method(js_string!("close"), 0, close)
            .method(js_string!("postMessage"), 1, post_message)
            .hidden()
            .method(js_string!("ref"), 0, reference)
            .method(js_string!("unref"), 0, unreference)
            .visible();
        handlers::add::<Self>(members);
        inspect::channel(members);
    }

    fn construct(args: &[JsValue], _: &JsObject, context: &mut Context) -> JsResult<BroadcastData> {
        let Some(name) = args.first() else {
            return Err(missing_args(context, &["name"]));
        };
        let name = name.to_string(context)?;
        let agent = Agent::of(context);
        Ok(BroadcastData {
            core: Some(PortCore::alone(&agent.cluster)),
            name,
            refed: true,
        })
    }

    fn constructed(channel: &JsObject, _: &[JsValue], context: &mut Context) -> JsResult<()> {
        let agent = Agent::of(context);
        let Some((core, name)) = Self::unpack(channel)
            .and_then(|data| Some((data.core.clone()?, data.name.to_std_string_lossy())))
        else {
            return Ok(());
        };
        touched(&agent, "joins", &name, true);
        own_port(&agent, core.id, channel.clone());
        core.own(Arc::clone(&agent.control));
        core.start();
        agent.hold();
        agent.cluster.slot::<Broadcasts>().join(&name, core);
        Ok(())
    }
}

fn name(this: &JsValue, _: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let channel = this_data::<BroadcastChannelClass>(this, context)?;
    let data = channel.data();
    Ok(data.name.clone().into())
}

fn close(this: &JsValue, _: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let channel = this_data::<BroadcastChannelClass>(this, context)?;
    let agent = Agent::of(context);
    leave(&agent, channel.object());
    Ok(JsValue::undefined())
}

/// Takes a channel out of its group.
fn leave(agent: &Agent, channel: &JsObject) {
    let Some(mut data) = BroadcastChannelClass::unpack_mut(channel) else {
        return;
    };
    let Some(core) = data.core.take() else {
        return;
    };
    let name = data.name.to_std_string_lossy();
    touched(agent, "leaves", &name, true);
    agent.cluster.slot::<Broadcasts>().leave(&name, core.id);
    disown_port(agent, core.id);
    core.close();
    if std::mem::take(&mut data.refed) {
        agent.release();
    }
}

fn post_message(this: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let channel = this_data::<BroadcastChannelClass>(this, context)?;
    let Some(value) = args.first() else {
        return Err(missing_args(context, &["message"]));
    };
    let target = {
        let data = channel.data();
        data.core
            .as_ref()
            .map(|core| (core.id, data.name.to_std_string_lossy()))
    };
    let Some((id, name)) = target else {
        let error =
            DomException::create("BroadcastChannel is closed.", "InvalidStateError", context)?;
        return Err(JsError::from_opaque(error.into()));
    };
    let message = clone::serialize(value, &[], context)?;
    let agent = Agent::of(context);
    if let Some(watch) = Watch::of(&agent.cluster) {
        watch.tell(agent.control.thread_id, None, &message);
    }
    touched(&agent, "sends to", &name, false);
    agent.cluster.slot::<Broadcasts>().send(&name, id, &message);
    Ok(JsValue::undefined())
}

fn reference(this: &JsValue, _: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    set_refed(this, true, context)
}

fn unreference(this: &JsValue, _: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    set_refed(this, false, context)
}

fn set_refed(this: &JsValue, refed: bool, context: &mut Context) -> JsResult<JsValue> {
    let channel = this_data::<BroadcastChannelClass>(this, context)?;
    let mut data = channel.data_mut();
    if data.core.is_some() && data.refed != refed {
        data.refed = refed;
        let agent = Agent::of(context);
        if refed {
            agent.hold();
        } else {
            agent.release();
        }
    }
    Ok(this.clone())
}
