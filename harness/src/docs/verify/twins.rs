//! Checks that an example does the same in both module systems.
//!
//! Twins are compared by the lines that they print, in any order, for order across threads is
//! promised by comments alone. It must never compare what an entry says varies.

use std::collections::HashMap;

use threadproof_reports::docs::Outcome;

use super::judge::lines_of;
use super::{Cell, Verified, settle};

/// Marks the second of two twins that differ on the same runtime. `again` runs cells once more, all
/// that differ together, for what is not the same at two runs of one example says nothing about two
/// examples.
pub fn compare_twins<'p>(
    cells: &[Cell<'p>],
    verified: &mut [Option<Verified>],
    again: impl FnOnce(&[Cell<'p>]) -> Vec<Option<Verified>>,
) {
    let places: HashMap<(&str, &str), usize> = cells
        .iter()
        .enumerate()
        .map(|(at, cell)| ((cell.example.id.as_str(), id_of(cell)), at))
        .collect();
    let lines =
        |verified: &[Option<Verified>], at: usize| verified.get(at)?.as_ref().and_then(printed);
    let differ = |second: usize| {
        let cell = &cells[second];
        let twin = cell.example.twin.as_deref()?;
        let first = *places.get(&(twin, id_of(cell)))?;
        let one = lines(verified, first)?;
        let other = lines(verified, second)?;
        (first < second && one != other).then_some((first, second, one, other))
    };
    let differ: Vec<_> = (0..cells.len()).filter_map(differ).collect();
    let twice: Vec<Cell<'p>> = differ
        .iter()
        .flat_map(|(first, second, _, _)| [cells[*first], cells[*second]])
        .collect();
    let repeated = if twice.is_empty() {
        Vec::new()
    } else {
        again(&twice)
    };
    for (number, (_, second, one, other)) in differ.into_iter().enumerate() {
        let is_the_same = lines(&repeated, 2 * number).as_ref() == Some(&one)
            && lines(&repeated, 2 * number + 1).as_ref() == Some(&other);
        let Some(differs) = &mut verified[second] else {
            continue;
        };
        if !is_the_same {
            differs.result.varies.push("output of twins".to_owned());
            continue;
        }
        let cell = &cells[second];
        let twin = cell.example.twin.as_deref().unwrap_or_default();
        let text = |lines: &[String]| lines.join("\n") + "\n";
        let diff = threadproof_reports::diff::unified(&text(&one), &text(&other));
        differs.result.outcome = Outcome::TwinDiffers;
        differs.result.reason = Some(format!("prints other lines than {twin}"));
        differs.result.diff = diff;
        settle(differs, cell);
    }
}

fn id_of<'p>(cell: &Cell<'p>) -> &'p str {
    &cell.subject.runtime.spec.written
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
    // Where a stack leads through is the runtime's own affair.
    let lines = lines.filter(|line| !line.trim_start().starts_with("at "));
    let mut lines: Vec<String> = lines
        .map(|line| line.replace("main.mjs", "main.cjs"))
        .collect();
    lines.sort();
    Some(lines)
}
