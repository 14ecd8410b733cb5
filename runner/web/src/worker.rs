//! The Web `Worker`: the object that a window or another worker holds (HTML Standard, 10.2.6.3
//! Dedicated workers and the `Worker` interface).
//!
//! Its thread is that of a `Worker` of `worker_threads`, which stands hidden behind it and tells it
//! what happens. This file must never know how that thread runs.

use boa_engine::object::JsObject;
use boa_engine::{
    Context, Finalize, JsArgs, JsData, JsResult, JsString, JsValue, Trace, js_string,
};

use crate::script::{self, WorkerScript};
use crate::state::{Scope, Web, WebWorkerSeed};
use crate::{report, scope};
use threadproof_agent::Agent;
use threadproof_engine::class::{ClassObjects, Members, NativeClass, class_of, this_data};
use threadproof_engine::errors::{ErrorKind, native_error};
use threadproof_event::target::EventTarget;
use threadproof_event::{self as event, TargetHooks};
use threadproof_ground::options::Profile;
use threadproof_node::native::object_urls;
use threadproof_workers::worker_threads::audience::Audience;
use threadproof_workers::worker_threads::worker;
use threadproof_workers::worker_threads::worker_launch;
use threadproof_workers::worker_threads::worker_options::WorkerOptions;
use threadproof_workers::worker_threads::worker_start::{ResourceLimits, Unlike};

/// The class `Worker` of the Web.
pub struct WebWorker;

/// What a Web `Worker` holds: the worker behind it.
#[derive(Debug, Trace, Finalize, JsData)]
pub struct WebWorkerData(JsObject);

impl NativeClass for WebWorker {
    type Data = WebWorkerData;
    const NAME: &'static str = "Worker";
    const LENGTH: usize = 1;
    threadproof_event::target_class!(&TargetHooks::NONE);

    fn parent(context: &mut Context) -> JsResult<Option<ClassObjects>> {
        class_of::<EventTarget>(context).map(Some)
    }

    fn members(members: &mut Members<'_>) {
        members
            .method(js_string!("terminate"), 0, terminate)
            .method(js_string!("postMessage"), 1, post_message)
            .accessor(js_string!("onmessage"), on_message, Some(set_on_message))
            .accessor(
                js_string!("onmessageerror"),
                on_message_error,
                Some(set_on_message_error),
            )
            .accessor(js_string!("onerror"), on_error, Some(set_on_error))
            .to_string_tag();
    }

    fn construct(args: &[JsValue], _: &JsObject, context: &mut Context) -> JsResult<WebWorkerData> {
        let Some(url) = args.first() else {
            let message = "Failed to construct 'Worker': 1 argument required, but only 0 present.";
            return Err(native_error(
                context,
                ErrorKind::Type,
                "ERR_MISSING_ARGS",
                message,
            ));
        };
        let url = url.to_string(context)?.to_std_string_lossy();
        let (module, name) = options(args.get_or_undefined(1), context)?;
        let url = script::resolve(&url, context)?;
        start(url, module, name, context).map(WebWorkerData)
    }

    fn constructed(front: &JsObject, _: &[JsValue], _: &mut Context) -> JsResult<()> {
        if let Some(data) = Self::unpack(front) {
            worker::set_audience(
                &data.0,
                Audience::Front(front.clone(), report::worker_error),
            );
        }
        Ok(())
    }

    fn wrong_this(context: &mut Context) -> boa_engine::JsError {
        native_error(
            context,
            ErrorKind::Type,
            "ERR_INVALID_THIS",
            "Illegal invocation",
        )
    }
}

