//! The iterators of `URLSearchParams`: live, so that a change during the walk is seen.

use boa_engine::builtins::iterable::create_iter_result_object;
use boa_engine::object::JsObject;
use boa_engine::object::builtins::JsArray;
use boa_engine::{Context, JsData, JsResult, JsString, JsValue, js_string};
use boa_gc::{Finalize, Trace};

use super::super::{registered_symbol, show};
use super::query::UrlSearchParams;
use threadproof_engine::class::{ClassObjects, Members, NativeClass, instance, this_data};

/// What each step of an iterator gives.
#[derive(Clone, Copy, Debug)]
pub(super) enum Yields {
    /// Arrays of name and value.
    Both,
    /// Names.
    Names,
    /// Values.
    Values,
}

/// The class `URLSearchParams Iterator`.
struct ParamsIterator;

#[derive(Trace, Finalize, JsData)]
struct Walk {
    params: JsObject,
    #[unsafe_ignore_trace]
    yields: Yields,
    next: usize,
}

/// Makes an iterator over the `URLSearchParams` object `this`.
pub(super) fn over(this: &JsValue, yields: Yields, context: &mut Context) -> JsResult<JsValue> {
    let params = this_data::<UrlSearchParams>(this, context)?.into_object();
    instance::<ParamsIterator>(
        Walk {
            params,
            yields,
            next: 0,
        },
        context,
    )
    .map(JsValue::from)
}

impl NativeClass for ParamsIterator {
    type Data = Walk;
    const NAME: &'static str = "URLSearchParams Iterator";

    fn parent(context: &mut Context) -> JsResult<Option<ClassObjects>> {
        let iterator = context.intrinsics().constructors().iterator();
        let constructor = iterator.constructor();
        Ok(Some(ClassObjects {
            constructor,
            prototype: iterator.prototype(),
        }))
    }

    fn members(members: &mut Members<'_>) {
        members.method(js_string!("next"), 0, next).to_string_tag();
        if let Ok(symbol) = registered_symbol(show::CUSTOM, members.context()) {
            members.symbol_method(symbol, 3, inspect);
        }
    }
}

impl Walk {
    fn item(&self, index: usize, context: &mut Context) -> Option<JsValue> {
        let (name, value) = UrlSearchParams::unpack(&self.params)?
            .pairs
            .get(index)
            .cloned()?;
        Some(match self.yields {
            Yields::Names => JsString::from(name).into(),
            Yields::Values => JsString::from(value).into(),
            Yields::Both => {
                let pair = [name, value].map(|text| JsValue::from(JsString::from(text)));
                JsArray::from_iter(pair, context).into()
            }
        })
    }
}

fn next(this: &JsValue, _: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let this = this_data::<ParamsIterator>(this, context)?;
    let mut walk = this.data_mut();
    let item = walk.item(walk.next, context);
    walk.next += 1;
    let done = item.is_none();
    Ok(create_iter_result_object(
        item.unwrap_or_default(),
        done,
        context,
    ))
}

fn inspect(this: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let iterator = this_data::<ParamsIterator>(this, context)?;
    let walk = iterator.data();
    let rest: Vec<JsValue> = (walk.next..)
        .map_while(|index| walk.item(index, context))
        .collect();
    drop(walk);
    let list = JsArray::from_iter(rest, context).into();
    let text = show::around(this, args, ParamsIterator::NAME, &list, context)?;
    let Some(text) = text.as_string() else {
        return Ok(text);
    };
    // The list prints as an array; Node shows it in braces.
    let text = text.to_std_string_lossy().replacen(" [", " {", 1);
    let text = text
        .strip_suffix(']')
        .map_or(text.clone(), |head| format!("{head}}}"));
    Ok(JsString::from(text).into())
}
