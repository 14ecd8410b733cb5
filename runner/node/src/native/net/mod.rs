//! The Rust half of `net`: addresses and lists of blocked addresses, which other threads may share.
//!
//! The classes that scripts see are written in JavaScript; their objects carry an [`Address`] or
//! [`Rules`]. There are no sockets.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use boa_engine::object::JsObject;
use boa_engine::object::builtins::JsArray;
use boa_engine::{Context, JsArgs, JsData, JsResult, JsString, JsValue, js_string};
use boa_gc::{Finalize, Trace};

use super::object_of;
use threadproof_modules::builtin;

mod rules;

pub use rules::Rules;
use rules::{Rule, RuleKind};
use threadproof_ground::numbers::nearest;

/// What a `SocketAddress` carries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Trace, Finalize, JsData)]
#[boa_gc(unsafe_empty_trace)]
pub struct Address {
    ip: IpAddr,
    port: u16,
    flow_label: u32,
}

/// What a `BlockList` carries: every clone of a list shows the same rules.
#[derive(Debug, Clone, Default, Trace, Finalize, JsData)]
#[boa_gc(unsafe_empty_trace)]
pub struct SharedRules(Arc<Mutex<Rules>>);

impl SharedRules {
    fn lock(&self) -> MutexGuard<'_, Rules> {
        // A panic elsewhere cannot leave a list half-written.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// For `net`.
///
/// # Errors
/// Only when the engine is out of resources.
pub fn bindings(context: &mut Context) -> JsResult<JsObject> {
    Ok(object_of(
        &[
            ("isIP", 1, is_ip),
            ("makeAddress", 5, make_address),
            ("parts", 1, parts),
            ("makeList", 1, make_list),
            ("isList", 1, is_list),
            ("add", 4, add),
            ("remove", 4, remove),
            ("clear", 1, clear),
            ("blocks", 2, blocks),
            ("rules", 1, rules),
        ],
        context,
    ))
}

/// The address behind an object, if it is a `SocketAddress`.
#[must_use]
pub fn address_of(object: &JsObject) -> Option<Address> {
    object.downcast_ref::<Address>().map(|address| *address)
}

/// The rules behind an object, if it is a `BlockList`.
#[must_use]
pub fn rules_of(object: &JsObject) -> Option<SharedRules> {
    object
        .downcast_ref::<SharedRules>()
        .map(|rules| rules.clone())
}

/// The `SocketAddress` that shows an address to scripts.
///
/// # Errors
/// Only when the engine is out of resources.
pub fn address_object(address: Address, context: &mut Context) -> JsResult<JsObject> {
    let prototype = prototype("internal/net/socket_address", "SocketAddress", context)?;
    Ok(JsObject::from_proto_and_data(prototype, address))
}

/// The `BlockList` that shows rules to scripts.
///
/// # Errors
/// Only when the engine is out of resources.
pub fn list_object(rules: SharedRules, context: &mut Context) -> JsResult<JsObject> {
    let prototype = prototype("internal/net/block_list", "BlockList", context)?;
    Ok(JsObject::from_proto_and_data(prototype, rules))
}

fn prototype(
    module: &'static str,
    class: &'static str,
    context: &mut Context,
) -> JsResult<Option<JsObject>> {
    let class = builtin::export(module, class, context)?;
    let Some(class) = class.as_object() else {
        return Ok(None);
    };
    Ok(class.get(js_string!("prototype"), context)?.as_object())
}

/// 4 or 6 for the text of an address, else 0; one of version 6 may name a zone
fn is_ip(_: &JsValue, args: &[JsValue], _: &mut Context) -> JsResult<JsValue> {
    let text = args.get_or_undefined(0).as_string();
    let text = text
        .map(|text| text.to_std_string_lossy())
        .unwrap_or_default();
    let version = match (text.parse::<Ipv4Addr>(), parse_v6(&text)) {
        (Ok(_), _) => 4,
        (_, Some(_)) => 6,
        _ => 0,
    };
    Ok(version.into())
}

fn parse_v6(text: &str) -> Option<Ipv6Addr> {
    let text = match text.split_once('%') {
        Some((address, zone)) => {
            let is_zone = |letter: char| letter.is_ascii_alphanumeric() || "-.:".contains(letter);
            if zone.is_empty() || !zone.chars().all(is_zone) {
                return None;
            }
            address
        }
        None => text,
    };
    text.parse().ok()
}

/// `(prototype, version, address, port, flow label)`: the object, or undefined when the address
/// is none of that version
fn make_address(_: &JsValue, args: &[JsValue], _: &mut Context) -> JsResult<JsValue> {
    let text = args.get_or_undefined(2).as_string();
    let text = text
        .map(|text| text.to_std_string_lossy())
        .unwrap_or_default();
    let number = |at| args.get_or_undefined(at).as_number().unwrap_or(0.0);
    let ip = match nearest::<u8>(number(1)) {
        4 => text.parse().ok().map(IpAddr::V4),
        _ => parse_v6(&text).map(IpAddr::V6),
    };
    let Some(ip) = ip else {
        return Ok(JsValue::undefined());
    };
    // Twenty bits of the header, and of version 6 only (RFC 8200, 3).
    let flow_label = if ip.is_ipv6() {
        nearest::<u32>(number(4)) & 0xF_FFFF
    } else {
        0
    };
    let address = Address {
        ip,
        port: nearest(number(3)),
        flow_label,
    };
    let prototype = args.get_or_undefined(0).as_object();
    Ok(JsObject::from_proto_and_data(prototype, address).into())
}

/// `[address, port, version, flow label]`, or undefined for what is no address
fn parts(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let Some(address) = argument(args, 0) else {
        return Ok(JsValue::undefined());
    };
    let version = if address.ip.is_ipv4() { 4 } else { 6 };
    let parts = [
        JsString::from(address.ip.to_string()).into(),
        i32::from(address.port).into(),
        version.into(),
        address.flow_label.into(),
    ];
    Ok(JsArray::from_iter(parts, context).into())
}

fn argument(args: &[JsValue], at: usize) -> Option<Address> {
    address_of(&args.get_or_undefined(at).as_object()?)
}

fn list(args: &[JsValue]) -> Option<SharedRules> {
    rules_of(&args.get_or_undefined(0).as_object()?)
}

/// `(prototype)`
fn make_list(_: &JsValue, args: &[JsValue], _: &mut Context) -> JsResult<JsValue> {
    let prototype = args.get_or_undefined(0).as_object();
    Ok(JsObject::from_proto_and_data(prototype, SharedRules::default()).into())
}

fn is_list(_: &JsValue, args: &[JsValue], _: &mut Context) -> JsResult<JsValue> {
    Ok(list(args).is_some().into())
}

/// The rule of `(list, kind, address, end or prefix)`.
fn rule(args: &[JsValue]) -> Option<Rule> {
    let kind = args.get_or_undefined(1).as_string()?.to_std_string_lossy();
    let first = argument(args, 2)?.ip;
    let kind = match kind.as_str() {
        "Address" => RuleKind::Address,
        "Range" => RuleKind::Range(argument(args, 3)?.ip),
        _ => RuleKind::Subnet(nearest(args.get_or_undefined(3).as_number()?)),
    };
    Some(Rule { first, kind })
}

/// false when a range ends before it starts
fn add(_: &JsValue, args: &[JsValue], _: &mut Context) -> JsResult<JsValue> {
    let (Some(list), Some(rule)) = (list(args), rule(args)) else {
        return Ok(false.into());
    };
    Ok(list.lock().add(rule).into())
}

fn remove(_: &JsValue, args: &[JsValue], _: &mut Context) -> JsResult<JsValue> {
    if let (Some(list), Some(rule)) = (list(args), rule(args)) {
        list.lock().remove(rule);
    }
    Ok(JsValue::undefined())
}

fn clear(_: &JsValue, args: &[JsValue], _: &mut Context) -> JsResult<JsValue> {
    if let Some(list) = list(args) {
        *list.lock() = Rules::default();
    }
    Ok(JsValue::undefined())
}

/// `(list, address)`
fn blocks(_: &JsValue, args: &[JsValue], _: &mut Context) -> JsResult<JsValue> {
    let (Some(list), Some(address)) = (list(args), argument(args, 1)) else {
        return Ok(false.into());
    };
    let blocks = list.lock().block(address.ip);
    Ok(blocks.into())
}

fn rules(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let texts = list(args).map(|list| list.lock().texts());
    let texts = texts.into_iter().flatten();
    let texts: Vec<JsValue> = texts.map(|text| JsString::from(text).into()).collect();
    Ok(JsArray::from_iter(texts, context).into())
}