/// `type` and `name` of the options.
fn options(value: &JsValue, context: &mut Context) -> JsResult<(bool, String)> {
    if value.is_null_or_undefined() {
        return Ok((false, String::new()));
    }
    let Some(options) = value.as_object() else {
        let message = "Failed to construct 'Worker': The provided value is not of type \
                       'WorkerOptions'.";
        return Err(native_error(
            context,
            ErrorKind::Type,
            "ERR_INVALID_ARG_TYPE",
            message,
        ));
    };
    let name = options.get(js_string!("name"), context)?;
    let name = if name.is_undefined() {
        String::new()
    } else {
        name.to_string(context)?.to_std_string_lossy()
    };
    let kind = options.get(js_string!("type"), context)?;
    if kind.is_undefined() {
        return Ok((false, name));
    }
    let kind = kind.to_string(context)?.to_std_string_lossy();
    match kind.as_str() {
        "classic" => Ok((false, name)),
        "module" => Ok((true, name)),
        _ => Err(native_error(
            context,
            ErrorKind::Type,
            "ERR_INVALID_ARG_VALUE",
            &format!(
                "Failed to construct 'Worker': '{kind}' is not a type of worker; use 'classic' or \
                 'module'"
            ),
        )),
    }
}

fn start(url: String, module: bool, name: String, context: &mut Context) -> JsResult<JsObject> {
    let agent = Agent::of(context);
    let text = object_urls::find(&url, context).map(|content| content.bytes().to_vec());
    let node = match agent.cluster.options.profile {
        Profile::Electron(preferences) => preferences.node_integration_in_worker,
        Profile::Node => false,
    };
    let thread_name = if name.is_empty() {
        "DedicatedWorker".to_owned()
    } else {
        name.clone()
    };
    let options = WorkerOptions {
        script: Box::new(WorkerScript(text)),
        argv: vec![url.clone()],
        exec_argv: Vec::new(),
        node_options: Vec::new(),
        env: agent.control.env.copy(),
        name: thread_name,
        stdin: false,
        stdout: false,
        stderr: false,
        tracks_fds: true,
        limits: ResourceLimits::default(),
        data: JsValue::undefined(),
        transfer: JsValue::undefined(),
    };
    let seed = WebWorkerSeed {
        name,
        url,
        module,
        node,
    };
    let web = Web {
        scope: Scope::Worker,
        node,
        seed: Some(seed),
    };
    let unlike = Unlike {
        global: scope::global,
        equip: Box::new(|slots| slots.insert(web)),
    };
    worker_launch::start_behind(options, unlike, context)
}

fn post_message(this: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let hidden = hidden(this, context)?;
    worker::post(&hidden, args, context)
}

/// Nothing of the worker is heard from here on, not even what it has already sent.
fn terminate(this: &JsValue, _: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let hidden = hidden(this, context)?;
    worker::silence(&hidden);
    Ok(JsValue::undefined())
}

fn hidden(this: &JsValue, context: &mut Context) -> JsResult<JsObject> {
    let front = this_data::<WebWorker>(this, context)?;
    let data = front.data();
    Ok(data.0.clone())
}

fn on_message(this: &JsValue, _: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    get(this, "message", context)
}

fn set_on_message(this: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    set(this, "message", args, context)
}

fn on_message_error(this: &JsValue, _: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    get(this, "messageerror", context)
}

fn set_on_message_error(
    this: &JsValue,
    args: &[JsValue],
    context: &mut Context,
) -> JsResult<JsValue> {
    set(this, "messageerror", args, context)
}

fn on_error(this: &JsValue, _: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    get(this, "error", context)
}

fn set_on_error(this: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    set(this, "error", args, context)
}

fn get(this: &JsValue, kind: &str, context: &mut Context) -> JsResult<JsValue> {
    let front = this_data::<WebWorker>(this, context)?;
    Ok(event::get_attribute(front.object(), &JsString::from(kind)))
}

fn set(this: &JsValue, kind: &str, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let front = this_data::<WebWorker>(this, context)?;
    let kind = JsString::from(kind);
    event::set_attribute(context, front.object(), &kind, args.get_or_undefined(0))?;
    Ok(JsValue::undefined())
}
