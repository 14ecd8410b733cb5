//! X.509 certificates: what stands in one, read by the `x509-cert` crate.
//!
//! The class that scripts see is written in JavaScript, in `internal/crypto/x509`; here the parts
//! of a certificate become a JSON text for it. Signatures are not looked at.

use std::fmt::Write;
use std::net::{Ipv4Addr, Ipv6Addr};
use std::sync::Arc;

use boa_engine::object::JsObject;
use boa_engine::{Context, JsArgs, JsData, JsResult, JsString, JsValue, js_string};
use boa_gc::{Finalize, Trace};
use serde_json::{Value, json};
use x509_cert::Certificate;
use x509_cert::der::asn1::{
    BmpString, Ia5StringRef, PrintableStringRef, TeletexStringRef, Utf8StringRef,
};
use x509_cert::der::oid::ObjectIdentifier;
use x509_cert::der::{Any, Decode, Encode, Tag, Tagged};
use x509_cert::ext::pkix::name::GeneralName;
use x509_cert::ext::pkix::{
    AuthorityInfoAccessSyntax, BasicConstraints, ExtendedKeyUsage, KeyUsage, SubjectAltName,
};
use x509_cert::name::Name;

use super::super::buffer;
use super::super::bytes::Bytes;
use threadproof_modules::builtin;

/// The bytes of a certificate (DER); they may go to any thread.
#[derive(Debug, Clone, Trace, Finalize, JsData)]
#[boa_gc(unsafe_empty_trace)]
pub struct CertificateData(Arc<[u8]>);

impl CertificateData {
    /// The data behind an object, if it is an `X509Certificate`.
    #[must_use]
    pub fn of(object: &JsObject) -> Option<Self> {
        object.downcast_ref::<Self>().map(|data| data.clone())
    }

    /// Makes the `X509Certificate` that shows this one to scripts.
    ///
    /// # Errors
    /// Only when the engine is out of resources.
    pub fn into_object(self, context: &mut Context) -> JsResult<JsObject> {
        let class = builtin::export("internal/crypto/x509", "X509Certificate", context)?;
        let prototype = match class.as_object() {
            Some(class) => class.get(js_string!("prototype"), context)?.as_object(),
            None => None,
        };
        Ok(JsObject::from_proto_and_data(prototype, self))
    }
}

/// `(prototype, bytes)`: the object; undefined when the bytes are no certificate
pub(super) fn make(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let bytes = Bytes::of(args.get_or_undefined(1), context).map(|bytes| bytes.to_vec());
    let der = bytes.filter(|bytes| Certificate::from_der(bytes).is_ok());
    let prototype = args.get_or_undefined(0).as_object();
    Ok(der.map_or_else(JsValue::undefined, |der| {
        JsObject::from_proto_and_data(prototype, CertificateData(der.into())).into()
    }))
}

/// The bytes of a certificate; undefined for any other value.
pub(super) fn raw(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    match argument(args) {
        Some(data) => buffer::from_slice(&data.0, context).map(JsValue::from),
        None => Ok(JsValue::undefined()),
    }
}

/// What stands in a certificate, as JSON; undefined for any other value.
pub(super) fn facts(_: &JsValue, args: &[JsValue], _: &mut Context) -> JsResult<JsValue> {
    let certificate = argument(args).and_then(|data| Certificate::from_der(&data.0).ok());
    Ok(certificate.map_or_else(JsValue::undefined, |certificate| {
        JsString::from(describe(&certificate).to_string()).into()
    }))
}

fn argument(args: &[JsValue]) -> Option<CertificateData> {
    CertificateData::of(&args.get_or_undefined(0).as_object()?)
}

fn describe(certificate: &Certificate) -> Value {
    let body = certificate.tbs_certificate();
    let serial = body.serial_number().as_bytes();
    let serial = serial.strip_prefix(&[0]).unwrap_or(serial);
    let seconds = |time: x509_cert::time::Time| time.to_unix_duration().as_secs();
    let names = extension::<SubjectAltName>(certificate);
    let usages = extension::<ExtendedKeyUsage>(certificate);
    let access = extension::<AuthorityInfoAccessSyntax>(certificate);
    json!({
        "subject": lines(body.subject()),
        "issuer": lines(body.issuer()),
        "subjectRaw": body.subject().to_der().map(hex::encode).ok(),
        "issuerRaw": body.issuer().to_der().map(hex::encode).ok(),
        "names": names.map(|names| names.0.iter().map(general_name).collect::<Vec<_>>()),
        "access": access.map(|access| access.0.iter().map(|one| {
            json!([method(one.access_method), general_name(&one.access_location)])
        }).collect::<Vec<_>>()),
        "from": seconds(body.validity().not_before),
        "to": seconds(body.validity().not_after),
        "serial": hex::encode_upper(serial),
        "usages": usages.map(|usages| {
            usages.0.iter().map(ToString::to_string).collect::<Vec<_>>()
        }),
        "signs": extension::<KeyUsage>(certificate).is_none_or(|usage| usage.key_cert_sign()),
        "ca": extension::<BasicConstraints>(certificate).is_some_and(|it| it.ca),
        "signature": certificate.signature_algorithm().oid.to_string(),
    })
}

