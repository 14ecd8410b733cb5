//! The Rust half of `URLPattern`: the standard's parser, from the crate that Deno keeps.
//!
//! Patterns become regular expressions here; JavaScript's own engine runs them, so that what a
//! group may contain is what it may contain everywhere else.

use boa_engine::object::JsObject;
use boa_engine::object::builtins::JsArray;
use boa_engine::{Context, JsArgs, JsResult, JsString, JsValue};
use urlpattern::quirks::{self, EcmaRegexp, StringOrInit, UrlPatternInit};
use urlpattern::{RegexSyntax, UrlPatternOptions};

use super::object_of;

/// A regular expression that JavaScript checks and runs. Only what a protocol is gets matched here,
/// to know whether it is a special one (URL Pattern, 3.2).
struct Pattern(EcmaRegexp);

impl urlpattern::regexp::RegExp for Pattern {
    fn syntax() -> RegexSyntax {
        RegexSyntax::EcmaScript
    }

    fn parse(pattern: &str, flags: &str, _: bool) -> Result<Self, ()> {
        EcmaRegexp::parse(pattern, flags, false).map(Self)
    }

    fn matches<'a>(&self, text: &'a str) -> Option<Vec<Option<&'a str>>> {
        self.0.matches(text)
    }

    fn pattern_string(&self) -> &str {
        self.0.pattern_string()
    }
}

/// For `internal/url/pattern`.
///
/// # Errors
/// Only when the engine is out of resources.
pub fn bindings(context: &mut Context) -> JsResult<JsObject> {
    Ok(object_of(
        &[("compile", 3, compile), ("components", 2, components)],
        context,
    ))
}

/// A text, or the list of the nine members of an init.
fn input(value: &JsValue, context: &mut Context) -> JsResult<StringOrInit<'static>> {
    if let Some(text) = value.as_string() {
        return Ok(StringOrInit::String(text.to_std_string_lossy().into()));
    }
    let mut members = super::list_of(value, context)?
        .into_iter()
        .map(|member| member.as_string().map(|text| text.to_std_string_lossy()));
    let mut next = || members.next().flatten();
    Ok(StringOrInit::Init(UrlPatternInit {
        protocol: next(),
        username: next(),
        password: next(),
        hostname: next(),
        port: next(),
        pathname: next(),
        search: next(),
        hash: next(),
        base_url: next(),
    }))
}

fn base(value: &JsValue) -> Option<String> {
    value.as_string().map(|text| text.to_std_string_lossy())
}

/// `(input, base URL, ignore case)`: a list of eight `[pattern, expression, names]` and whether a
/// group is a regular expression of the pattern's own; the words of what is wrong
fn compile(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let input = input(args.get_or_undefined(0), context)?;
    let base = base(args.get_or_undefined(1));
    let options = UrlPatternOptions {
        ignore_case: args.get_or_undefined(2).to_boolean(),
        ..UrlPatternOptions::default()
    };
    let parsed = quirks::process_construct_pattern_input(input, base.as_deref())
        .and_then(|init| quirks::parse_pattern::<Pattern>(init, options));
    let parsed = match parsed {
        Ok(parsed) => parsed,
        Err(error) => return Ok(JsString::from(error.to_string()).into()),
    };
    let mut made: Vec<JsValue> = Vec::with_capacity(9);
    for part in [
        &parsed.protocol,
        &parsed.username,
        &parsed.password,
        &parsed.hostname,
        &parsed.port,
        &parsed.pathname,
        &parsed.search,
        &parsed.hash,
    ] {
        let names = part.group_name_list.iter();
        let names = names.map(|name| JsString::from(name.as_str()).into());
        let names = JsArray::from_iter(names.collect::<Vec<_>>(), context);
        let fields = [
            JsString::from(part.pattern_string.as_str()).into(),
            JsString::from(part.regexp_string.as_str()).into(),
            names.into(),
        ];
        made.push(JsArray::from_iter(fields, context).into());
    }
    made.push(parsed.has_regexp_groups.into());
    Ok(JsArray::from_iter(made, context).into())
}

/// `(input, base URL)`: the eight components; undefined for what is no URL, null for an init with a
/// base URL beside it
fn components(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let input = input(args.get_or_undefined(0), context)?;
    let base = base(args.get_or_undefined(1));
    let Ok(processed) = quirks::process_match_input(input, base.as_deref()) else {
        return Ok(JsValue::null());
    };
    let parsed = processed.and_then(|(input, _)| quirks::parse_match_input(input));
    let Some(parts) = parsed else {
        return Ok(JsValue::undefined());
    };
    let parts = [
        parts.protocol,
        parts.username,
        parts.password,
        parts.hostname,
        parts.port,
        parts.pathname,
        parts.search,
        parts.hash,
    ];
    let parts = parts.map(|part| JsString::from(part).into());
    Ok(JsArray::from_iter(parts, context).into())
}
