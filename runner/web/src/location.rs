//! `WorkerLocation`, the parts of the URL of a worker's script (HTML Standard, 10.3.3), and what a
//! window's `Location` has in common with it (7.2.4). A window here goes nowhere.

use boa_engine::{
    Context, Finalize, JsData, JsObject, JsResult, JsString, JsValue, Trace, js_string,
};
use url::{Position, Url};

use threadproof_engine::class::{Members, NativeClass, illegal_constructor, this_data};

/// The class `WorkerLocation`.
pub struct WorkerLocation;

/// The class `Location`, of windows.
pub struct WindowLocation;

/// What a `WorkerLocation` holds.
#[derive(Debug, Trace, Finalize, JsData)]
pub struct LocationData(#[unsafe_ignore_trace] pub Url);

/// A getter of one part of the URL.
macro_rules! part {
    ($url:ident => $read:expr) => {
        |this: &JsValue, _: &[JsValue], context: &mut Context| {
            let location = this_data::<WorkerLocation>(this, context)?;
            let $url = &location.data().0;
            Ok(JsString::from($read).into())
        }
    };
}

impl NativeClass for WorkerLocation {
    type Data = LocationData;
    const NAME: &'static str = "WorkerLocation";

    fn members(members: &mut Members<'_>) {
        parts(members);
    }

    fn construct(_: &[JsValue], _: &JsObject, context: &mut Context) -> JsResult<LocationData> {
        Err(illegal_constructor(context))
    }
}

impl NativeClass for WindowLocation {
    type Data = LocationData;
    const NAME: &'static str = "Location";

    fn members(members: &mut Members<'_>) {
        parts(members);
    }

    fn construct(_: &[JsValue], _: &JsObject, context: &mut Context) -> JsResult<LocationData> {
        Err(illegal_constructor(context))
    }
}

fn parts(members: &mut Members<'_>) {
    members
        .accessor(js_string!("href"), part!(url => url.as_str()), None)
        .accessor(
            js_string!("origin"),
            part!(url => url.origin().ascii_serialization()),
            None,
        )
        .accessor(
            js_string!("protocol"),
            part!(url => format!("{}:", url.scheme())),
            None,
        )
        .accessor(
            js_string!("host"),
            part!(url => &url[Position::BeforeHost..Position::AfterPort]),
            None,
        )
        .accessor(
            js_string!("hostname"),
            part!(url => url.host_str().unwrap_or_default()),
            None,
        )
        .accessor(
            js_string!("port"),
            part!(url => url.port().map(|port| port.to_string()).unwrap_or_default()),
            None,
        )
        .accessor(js_string!("pathname"), part!(url => url.path()), None)
        .accessor(
            js_string!("search"),
            part!(url => marked('?', url.query())),
            None,
        )
        .accessor(
            js_string!("hash"),
            part!(url => marked('#', url.fragment())),
            None,
        )
        .method(js_string!("toString"), 0, part!(url => url.as_str()))
        .to_string_tag();
}

/// The text with its mark before it; nothing for an absent or empty text.
fn marked(mark: char, text: Option<&str>) -> String {
    match text {
        None | Some("") => String::new(),
        Some(text) => format!("{mark}{text}"),
    }
}
