//! What V8 says of an everyday mistake, told from the text in which it was made.
//!
//! The engine's errors name neither expressions nor properties: `not a callable function`. Where in
//! the text it happened is known, often to the character; what stands there is named as V8 names
//! it: `a.b is not a function`. What a value was is not known; where the text shows it (a literal, a
//! constant, a member of an object that is written out) it is taken from there, and `undefined` is
//! what nothing else is known of.
//!
//! Nothing here runs before an error is looked at.

mod arguments;
mod assigned;
mod calls;
mod names;
mod nullish;
mod patterns;
mod printed;
mod value;

use oxc::allocator::Allocator;
use oxc::ast::AstKind;
use oxc::semantic::{AstNode, Semantic, SemanticBuilder};
use oxc::span::{GetSpan, SourceType, Span};

use crate::parsed::parse;

/// Texts that are longer are not read again for the sake of an error's words.
const LONGEST: usize = 4 * 1024 * 1024;

/// Where a mistake was made.
#[derive(Debug, Clone, Copy)]
pub struct Place<'a> {
    /// The line, counted from 1.
    pub line: usize,
    /// The column, counted from 1.
    pub column: usize,
    /// The native function that found it, if one did.
    pub native: Option<&'a str>,
}

/// V8's words for what the engine said of a mistake at a place of a text; `None` if that cannot be
/// told.
#[must_use]
pub fn told(text: &str, place: Place<'_>, said: &str) -> Option<String> {
    if text.len() > LONGEST {
        return None;
    }
    let allocator = Allocator::default();
    let program = parse(&allocator, SourceType::mjs(), text)
        .or_else(|| parse(&allocator, SourceType::script(), text))?;
    let semantic = SemanticBuilder::new()
        .with_build_nodes(true)
        .build(&program)
        .semantic;
    let at = offset(text, place.line, place.column)?;
    let scene = Scene {
        text,
        semantic: &semantic,
        at,
        around: innermost_function(&semantic, at),
        native: place.native,
    };
    words(&scene, said)
}

fn words(scene: &Scene<'_, '_>, said: &str) -> Option<String> {
    match said {
        "not a callable function" => calls::not_a_function(scene),
        "not a constructor" => calls::not_a_constructor(scene),
        "class constructor cannot be invoked without 'new'" => calls::class_without_new(scene),
        "superclass must be a constructor" => calls::bad_superclass(scene),
        "cannot convert 'null' or 'undefined' to object"
        | "cannot convert null or undefined to Object" => nullish::of_nothing(scene),
        "access of uninitialized binding" => names::too_early(scene),
        "Private element does not exist on object"
        | "private method is not writable"
        | "private property was defined without a getter"
        | "private property was defined without a setter"
        | "private field already exists on prototype" => names::private(scene, said),
        "Cannot delete property" => assigned::cannot_delete(scene),
        _ => words_with_a_part(scene, said),
    }
}

/// For messages that name a value, a type or a property.
fn words_with_a_part(scene: &Scene<'_, '_>, said: &str) -> Option<String> {
    if let Some(value) = between(said, "Cannot destructure '", "' value") {
        return patterns::cannot_destructure(scene, value);
    }
    if let Some(kind) = between(said, "value with type `", "` is not iterable") {
        return patterns::not_iterable(scene, kind);
    }
    if let Some(key) = said.strip_prefix("cannot set non-writable property: ") {
        return assigned::cannot_assign(scene, key);
    }
    if let Some(kind) = between(
        said,
        "right-hand side of 'in' should be an object, got `",
        "`",
    ) {
        return names::not_searchable(scene, kind);
    }
    if let Some(name) = said.strip_suffix(" is not defined") {
        return names::not_yet_defined(scene, name);
    }
    arguments::words(scene, said)
}

fn between<'t>(text: &'t str, head: &str, tail: &str) -> Option<&'t str> {
    text.strip_prefix(head)?.strip_suffix(tail)
}

