//! `URLSearchParams`: a list of names and values, on its own or following a `URL`.

use ::url::form_urlencoded;
use boa_engine::object::JsObject;
use boa_engine::object::builtins::JsArray;
use boa_engine::property::PropertyKey;
use boa_engine::{Context, JsArgs, JsData, JsResult, JsString, JsSymbol, JsValue, js_string};
use boa_gc::{Finalize, Trace};

use super::super::{fail, list_of, registered_symbol, show};
use super::Url;
use super::query_iterator::{self, Yields};
use threadproof_engine::class::{Members, NativeClass, instance, this_data};

/// The class `URLSearchParams`.
pub struct UrlSearchParams;

/// The native data of a `URLSearchParams` object.
#[derive(Trace, Finalize, JsData, Default)]
pub struct SearchParamsData {
    /// Names and values in order.
    #[unsafe_ignore_trace]
    pub pairs: Vec<(String, String)>,
    /// The `URL` whose query this is.
    owner: Option<JsObject>,
}

/// Makes the `searchParams` of a `URL`.
pub(super) fn owned_by(url: &JsObject, context: &mut Context) -> JsResult<JsObject> {
    let pairs = query_of(url);
    instance::<UrlSearchParams>(
        SearchParamsData {
            pairs,
            owner: Some(url.clone()),
        },
        context,
    )
}

/// Reads the query of a changed `URL` into its `searchParams`, if a script has those.
pub(super) fn follow(url: &JsObject) {
    let params = Url::unpack(url).and_then(|data| data.params.clone());
    if let Some(params) = params
        && let Some(mut params) = UrlSearchParams::unpack_mut(&params)
    {
        params.pairs = query_of(url);
    }
}

impl NativeClass for UrlSearchParams {
    type Data = SearchParamsData;
    const NAME: &'static str = "URLSearchParams";

    fn construct(
        args: &[JsValue],
        _: &JsObject,
        context: &mut Context,
    ) -> JsResult<SearchParamsData> {
        let pairs = initial(args.get_or_undefined(0), context)?;
        Ok(SearchParamsData { pairs, owner: None })
    }

    fn members(members: &mut Members<'_>) {
        members
            .accessor(js_string!("size"), size, None)
            .method(js_string!("append"), 2, append)
            .method(js_string!("delete"), 1, delete)
            .method(js_string!("get"), 1, get)
            .method(js_string!("getAll"), 1, get_all)
            .method(js_string!("has"), 1, has)
            .method(js_string!("set"), 2, set)
            .method(js_string!("sort"), 0, sort)
            .method(js_string!("entries"), 0, entries)
            .method(js_string!("forEach"), 1, for_each)
            .method(js_string!("keys"), 0, keys)
            .method(js_string!("values"), 0, values)
            .method(js_string!("toString"), 0, to_string)
            .to_string_tag();
        let same = PropertyKey::from(js_string!("entries"));
        let entries = members.prototype().borrow().properties().get(&same);
        if let Some(entries) = entries.and_then(|property| property.value().cloned()) {
            let hidden = boa_engine::property::Attribute::WRITABLE
                | boa_engine::property::Attribute::CONFIGURABLE;
            members.property(JsSymbol::iterator(), entries, hidden);
        }
        if let Ok(symbol) = registered_symbol(show::CUSTOM, members.context()) {
            members.symbol_method(symbol, 3, inspect);
        }
    }
}

fn query_of(url: &JsObject) -> Vec<(String, String)> {
    let Some(data) = Url::unpack(url) else {
        return Vec::new();
    };
    form_urlencoded::parse(data.url.query().unwrap_or("").as_bytes())
        .into_owned()
        .collect()
}

