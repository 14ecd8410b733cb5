//! What comes before an example: code that the page puts there, and blocks that it goes on from.
//!
//! It must never know how code is run.

use crate::docs::completion::Change;
use crate::docs::model::{Example, Language, Page, Promise, Promised};
use crate::docs::transcript::turns;

/// The code before an example, each piece on lines of its own; empty for most.
pub(super) fn before(example: &Example, change: &Change, page: &Page) -> String {
    let of_page = page.before.iter().filter(|before| {
        before
            .heading
            .is_none_or(|heading| is_under(page, example.heading, heading))
    });
    let mut pieces: Vec<&str> = of_page.map(|before| before.code.as_str()).collect();
    if example.marks.continues || change.continues {
        pieces.extend(earlier(example, page).map(|one| one.code.as_str()));
    }
    pieces.iter().map(|piece| format!("{piece}\n")).collect()
}

/// The blocks before an example under the same heading that are written as it is.
fn earlier<'p>(example: &'p Example, page: &'p Page) -> impl Iterator<Item = &'p Example> {
    let all = page.examples.iter();
    let before = all.take_while(|one| one.id != example.id);
    before.filter(|one| {
        one.heading == example.heading
            && one.language == example.language
            && !one.marks.skip
            && !one.marks.may_fail
            && !one.marks.network
            && one.marks.throws.is_none()
            && one.language != Language::Transcript
    })
}

/// Whether the heading `at` stands under `above`, or is it.
fn is_under(page: &Page, at: Option<usize>, above: usize) -> bool {
    let Some(at) = at.filter(|at| *at >= above) else {
        return false;
    };
    let level = page.headings[above].level;
    page.headings[above + 1..=at]
        .iter()
        .all(|one| one.level > level)
}

/// A transcript as a program, and what its inputs show as promises.
pub(super) fn transcript(code: &str) -> (String, Vec<Promise>) {
    let mut program = String::new();
    let mut promises = Vec::new();
    let mut line = 1;
    for turn in turns(code) {
        // Each input stays on the line on which the page has it.
        while line < turn.line {
            program.push('\n');
            line += 1;
        }
        let input = turn.code.trim_end().trim_end_matches(';');
        // A warning comes when the prompt is there already.
        if !crate::docs::syntax::typed(input) {
            continue;
        }
        program.push_str(input);
        program.push(';');
        line += input.matches('\n').count();
        let shown: Vec<String> = turn.shown.clone();
        let at = program.len();
        let is_nothing = |text: &String| text == "undefined";
        let error = shown.iter().find_map(|line| line.strip_prefix("Uncaught "));
        let prints = input.contains("console.");
        let kind = if let Some(error) = error.or_else(|| {
            shown
                .first()
                .map(String::as_str)
                .filter(|line| is_error(line))
        }) {
            Promised::Throws(Some(error.trim_end_matches(':').to_owned()))
        } else if prints {
            let lines: Vec<String> = shown.into_iter().filter(|one| !is_nothing(one)).collect();
            if lines.is_empty() {
                continue;
            }
            Promised::Prints(lines)
        } else if shown.is_empty() || shown.iter().all(is_nothing) {
            continue;
        } else {
            Promised::Gives(shown.join("\n"))
        };
        promises.push(Promise {
            line: turn.line,
            at,
            kind,
        });
    }
    (program, promises)
}

fn is_error(line: &str) -> bool {
    let name = line.split([':', ' ']).next().unwrap_or_default();
    name.ends_with("Error") && name.starts_with(char::is_uppercase) && line.contains(": ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_transcript_is_a_program_with_promises() {
        let (program, promises) = transcript(
            "> const a = [1]\nundefined\n> (node:1) Warning: that\nis it\n> a\n[ 1 ]\n> console.log(a)\n[ 1 ]\nundefined\n> b\nUncaught ReferenceError: b is not defined\n",
        );
        assert_eq!(
            program,
            "const a = [1];\n\n\n\na;\n\nconsole.log(a);\n\n\nb;"
        );
        let kinds: Vec<&Promised> = promises.iter().map(|one| &one.kind).collect();
        assert_eq!(
            kinds,
            [
                &Promised::Gives("[ 1 ]".to_owned()),
                &Promised::Prints(vec!["[ 1 ]".to_owned()]),
                &Promised::Throws(Some("ReferenceError: b is not defined".to_owned())),
            ]
        );
    }
}
