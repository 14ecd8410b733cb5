//! The parts of a record that are known before anything runs.

use camino::Utf8Path;
use threadproof_reports::record::{CaseInfo, Differs, Host, SourceFile, Suite};

use crate::plan::{Plan, Planned};

/// The longest source that a record carries whole.
const LONGEST: usize = 64 * 1024;

/// The case in the words of the record, with its sources.
#[must_use]
pub fn case_info(root: &Utf8Path, planned: &Planned) -> CaseInfo {
    let expectation = &planned.expectation;
    let folder = planned.case.folder();
    let files = planned.case.files.iter().map(|file| {
        let path = folder.join(file);
        SourceFile {
            text: read_source(&root.join(&path)),
            path: path.into_string(),
        }
    });
    CaseInfo {
        id: planned.case.id.clone(),
        area: planned.case.area().to_owned(),
        promises: expectation.promises.clone(),
        tier: expectation.tier,
        covers: expectation.covers.clone(),
        statements: Vec::new(),
        since: expectation.since.as_ref().map(ToString::to_string),
        until: expectation.until.as_ref().map(ToString::to_string),
        files: files.collect(),
        expectation: SourceFile {
            path: expectation.file.to_string(),
            text: planned.source.clone(),
        },
        differs: expectation
            .expect
            .differs
            .iter()
            .map(|fact| Differs {
                doc: fact.doc.clone(),
                section: fact.section.clone(),
                page: fact.page.clone(),
                node: fact.node.clone(),
                on: fact.on.as_ref().map(ToString::to_string),
            })
            .collect(),
    }
}

/// The suite in the words of the record.
#[must_use]
pub fn suite_info(plan: &Plan) -> Suite {
    Suite {
        hash: plan.hash.clone(),
        cases: plan.cases.len(),
    }
}

/// This machine in the words of the record.
#[must_use]
pub fn host() -> Host {
    Host {
        os: std::env::consts::OS.to_owned(),
        arch: std::env::consts::ARCH.to_owned(),
        cpus: std::thread::available_parallelism().map_or(1, usize::from),
    }
}

/// A source as text; what is no text, or is gone since the plan was made, says so.
fn read_source(path: &Utf8Path) -> String {
    match threadproof_reports::regular::read(path.as_std_path()) {
        Err(error) => format!("(cannot be read: {error})"),
        Ok(bytes) => match String::from_utf8(bytes) {
            Ok(text) if text.len() <= LONGEST => text,
            Ok(text) => {
                let end = text.floor_char_boundary(LONGEST);
                format!("{}\n(cut off here)\n", &text[..end])
            }
            Err(error) => format!("({} bytes that are no text)", error.as_bytes().len()),
        },
    }
}
