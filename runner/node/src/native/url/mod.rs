//! WHATWG `URL` and `URLSearchParams`, as native classes over the `url` crate.
//!
//! A URL and its `searchParams` follow each other; each holds the other's object. The legacy
//! `url.parse` lives in JavaScript and must not be reached from here.

use ::url::{Url as Parsed, quirks};
use boa_engine::object::JsObject;
use boa_engine::property::Attribute;
use boa_engine::{Context, JsArgs, JsData, JsError, JsResult, JsString, JsValue, js_string};
use boa_gc::{Finalize, Trace};

use super::{define, fail, object_of, object_urls, registered_symbol, show, text_arg};
use threadproof_engine::class::{Members, NativeClass, constructor_of, this_data};

mod paths;
mod query;
mod query_iterator;
#[cfg(test)]
mod tests;

pub use paths::{file_url, path_of};
pub use query::{SearchParamsData, UrlSearchParams};

/// The class `URL`.
pub struct Url;

/// The native data of a `URL` object.
#[derive(Trace, Finalize, JsData)]
pub struct UrlData {
    #[unsafe_ignore_trace]
    url: Parsed,
    /// The `searchParams` object, made when a script first asks for it.
    params: Option<JsObject>,
}

/// What the JavaScript half of `url` builds on.
///
/// # Errors
/// Fails when a class cannot be built.
pub fn bindings(context: &mut Context) -> JsResult<JsObject> {
    let native = object_of(
        &[
            ("domainToASCII", 1, paths::domain_to_ascii),
            ("domainToUnicode", 1, paths::domain_to_unicode),
            ("fileURLToPath", 2, paths::file_url_to_path),
            ("pathToFileURL", 2, paths::path_to_file_url),
            ("resolveObjectURL", 1, object_urls::resolve_object_url),
        ],
        context,
    );
    let url = constructor_of::<Url>(context)?;
    define(&native, js_string!("URL"), url.into(), Attribute::all());
    let params = constructor_of::<UrlSearchParams>(context)?;
    define(
        &native,
        js_string!("URLSearchParams"),
        params.into(),
        Attribute::all(),
    );
    Ok(native)
}

/// The URL behind a `URL` object.
#[must_use]
pub fn url_of(object: &JsObject) -> Option<Parsed> {
    Url::unpack(object).map(|data| data.url.clone())
}

/// Makes a `URL` object.
///
/// # Errors
/// Fails when the class cannot be built.
pub fn url_object(url: Parsed, context: &mut Context) -> JsResult<JsObject> {
    threadproof_engine::class::instance::<Url>(UrlData { url, params: None }, context)
}

macro_rules! parts {
    ($($name:literal, $get:ident, $set:ident, $read:path, $write:expr;)*) => {
        $(
            fn $get(this: &JsValue, _: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
                let this = this_data::<Url>(this, context)?;
                let part = JsString::from($read(&this.data().url));
                Ok(part.into())
            }

            fn $set(this: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
                let this = this_data::<Url>(this, context)?;
                let value = text_arg(args, 0, context)?;
                // A part that the URL refuses leaves it as it was.
                let write: fn(&mut Parsed, &str) = $write;
                write(&mut this.data_mut().url, &value);
                query::follow(this.object());
                Ok(JsValue::undefined())
            }
        )*

        fn add_parts(members: &mut Members<'_>) {
            $(members.accessor(js_string!($name), $get, Some($set));)*
        }
    };
}

parts! {
    "protocol", protocol, set_protocol, quirks::protocol, |u, v| quirks::set_protocol(u, v).unwrap_or(());
    "username", username, set_username, quirks::username, |u, v| quirks::set_username(u, v).unwrap_or(());
    "password", password, set_password, quirks::password, |u, v| quirks::set_password(u, v).unwrap_or(());
    "host", host, set_host, quirks::host, |u, v| quirks::set_host(u, v).unwrap_or(());
    "hostname", hostname, set_hostname, quirks::hostname, |u, v| quirks::set_hostname(u, v).unwrap_or(());
    "port", port, set_port, quirks::port, |u, v| quirks::set_port(u, v).unwrap_or(());
    "pathname", pathname, set_pathname, quirks::pathname, |u, v| quirks::set_pathname(u, v);
    "search", search, set_search, quirks::search, |u, v| quirks::set_search(u, v);
    "hash", hash, set_hash, quirks::hash, |u, v| quirks::set_hash(u, v);
}

impl NativeClass for Url {
    type Data = UrlData;
    const NAME: &'static str = "URL";
    const LENGTH: usize = 1;

    fn construct(args: &[JsValue], _: &JsObject, context: &mut Context) -> JsResult<UrlData> {
        let (input, base) = input_args(args, context)?;
        match parse(&input, base.as_deref()) {
            Some(url) => Ok(UrlData { url, params: None }),
            None => Err(invalid_url(&input, base.as_deref(), context)),
        }
    }

