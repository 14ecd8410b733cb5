//! `NAME[=PATH]`, as options take it: a form of a report, and where to write it.
//!
//! It must never know what the names stand for.

use camino::Utf8PathBuf;

use threadproof_harness::diagnose::allowed_help;

/// What `find` makes of the name in `text`, and the path behind the first `=`; `what` says what the
/// names name, `known` lists them.
///
/// # Errors
/// The message for a name that `find` does not know, and for a path without a letter.
pub(super) fn parse<T>(
    text: &str,
    what: &str,
    known: &[&str],
    find: impl FnOnce(&str) -> Option<T>,
) -> Result<(T, Option<Utf8PathBuf>), String> {
    let (name, path) = match text.split_once('=') {
        Some((name, path)) => (name, Some(path)),
        None => (text, None),
    };
    let Some(found) = find(name) else {
        let help = allowed_help(name, known);
        return Err(format!("unknown {what} `{name}`; {help}"));
    };
    if path == Some("") {
        return Err(format!("`{text}` has no path after `=`"));
    }
    Ok((found, path.map(Utf8PathBuf::from)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<(usize, Option<Utf8PathBuf>), String> {
        let known = ["json", "md"];
        parse(text, "form", &known, |name| {
            known.iter().position(|one| *one == name)
        })
    }

    #[test]
    fn a_path_is_what_follows_the_first_equals_sign() {
        assert_eq!(read("json"), Ok((0, None)));
        assert_eq!(read("md=a.md"), Ok((1, Some("a.md".into()))));
        assert_eq!(read("md=a=b.md"), Ok((1, Some("a=b.md".into()))));
    }

    #[test]
    fn unknown_names_and_empty_paths_are_refused() {
        for (text, message) in [
            ("jsn", "unknown form `jsn`; "),
            ("=x", "unknown form ``; "),
            ("jsn=", "unknown form `jsn`; "),
            ("json=", "`json=` has no path after `=`"),
        ] {
            let refused = read(text).expect_err("it is refused");
            assert!(refused.starts_with(message), "{refused}");
        }
    }
}
