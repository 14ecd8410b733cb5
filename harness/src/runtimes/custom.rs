//! A runtime that threadproof has never heard of, described on the command line or in
//! `threadproof.toml`.

use std::collections::BTreeMap;

use super::{Adapter, Launch, Script};

/// The place of the script in a custom command line.
pub const FILE: &str = "{file}";

/// A command line with `{file}` where the script goes; without it, the script goes last.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Custom {
    /// The name.
    pub name: String,
    /// The words after the program.
    pub words: Vec<String>,
    /// Environment variables.
    pub env: BTreeMap<String, String>,
}

impl Adapter for Custom {
    fn name(&self) -> &str {
        &self.name
    }

    fn program(&self) -> Option<&str> {
        None
    }

    fn launch(&self, script: &Script<'_>) -> Launch {
        let mut args = Vec::new();
        let mut placed = false;
        let words = Launch::like_node(script).args;
        for word in &self.words {
            if word == FILE {
                placed = true;
                args.extend(words.clone());
            } else if word.contains(FILE) {
                placed = true;
                args.push(word.replace(FILE, script.file));
            } else {
                args.push(word.clone());
            }
        }
        if !placed {
            args.extend(words);
        }
        Launch {
            args,
            env: self.env.clone(),
            ..Launch::default()
        }
    }

    /// By its own name, as Bun and Deno do, else by the version of Node that it claims.
    fn version_keys(&self) -> &[&str] {
        &[]
    }

    fn how_to_get(&self) -> String {
        format!("check the path given for `{}`", self.name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn args(words: &[&str]) -> String {
        let words = words.iter().map(|word| (*word).to_owned()).collect();
        let custom = Custom {
            name: "my".to_owned(),
            words,
            env: BTreeMap::new(),
        };
        let args = ["x".to_owned()];
        custom
            .launch(&Script {
                file: "main.mjs",
                node_args: &[],
                args: &args,
                window: None,
            })
            .args
            .join(" ")
    }

    #[test]
    fn the_script_goes_where_it_is_asked_for() {
        assert_eq!(
            args(&["--flag", "{file}", "--after"]),
            "--flag main.mjs x --after"
        );
        assert_eq!(args(&["--entry={file}"]), "--entry=main.mjs");
        assert_eq!(args(&["--flag"]), "--flag main.mjs x");
        assert_eq!(args(&[]), "main.mjs x");
    }
}