fn initial(init: &JsValue, context: &mut Context) -> JsResult<Vec<(String, String)>> {
    if init.is_undefined() {
        return Ok(Vec::new());
    }
    let Some(object) = init.as_object() else {
        let text = init.to_string(context)?.to_std_string_lossy();
        let text = text.strip_prefix('?').unwrap_or(&text);
        return Ok(form_urlencoded::parse(text.as_bytes())
            .into_owned()
            .collect());
    };
    let method = object.get(JsSymbol::iterator(), context)?;
    if method.is_null_or_undefined() {
        return record(&object, context);
    }
    if !method.is_callable() {
        let text = "Query pairs must be iterable";
        return Err(fail::coded(
            context,
            fail::Kind::Type,
            "ERR_ARG_NOT_ITERABLE",
            text,
        ));
    }
    let mut pairs = Vec::new();
    for item in list_of(init, context)? {
        let iterable = match item.as_object() {
            Some(item) => item.get(JsSymbol::iterator(), context)?.is_callable(),
            None => false,
        };
        let pair = if iterable {
            list_of(&item, context)?
        } else {
            Vec::new()
        };
        let [name, value] = &pair[..] else {
            let text = "Each query pair must be an iterable [name, value] tuple";
            return Err(fail::coded(
                context,
                fail::Kind::Type,
                "ERR_INVALID_TUPLE",
                text,
            ));
        };
        pairs.push((text_of(name, context)?, text_of(value, context)?));
    }
    Ok(pairs)
}

fn record(object: &JsObject, context: &mut Context) -> JsResult<Vec<(String, String)>> {
    let mut pairs: Vec<(String, String)> = Vec::new();
    for key in object.own_property_keys(context)? {
        let is_enumerable = JsValue::from(object.clone());
        let check = context.intrinsics().constructors().object().prototype();
        let check = check.get(js_string!("propertyIsEnumerable"), context)?;
        let key_value = JsValue::from(key.clone());
        let listed = match check.as_callable() {
            Some(check) => check
                .call(&is_enumerable, std::slice::from_ref(&key_value), context)?
                .to_boolean(),
            None => true,
        };
        if listed {
            let name = text_of(&key_value, context)?;
            let value = object.get(key, context)?;
            let value = text_of(&value, context)?;
            match pairs.iter_mut().find(|(known, _)| *known == name) {
                Some(pair) => pair.1 = value,
                None => pairs.push((name, value)),
            }
        }
    }
    Ok(pairs)
}

fn text_of(value: &JsValue, context: &mut Context) -> JsResult<String> {
    Ok(value.to_string(context)?.to_std_string_lossy())
}

/// Changes the list, and the query of the `URL` that it belongs to.
fn change(
    this: &JsValue,
    context: &mut Context,
    change: impl FnOnce(&mut Vec<(String, String)>),
) -> JsResult<JsValue> {
    let this = this_data::<UrlSearchParams>(this, context)?;
    change(&mut this.data_mut().pairs);
    let data = this.data();
    if let Some(owner) = &data.owner
        && let Some(mut url) = Url::unpack_mut(owner)
    {
        let query = serialize(&data.pairs);
        url.url
            .set_query(if query.is_empty() { None } else { Some(&query) });
    }
    Ok(JsValue::undefined())
}

fn read<T>(
    this: &JsValue,
    context: &mut Context,
    read: impl FnOnce(&[(String, String)]) -> T,
) -> JsResult<T> {
    let this = this_data::<UrlSearchParams>(this, context)?;
    let data = this.data();
    Ok(read(&data.pairs))
}

fn serialize(pairs: &[(String, String)]) -> String {
    form_urlencoded::Serializer::new(String::new())
        .extend_pairs(pairs)
        .finish()
}

/// The first `N` arguments as texts; fewer is `ERR_MISSING_ARGS`.
fn names<const N: usize>(args: &[JsValue], context: &mut Context) -> JsResult<[String; N]> {
    if args.len() < N {
        return Err(threadproof_engine::errors::missing_args(
            context,
            &["name", "value"][..N],
        ));
    }
    let mut texts = std::array::from_fn(|_| String::new());
    for (text, value) in texts.iter_mut().zip(args) {
        *text = text_of(value, context)?;
    }
    Ok(texts)
}

fn optional_value(args: &[JsValue], context: &mut Context) -> JsResult<Option<String>> {
    let value = args.get_or_undefined(1);
    if value.is_undefined() {
        Ok(None)
    } else {
        text_of(value, context).map(Some)
    }
}

fn size(this: &JsValue, _: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    read(this, context, |pairs| pairs.len().into())
}

fn append(this: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    this_data::<UrlSearchParams>(this, context)?;
    let [name, value] = names(args, context)?;
    change(this, context, |pairs| pairs.push((name, value)))
}

fn delete(this: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    this_data::<UrlSearchParams>(this, context)?;
    let [name] = names(args, context)?;
    let value = optional_value(args, context)?;
    change(this, context, |pairs| {
        pairs.retain(|pair| pair.0 != name || value.as_ref().is_some_and(|value| pair.1 != *value));
    })
}

