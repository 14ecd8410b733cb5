//! Without the feature `profiles` there are none, and whoever asks for one is told so.

use std::time::Duration;

use boa_engine::{Context, js_string};

use super::{CpuOptions, Profiler};

#[test]
fn a_profile_is_refused_by_name() {
    let mut context = Context::default();
    let profiler = Profiler::default();
    let options = CpuOptions {
        interval: Duration::from_millis(1),
        max_samples: 1,
    };
    let refused = profiler.start_cpu(options, &mut context);
    let error = refused.expect_err("there are no profiles");
    let error = error.into_opaque(&mut context).expect("an error");
    let error = error.as_object().expect("an object");
    let mut text = |name| {
        let value = error.get(name, &mut context).expect("a property");
        value.display().to_string()
    };
    let code = text(js_string!("code"));
    assert_eq!(code, "\"ERR_FEATURE_UNAVAILABLE_ON_PLATFORM\"");
    let message = text(js_string!("message"));
    assert!(message.contains("feature `profiles`"), "{message}");
    assert!(!profiler.is_active());
}
