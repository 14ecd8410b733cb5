//! Shows that a mutant does what it says: its probe sees it, and sees nothing without it.

use std::time::Duration;

use camino::Utf8Path;

use super::Mutant;
use crate::engine::Column;
use crate::execute::Executor;
use crate::observe::observe;
use crate::runtimes::Script;

const CASE: &str = "probe/mutant";

/// How long a probe may take.
const DEADLINE: Duration = Duration::from_secs(20);

/// Runs the probe of a mutant on the runtime with and without it, in a suite of its own in `folder`.
///
/// # Errors
/// What is wrong with the mutant or its probe.
pub fn probe(
    mutant: &Mutant,
    plain: &Column,
    mutated: &Column,
    folder: &Utf8Path,
    executor: &Executor,
) -> Result<(), String> {
    let suite = folder.join(format!("probe-{}", mutant.name));
    let case = suite.join("fixtures").join(CASE);
    std::fs::create_dir_all(&case)
        .and_then(|()| std::fs::write(case.join("main.cjs"), &mutant.probe))
        .map_err(|error| format!("cannot write its probe: {error}"))?;
    for (column, wanted) in [(plain, "whole"), (mutated, "broken")] {
        let said = said(column, &suite, executor)?;
        if said != wanted {
            let beneath = if wanted == "whole" {
                "without"
            } else {
                "beneath"
            };
            return Err(format!(
                "its probe says `{said}` {beneath} it, where `{wanted}` is due"
            ));
        }
    }
    Ok(())
}

/// The last line that a probe prints, or how it ended otherwise.
fn said(column: &Column, suite: &Utf8Path, executor: &Executor) -> Result<String, String> {
    let Column::Present(runtime) = column else {
        return Err("the runtime is not there".to_owned());
    };
    let script = Script {
        file: "main.cjs",
        node_args: &[],
        args: &[],
        window: None,
    };
    let job = runtime.found.job(&script, suite, CASE, DEADLINE);
    let ended = executor.run(&job).map_err(|error| error.to_string())?;
    let seen = observe(&ended).seen;
    let last = seen
        .stdout
        .text
        .trim_end()
        .lines()
        .last()
        .map(str::to_owned);
    Ok(last.unwrap_or_else(|| {
        let error = seen.stderr.text.lines().find(|line| line.contains("Error"));
        format!("nothing, but {}", error.unwrap_or("ended without a word"))
    }))
}
