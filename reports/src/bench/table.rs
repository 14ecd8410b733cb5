//! A measurement as a table for a terminal: a row for each figure, a column for each runtime.

use super::{Bench, Outcome, Unit, value};

/// Renders the table, then what could not be measured, and why.
pub(super) fn render(bench: &Bench) -> String {
    let mut rows = vec![header(bench)];
    for figure in &bench.figures {
        let mut row = vec![figure.title.clone()];
        row.extend(
            figure
                .results
                .iter()
                .map(|result| cell(result, figure.unit)),
        );
        let (times, target) = bench.standing(figure);
        row.extend([times, target]);
        rows.push(row);
    }
    let mut text = aligned(&rows);
    for (title, runtime, reason) in bench.absences() {
        text.push_str(&format!("{title} on {runtime}: {reason}\n"));
    }
    text.push_str(&format!(
        "medians of {} runs (quartiles); × says how many times better than the best peer\n",
        bench.runs
    ));
    text
}

fn header(bench: &Bench) -> Vec<String> {
    let mut row = vec![String::new()];
    row.extend(bench.runtimes.iter().map(|runtime| runtime.id.clone()));
    row.extend(["× best peer".to_owned(), "target".to_owned()]);
    row
}

fn cell(result: &Outcome, unit: Unit) -> String {
    match result {
        Outcome::Measured(measured) if measured.values.len() > 1 => format!(
            "{} ({}–{})",
            value(measured.median, unit),
            super::number(measured.lower),
            super::number(measured.upper)
        ),
        Outcome::Measured(measured) => value(measured.median, unit),
        Outcome::Absent { .. } => "-".to_owned(),
    }
}

/// Columns as wide as their widest cell; a column that is empty below its head is left out.
fn aligned(rows: &[Vec<String>]) -> String {
    let columns = rows.first().map_or(0, Vec::len);
    let width = |column: usize| {
        let cells = rows.iter().map(|row| row[column].chars().count());
        cells.max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..columns).map(width).collect();
    let is_used = |column: &usize| rows.iter().skip(1).any(|row| !row[*column].is_empty());
    let used: Vec<usize> = (0..columns).filter(is_used).collect();
    let mut text = String::new();
    for row in rows {
        let cells: Vec<String> = used
            .iter()
            .map(|column| format!("{:<width$}", row[*column], width = widths[*column]))
            .collect();
        text.push_str(cells.join("  ").trim_end());
        text.push('\n');
    }
    text
}

impl Bench {
    /// What could not be measured: figure, runtime, reason; each reason of a scenario once.
    pub(super) fn absences(&self) -> Vec<(&str, &str, &str)> {
        let mut absences: Vec<(&str, &str, &str)> = Vec::new();
        let mut last = "";
        for figure in &self.figures {
            // All figures of a scenario are absent for the same reason.
            if figure.scenario != last {
                for (runtime, result) in self.runtimes.iter().zip(&figure.results) {
                    if let Outcome::Absent { reason } = result {
                        absences.push((&figure.title, &runtime.id, reason));
                    }
                }
            }
            last = &figure.scenario;
        }
        absences
    }
}
