//! The one unified diff that all reports show.
//!
//! The harness calls this when it records a failure, so that terminal and reports agree. This
//! module must never know what the two texts are.

use std::time::Duration;

use similar::TextDiff;

/// `expected` against `observed` as a unified diff, or `None` if they are equal.
#[must_use]
pub fn unified(expected: &str, observed: &str) -> Option<String> {
    if expected == observed {
        return None;
    }
    let diff = TextDiff::configure()
        // Two huge outputs must not hold up a run; past this the diff is merely less minimal.
        .timeout(Duration::from_secs(1))
        .diff_lines(expected, observed);
    Some(
        diff.unified_diff()
            .context_radius(3)
            .header("expected", "observed")
            .to_string(),
    )
}
