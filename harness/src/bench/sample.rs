//! One run of one scenario on one runtime, and the figures that it printed.

use std::collections::BTreeMap;
use std::time::Duration;

use camino::Utf8Path;

use super::scenario::{DURATION, Scenario};
use crate::execute::{Ended, Ending, Executor};
use crate::observe::observe;
use crate::runtimes::Script;
use crate::runtimes::identity::Runtime;

/// The case that holds the scripts.
pub(super) const CASE: &str = "bench/scenarios";

/// When a run is given up. The longest scenario takes a quarter of it on a quiet machine.
const DEADLINE: Duration = Duration::from_mins(1);

/// The figures of one run, by name.
pub(super) type Sample = BTreeMap<String, f64>;

/// Runs the scenario once; what is wrong is told in a line.
pub(super) fn sample(
    scenario: &Scenario,
    runtime: &Runtime,
    suite: &Utf8Path,
    executor: &Executor,
) -> Result<Sample, String> {
    let words: Vec<String> = scenario.args.iter().map(ToString::to_string).collect();
    let script = Script {
        file: scenario.script,
        node_args: &[],
        args: &words,
        window: None,
    };
    let job = runtime.found.job(&script, suite, CASE, DEADLINE);
    let ended = executor.run(&job).map_err(|error| error.to_string())?;
    let duration = ended.duration;
    let mut figures = figures(&ended)?;
    figures.insert(DURATION.to_owned(), duration.as_secs_f64() * 1000.0);
    Ok(figures)
}

/// Reads the line of figures, or says what happened instead.
fn figures(ended: &Ended) -> Result<Sample, String> {
    let seen = observe(ended).seen;
    match ended.ending {
        Ending::Exited => {}
        Ending::Deadline => return Err(format!("it did not end within {} s", DEADLINE.as_secs())),
        Ending::Capped(cap) => return Err(format!("it was stopped by {}", cap.sub_check())),
        Ending::Interrupted => return Err("the measurement was interrupted".to_owned()),
        Ending::Alive => return Err("it did not end".to_owned()),
    }
    if let Some(signal) = seen.signal {
        return Err(format!("it died of {signal}"));
    }
    if seen.exit != Some(0) {
        let said = seen.stderr.text.trim();
        // The message of an error stands where the stack below it does not.
        let said = said.lines().find(|line| line.contains("rror:"));
        return Err(format!(
            "it exited with {}: {}",
            seen.exit.unwrap_or(-1),
            said.unwrap_or("without a word").trim()
        ));
    }
    let line = seen.stdout.text.trim().lines().next_back().unwrap_or("");
    let printed: BTreeMap<String, serde_json::Value> = serde_json::from_str(line)
        .map_err(|_| "it printed no line of figures, so it ended too early".to_owned())?;
    if let Some(reason) = printed.get("unsupported") {
        return Err(reason.as_str().unwrap_or("not supported").to_owned());
    }
    let number = |(name, value): (String, serde_json::Value)| Some((name, value.as_f64()?));
    Ok(printed.into_iter().filter_map(number).collect())
}
