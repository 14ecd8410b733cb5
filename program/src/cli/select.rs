//! Which cells of the plan are meant: names, filters, the last failures, a shard.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use camino::Utf8PathBuf;
use clap::{Args, ValueEnum};
use threadproof_reports::record::{self, Shard};

use super::context::Context;
use super::error::CliError;
use threadproof_harness::diagnose::suggestion;
use threadproof_harness::plan::filter::{Filter, Target};
use threadproof_harness::plan::shard::{ShardSpec, pick};
use threadproof_harness::plan::{Plan, Planned};

/// Options that narrow the selection.
#[derive(Debug, Clone, Default, Args)]
pub struct SelectArgs {
    /// Cases whose id contains one of these texts [default: all]
    ///
    /// The variable holds them with spaces between.
    #[arg(value_name = "NAME", env = "THREADPROOF_NAMES")]
    pub names: Vec<String>,
    /// Take names as whole ids
    #[arg(long, env = "THREADPROOF_EXACT", value_parser = clap::builder::BoolishValueParser::new())]
    pub exact: bool,
    /// A filter, as in 'area(message-port) & tier(documented) & since(<16) & !runtime(bun)'
    #[arg(
        short = 'E',
        long = "filter",
        value_name = "EXPR",
        env = "THREADPROOF_FILTER"
    )]
    pub filter: Option<String>,
    /// Only what failed in the last run
    #[arg(long, value_name = "WHAT", env = "THREADPROOF_RERUN")]
    pub rerun: Option<Rerun>,
    /// Only part I of N parts of about the same duration
    #[arg(long, value_name = "I/N", env = "THREADPROOF_SHARD")]
    pub shard: Option<ShardSpec>,
    /// A record whose durations divide the shards; the same on every machine
    #[arg(
        long,
        value_name = "RECORD",
        env = "THREADPROOF_DURATIONS",
        requires = "shard"
    )]
    pub durations: Option<Utf8PathBuf>,
}

/// What to run again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Rerun {
    /// What was not as expected
    Failed,
}

/// The options, resolved.
#[derive(Debug)]
pub struct Selection {
    names: Vec<String>,
    exact: bool,
    filter: Option<Filter>,
    /// Cases and names of runtimes that failed in the last run.
    failed: Option<HashSet<(String, String)>>,
    shard: Option<HashSet<String>>,
    /// The shard, for the record.
    pub shard_info: Option<Shard>,
    /// What narrows the selection, as the user wrote it.
    pub description: Option<String>,
}

impl SelectArgs {
    /// Reads filter, last failures and durations.
    ///
    /// # Errors
    /// When one of them cannot be read, or a whole id names no case.
    pub fn resolve(&self, plan: &Plan, context: &Context) -> Result<Selection, CliError> {
        let filter = self
            .filter
            .as_deref()
            .map(Filter::parse)
            .transpose()
            .map_err(CliError::Text)?;
        let names = self.names();
        self.known_names(&names, plan)?;
        if let Some(problem) = filter
            .as_ref()
            .and_then(|filter| filter.selects_nothing(plan))
        {
            return Err(CliError::NothingSelected(problem));
        }
        let failed = self
            .rerun
            .map(|Rerun::Failed| last_failures(context))
            .transpose()?;
        let mut selection = Selection {
            names,
            exact: self.exact,
            filter,
            failed,
            shard: None,
            shard_info: self.shard.map(|shard| shard.0),
            description: self.description(),
        };
        if let Some(ShardSpec(shard)) = self.shard {
            let durations = self
                .durations
                .as_deref()
                .map(durations)
                .transpose()?
                .unwrap_or_default();
            // The shards divide what the rest of the selection leaves, whatever the runtime is.
            let ids: Vec<&str> = plan
                .cases
                .iter()
                .filter(|planned| selection.names_select(planned))
                .map(|planned| planned.case.id.as_str())
                .collect();
            let mine = pick(shard, &ids, &durations);
            selection.shard = Some(mine.into_iter().map(str::to_owned).collect());
        }
        Ok(selection)
    }

    /// The names. Those of the variable come as one text; on the command line a space is part of a
    /// name.
    fn names(&self) -> Vec<String> {
        match (&self.names[..], std::env::var("THREADPROOF_NAMES")) {
            ([one], Ok(variable)) if *one == variable => {
                one.split_whitespace().map(str::to_owned).collect()
            }
            (names, _) => names.to_vec(),
        }
    }

