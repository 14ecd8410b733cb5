//! How the runtime's own classes take part in structured clone, as they do in Node 26.
//!
//! Only the crossing is here: what the classes are is decided where they are defined, and this
//! file must never know which message carries them.

use std::any::Any;
use std::sync::Arc;

use boa_engine::object::JsObject;
use boa_engine::{Context, JsError, JsNativeError, JsResult, JsStr, JsString, js_string};

use crate::native::blob::{Blob, Content};
use crate::native::crypto::{CertificateData, CryptoKeyData, KeyObject, Secret};
use crate::native::fs::descriptors::{self, InFlight};
use crate::native::fs::{FileHandle, HandleData, tracking};
use crate::native::net;
use crate::native::perf::{Histogram, HistogramState};
use crate::native::platform;
use crate::native::text::{TextDecoder, TextEncoder};
use crate::native::url::{Url, UrlSearchParams};
use threadproof_clone::{
    self as clone, CopyHooks, CopyParcel, Copying, HostClass, MoveParcel, Transfer,
};
use threadproof_engine::class::NativeClass;
use threadproof_event::abort::AbortController;
use threadproof_event::data::TargetData;
use threadproof_event::dom_exception::{DomException, DomExceptionData, is_dom_exception};
use threadproof_event::event::{Event, is_plain_or_custom};

/// `DOMException`: name, message and stack are copied, nothing else.
pub static DOM_EXCEPTION: HostClass = HostClass {
    name: "DOMException",
    is: is_dom_exception,
    copying: |_| {
        Copying::By(CopyHooks {
            pack: pack_dom_exception,
            unpack: unpack_dom_exception,
        })
    },
    transfer: None,
};

/// `Blob` and `File`: the bytes are shared.
pub static BLOB: HostClass = HostClass {
    name: "Blob",
    is: Blob::is_instance,
    copying: |_| {
        Copying::By(CopyHooks {
            pack: |object, _| pack(Content::of(object)),
            unpack: |parcel, context| unpack::<Content>(parcel)?.into_object(context),
        })
    },
    transfer: None,
};

/// `KeyObject` of a secret key: the bytes are shared.
pub static KEY_OBJECT: HostClass = HostClass {
    name: "KeyObject",
    is: KeyObject::is_instance,
    copying: |_| {
        Copying::By(CopyHooks {
            pack: |object, _| pack(Secret::of(object)),
            unpack: |parcel, context| unpack::<Secret>(parcel)?.into_object(context),
        })
    },
    transfer: None,
};

/// `CryptoKey` of a secret key: the bytes are shared.
pub static CRYPTO_KEY: HostClass = HostClass {
    name: "CryptoKey",
    is: |object| CryptoKeyData::of(object).is_some(),
    copying: |_| {
        Copying::By(CopyHooks {
            pack: |object, _| pack(CryptoKeyData::of(object)),
            unpack: |parcel, context| unpack::<CryptoKeyData>(parcel)?.into_object(context),
        })
    },
    transfer: None,
};

/// `X509Certificate`: the bytes are shared.
pub static X509_CERTIFICATE: HostClass = HostClass {
    name: "X509Certificate",
    is: |object| CertificateData::of(object).is_some(),
    copying: |_| {
        Copying::By(CopyHooks {
            pack: |object, _| pack(CertificateData::of(object)),
            unpack: |parcel, context| unpack::<CertificateData>(parcel)?.into_object(context),
        })
    },
    transfer: None,
};

/// `Histogram`: every copy shows the same counts.
pub static HISTOGRAM: HostClass = HostClass {
    name: "Histogram",
    is: Histogram::is_instance,
    copying: |_| {
        Copying::By(CopyHooks {
            pack: |object, _| pack(HistogramState::of(object)),
            unpack: |parcel, context| unpack::<HistogramState>(parcel)?.clone_object(context),
        })
    },
    transfer: None,
};

/// `BlockList`: every copy shows the same rules.
pub static BLOCK_LIST: HostClass = HostClass {
    name: "BlockList",
    is: |object| net::rules_of(object).is_some(),
    copying: |_| {
        Copying::By(CopyHooks {
            pack: |object, _| pack(net::rules_of(object)),
            unpack: |parcel, context| net::list_object(unpack(parcel)?, context),
        })
    },
    transfer: None,
};