fn extension<'a, T>(certificate: &'a Certificate) -> Option<T>
where
    T: Decode<'a, Error = x509_cert::der::Error> + x509_cert::der::oid::AssociatedOid,
{
    let found = certificate.tbs_certificate().get_extension::<T>();
    found.ok().flatten().map(|(_, extension)| extension)
}

/// `[name of the attribute, its value]` of each attribute.
fn lines(name: &Name) -> Vec<(String, String)> {
    name.iter()
        .map(|attribute| (attribute_name(attribute.oid), text(&attribute.value)))
        .collect()
}

/// The short names that OpenSSL prints; others stand by their number.
fn attribute_name(oid: ObjectIdentifier) -> String {
    const NAMES: &[(&str, &str)] = &[
        ("2.5.4.3", "CN"),
        ("2.5.4.4", "SN"),
        ("2.5.4.5", "serialNumber"),
        ("2.5.4.6", "C"),
        ("2.5.4.7", "L"),
        ("2.5.4.8", "ST"),
        ("2.5.4.9", "street"),
        ("2.5.4.10", "O"),
        ("2.5.4.11", "OU"),
        ("2.5.4.12", "title"),
        ("2.5.4.13", "description"),
        ("2.5.4.17", "postalCode"),
        ("2.5.4.42", "GN"),
        ("2.5.4.43", "initials"),
        ("2.5.4.97", "organizationIdentifier"),
        ("0.9.2342.19200300.100.1.1", "UID"),
        ("0.9.2342.19200300.100.1.25", "DC"),
        ("1.2.840.113549.1.9.1", "emailAddress"),
    ];
    let oid = oid.to_string();
    let known = NAMES.iter().find(|(number, _)| *number == oid);
    known.map_or(oid, |(_, name)| (*name).to_owned())
}

fn text(value: &Any) -> String {
    let text = match value.tag() {
        Tag::PrintableString => PrintableStringRef::try_from(value).map(|text| text.to_string()),
        Tag::Ia5String => Ia5StringRef::try_from(value).map(|text| text.to_string()),
        Tag::Utf8String => Utf8StringRef::try_from(value).map(|text| text.to_string()),
        Tag::TeletexString => TeletexStringRef::try_from(value).map(|text| text.to_string()),
        Tag::BmpString => value.decode_as::<BmpString>().map(|text| text.to_string()),
        _ => return format!("#{}", hex::encode_upper(value.value())),
    };
    text.unwrap_or_default()
}

/// `[kind, value]`, in OpenSSL's words.
fn general_name(name: &GeneralName) -> (&'static str, String) {
    match name {
        GeneralName::Rfc822Name(text) => ("email", text.to_string()),
        GeneralName::DnsName(text) => ("DNS", text.to_string()),
        GeneralName::UniformResourceIdentifier(text) => ("URI", text.to_string()),
        GeneralName::RegisteredId(oid) => ("Registered ID", oid.to_string()),
        GeneralName::IpAddress(bytes) => ("IP Address", ip(bytes.as_bytes())),
        GeneralName::DirectoryName(name) => {
            let mut text = String::new();
            for (key, value) in lines(name) {
                write!(text, "/{key}={value}").ok();
            }
            ("DirName", text)
        }
        GeneralName::OtherName(_) => ("othername", "<unsupported>".to_owned()),
        GeneralName::EdiPartyName(_) => ("EdiPartyName", "<unsupported>".to_owned()),
    }
}

/// An address of version 6 is written out in full.
fn ip(bytes: &[u8]) -> String {
    if let Ok(bytes) = <[u8; 4]>::try_from(bytes) {
        return Ipv4Addr::from(bytes).to_string();
    }
    let Ok(bytes) = <[u8; 16]>::try_from(bytes) else {
        return "<invalid>".to_owned();
    };
    let segments = Ipv6Addr::from(bytes).segments();
    segments.map(|segment| format!("{segment:X}")).join(":")
}

fn method(oid: ObjectIdentifier) -> String {
    match oid.to_string().as_str() {
        "1.3.6.1.5.5.7.48.1" => "OCSP".to_owned(),
        "1.3.6.1.5.5.7.48.2" => "CA Issuers".to_owned(),
        other => other.to_owned(),
    }
}
