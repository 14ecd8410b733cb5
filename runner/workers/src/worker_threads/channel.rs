//! `MessageChannel`: two entangled ports.

use boa_engine::object::JsObject;
use boa_engine::{Context, Finalize, JsData, JsResult, JsValue, Trace, js_string};

use super::port;
use super::port_core::PortCore;
use threadproof_agent::Agent;
use threadproof_clone::{Copying, HostClass};
use threadproof_engine::class::{Members, NativeClass};
use threadproof_engine::errors::{ErrorKind, native_error};

/// How whole channels take part in structured clone: as objects with two ports, which have to be
/// listed.
pub static HOST_CLASS: HostClass = HostClass {
    name: "Object",
    is: MessageChannelClass::is_instance,
    copying: |_| Copying::AsPlainObject,
    transfer: None,
};

/// The class `MessageChannel`.
pub struct MessageChannelClass;

/// A channel holds nothing of its own; its ports are ordinary properties.
#[derive(Debug, Trace, Finalize, JsData)]
pub struct ChannelData;

impl NativeClass for MessageChannelClass {
    type Data = ChannelData;
    const NAME: &'static str = "MessageChannel";

    fn members(_: &mut Members<'_>) {}

    fn call(_: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
        Err(native_error(
            context,
            ErrorKind::Type,
            "ERR_CONSTRUCT_CALL_REQUIRED",
            "Cannot call constructor without `new`",
        ))
    }

    fn construct(_: &[JsValue], _: &JsObject, _: &mut Context) -> JsResult<ChannelData> {
        Ok(ChannelData)
    }

    fn constructed(channel: &JsObject, _: &[JsValue], context: &mut Context) -> JsResult<()> {
        let agent = Agent::of(context);
        let (one, other) = PortCore::pair(&agent.cluster);
        for (name, core) in [("port1", one), ("port2", other)] {
            let port = port::object(core, context)?;
            channel.create_data_property_or_throw(js_string!(name), port, context)?;
        }
        Ok(())
    }
}
