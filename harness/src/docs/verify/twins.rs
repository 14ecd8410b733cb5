//! Checks that an example does the same in both module systems.
//!
//! Twins are compared by the lines that they print, in any order, for order across threads is
//! promised by comments alone. It must never compare what an entry says varies.

use threadproof_reports::docs::Outcome;

use super::judge::lines_of;
use super::{Cell, Verified, settle};

/// Marks the second of two twins that differ on the same runtime; `again` runs a cell once more,
/// for what is not the same at two runs of one example says nothing about two examples.
pub fn compare_twins(
    cells: &[Cell<'_>],
    verified: &mut [Option<Verified>],
    mut again: impl FnMut(&Cell<'_>) -> Verified,
) {
    for second in 0..cells.len() {
        let cell = &cells[second];
        let Some(twin) = &cell.example.twin else {
            continue;
        };
        let id = cell.subject.runtime.id();
        let first = (0..second)
            .find(|at| cells[*at].example.id == *twin && cells[*at].subject.runtime.id() == id);
        let Some(first) = first else { continue };
        let lines = |at: usize| verified[at].as_ref().and_then(printed);
        let (Some(one), Some(other)) = (lines(first), lines(second)) else {
            continue;
        };
        if one == other {
            continue;
        }
        let repeated = [first, second].map(|at| printed(&again(&cells[at])));
        let is_the_same = repeated == [Some(one.clone()), Some(other.clone())];
        let Some(differs) = &mut verified[second] else {
            continue;
        };
        if !is_the_same {
            differs.result.varies.push("output of twins".to_owned());
            continue;
        }
        let text = |lines: &[String]| lines.join("\n") + "\n";
        let diff = threadproof_reports::diff::unified(&text(&one), &text(&other));
        differs.result.outcome = Outcome::TwinDiffers;
        differs.result.reason = Some(format!("prints other lines than {twin}"));
        differs.result.diff = diff;
        settle(differs, cell);
    }
}

/// What a cell printed, in any order, its own file's name left out; nothing of one that failed, for
/// that has its own reason.
fn printed(one: &Verified) -> Option<Vec<String>> {
    // What one prints that goes on depends on when it was stopped.
    let fine = matches!(
        one.result.outcome,
        Outcome::Passes | Outcome::Ran | Outcome::Varies
    );
    if !one.comparable || !fine {
        return None;
    }
    let lines = lines_of(&one.result.stdout).into_iter();
    let mut lines: Vec<String> = lines
        .map(|line| line.replace("main.mjs", "main.cjs"))
        .collect();
    lines.sort();
    Some(lines)
}