/// The text, and where in it the mistake was made.
struct Scene<'s, 'a> {
    text: &'s str,
    semantic: &'s Semantic<'a>,
    at: u32,
    around: Span,
    native: Option<&'s str>,
}

impl<'s, 'a> Scene<'s, 'a> {
    fn nodes(&self) -> impl Iterator<Item = &'s AstNode<'a>> {
        self.semantic.nodes().iter()
    }

    /// The kinds of nodes in the function in which the mistake was made, in the order of the text.
    fn here(&self) -> impl Iterator<Item = &'s AstNode<'a>> {
        let around = self.around;
        let mut here: Vec<&AstNode<'a>> = self
            .nodes()
            .filter(|node| within(node.kind().span(), around))
            .collect();
        here.sort_by_key(|node| node.kind().span().start);
        here.into_iter()
    }

    /// The first that `pick` finds something in, from the place of the mistake on; where the engine
    /// names only the function, that is the first of the function.
    fn first<T>(&self, pick: impl Fn(&'s AstNode<'a>) -> Option<T>) -> Option<T> {
        let mut earlier = None;
        for node in self.here() {
            let behind = node.kind().span().end > self.at;
            if !behind && earlier.is_some() {
                continue;
            }
            if let Some(found) = pick(node) {
                if behind {
                    return Some(found);
                }
                earlier = Some(found);
            }
        }
        earlier
    }
}

fn within(inner: Span, outer: Span) -> bool {
    outer.start <= inner.start && inner.end <= outer.end
}

/// The offset of a line and a column, both counted from 1, columns in characters.
fn offset(text: &str, line: usize, column: usize) -> Option<u32> {
    let mut start = 0;
    for _ in 1..line {
        start += text[start..].find('\n')? + 1;
    }
    let rest = &text[start..];
    let at = rest
        .char_indices()
        .nth(column - 1)
        .map_or(rest.len(), |(at, _)| at);
    u32::try_from(start + at).ok()
}

fn innermost_function(semantic: &Semantic<'_>, at: u32) -> Span {
    let mut found = semantic
        .nodes()
        .iter()
        .next()
        .map_or_else(|| Span::new(0, u32::MAX), |program| program.kind().span());
    for node in semantic.nodes().iter() {
        let span = match node.kind() {
            AstKind::Function(function) => function.span,
            AstKind::ArrowFunctionExpression(arrow) => arrow.span,
            _ => continue,
        };
        if span.start <= at && at < span.end && within(span, found) {
            found = span;
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str, mark: &str, said: &str) -> Option<String> {
        let column = text.find(mark).map_or(1, |at| at + 1);
        let place = Place {
            line: 1,
            column,
            native: None,
        };
        told(text, place, said)
    }

    #[test]
    fn what_is_called_is_named() {
        for (text, mark, expected) in [
            ("a.b()", "()", "a.b is not a function"),
            ("a['b'][c](1)", "(1)", "a.b[c] is not a function"),
            ("f()()", "()()", "f is not a function"),
            ("(0, a.b)(1)", "(1)", "(0 , a.b) is not a function"),
        ] {
            let told = at(text, mark, "not a callable function");
            assert_eq!(told.as_deref(), Some(expected), "{text}");
        }
    }

    #[test]
    fn what_is_read_is_named() {
        let said = "cannot convert 'null' or 'undefined' to object";
        assert_eq!(
            at("const a = null; a.bcd", "bcd", said).as_deref(),
            Some("Cannot read properties of null (reading 'bcd')")
        );
        assert_eq!(
            at("let a; a.b.cd = 1", "a.b.cd", said).as_deref(),
            Some("Cannot set properties of undefined (setting 'cd')")
        );
    }

    #[test]
    fn a_place_outside_of_the_text_tells_nothing() {
        let place = Place {
            line: 9,
            column: 9,
            native: None,
        };
        assert_eq!(told("a()", place, "not a callable function"), None);
        assert_eq!(told("a(", place, "not a callable function"), None);
    }
}
