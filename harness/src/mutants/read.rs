//! Reads the mutants of a suite, and which area a promise belongs to.

use std::collections::{BTreeMap, BTreeSet};

use camino::{Utf8Path, Utf8PathBuf};
use serde::Deserialize;
use thiserror::Error;

use super::Mutant;
use crate::diagnose::{Diagnostic, Diagnostics, Text};
use crate::plan::versions::VersionRange;
use crate::yaml::Document;

/// Why the mutants of a suite cannot be used.
#[derive(Debug, Error)]
pub enum ReadMutantsError {
    /// There are none.
    #[error("there are no mutants in {0}; a suite keeps them there, a YAML file for each area")]
    None(Utf8PathBuf),
    /// A file cannot be read.
    #[error("{path} cannot be read: {reason}; check that it is there and is text")]
    Unreadable {
        /// The file.
        path: Utf8PathBuf,
        /// What the system says.
        reason: String,
    },
    /// A file is not YAML.
    #[error("{0}")]
    Yaml(String),
    /// A file holds something else than mutants.
    #[error(
        "{path}: {reason}; a mutant has name, does, preload, probe, either breaks or permitted, and may have since and near"
    )]
    Shape {
        /// The file.
        path: Utf8PathBuf,
        /// What is wrong.
        reason: String,
    },
}

#[derive(Debug, Deserialize)]
struct Promise {
    id: String,
    area: String,
}

/// Every mutant of the suite at `root`, by file and then as they stand there.
///
/// # Errors
/// When there is none, or one of them is not as it should be.
pub fn read(root: &Utf8Path) -> Result<Vec<Mutant>, ReadMutantsError> {
    let folder = root.join("mutants");
    let promises = areas(root)?;
    let mut files: Vec<Utf8PathBuf> = match folder.read_dir_utf8() {
        Ok(entries) => entries
            .filter_map(|entry| Some(entry.ok()?.into_path()))
            .filter(|path| path.extension() == Some("yaml"))
            .collect(),
        Err(_) => Vec::new(),
    };
    files.sort();
    let mut mutants: Vec<Mutant> = Vec::new();
    let mut names = BTreeSet::new();
    for path in files {
        for mutant in list::<Mutant>(&path)? {
            let shape = |reason: String| ReadMutantsError::Shape {
                path: path.clone(),
                reason: format!("`{}` {reason}", mutant.name),
            };
            if !names.insert(mutant.name.clone()) {
                return Err(shape("has the name of another mutant".to_owned()));
            }
            if mutant.breaks.is_some() == mutant.permitted.is_some() {
                return Err(shape("needs either `breaks` or `permitted`".to_owned()));
            }
            if let Some(id) = mutant
                .breaks
                .as_ref()
                .filter(|id| !promises.contains_key(*id))
            {
                return Err(shape(format!(
                    "breaks `{id}`, which the inventory does not have"
                )));
            }
            if let Some(since) = &mutant.since {
                VersionRange::parse(since).map_err(|reason| shape(format!("since: {reason}")))?;
            }
            mutants.push(mutant);
        }
    }
    if mutants.is_empty() {
        return Err(ReadMutantsError::None(folder));
    }
    Ok(mutants)
}

/// The area of each promise of the suite's inventory.
///
/// # Errors
/// When the inventory cannot be read.
pub fn areas(root: &Utf8Path) -> Result<BTreeMap<String, String>, ReadMutantsError> {
    let promises = list::<Promise>(&root.join("expectations/inventory.yaml"))?;
    Ok(promises.into_iter().map(|one| (one.id, one.area)).collect())
}

fn list<T: for<'de> Deserialize<'de>>(path: &Utf8Path) -> Result<Vec<T>, ReadMutantsError> {
    let text = threadproof_reports::regular::read_text(path.as_std_path()).map_err(|error| {
        ReadMutantsError::Unreadable {
            path: path.to_owned(),
            reason: error.to_string(),
        }
    })?;
    let render = |found: Vec<Diagnostic>| Diagnostics(found).render(false);
    let document = Document::parse(Text::new(path, text))
        .map_err(|found| ReadMutantsError::Yaml(render(found)))?;
    serde_json::from_value(document.root.to_json()).map_err(|error| ReadMutantsError::Shape {
        path: path.to_owned(),
        reason: error.to_string(),
    })
}