    fn members(members: &mut Members<'_>) {
        members
            .method(js_string!("toString"), 0, href)
            .accessor(js_string!("href"), href, Some(set_href))
            .accessor(js_string!("origin"), origin, None);
        add_parts(members);
        members
            .accessor(js_string!("searchParams"), search_params, None)
            .method(js_string!("toJSON"), 0, href)
            .static_method(js_string!("parse"), 1, parse_static)
            .static_method(js_string!("canParse"), 1, can_parse)
            .static_method(
                js_string!("createObjectURL"),
                1,
                object_urls::create_object_url,
            )
            .static_method(
                js_string!("revokeObjectURL"),
                1,
                object_urls::revoke_object_url,
            )
            .to_string_tag();
        if let Ok(symbol) = registered_symbol(show::CUSTOM, members.context()) {
            members.symbol_method(symbol, 3, inspect);
        }
    }

    fn wrong_this(_: &mut Context) -> JsError {
        fail::type_error("Receiver must be an instance of class URL")
    }
}

/// Node's `ERR_INVALID_URL`, with the texts that could not be parsed as properties.
pub(crate) fn invalid_url(input: &str, base: Option<&str>, context: &mut Context) -> JsError {
    let error = threadproof_engine::errors::native_error(
        context,
        fail::Kind::Type,
        "ERR_INVALID_URL",
        "Invalid URL",
    );
    if let Some(object) = error.as_opaque().and_then(JsValue::as_object) {
        define(
            &object,
            js_string!("input"),
            JsString::from(input).into(),
            Attribute::all(),
        );
        if let Some(base) = base {
            define(
                &object,
                js_string!("base"),
                JsString::from(base).into(),
                Attribute::all(),
            );
        }
    }
    error
}

fn parse(input: &str, base: Option<&str>) -> Option<Parsed> {
    let base = match base {
        Some(base) => Some(Parsed::parse(base).ok()?),
        None => None,
    };
    Parsed::options().base_url(base.as_ref()).parse(input).ok()
}

fn input_args(args: &[JsValue], context: &mut Context) -> JsResult<(String, Option<String>)> {
    let Some(input) = args.first() else {
        return Err(threadproof_engine::errors::missing_args(context, &["url"]));
    };
    let input = input.to_string(context)?.to_std_string_lossy();
    let base = args.get_or_undefined(1);
    if base.is_undefined() {
        return Ok((input, None));
    }
    Ok((input, Some(base.to_string(context)?.to_std_string_lossy())))
}

fn parse_static(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let (input, base) = input_args(args, context)?;
    match parse(&input, base.as_deref()) {
        Some(url) => url_object(url, context).map(JsValue::from),
        None => Ok(JsValue::null()),
    }
}

fn can_parse(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let (input, base) = input_args(args, context)?;
    Ok(parse(&input, base.as_deref()).is_some().into())
}

fn href(this: &JsValue, _: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let this = this_data::<Url>(this, context)?;
    let href = JsString::from(this.data().url.as_str());
    Ok(href.into())
}

fn set_href(this: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let this = this_data::<Url>(this, context)?;
    let value = text_arg(args, 0, context)?;
    let Ok(url) = Parsed::parse(&value) else {
        return Err(invalid_url(&value, None, context));
    };
    this.data_mut().url = url;
    query::follow(this.object());
    Ok(JsValue::undefined())
}

fn origin(this: &JsValue, _: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let this = this_data::<Url>(this, context)?;
    let origin = JsString::from(quirks::origin(&this.data().url));
    Ok(origin.into())
}

fn search_params(this: &JsValue, _: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let this = this_data::<Url>(this, context)?;
    let known = this.data().params.clone();
    if let Some(params) = known {
        return Ok(params.into());
    }
    let params = query::owned_by(this.object(), context)?;
    this.data_mut().params = Some(params.clone());
    Ok(params.into())
}

fn inspect(this: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let name = show::class_name(this, "URL", context)?;
    let fields = [
        ("href", href(this, &[], context)?),
        ("origin", origin(this, &[], context)?),
        ("protocol", protocol(this, &[], context)?),
        ("username", username(this, &[], context)?),
        ("password", password(this, &[], context)?),
        ("host", host(this, &[], context)?),
        ("hostname", hostname(this, &[], context)?),
        ("port", port(this, &[], context)?),
        ("pathname", pathname(this, &[], context)?),
        ("search", search(this, &[], context)?),
        ("searchParams", search_params(this, &[], context)?),
        ("hash", hash(this, &[], context)?),
    ];
    show::fields(this, args, &name, &fields, context)
}
