//! Files that an example speaks of and its page does not bring.
//!
//! That it depends on them is shown by a run with them in its folder: if it then does something
//! else, it does. It must never know how an example is run.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use regex::Regex;

use crate::docs::model::{Promise, Promised};

/// A text in quotes, or a line that is a path alone.
static QUOTED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r#"'([^'\n]+)'|"([^"\n]+)"|`([^`\n$]+)`"#)
        .expect("a pattern of this file is well formed")
});

/// A path within a folder: what has a folder before it or an ending behind it.
static PATH: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^(?:\./|/)?((?:[\w.@()+ {},-]+/)*[\w.@()+ {},*-]*\w[\w)}*]*/?)$")
        .expect("a pattern of this file is well formed")
});

/// How many files are tried at most.
const MOST: usize = 24;

/// The names of files, and of folders with a `/` at their ends, that a promise or the code speaks
/// of.
pub(super) fn spoken_of(code: &str, promises: &[Promise]) -> BTreeSet<String> {
    let promised = promises.iter().filter_map(|one| match &one.kind {
        Promised::Gives(value) => Some(value.clone()),
        Promised::Prints(lines) => Some(lines.join("\n")),
        _ => None,
    });
    let promised: Vec<String> = promised.collect();
    let texts = promised.iter().map(|text| (text.as_str(), true));
    let texts = texts.chain([(code, false)]);
    let mut names = BTreeSet::new();
    for (text, is_promised) in texts {
        for found in QUOTED.captures_iter(text) {
            let Some(quoted) = found.iter().skip(1).flatten().next() else {
                continue;
            };
            names.extend(path_of(quoted.as_str(), is_promised));
        }
    }
    // What has something in it is a folder.
    let is_folder = |name: &String| {
        let inside = format!("{}/", name.trim_end_matches('/'));
        names
            .iter()
            .any(|other| other != name && other.starts_with(&inside))
    };
    let names = names.iter().map(|name| {
        if is_folder(name) {
            format!("{}/", name.trim_end_matches('/'))
        } else {
            name.clone()
        }
    });
    names.take(MOST).collect()
}

/// The path that a text is, if it is one that may lie in the example's folder.
fn path_of(text: &str, is_promised: bool) -> Option<String> {
    let path = PATH.captures(text)?.get(1)?.as_str();
    let is_absolute = text.starts_with('/');
    let last = path.trim_end_matches('/').rsplit('/').next()?;
    let path = if is_absolute { last } else { path };
    let has_ending = last.rsplit_once('.').is_some_and(|(name, ending)| {
        name.is_empty() || ((1..=5).contains(&ending.len()) && ending.is_ascii())
    });
    let has_folder = path.contains('/') || text.starts_with("./");
    let fits = path.len() < 100
        && !path.split('/').any(|part| part == ".." || part == ".")
        && (is_promised || !path.contains('*'))
        && !path.starts_with("main.")
        && !path.starts_with("node_modules")
        && (has_ending || has_folder || (is_promised && !path.contains(' ')));
    let is_folder = !has_ending && !path.ends_with('/');
    fits.then(|| {
        if is_folder {
            format!("{path}/")
        } else {
            path.to_owned()
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_told_from_other_texts() {
        let promise = Promise {
            line: 1,
            at: 0,
            kind: Promised::Gives("['index.js', 'src', '/home/user/a.txt', 'a/b']".to_owned()),
        };
        let code = "read('./input.txt'); glob('**/*.js'); glob('*.md'); say('some words'); ask('name'); \
                    stat('dir'); stat('dir/file.md');";
        let names = spoken_of(code, &[promise]);
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        assert_eq!(
            names,
            [
                "a.txt",
                "a/b/",
                "dir/file.md",
                "index.js",
                "input.txt",
                "src/"
            ]
        );
    }
}
