//! Foreign text made inert for a terminal and for a CI system's log.
//!
//! What a case prints, how a file or a runtime is called and what it says of itself reach people
//! through a terminal, which obeys control sequences, and through logs in which CI systems look for
//! commands. Here each becomes text that says what was there. Reports have rules of their own; this
//! file must never know them.

use std::borrow::Cow;
use std::fmt::Write;

/// What a CI system takes for the beginning of a command wherever it stands in a line.
const COMMANDS: &[&str] = &["##[", "##vso[", "##teamcity["];

/// What one takes for it at the start of a line, spaces aside: GitHub's workflow commands.
const AT_START: &str = "::";

/// Text of several lines, each inert.
#[must_use]
pub fn lines(text: &str) -> Cow<'_, str> {
    if is_inert(text) {
        return Cow::Borrowed(text);
    }
    let each: Vec<String> = text.split('\n').map(|line| written(line, false)).collect();
    Cow::Owned(each.join("\n"))
}

/// Text that must stay on one line, inert: its line breaks are written as `\n`.
#[must_use]
pub fn line(text: &str) -> Cow<'_, str> {
    if is_inert(text) && !text.contains('\n') {
        return Cow::Borrowed(text);
    }
    Cow::Owned(written(text, true))
}

fn is_inert(text: &str) -> bool {
    !text.contains(is_active)
        && !text.contains(AT_START)
        && !COMMANDS.iter().any(|command| text.contains(command))
}

/// Characters that a terminal obeys, or that show a text in another order than it has.
#[must_use]
pub fn is_active(one: char) -> bool {
    matches!(
        one,
        '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}'
    ) || (one.is_control() && !matches!(one, '\n' | '\t'))
}

fn written(line: &str, breaks_too: bool) -> String {
    let mut out = String::with_capacity(line.len() + 8);
    let indent = line.len() - line.trim_start().len();
    if line[indent..].starts_with(AT_START) {
        out.push('\\');
    }
    for one in line.chars() {
        match one {
            '\n' if breaks_too => out.push_str("\\n"),
            one if is_active(one) => {
                // Writing to a string never fails.
                let _ = match u32::from(one) {
                    code @ 0..=0xff => write!(out, "\\x{code:02x}"),
                    code => write!(out, "\\u{{{code:x}}}"),
                };
            }
            one => out.push(one),
        }
    }
    for command in COMMANDS {
        if out.contains(command) {
            out = out.replace(command, &command.replace("##", "#\\#"));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn control_sequences_are_shown_and_not_sent() {
        assert_eq!(lines("\x1b[31mred\x1b[0m"), "\\x1b[31mred\\x1b[0m");
        assert_eq!(lines("a\rb\u{9b}31m\u{7f}"), "a\\x0db\\x9b31m\\x7f");
        assert_eq!(lines("\u{202e}txt.exe"), "\\u{202e}txt.exe");
        assert_eq!(lines("tab\tand\nlines é 🦀"), "tab\tand\nlines é 🦀");
        assert_eq!(line("two\nlines"), "two\\nlines");
    }

    #[test]
    fn commands_of_ci_systems_are_none_any_more() {
        assert_eq!(lines("a\n  ::error::x"), "a\n\\  ::error::x");
        assert_eq!(lines("std::string"), "std::string");
        assert_eq!(lines("x ##[error]y"), "x #\\#[error]y");
        assert_eq!(
            lines("##vso[a]\n##teamcity[b]"),
            "#\\#vso[a]\n#\\#teamcity[b]"
        );
        assert_eq!(line("::set-output"), "\\::set-output");
    }
}
