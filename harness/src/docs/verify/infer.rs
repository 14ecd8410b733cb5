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
            if let Some(name) = reason.strip_prefix("missing file ") {
                let change = Change {
                    files: [(name.to_owned(), String::new())].into(),
                    ..Change::default()
                };
                let name = serde_json::Value::from(name).to_string();
                return tried(&change, None).then(|| Proposal {
                    yaml: format!("    files: {{ {name}: \"\" }}\n"),
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
