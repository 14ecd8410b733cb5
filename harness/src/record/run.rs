//! A whole run in the words of the record.

use threadproof_reports::record::{CaseResult, Gate, Run, RuntimeInfo, SCHEMA, Shard};

use super::case::{case_info, host, suite_info};
use crate::plan::Plan;

/// What is known of a run besides its results.
#[derive(Debug, Clone)]
pub struct Header {
    /// When it began.
    pub started: jiff::Timestamp,
    /// Which part of the suite it is.
    pub shard: Option<Shard>,
    /// Which tiers decide.
    pub gate: Gate,
    /// What narrowed the selection.
    pub filter: Option<String>,
    /// Whether it was stopped.
    pub interrupted: bool,
    /// The columns.
    pub runtimes: Vec<RuntimeInfo>,
}

/// Puts header and results together; the cases are those that have a result.
#[must_use]
pub fn run_record(plan: &Plan, header: Header, results: Vec<CaseResult>) -> Run {
    let mut ids: Vec<&str> = results.iter().map(|result| result.case.as_str()).collect();
    ids.sort_unstable();
    ids.dedup();
    let cases = ids.into_iter().filter_map(|id| plan.case(id));
    let elapsed = jiff::Timestamp::now().duration_since(header.started);
    Run {
        schema: SCHEMA,
        tool: env!("CARGO_PKG_VERSION").to_owned(),
        suite: suite_info(plan),
        started: header.started.to_string(),
        // A clock that was set back meanwhile gives no duration.
        duration_ms: u64::try_from(elapsed.as_millis()).unwrap_or(0),
        host: host(),
        seed: None,
        shard: header.shard,
        gate: header.gate,
        filter: header.filter,
        interrupted: header.interrupted,
        runtimes: header.runtimes,
        cases: cases
            .map(|planned| case_info(&plan.root, planned))
            .collect(),
        results,
    }
}
