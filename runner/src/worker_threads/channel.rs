//! `MessageChannel`: two entangled ports.

use boa_engine::object::JsObject;
use boa_engine::{Context, Finalize, JsData, JsResult, JsValue, Trace, js_string};

use super::port;
use super::port_core::PortCore;
use crate::agent::Agent;
use crate::class::{Members, NativeClass};
use crate::errors::{ErrorKind, native_error};

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
