//! What the text before an example says of its end.
//!
//! Text is never a promise that can be broken: it only explains an error that comes.

use std::sync::LazyLock;

use regex::Regex;

use crate::docs::model::Example;

/// Words that say that something throws.
static THROWS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?i)\b(?:throws|(?:will|would) (?:throw|fail|reject|raise)|(?:is|be|gets) thrown|rejects with|fails (?:with|because)|results? in (?:an?|the) `?\w*(?:error|exception))\b",
    )
    .expect("a pattern of this file is well formed")
});

/// The name of an error.
static ERROR: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"\b[A-Z]\w*(?:Error|Exception)\b").expect("a pattern of this file is well formed")
});

/// The error that the sentence before an example says it ends with: its name, or nothing where it
/// has none.
pub(super) fn to_throw(example: &Example) -> Option<String> {
    let said = example.said_before.as_deref()?;
    THROWS.is_match(said).then(|| {
        let name = ERROR.find(said);
        name.map_or_else(String::new, |name| name.as_str().to_owned())
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::docs::read_text;

    #[test]
    fn the_sentence_before_an_example_may_say_that_it_throws() {
        for (said, told) in [
            (
                "The following will throw the `TypeError`:",
                Some("TypeError"),
            ),
            (
                "This results in an `AssertionError` with a message.",
                Some("AssertionError"),
            ),
            ("An error is thrown:", Some("")),
            ("It returns a value:", None),
        ] {
            let page = read_text("a.md".into(), &format!("{said}\n\n```js\nf();\n```\n"));
            let page = page.expect("a page");
            assert_eq!(to_throw(&page.examples[0]).as_deref(), told, "{said}");
        }
    }
}
