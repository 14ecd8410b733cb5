//! Running hashes and message authentication codes.

use boa_engine::object::JsObject;
use boa_engine::{Context, JsArgs, JsData, JsResult, JsValue, js_string};
use boa_gc::{Finalize, Trace};
use digest::{Digest, Mac};

use super::super::{fail, text_arg};
use super::{input, output};
use threadproof_engine::class::{Members, NativeClass, instance, this_data};

/// Calls `$then!(Type)` for the hash that `$name` means, or gives `None`.
macro_rules! by_name {
    ($name:expr, $then:ident) => {
        match $crate::native::crypto::digest::canonical($name).as_str() {
            "md5" => Some($then!(md5::Md5)),
            "sha1" => Some($then!(sha1::Sha1)),
            "sha224" => Some($then!(sha2::Sha224)),
            "sha256" => Some($then!(sha2::Sha256)),
            "sha384" => Some($then!(sha2::Sha384)),
            "sha512" => Some($then!(sha2::Sha512)),
            "sha512224" => Some($then!(sha2::Sha512_224)),
            "sha512256" => Some($then!(sha2::Sha512_256)),
            _ => None,
        }
    };
}
pub(super) use by_name;

/// OpenSSL's many names of one hash in one spelling: `RSA-SHA256`, `sha-256` and `sha2-256` are
/// all `sha256`.
pub(super) fn canonical(name: &str) -> String {
    let name = name.to_ascii_lowercase();
    let name = name.strip_prefix("rsa-").unwrap_or(&name);
    let name = name
        .strip_prefix("sha2-")
        .map_or_else(|| name.to_owned(), |bits| format!("sha{bits}"));
    name.replace(['-', '/', '_'], "")
}

/// A hash under way, behind `Hash` and `Hmac`.
pub(super) struct Running;

/// The native data of a running hash; nothing once it has given its result.
#[derive(Trace, Finalize, JsData)]
pub(super) struct State {
    #[unsafe_ignore_trace]
    hasher: Option<Box<dyn Hasher>>,
}

trait Hasher: Send {
    fn update(&mut self, data: &[u8]);
    fn finish(self: Box<Self>) -> Vec<u8>;
    fn copy(&self) -> Box<dyn Hasher>;
}

#[derive(Clone)]
struct Plain<D>(D);

impl<D: Digest + Clone + Send + 'static> Hasher for Plain<D> {
    fn update(&mut self, data: &[u8]) {
        self.0.update(data);
    }

    fn finish(self: Box<Self>) -> Vec<u8> {
        self.0.finalize().to_vec()
    }

    fn copy(&self) -> Box<dyn Hasher> {
        Box::new(self.clone())
    }
}

#[derive(Clone)]
struct Keyed<M>(M);

impl<M: Mac + Clone + Send + 'static> Hasher for Keyed<M> {
    fn update(&mut self, data: &[u8]) {
        self.0.update(data);
    }

    fn finish(self: Box<Self>) -> Vec<u8> {
        self.0.finalize().into_bytes().to_vec()
    }

    fn copy(&self) -> Box<dyn Hasher> {
        Box::new(self.clone())
    }
}

fn plain(name: &str) -> Option<Box<dyn Hasher>> {
    macro_rules! make {
        ($digest:ty) => {
            Box::new(Plain(<$digest>::new())) as Box<dyn Hasher>
        };
    }
    by_name!(name, make)
}

fn keyed(name: &str, key: &[u8]) -> Option<Box<dyn Hasher>> {
    macro_rules! make {
        ($digest:ty) => {
            hmac::Hmac::<$digest>::new_from_slice(key)
                .ok()
                .map(|mac| Box::new(Keyed(mac)) as Box<dyn Hasher>)
        };
    }
    use hmac::KeyInit as _;
    by_name!(name, make).flatten()
}

impl NativeClass for Running {
    type Data = State;
    const NAME: &'static str = "Running";

    /// `(algorithm[, key])`; `null` for an algorithm that is not known is the caller's to notice
    fn construct(args: &[JsValue], _: &JsObject, context: &mut Context) -> JsResult<State> {
        let name = text_arg(args, 0, context)?;
        let key = args.get_or_undefined(1);
        let hasher = match input(key, context) {
            Some(key) => keyed(&name, &key),
            None => plain(&name),
        };
        Ok(State { hasher })
    }

    fn members(members: &mut Members<'_>) {
        members
            .method(js_string!("update"), 1, update)
            .method(js_string!("finish"), 0, finish)
            .method(js_string!("copy"), 0, copy)
            .accessor(js_string!("usable"), usable, None);
    }
}

fn usable(this: &JsValue, _: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    Ok(this_data::<Running>(this, context)?
        .data()
        .hasher
        .is_some()
        .into())
}

fn update(this: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let data = input(args.get_or_undefined(0), context).unwrap_or_default();
    let this = this_data::<Running>(this, context)?;
    if let Some(hasher) = &mut this.data_mut().hasher {
        hasher.update(&data);
    }
    Ok(JsValue::undefined())
}

fn finish(this: &JsValue, _: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let hasher = this_data::<Running>(this, context)?
        .data_mut()
        .hasher
        .take();
    match hasher {
        Some(hasher) => output(&hasher.finish(), false, context),
        None => Ok(JsValue::undefined()),
    }
}

fn copy(this: &JsValue, _: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let hasher = this_data::<Running>(this, context)?
        .data()
        .hasher
        .as_ref()
        .map(|h| h.copy());
    instance::<Running>(State { hasher }, context).map(JsValue::from)
}

/// `(algorithm)`: whether the hash exists here
pub(super) fn knows(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let name = text_arg(args, 0, context)?;
    Ok(plain(&name).is_some().into())
}

/// `(algorithm, data)`: the hash of data that is there in one piece
pub(super) fn one_shot(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let name = text_arg(args, 0, context)?;
    let Some(mut hasher) = plain(&name) else {
        return Err(fail::coded(
            context,
            fail::Kind::Type,
            "ERR_CRYPTO_INVALID_DIGEST",
            format!("Invalid digest: {name}"),
        ));
    };
    hasher.update(&input(args.get_or_undefined(1), context).unwrap_or_default());
    output(&hasher.finish(), false, context)
}
