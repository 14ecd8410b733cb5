//! A block behind an example that shows what the example prints.
//!
//! It must never know how an example is run.

use std::sync::LazyLock;

use regex::Regex;

use super::model::Output;

/// Labels of blocks that hold output and nothing else.
const OUTPUT: &[&str] = &["output", "stdout", "log"];

/// Labels of blocks that hold output or commands.
const TERMINAL: &[&str] = &[
    "",
    "text",
    "txt",
    "plaintext",
    "plain",
    "console",
    "terminal",
    "bash",
    "sh",
    "shell",
    "shell-session",
];

/// Words that announce output.
static ANNOUNCED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?i)^(?:(?:this|it|which|that|the (?:above|code|example|script|program)\b.*?)\s+)?(?:(?:will|would) )?(?:prints?|outputs?|logs?|produces|displays?)(?: the following)?(?: (?:output|text|lines?))?(?: to (?:stdout|the console))?\s*:$|^(?:the )?(?:expected |resulting |console )?(?:output|result)(?: (?:is|would be|will be|of .*))?(?: (?:as )?(?:follows|the following|this))?\s*:?$|\b(?:prints|outputs|will output|will print|output is|output will be|would output|would print)(?: the following)?\s*:$",
    )
    .expect("a pattern of this file is well formed")
});

/// The output that a block shows, where its label or what is said before it tell that it does.
pub(super) fn of(label: &str, code: &str, line: usize, said: Option<&str>) -> Option<Output> {
    let announced = said.is_some_and(|said| ANNOUNCED.is_match(said.trim()));
    let is_output = OUTPUT.contains(&label) && (said.is_none() || announced);
    let is_terminal = TERMINAL.contains(&label);
    let mut lines: Vec<&str> = code.lines().collect();
    let mut first = line;
    // `$ node example.js`, and what that prints.
    let command = lines
        .first()
        .and_then(|line| line.trim_start().strip_prefix("$ "));
    let runs = command
        .is_some_and(|command| command.starts_with("node ") && !command.contains(['|', '>', '<']));
    if runs && is_terminal {
        lines.remove(0);
        first += 1;
        if command.is_some_and(|command| command.split_whitespace().count() != 2) {
            return None;
        }
    } else if !(is_output || (is_terminal && announced)) {
        return None;
    }
    if lines.is_empty() || lines.iter().any(|line| line.trim_start().starts_with("$ ")) {
        return None;
    }
    Some(Output {
        lines: lines
            .into_iter()
            .map(|line| line.trim_end().to_owned())
            .collect(),
        line: first,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn output_is_told_from_other_blocks() {
        for (label, code, said, lines) in [
            ("output", "one\ntwo", None, Some(2)),
            ("text", "one\ntwo", Some("Outputs:"), Some(2)),
            ("text", "one\ntwo", None, None),
            ("console", "one", Some("Prints:"), Some(1)),
            ("console", "one", Some("The output is:"), Some(1)),
            ("bash", "$ node example.js\none", None, Some(1)),
            ("", "one", Some("This will print the following:"), Some(1)),
            ("bash", "npm install it", None, None),
            ("console", "$ npm install it", Some("Outputs:"), None),
            ("text", "a/b", Some("The files are:"), None),
            ("bash", "$ node example.js a b\none", None, None),
            ("json", "{}", Some("Output:"), None),
        ] {
            let found = of(label, code, 1, said).map(|output| output.lines.len());
            assert_eq!(found, lines, "{label} {code} {said:?}");
        }
    }
}
