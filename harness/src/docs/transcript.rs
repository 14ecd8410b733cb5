//! Transcripts of interactive sessions: `> expression`, and what it showed.
//!
//! It must never know how a transcript is run.

/// Labels, besides those of JavaScript, under which transcripts stand.
pub(super) const LABELS: &[&str] = &["console", "repl", "terminal", "text", ""];

/// One input and what followed it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Turn {
    /// The code, prompts left out.
    pub code: String,
    /// Its first line, from 1 in the example.
    pub line: usize,
    /// What was shown, line by line.
    pub shown: Vec<String>,
}

/// Whether `code` is a transcript: its first line, that of `$ node` left out, is an input that reads
/// as JavaScript.
pub(super) fn is_one(code: &str) -> bool {
    let mut lines = code
        .lines()
        .map(str::trim_end)
        .filter(|line| !line.is_empty());
    let first = lines.find(|line| !line.starts_with("$ node") && !line.starts_with("Welcome to"));
    let Some(input) = first.and_then(|line| line.strip_prefix("> ")) else {
        return false;
    };
    let turns = turns(code);
    let first = turns.first().map_or(input, |turn| turn.code.as_str());
    super::syntax::typed(first)
}

/// The inputs of a transcript, each with what it showed.
#[must_use]
pub fn turns(code: &str) -> Vec<Turn> {
    let mut turns: Vec<Turn> = Vec::new();
    for (number, line) in code.lines().enumerate() {
        if let Some(input) = line
            .strip_prefix('>')
            .filter(|rest| rest.is_empty() || rest.starts_with(' '))
        {
            turns.push(Turn {
                code: input.trim().to_owned(),
                line: number + 1,
                shown: Vec::new(),
            });
            continue;
        }
        let Some(turn) = turns.last_mut() else {
            continue;
        };
        let goes_on = ["... ", "| "]
            .iter()
            .find_map(|mark| line.strip_prefix(mark));
        match goes_on.or((line == "..." || line == "|").then_some("")) {
            Some(more) if turn.shown.is_empty() => {
                turn.code.push('\n');
                turn.code.push_str(more);
            }
            _ => turn.shown.push(line.trim_end().to_owned()),
        }
    }
    for turn in &mut turns {
        while turn.shown.last().is_some_and(String::is_empty) {
            turn.shown.pop();
        }
    }
    turns.retain(|turn| !turn.code.is_empty() && !turn.code.starts_with('.'));
    turns
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn inputs_are_told_from_what_they_show() {
        let found = turns("$ node\n> const a = 1\nundefined\n> f(\n... a)\n[\n  1\n]\n\n> .exit\n");
        let told: Vec<(&str, usize, usize)> = found
            .iter()
            .map(|turn| (turn.code.as_str(), turn.line, turn.shown.len()))
            .collect();
        assert_eq!(told, [("const a = 1", 2, 1), ("f(\na)", 4, 3)]);
    }

    #[test]
    fn a_quote_is_no_transcript() {
        assert!(is_one("> 1 + 1\n2"));
        assert!(!is_one("> some words of a mail\nand more"));
        assert!(!is_one("const a = 1;\n> 1"));
    }
}
