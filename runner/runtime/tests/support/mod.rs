//! What tests of the public API share: describing a script, running it, and comparing what it
//! prints. It knows nothing of what is tested.

use threadproof_runner::{Builder, Outcome, Runtime, SourceKind};

/// A runtime for a `CommonJS` script.
pub fn script(code: &str) -> Builder {
    Runtime::builder().source(code, SourceKind::CommonJs)
}

/// Runs to the end, with the output captured.
pub fn run(builder: Builder) -> Outcome {
    builder.capture_output().run().expect("the runtime starts")
}

/// Fails unless the run ends with code 0 and has printed just this.
#[track_caller]
pub fn prints(builder: Builder, expected: &str) -> Outcome {
    let outcome = run(builder);
    let stderr = String::from_utf8_lossy(&outcome.stderr);
    assert_eq!(
        String::from_utf8_lossy(&outcome.stdout),
        expected,
        "{stderr}"
    );
    assert_eq!(outcome.code, 0, "{stderr}");
    outcome
}
