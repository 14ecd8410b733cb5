//! `CallSite`: a frame as `Error.prepareStackTrace` is shown it (V8, Stack trace API).
//!
//! The engine keeps a function's name and the place. What else V8 tells of a frame is answered as
//! V8 answers for a function in strict mode that was called without a receiver: such a frame hides
//! its receiver and its function from everybody.

use boa_engine::object::JsObject;
use boa_engine::property::Attribute;
use boa_engine::{
    Context, Finalize, JsData, JsNativeError, JsResult, JsString, JsValue, Trace, js_string,
};

use crate::class::{Instance, Members, NativeClass, instance};
use crate::native::native_fn;
use crate::stack::{Frame, MakeSites};

struct CallSiteClass;

/// A frame, and for code that was given as a string where that was run.
#[derive(Debug, Trace, Finalize, JsData)]
struct CallSite {
    #[unsafe_ignore_trace]
    frame: Frame,
    #[unsafe_ignore_trace]
    origin: Option<String>,
}

/// Has stacks that a script prepares made of call sites.
pub fn install(context: &mut Context) {
    context.insert_data(MakeSites(call_sites));
}

/// A call site for each frame.
///
/// # Errors
/// Only when the engine is out of resources.
fn call_sites(frames: &[Frame], context: &mut Context) -> JsResult<Vec<JsValue>> {
    let mut sites = Vec::with_capacity(frames.len());
    for (at, frame) in frames.iter().enumerate() {
        let around = || frames[at..].iter().find(|frame| !frame.is_eval());
        let origin = frame.is_eval().then(|| {
            around().map_or_else(
                || "eval".to_owned(),
                |around| {
                    let name = around.name.as_deref().unwrap_or("<anonymous>");
                    format!("eval at {name} ({})", around.place)
                },
            )
        });
        let frame = frame.clone();
        let site = instance::<CallSiteClass>(CallSite { frame, origin }, context)?;
        sites.push(site.into());
    }
    Ok(sites)
}

/// A method of that name, which answers from the call site.
macro_rules! methods {
    ($members:ident: $($name:literal => |$site:ident| $answer:expr;)*) => {$(
        let function = native_fn(
            $members.context().realm(),
            js_string!($name),
            0,
            |this, _, _| {
                let site = site_of(this, $name)?;
                let $site = &*site.data();
                Ok(JsValue::from($answer))
            },
        );
        $members.property(js_string!($name), function, Attribute::empty());
    )*};
}

impl NativeClass for CallSiteClass {
    type Data = CallSite;
    const NAME: &'static str = "CallSite";

    fn members(members: &mut Members<'_>) {
        methods! { members:
            "getColumnNumber" => |site| or_null(site.frame.column);
            "getEnclosingColumnNumber" => |_site| JsValue::null();
            "getEnclosingLineNumber" => |_site| JsValue::null();
            "getEvalOrigin" => |site| text(site.origin.as_deref()).unwrap_or_default();
            "getFileName" => |site| or_null(text(site.frame.file.as_deref()));
            "getFunction" => |_site| JsValue::undefined();
            "getFunctionName" => |site| or_null(text(site.frame.name.as_deref()));
            "getLineNumber" => |site| or_null(site.frame.line);
            "getMethodName" => |_site| JsValue::null();
            "getPosition" => |_site| 0;
            "getPromiseIndex" => |_site| JsValue::null();
            "getScriptNameOrSourceURL" => |site| or_null(text(site.frame.file.as_deref()));
            "getScriptHash" => |_site| js_string!();
            "getThis" => |_site| JsValue::undefined();
            "getTypeName" => |_site| JsValue::null();
            "isAsync" => |_site| false;
            "isConstructor" => |_site| false;
            "isEval" => |site| site.frame.is_eval();
            "isNative" => |_site| false;
            "isPromiseAll" => |_site| false;
            "isToplevel" => |_site| true;
            "toString" => |site| JsString::from(site.frame.to_string());
        }
    }

    fn construct(_: &[JsValue], _: &JsObject, _: &mut Context) -> JsResult<CallSite> {
        Err(JsNativeError::error().with_message("Not supported").into())
    }
}

fn site_of(this: &JsValue, method: &str) -> JsResult<Instance<CallSiteClass>> {
    this.as_object()
        .and_then(Instance::from_object)
        .ok_or_else(|| {
            JsNativeError::typ()
                .with_message(format!(
                    "CallSite method {method} expects CallSite as receiver"
                ))
                .into()
        })
}

fn text(text: Option<&str>) -> Option<JsValue> {
    text.map(|text| JsString::from(text).into())
}

fn or_null<T: Into<JsValue>>(value: Option<T>) -> JsValue {
    value.map_or_else(JsValue::null, Into::into)
}
