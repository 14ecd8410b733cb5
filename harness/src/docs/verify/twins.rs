//! Checks that an example does the same in both module systems.
//!
//! Twins are compared by the lines that they print, in any order, for order across threads is
//! promised by comments alone. It must never compare what an entry says varies.

use threadproof_reports::docs::Outcome;

use super::judge::lines_of;
use super::{Cell, Verified, settle};

/// Marks the second of two twins that differ on the same runtime.
pub fn compare_twins(cells: &[Cell<'_>], verified: &mut [Option<Verified>]) {
    for second in 0..cells.len() {
        let cell = &cells[second];
        let Some(twin) = &cell.example.twin else {
            continue;
        };
        let id = cell.subject.runtime.id();
        let first = (0..second)
            .find(|at| cells[*at].example.id == *twin && cells[*at].subject.runtime.id() == id);
        let Some(first) = first else { continue };
        let printed = |at: usize| {
            let one = verified[at].as_ref().filter(|one| one.comparable)?;
            // What failed already has its own reason.
            let is_fine = one.result.outcome == Outcome::Passes;
            let mut lines = lines_of(&one.result.stdout);
            lines.sort();
            is_fine.then_some(lines)
        };
        let (Some(one), Some(other)) = (printed(first), printed(second)) else {
            continue;
        };
        let text = |lines: &[String]| lines.join("\n") + "\n";
        let diff = threadproof_reports::diff::unified(&text(&one), &text(&other));
        if let (Some(diff), Some(differs)) = (diff, &mut verified[second]) {
            differs.result.outcome = Outcome::TwinDiffers;
            differs.result.reason = Some(format!("prints other lines than {twin}"));
            differs.result.diff = Some(diff);
            settle(differs, cell.known());
        }
    }
}
