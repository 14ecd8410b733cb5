//! Reading a record back.
//!
//! The version is looked at before anything else, so that a record of another version is refused
//! by that name and not by the first field that happens to differ. This module must never repair
//! or guess: a record is whole or it is refused.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::{Run, SCHEMA};
use crate::regular;

/// Why a record could not be read.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// The file could not be read.
    #[error("cannot read the record {}: {source}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The text is not a record.
    #[error("{name} is not a threadproof record: {source}")]
    Json {
        /// The record's name.
        name: String,
        /// Where and why.
        source: serde_json::Error,
    },
    /// The record has no version.
    #[error(
        "{name} has no `schema` number, so it is not a threadproof record; \
         pass a file that `--report json=PATH` wrote"
    )]
    NoSchema {
        /// The record's name.
        name: String,
    },
    /// The record has another version.
    #[error(
        "{name} has schema {found}, and this threadproof reads schema {SCHEMA}; \
         read it with the threadproof that wrote it, or run the suite again"
    )]
    Schema {
        /// The record's name.
        name: String,
        /// The version that it has.
        found: u64,
    },
    /// The record contradicts itself.
    #[error("{name} is damaged: {what}; run the suite again to write a whole record")]
    Damaged {
        /// The record's name.
        name: String,
        /// What is wrong.
        what: String,
    },
}

/// Reads a record from text. `name` is what messages call it, usually its path.
///
/// # Errors
///
/// If the text is not JSON, has no or another schema version, or contradicts itself.
pub fn read(name: &str, text: &str) -> Result<Run, ReadError> {
    let json = |source| ReadError::Json {
        name: name.to_owned(),
        source,
    };
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let version: Version = serde_json::from_str(text).map_err(json)?;
    match version.schema.as_ref().map(serde_json::Value::as_u64) {
        None | Some(None) => {
            return Err(ReadError::NoSchema {
                name: name.to_owned(),
            });
        }
        Some(Some(found)) if found != u64::from(SCHEMA) => {
            return Err(ReadError::Schema {
                name: name.to_owned(),
                found,
            });
        }
        Some(Some(_)) => {}
    }
    let run: Run = serde_json::from_str(text).map_err(json)?;
    match fault(&run) {
        Some(what) => Err(ReadError::Damaged {
            name: name.to_owned(),
            what,
        }),
        None => Ok(run),
    }
}

/// Reads a record from a file.
///
/// # Errors
///
/// If the file cannot be read, or for the reasons that [`read`] gives.
pub fn read_file(path: &Path) -> Result<Run, ReadError> {
    let text = regular::read_text(path).map_err(|source| ReadError::Io {
        path: path.to_owned(),
        source,
    })?;
    read(&path.display().to_string(), &text)
}

#[derive(Deserialize)]
struct Version {
    schema: Option<serde_json::Value>,
}

fn fault(run: &Run) -> Option<String> {
    if let Some(shard) = run.shard
        && !(1..=shard.of).contains(&shard.index)
    {
        let (index, of) = (shard.index, shard.of);
        return Some(format!("it says that it is shard {index} of {of}"));
    }
    let mut cases = HashSet::new();
    for case in &run.cases {
        if !cases.insert(case.id.as_str()) {
            return Some(format!("the case {} is listed twice", case.id));
        }
    }
    let mut runtimes = HashSet::new();
    for runtime in &run.runtimes {
        if !runtimes.insert(runtime.id.as_str()) {
            return Some(format!("the runtime {} is listed twice", runtime.id));
        }
    }
    let mut cells = HashSet::new();
    for result in &run.results {
        if !cases.contains(result.case.as_str()) {
            return Some(format!(
                "a result names the case {}, which is not listed",
                result.case
            ));
        }
        if !runtimes.contains(result.runtime.as_str()) {
            return Some(format!(
                "a result names the runtime {}, which is not listed",
                result.runtime
            ));
        }
        if !cells.insert((result.case.as_str(), result.runtime.as_str())) {
            return Some(format!(
                "{} on {} has two results",
                result.case, result.runtime
            ));
        }
    }
    None
}
