//! Which names at the top of its crate a file reaches for.
//!
//! Paths are read from tokens, so that comments and texts count for nothing and what stands in a
//! macro counts too. Only paths that begin with `crate` or `super` can leave a room.

use proc_macro2::{Delimiter, TokenStream, TokenTree};

/// A name at the top of the crate, and the line on which it is reached for.
pub type Reached = (String, usize);

/// What `source`, which is the module `module` of its crate, reaches for.
///
/// # Panics
/// When it is no Rust.
pub fn reached(source: &str, module: &[String]) -> Vec<Reached> {
    let mut found = Vec::new();
    walk(tokens(source), module, &mut found);
    found
}

/// The names that the crate's root makes its own with `use`, each with the room that it comes from.
///
/// # Panics
/// When it is no Rust.
pub fn given_on(root: &str) -> Vec<(String, String)> {
    let tokens = tokens(root);
    let mut found = Vec::new();
    for (at, token) in tokens.iter().enumerate() {
        if is_word(Some(token), "use") {
            let end = (at..tokens.len()).find(|end| is_mark(tokens.get(*end), ';'));
            leaves(
                &tokens[at + 1..end.unwrap_or(tokens.len())],
                None,
                &mut found,
            );
        }
    }
    found
}

/// The names of the macros that `source` defines; one that is exported stands in the crate's root.
///
/// # Panics
/// When it is no Rust.
pub fn macros(source: &str) -> Vec<String> {
    let tokens = tokens(source);
    let defined = tokens
        .windows(3)
        .filter(|three| is_word(three.first(), "macro_rules") && is_mark(three.get(1), '!'));
    defined.map(|three| three[2].to_string()).collect()
}

fn tokens(source: &str) -> Vec<TokenTree> {
    let stream: TokenStream = source.parse().expect("Rust");
    stream.into_iter().collect()
}

fn walk(tokens: Vec<TokenTree>, module: &[String], found: &mut Vec<Reached>) {
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        match token {
            TokenTree::Ident(word) if word == "mod" => {
                if let (Some(TokenTree::Ident(name)), Some(TokenTree::Group(body))) =
                    (tokens.get(at + 1), tokens.get(at + 2))
                {
                    let inner = [module, &[name.to_string()]].concat();
                    walk(body.stream().into_iter().collect(), &inner, found);
                    at += 2;
                }
            }
            TokenTree::Ident(word)
                if (word == "crate" || word == "super") && is_path(&tokens, at + 1) =>
            {
                resolve(&tokens[at..], module.to_vec(), found);
                // The rest of the path is no path of its own.
                while is_path(&tokens, at + 1) {
                    at += 3;
                }
            }
            TokenTree::Group(group) => walk(group.stream().into_iter().collect(), module, found),
            _ => {}
        }
        at += 1;
    }
}

/// Follows a path, or a tree of paths, from the module `base`.
fn resolve(tokens: &[TokenTree], mut base: Vec<String>, found: &mut Vec<Reached>) {
    match tokens.first() {
        Some(TokenTree::Ident(word)) => {
            if word == "crate" {
                base.clear();
            } else if word == "super" {
                base.pop();
            } else if word != "self" {
                if base.is_empty() {
                    found.push((word.to_string(), word.span().start().line));
                }
                return;
            }
            if is_path(tokens, 1) {
                resolve(&tokens[3..], base, found);
            }
        }
        Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Brace => {
            let inner: Vec<TokenTree> = group.stream().into_iter().collect();
            for part in inner.split(|token| is_mark(Some(token), ',')) {
                resolve(part, base.clone(), found);
            }
        }
        _ => {}
    }
}

/// The names at the ends of a tree of paths, with the room in which the path begins.
fn leaves(tokens: &[TokenTree], room: Option<&str>, found: &mut Vec<(String, String)>) {
    match tokens {
        [TokenTree::Ident(word), rest @ ..] if is_path(rest, 0) => {
            let word = word.to_string();
            let begins = matches!(word.as_str(), "crate" | "self");
            let room = room.or((!begins).then_some(word.as_str()));
            leaves(&rest[2..], room, found);
        }
        [TokenTree::Ident(word), rest @ ..] => {
            let name = match rest {
                [TokenTree::Ident(word), TokenTree::Ident(name)] if word == "as" => name,
                _ => word,
            };
            if let Some(room) = room {
                found.push((name.to_string(), room.to_owned()));
            }
        }
        [TokenTree::Group(group)] => {
            let inner: Vec<TokenTree> = group.stream().into_iter().collect();
            for part in inner.split(|token| is_mark(Some(token), ',')) {
                leaves(part, room, found);
            }
        }
        _ => {}
    }
}

/// Whether `::` stands at a place, and something behind it.
fn is_path(tokens: &[TokenTree], at: usize) -> bool {
    is_mark(tokens.get(at), ':') && is_mark(tokens.get(at + 1), ':') && tokens.len() > at + 2
}

fn is_mark(token: Option<&TokenTree>, mark: char) -> bool {
    matches!(token, Some(TokenTree::Punct(found)) if found.as_char() == mark)
}

fn is_word(token: Option<&TokenTree>, word: &str) -> bool {
    matches!(token, Some(TokenTree::Ident(found)) if found == word)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(source: &str, module: &[&str]) -> Vec<String> {
        let module: Vec<String> = module.iter().map(|part| (*part).to_owned()).collect();
        let found = reached(source, &module).into_iter();
        found.map(|(name, _)| name).collect()
    }

    #[test]
    fn every_form_of_a_path_is_read() {
        let source = r#"
            // crate::comment::x
            use crate::{one::Thing, two::{self, other as another}, super::odd};
            use super::{sibling, super::three::Deep};
            pub(crate) fn f() -> crate::four::Kind {
                let text = "crate::text::x";
                println!("{}", crate::five::answer::<crate::six::Type>());
                self::local::x();
                std::super_::x();
            }
            mod tests { use super::*; use super::super::super::seven; }
        "#;
        let found = names(source, &["room", "file"]);
        let expected = ["one", "two", "three", "four", "five", "six", "seven"];
        // `crate::super` is no Rust, and stands above everything.
        let found: Vec<&String> = found.iter().filter(|name| *name != "odd").collect();
        assert_eq!(found, expected);
        assert_eq!(reached("\n\nuse crate::a;", &[]), [("a".to_owned(), 3)]);
    }

    #[test]
    fn a_macro_is_known_by_its_name() {
        assert_eq!(
            macros("#[macro_export] macro_rules! one { () => {} }"),
            ["one"]
        );
        assert!(macros("fn macro_rules_not() {}").is_empty());
    }

    #[test]
    fn what_a_root_gives_on_is_known_by_its_room() {
        let given = given_on("mod a; pub use a::{B, c::D as E}; use crate::f::G; use h;");
        let given: Vec<(&str, &str)> = given.iter().map(|(n, r)| (&**n, &**r)).collect();
        assert_eq!(given, [("B", "a"), ("E", "a"), ("G", "f")]);
    }
}
