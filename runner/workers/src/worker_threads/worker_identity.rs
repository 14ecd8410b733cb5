//! What a `Worker` object tells of its thread: `threadId`, `threadName`, `resourceLimits`.
//!
//! They are what the thread was started with; once it has ended there is none to tell of.

use boa_engine::object::JsObject;
use boa_engine::{Context, JsResult, JsString, JsValue, js_string};

use super::worker::WorkerClass;
use super::worker_start::ResourceLimits;
use threadproof_engine::class::{Members, this_data};

/// Adds the accessors to the class `Worker`.
pub fn add_members(members: &mut Members<'_>) {
    members
        .accessor(js_string!("threadId"), thread_id, None)
        .accessor(js_string!("threadName"), thread_name, None)
        .accessor(js_string!("resourceLimits"), resource_limits, None);
}

fn thread_id(this: &JsValue, _: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let worker = this_data::<WorkerClass>(this, context)?;
    let data = worker.data();
    if data.exited {
        return Ok((-1).into());
    }
    #[expect(clippy::cast_precision_loss, reason = "thread ids stay far below 2^53")]
    Ok(JsValue::from(data.control.thread_id as f64))
}

fn thread_name(this: &JsValue, _: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let worker = this_data::<WorkerClass>(this, context)?;
    let data = worker.data();
    if data.exited {
        return Ok(JsValue::null());
    }
    Ok(JsString::from(data.control.name.as_str()).into())
}

fn resource_limits(this: &JsValue, _: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let worker = this_data::<WorkerClass>(this, context)?;
    let (limits, exited) = {
        let data = worker.data();
        (data.limits, data.exited)
    };
    if exited {
        return Ok(JsObject::with_object_proto(context.intrinsics()).into());
    }
    limits_object(&limits, context)
}

/// `resourceLimits` as an object.
///
/// # Errors
/// Only when the engine is out of resources.
pub fn limits_object(limits: &ResourceLimits, context: &mut Context) -> JsResult<JsValue> {
    let object = JsObject::with_object_proto(context.intrinsics());
    for (name, value) in [
        ("maxYoungGenerationSizeMb", limits.young_mb),
        ("maxOldGenerationSizeMb", limits.old_mb),
        ("codeRangeSizeMb", limits.code_mb),
        ("stackSizeMb", limits.stack_mb),
    ] {
        object.set(js_string!(name), value, false, context)?;
    }
    Ok(object.into())
}
