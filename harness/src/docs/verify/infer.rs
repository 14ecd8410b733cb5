//! What a page leaves out of an example, inferred from how it failed, and tried.
//!
//! A proposal that does not make the example run is none. Somebody has to look at each: that an
//! example does something is no proof that its page means it.

use threadproof_reports::docs::Outcome;

use super::run::Desk;
use super::{Cell, Verified};
use crate::docs::completion::{Change, End, Expect};

/// An entry of a file of completions, as it is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposal {
    /// Its keys, besides the example and the reason.
    pub yaml: String,
    /// Why.
    pub reason: String,
}

/// What would complete an example, if that can be told.
#[must_use]
pub fn infer(cell: &Cell<'_>, found: &Verified, desk: &Desk<'_>) -> Option<Proposal> {
    let reason = found.result.reason.clone().unwrap_or_default();
    let tried = |change: &Change, expect: Option<&Expect>| {
        cell.try_out(change, expect, desk).result.outcome.is_fine()
    };
    match found.result.outcome {
        Outcome::DoesNotEnd => {
            let expect = Expect {
                end: End::Hangs,
                prints: None,
            };
            tried(&Change::default(), Some(&expect)).then(|| Proposal {
                yaml: "    expect: hangs\n".to_owned(),
                reason: "it is still running when it is stopped".to_owned(),
            })
        }
        Outcome::CannotRun => {
            let names = ["missing file ", "missing files "];
            if let Some(names) = names.iter().find_map(|start| reason.strip_prefix(start)) {
                let names: Vec<&str> = names.split(", ").collect();
                let files = names.iter().map(|name| ((*name).to_owned(), String::new()));
                let change = Change {
                    files: files.collect(),
                    ..Change::default()
                };
                let listed: Vec<String> = names
                    .iter()
                    .map(|name| format!("{}: \"\"", serde_json::Value::from(*name)))
                    .collect();
                return tried(&change, None).then(|| Proposal {
                    yaml: format!("    files: {{ {} }}\n", listed.join(", ")),
                    reason: "it reads a file that the page does not show".to_owned(),
                });
            }
            let change = Change {
                continues: true,
                ..Change::default()
            };
            tried(&change, None).then(|| Proposal {
                yaml: "    continues: true\n".to_owned(),
                reason: format!("it goes on from the blocks before it: {reason}"),
            })
        }
        _ => None,
    }
}
