//! Tells from an error that an example lacks something that its page does not bring: a file, a
//! program, a server, a network.
//!
//! Only what the example itself names counts. It must never know a page.

use std::sync::LazyLock;

use regex::Regex;
use threadproof_reports::docs::Outcome;

/// A file or program that is not there.
static ABSENT: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?:spawn\w* )?(?:[Ee]rror: )?\b(?:ENOENT|ENOTDIR)[^'\n]*'([^'\n]+)'|spawn\w* (\S+) ENOENT|(?:Cannot find (?:module|package)|Module not found) '([^'\n]+)'|EACCES: permission denied, \w+ '([^'\n]+)'|connect ENOENT (\S+)|([^\s:]+): cannot open shared object file",
    )
});

/// A machine that cannot be reached.
static FAR: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:getaddrinfo|query\w*) (?:ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEOUT)|\b(?:ENETUNREACH|EHOSTUNREACH|ENOTFOUND|EAI_AGAIN)\b|UND_ERR_CONNECT|fetch failed",
    )
});

/// A server that nobody started.
static NOBODY: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"\bECONNREFUSED (?:127\.0\.0\.1|::1|[^\s:]+):(\d+)"));

/// A method that an example calls on itself.
static METHOD: LazyLock<Regex> = LazyLock::new(|| pattern(r"\bthis\.(\w+) is not a function"));

/// A text in code that stands for another one: `'{... a certificate ...}'`.
static PLACEHOLDER: LazyLock<Regex> = LazyLock::new(|| pattern(r"['\x22`][<{(\[]?(?:\.\.\.|…)"));

/// A pipe or a share as only Windows has them.
const OF_WINDOWS: &[&str] = &[r"\\\\?\\", r"\\\\.\\"];

fn pattern(text: &str) -> Regex {
    Regex::new(text).expect("a pattern of this file is well formed")
}

/// What the code lacks, by what the example said.
pub(super) fn of(said: &str, code: &str) -> Option<(Outcome, String)> {
    for found in ABSENT.captures_iter(said) {
        let name = found.iter().skip(1).flatten().next()?.as_str();
        let last = name
            .rsplit(['/', '\\'])
            .find(|part| !part.is_empty())
            .unwrap_or(name);
        if code.contains(name) || code.contains(last) {
            return Some((Outcome::CannotRun, format!("missing file {last}")));
        }
    }
    if FAR.is_match(said) {
        let told = "it reaches for another machine, and there is no network here";
        return Some((Outcome::NeedsNetwork, told.to_owned()));
    }
    if let Some(found) = NOBODY.captures(said) {
        return Some((
            Outcome::CannotRun,
            format!("nothing listens on port {}", &found[1]),
        ));
    }
    if let Some(found) = METHOD.captures(said) {
        let name = &found[1];
        // Who calls it everywhere and defines it nowhere leaves it out.
        if code.matches(name).count() == code.matches(&format!("this.{name}")).count() {
            return Some((Outcome::CannotRun, format!("missing method {name}")));
        }
    }
    if OF_WINDOWS.iter().any(|start| code.contains(start)) {
        return Some((Outcome::CannotRun, "it is written for Windows".to_owned()));
    }
    if code.contains("argv[") {
        return Some((Outcome::CannotRun, "it is written for arguments".to_owned()));
    }
    if code.contains("process.env.PATH") || code.contains("env.PATH") {
        return Some((
            Outcome::CannotRun,
            "it depends on the environment".to_owned(),
        ));
    }
    let tells = |words: &str, of: &str| said.contains(words) && code.contains(of);
    if tells("process.send is not a function", "process.send") {
        return Some((
            Outcome::CannotRun,
            "it is written for a forked process".to_owned(),
        ));
    }
    if tells("properties of null", "parentPort") {
        return Some((Outcome::CannotRun, "it is written for a worker".to_owned()));
    }
    None
}

/// Whether the code holds a text that only stands for what belongs in its place.
pub(super) fn has_placeholder(code: &str) -> bool {
    PLACEHOLDER.is_match(code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_the_example_names_is_missing() {
        let code = "fs.readFileSync('input.txt'); net.connect(8124); spawn('prg');";
        for (said, told) in [
            (
                "Error: ENOENT: no such file or directory, open 'input.txt'",
                "missing file input.txt",
            ),
            ("Error: spawn prg ENOENT", "missing file prg"),
            (
                "Error: connect ECONNREFUSED 127.0.0.1:8124",
                "nothing listens on port 8124",
            ),
        ] {
            assert_eq!(
                of(said, code),
                Some((Outcome::CannotRun, told.to_owned())),
                "{said}"
            );
        }
        let told = |said, code| of(said, code).map(|(_, told)| told);
        let said = "TypeError: this.start is not a function";
        assert_eq!(
            told(said, "this.start();").as_deref(),
            Some("missing method start")
        );
        assert_eq!(told(said, "start() {} this.start();"), None);
        let said = "Error: listen EACCES: permission denied";
        let code_of_windows = r"listen(path.join('\\\\?\\pipe', 'a'))";
        assert_eq!(
            told(said, code_of_windows).as_deref(),
            Some("it is written for Windows")
        );
        assert!(
            has_placeholder("f('{... a certificate ...}')") && !has_placeholder("f('Wait...')")
        );
        assert_eq!(
            of("ENOENT: no such file or directory, open 'other.txt'", code),
            None
        );
        let far = of("Error: getaddrinfo EAI_AGAIN a.example", code);
        assert_eq!(far.map(|(outcome, _)| outcome), Some(Outcome::NeedsNetwork));
    }
}