    /// Refuses a name that stands for no case, and says which was probably meant.
    fn known_names(&self, names: &[String], plan: &Plan) -> Result<(), CliError> {
        let ids = || plan.cases.iter().map(|planned| planned.case.id.as_str());
        let is_known = |name: &String| {
            if self.exact {
                plan.case(name).is_some()
            } else {
                ids().any(|id| id.contains(name.as_str()))
            }
        };
        let Some(name) = names.iter().find(|name| !is_known(name)) else {
            return Ok(());
        };
        let in_area = plan
            .cases
            .iter()
            .filter(|one| one.case.area() == name)
            .count();
        if in_area > 0 {
            return Err(CliError::NothingSelected(format!(
                "nothing selected: `{name}` is an area and no case; without --exact it selects its {in_area} cases"
            )));
        }
        let areas = plan.cases.iter().map(|planned| planned.case.area());
        let short = ids().filter_map(|id| Some(id.split_once('/')?.1));
        let hint = suggestion(name, areas)
            .or_else(|| suggestion(name, ids()))
            .or_else(|| suggestion(name, short))
            .map(|id| format!("; did you mean `{id}`?"));
        let what = if self.exact { "case" } else { "case or area" };
        Err(CliError::NothingSelected(format!(
            "nothing selected: there is no {what} `{name}`; `threadproof list` names them{}",
            hint.unwrap_or_default()
        )))
    }

    fn description(&self) -> Option<String> {
        let mut parts = Vec::new();
        parts.extend((!self.names.is_empty()).then(|| self.names.join(" ")));
        parts.extend(self.filter.clone());
        parts.extend(
            self.rerun
                .map(|Rerun::Failed| "what failed in the last run".to_owned()),
        );
        (!parts.is_empty()).then(|| parts.join(" and "))
    }
}

impl Selection {
    /// Whether this case on this runtime is meant.
    #[must_use]
    pub fn selects(&self, planned: &Planned, target: Target<'_>) -> bool {
        let id = &planned.case.id;
        let failed = |failed: &HashSet<(String, String)>| {
            failed.contains(&(id.clone(), target.name.to_owned()))
        };
        self.names_select(planned)
            && self
                .filter
                .as_ref()
                .is_none_or(|filter| filter.selects(planned, target))
            && self.failed.as_ref().is_none_or(failed)
            && self.shard.as_ref().is_none_or(|shard| shard.contains(id))
    }

    /// Whether nothing narrows the selection.
    #[must_use]
    pub fn is_everything(&self) -> bool {
        self.description.is_none() && self.shard.is_none()
    }

    /// What to say when nothing is selected.
    #[must_use]
    pub fn nothing(&self) -> CliError {
        let text = match (&self.failed, &self.description) {
            (Some(failed), _) if failed.is_empty() => "nothing failed in the last run".to_owned(),
            (Some(failed), _) => {
                let runtimes: BTreeSet<&str> =
                    failed.iter().map(|(_, runtime)| runtime.as_str()).collect();
                let runtimes: Vec<&str> = runtimes.into_iter().collect();
                format!(
                    "nothing selected: what failed in the last run was on {}; ask for it with -r",
                    runtimes.join(", ")
                )
            }
            (_, Some(description)) => {
                format!(
                    "nothing selected: no case fits `{description}`; `threadproof list` names them"
                )
            }
            (_, None) if self.shard.is_some() => "nothing selected: the shard is empty".to_owned(),
            _ => "nothing selected: the suite has no cases".to_owned(),
        };
        CliError::NothingSelected(text)
    }

    fn names_select(&self, planned: &Planned) -> bool {
        let id = &planned.case.id;
        let named = |name: &String| {
            if self.exact {
                id == name
            } else {
                id.contains(name.as_str())
            }
        };
        self.names.is_empty() || self.names.iter().any(named)
    }
}

fn last_failures(context: &Context) -> Result<HashSet<(String, String)>, CliError> {
    let path = context.output.join("run.json");
    let run = record::read_file(path.as_std_path()).map_err(|error| {
        CliError::Usage(format!("--rerun failed: {error}; run the suite first"))
    })?;
    let name_of = |id: &str| {
        let info = run.runtimes.iter().find(|info| info.id == id);
        info.map_or_else(|| id.to_owned(), |info| info.name.clone())
    };
    let failed = run
        .results
        .iter()
        .filter(|result| result.verdict.is_failure());
    Ok(failed
        .map(|result| (result.case.clone(), name_of(&result.runtime)))
        .collect())
}

fn durations(path: &camino::Utf8Path) -> Result<BTreeMap<String, u64>, CliError> {
    let run = record::read_file(path.as_std_path())
        .map_err(|error| CliError::Usage(error.to_string()))?;
    let mut durations = BTreeMap::new();
    for result in &run.results {
        let known: &mut u64 = durations.entry(result.case.clone()).or_insert(0);
        *known = known.saturating_add(result.duration_ms);
    }
    Ok(durations)
}
