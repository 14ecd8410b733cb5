//! A measurement as a page in Markdown, with everything that is needed to take it again.

use super::{Bench, Better, Outcome, Unit, number, value};

/// Renders the page.
pub(super) fn render(bench: &Bench) -> String {
    let mut text = String::from("# Benchmarks\n\n");
    text.push_str(&format!(
        "Taken by `{}` (threadproof {}) on {}.\n\n",
        bench.command,
        bench.tool,
        day(&bench.started)
    ));
    text.push_str(&format!(
        "- machine: {}, {} processors, {} {}\n",
        bench.machine, bench.host.cpus, bench.host.os, bench.host.arch
    ));
    let runtimes: Vec<&str> = bench.runtimes.iter().map(|one| one.id.as_str()).collect();
    text.push_str(&format!("- runtimes: {}\n", runtimes.join(", ")));
    text.push_str(&format!(
        "- medians of {} runs, interleaved run by run; quartiles in parentheses\n",
        bench.runs
    ));
    text.push_str(
        "- × says how many times better the reference is than the best of its peers in the same measurement; ",
    );
    text.push_str("absolute figures hold for that machine only\n\n");
    text.push_str(&table(bench));
    let absences = bench.absences();
    if !absences.is_empty() {
        text.push_str("\nNot measured:\n\n");
        for (title, runtime, reason) in absences {
            text.push_str(&format!("- {title} on {runtime}: {}\n", escaped(reason)));
        }
    }
    text.push_str("\nEach scenario is a script in `bench/` that says in its first lines what it measures, and runs by hand on any runtime.\n");
    text
}

fn table(bench: &Bench) -> String {
    let mut text = String::from("| |");
    for runtime in &bench.runtimes {
        text.push_str(&format!(" {} |", runtime.id));
    }
    text.push_str(" × best peer | target |\n|---|");
    text.push_str(&"---:|".repeat(bench.runtimes.len() + 1));
    text.push_str("---|\n");
    for figure in &bench.figures {
        let hint = match figure.better {
            Better::More => ", more is better",
            Better::Less | Better::Neither => "",
        };
        text.push_str(&format!("| {}{hint} |", escaped(&figure.title)));
        for result in &figure.results {
            text.push_str(&format!(" {} |", cell(result, figure.unit)));
        }
        let (times, target) = bench.standing(figure);
        text.push_str(&format!(" {times} | {target} |\n"));
    }
    text
}

fn cell(result: &Outcome, unit: Unit) -> String {
    match result {
        Outcome::Measured(measured) if measured.values.len() > 1 => format!(
            "{} ({}–{})",
            value(measured.median, unit),
            number(measured.lower),
            number(measured.upper)
        ),
        Outcome::Measured(measured) => value(measured.median, unit),
        Outcome::Absent { .. } => "–".to_owned(),
    }
}

/// The day of an RFC 3339 time.
fn day(time: &str) -> &str {
    time.split('T').next().unwrap_or(time)
}

/// A text that must not end a cell, nor a line.
fn escaped(text: &str) -> String {
    text.replace('|', "\\|").replace('\n', " ")
}