fn get(this: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    this_data::<UrlSearchParams>(this, context)?;
    let [name] = names(args, context)?;
    let found = |pairs: &[(String, String)]| {
        let pair = pairs.iter().find(|pair| pair.0 == name);
        pair.map_or_else(JsValue::null, |pair| JsString::from(pair.1.as_str()).into())
    };
    read(this, context, found)
}

fn get_all(this: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    this_data::<UrlSearchParams>(this, context)?;
    let [name] = names(args, context)?;
    let all: Vec<JsValue> = read(this, context, |pairs| {
        let matching = pairs.iter().filter(|pair| pair.0 == name);
        matching
            .map(|pair| JsString::from(pair.1.as_str()).into())
            .collect()
    })?;
    Ok(JsArray::from_iter(all, context).into())
}

fn has(this: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    this_data::<UrlSearchParams>(this, context)?;
    let [name] = names(args, context)?;
    let value = optional_value(args, context)?;
    read(this, context, |pairs| {
        let same = |pair: &(String, String)| {
            pair.0 == name && value.as_ref().is_none_or(|value| pair.1 == *value)
        };
        pairs.iter().any(same).into()
    })
}

fn set(this: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    this_data::<UrlSearchParams>(this, context)?;
    let [name, value] = names(args, context)?;
    change(this, context, |pairs| {
        let Some(first) = pairs.iter().position(|pair| pair.0 == name) else {
            pairs.push((name, value));
            return;
        };
        pairs[first].1 = value;
        let mut index = 0;
        pairs.retain(|pair| {
            index += 1;
            index <= first + 1 || pair.0 != name
        });
    })
}

fn sort(this: &JsValue, _: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    change(this, context, |pairs| {
        pairs.sort_by(|a, b| a.0.encode_utf16().cmp(b.0.encode_utf16()));
    })
}

fn entries(this: &JsValue, _: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    query_iterator::over(this, Yields::Both, context)
}

fn keys(this: &JsValue, _: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    query_iterator::over(this, Yields::Names, context)
}

fn values(this: &JsValue, _: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    query_iterator::over(this, Yields::Values, context)
}

fn for_each(this: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    this_data::<UrlSearchParams>(this, context)?;
    let callback = args.get_or_undefined(0);
    let Some(function) = callback.as_callable() else {
        return Err(fail::arg_type(
            context,
            "callback",
            "of type function",
            callback,
        ));
    };
    let mut index = 0;
    while let Some((name, value)) = read(this, context, |pairs| pairs.get(index).cloned())? {
        let (name, value) = (JsString::from(name).into(), JsString::from(value).into());
        function.call(
            args.get_or_undefined(1),
            &[value, name, this.clone()],
            context,
        )?;
        index += 1;
    }
    Ok(JsValue::undefined())
}

fn to_string(this: &JsValue, _: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    read(this, context, |pairs| {
        JsString::from(serialize(pairs)).into()
    })
}

fn inspect(this: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let pairs = read(this, context, <[(String, String)]>::to_vec)?;
    let depth = args.get_or_undefined(0).as_number();
    if depth.is_some_and(|depth| depth < 0.0) {
        return Ok(js_string!("[Object]").into());
    }
    let Some(print) = args.get_or_undefined(2).as_callable() else {
        return Ok(this.clone());
    };
    let mut shown = Vec::new();
    for (name, value) in pairs {
        let text = |text: String, context: &mut Context| -> JsResult<String> {
            let options = args.get_or_undefined(1).clone();
            let value = JsString::from(text).into();
            text_of(
                &print.call(&JsValue::undefined(), &[value, options], context)?,
                context,
            )
        };
        shown.push(format!(
            "{} => {}",
            text(name, context)?,
            text(value, context)?
        ));
    }
    let class = show::class_name(this, "URLSearchParams", context)?;
    let text = match shown.len() {
        0 => format!("{class} {{}}"),
        // Node breaks the list when it would not fit on a line of 72 characters.
        _ if shown.iter().map(|pair| pair.len() + 2).sum::<usize>() <= 74 => {
            format!("{class} {{ {} }}", shown.join(", "))
        }
        _ => format!("{class} {{\n  {} }}", shown.join(",\n  ")),
    };
    Ok(JsString::from(text).into())
}
