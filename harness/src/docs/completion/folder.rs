//! Finds the files of completions.

use camino::{Utf8Path, Utf8PathBuf};
use threadproof_reports::regular;

use super::Completions;
use crate::diagnose::{Diagnostic, Text};

/// Reads one file, or every YAML file of a folder. A file is named as `shown`, relative to `root`
/// where it lies in it.
///
/// # Errors
/// Every problem of every file.
pub fn read_all(path: &Utf8Path, root: &Utf8Path) -> Result<Vec<Completions>, Vec<Diagnostic>> {
    let mut read = Vec::new();
    let mut problems = Vec::new();
    for file in files(path) {
        let name = file.strip_prefix(root).unwrap_or(&file);
        match regular::read_text(file.as_std_path()) {
            Ok(body) => match Completions::parse(Text::new(name, body)) {
                Ok(completions) => read.push(completions),
                Err(found) => problems.extend(found),
            },
            Err(error) => {
                let message = format!("cannot be read: {error}");
                problems.push(Text::new(name, "").problem(0..0, message));
            }
        }
    }
    if problems.is_empty() {
        Ok(read)
    } else {
        Err(problems)
    }
}

fn files(path: &Utf8Path) -> Vec<Utf8PathBuf> {
    if !path.is_dir() {
        return vec![path.to_owned()];
    }
    let entries = path.read_dir_utf8().into_iter().flatten().flatten();
    let mut files: Vec<Utf8PathBuf> = entries
        .map(|entry| entry.path().to_owned())
        .filter(|file| file.extension() == Some("yaml"))
        .collect();
    files.sort();
    files
}