/// `SocketAddress`.
pub static SOCKET_ADDRESS: HostClass = HostClass {
    name: "SocketAddress",
    is: |object| net::address_of(object).is_some(),
    copying: |_| {
        Copying::By(CopyHooks {
            pack: |object, _| pack(net::address_of(object)),
            unpack: |parcel, context| net::address_object(unpack(parcel)?, context),
        })
    },
    transfer: None,
};

/// `FileHandle`: its descriptor moves.
pub static FILE_HANDLE: HostClass = HostClass {
    name: "FileHandle",
    is: FileHandle::is_instance,
    copying: |_| Copying::NeedsTransfer,
    transfer: Some(Transfer {
        check: |handle, context| {
            let state = FileHandle::unpack(handle).map(|data| (data.is_used(), data.is_open()));
            let message = match state {
                Some((true, _)) => js_string!("Cannot transfer FileHandle while in use"),
                Some((false, true)) => return Ok(()),
                _ => js_string!("Cannot clone object of unsupported type."),
            };
            Err(clone::data_clone_error(context, message))
        },
        pack: pack_file_handle,
        unpack: unpack_file_handle,
    }),
};

/// Classes that can't be cloned.
pub static REFUSED: HostClass = HostClass {
    name: "Object",
    is: |object| {
        Url::is_instance(object)
            || UrlSearchParams::is_instance(object)
            || (Event::is_instance(object) && !is_plain_or_custom(object))
            || platform::is_refused(object)
    },
    copying: |_| Copying::Refused,
    transfer: None,
};

/// Classes whose instances arrive as plain objects with their own properties, usually none. Event
/// targets are asked after ports, which are event targets too.
pub static PLAIN: HostClass = HostClass {
    name: "Object",
    is: |object| {
        object.is::<TargetData>()
            || is_plain_or_custom(object)
            || AbortController::is_instance(object)
            || TextEncoder::is_instance(object)
            || TextDecoder::is_instance(object)
            || platform::is_plain(object)
    },
    copying: |_| Copying::AsPlainObject,
    transfer: None,
};

type Texts = [Vec<u16>; 3];

fn pack_dom_exception(object: &JsObject, context: &mut Context) -> JsResult<CopyParcel> {
    let data = object
        .downcast_ref::<DomExceptionData>()
        .map(|data| data.clone())
        .ok_or_else(wrong_class)?;
    let stack = object.get(js_string!("stack"), context)?.as_string();
    let texts: Texts =
        [data.name, data.message, stack.unwrap_or_default()].map(|text| text.to_vec());
    Ok(Arc::new(texts))
}

fn unpack_dom_exception(parcel: &CopyParcel, context: &mut Context) -> JsResult<JsObject> {
    let [name, message, stack] =
        unpack::<Texts>(parcel)?.map(|units| JsString::from(JsStr::utf16(&units)));
    DomException::with_stack(DomExceptionData { name, message }, stack, context)
}

/// A descriptor in flight closes if its message is never received.
fn pack_file_handle(handle: &JsObject, context: &mut Context) -> JsResult<MoveParcel> {
    let fd = HandleData::take_to_move(handle).ok_or_else(wrong_class)?;
    tracking::tracker(context).closed(fd);
    Ok(Box::new(InFlight::new(fd, descriptors::of(context))))
}

fn unpack_file_handle(parcel: MoveParcel, context: &mut Context) -> JsResult<JsObject> {
    let parcel: Box<dyn Any> = parcel;
    let flight = parcel.downcast::<InFlight>().map_err(|_| wrong_class())?;
    // The class gets its methods from JavaScript.
    threadproof_modules::builtin::exports("internal/fs/handle", context)?;
    let handle = HandleData::object(flight.number(), context)?;
    flight.receive();
    Ok(handle)
}

fn pack<T: Send + Sync + 'static>(content: Option<T>) -> JsResult<CopyParcel> {
    content
        .map(|content| Arc::new(content) as CopyParcel)
        .ok_or_else(wrong_class)
}

fn unpack<T: Clone + 'static>(parcel: &CopyParcel) -> JsResult<T> {
    parcel.downcast_ref::<T>().cloned().ok_or_else(wrong_class)
}

/// Not reached: a class packs and unpacks its own objects only.
fn wrong_class() -> JsError {
    JsNativeError::typ()
        .with_message("the parcel holds an object of another class")
        .into()
}
