//! Bounds the strings that `+` and templates make.
//!
//! The engine's instructions for them know no limit, and a string that doubles ends the process
//! within some dozens of steps. Where an expression joins a value with itself, and in texts that make
//! long strings by name (`repeat`, `padStart`, `padEnd`), `+`, `+=` and templates therefore become
//! calls of functions that do the same and look at the length first. Other texts stay as they are:
//! what grows there by pieces grows slowly.
//!
//! What it cannot see: strings that grow by turns of several names, in texts without those words.

use oxc::allocator::Allocator;
use oxc::ast::AstKind;
use oxc::ast::ast::{AssignmentExpression, BinaryExpression, Expression, TemplateLiteral};
use oxc::semantic::SemanticBuilder;
use oxc::span::{GetSpan, SourceType, Span};
use oxc::syntax::operator::{AssignmentOperator, BinaryOperator};

use crate::parsed::parse;

/// The name of the function that stands for `+`, which whoever runs the text puts onto the global
/// object.
pub const SUM: &str = "__threadproof_sum__";

/// The name of the function that stands for a template.
pub const TEMPLATE: &str = "__threadproof_template__";

/// Words that make strings as long as a number says.
const LONG: [&str; 3] = ["repeat(", "padStart(", "padEnd("];

/// How many operands of a chain are looked at.
const MAX_OPERANDS: usize = 64;

/// The text with its sums bounded; `None` when there is nothing to do, or when the text does not
/// parse: the engine then says why.
#[must_use]
pub fn bound(text: &str) -> Option<String> {
    let everywhere =
        LONG.iter().any(|word| text.contains(word)) && (text.contains('+') || text.contains("${"));
    if !everywhere && !doubles(text) {
        return None;
    }
    let edits = edits_as(SourceType::mjs(), text, everywhere)
        .or_else(|| edits_as(SourceType::script(), text, everywhere))?;
    (!edits.is_empty()).then(|| apply(text, edits))
}

/// True when the text calls the functions: it was bounded, or quotes a function that was.
#[must_use]
pub fn is_bounded(text: &str) -> bool {
    text.contains(SUM) || text.contains(TEMPLATE)
}

/// Whether the same name stands on both sides of a `+` or in two neighbours of a template. Cheap.
fn doubles(text: &str) -> bool {
    let is_name = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'$' | b'.');
    let bytes = text.as_bytes();
    let plus = bytes.iter().enumerate().filter(|(_, byte)| **byte == b'+');
    for (at, _) in plus {
        let before = bytes[..at].trim_ascii_end();
        let after = bytes[at + 1..].strip_prefix(b"=");
        let after = after.unwrap_or(&bytes[at + 1..]).trim_ascii_start();
        let start = before.iter().rposition(|byte| !is_name(*byte));
        let left = &before[start.map_or(0, |start| start + 1)..];
        let end = after.iter().position(|byte| !is_name(*byte));
        let right = &after[..end.unwrap_or(after.len())];
        let begins = left.first().is_some_and(|first| !first.is_ascii_digit());
        if begins && left == right {
            return true;
        }
    }
    let mut last = "";
    for hole in text.split("${").skip(1) {
        let Some((name, _)) = hole.split_once('}') else {
            continue;
        };
        let name = name.trim();
        if name == last && !name.is_empty() && name.bytes().all(is_name) {
            return true;
        }
        last = name;
    }
    false
}

/// What is put in the place of a part of the text. At one place, what closes comes first and what
/// opens comes last.
struct Change {
    from: u32,
    rank: u8,
    to: u32,
    text: String,
}

impl Change {
    fn open(at: u32, name: &str) -> Self {
        Self::replace(Span::empty(at), 2, format!("{name}("))
    }

    fn close(at: u32) -> Self {
        Self::replace(Span::empty(at), 0, ")".to_owned())
    }

    fn replace(span: Span, rank: u8, text: String) -> Self {
        Self {
            from: span.start,
            rank,
            to: span.end,
            text,
        }
    }
}

fn edits_as(kind: SourceType, text: &str, everywhere: bool) -> Option<Vec<Change>> {
    let allocator = Allocator::default();
    let program = parse(&allocator, kind, text)?;
    let semantic = SemanticBuilder::new()
        .with_build_nodes(true)
        .build(&program)
        .semantic;
    let nodes = semantic.nodes();
    let mut changes = Vec::new();
    for node in nodes.iter() {
        let edits = match node.kind() {
            AstKind::BinaryExpression(sum) => binary(sum, text, everywhere),
            AstKind::AssignmentExpression(sum) => assignment(sum, text, everywhere),
            AstKind::TemplateLiteral(template) => {
                let parent = nodes.parent_kind(node.id());
                if matches!(parent, AstKind::TaggedTemplateExpression(_)) {
                    None
                } else {
                    self::template(template, text, everywhere)
                }
            }
            _ => None,
        };
        changes.extend(edits.into_iter().flatten());
    }
    Some(changes)
}

fn binary(sum: &BinaryExpression<'_>, text: &str, everywhere: bool) -> Option<Vec<Change>> {
    if sum.operator != BinaryOperator::Addition {
        return None;
    }
    let grows = everywhere && !is_short(&sum.left) && !is_short(&sum.right);
    if !grows {
        let mut operands = Vec::new();
        operands_of(&sum.left, text, &mut operands);
        operands_of(&sum.right, text, &mut operands);
        if !repeats(operands) {
            return None;
        }
    }
    let between = Span::new(sum.left.span().end, sum.right.span().start);
    is_operator(between, "+", text).then(|| {
        vec![
            Change::open(sum.span.start, SUM),
            Change::replace(between, 1, ",".to_owned()),
            Change::close(sum.span.end),
        ]
    })
}

fn assignment(sum: &AssignmentExpression<'_>, text: &str, everywhere: bool) -> Option<Vec<Change>> {
    if sum.operator != AssignmentOperator::Addition {
        return None;
    }
    let target = &text[sum.left.span().start as usize..sum.left.span().end as usize];
    let grows = everywhere && !is_short(&sum.right);
    if !is_path(target) {
        return None;
    }
    if !grows {
        let mut operands = vec![target];
        operands_of(&sum.right, text, &mut operands);
        if !repeats(operands) {
            return None;
        }
    }
    let between = Span::new(sum.left.span().end, sum.right.span().start);
    is_operator(between, "+=", text).then(|| {
        vec![
            Change::replace(between, 1, format!("={SUM}({target},")),
            Change::close(sum.span.end),
        ]
    })
}

fn template(template: &TemplateLiteral<'_>, text: &str, everywhere: bool) -> Option<Vec<Change>> {
    let mut operands = Vec::new();
    for expression in &template.expressions {
        operands_of(expression, text, &mut operands);
    }
    let long = template.expressions.iter().filter(|it| !is_short(it));
    let is_long = everywhere && long.count() > 1;
    if !is_long && !repeats(operands) {
        return None;
    }
    let mut changes = vec![Change::open(template.span.start, TEMPLATE)];
    for expression in &template.expressions {
        let span = expression.span();
        let (before, after) = (&text[..span.start as usize], &text[span.end as usize..]);
        let open = before.trim_end().strip_suffix("${")?.len();
        let close = after.len() - after.trim_start().strip_prefix('}')?.len();
        // Places in a text are of 32 bits; a longer text is not changed.
        let before = Span::new(u32::try_from(open).ok()?, span.start);
        let after = Span::new(span.end, span.end + u32::try_from(close).ok()?);
        changes.push(Change::replace(before, 1, "`,(".to_owned()));
        changes.push(Change::replace(after, 1, "),`".to_owned()));
    }
    changes.push(Change::close(template.span.end));
    Some(changes)
}

/// Whether a value is a number or some characters, as it stands there.
fn is_short(expression: &Expression<'_>) -> bool {
    match expression {
        Expression::TemplateLiteral(template) => template.expressions.is_empty(),
        Expression::UnaryExpression(_) | Expression::UpdateExpression(_) => true,
        Expression::ParenthesizedExpression(inner) => is_short(&inner.expression),
        Expression::BinaryExpression(binary) => binary.operator != BinaryOperator::Addition,
        _ => expression.is_literal(),
    }
}

/// The names and paths that a chain of `+`, or a template in it, joins.
fn operands_of<'a>(expression: &Expression<'_>, text: &'a str, operands: &mut Vec<&'a str>) {
    if operands.len() >= MAX_OPERANDS {
        return;
    }
    match expression {
        Expression::BinaryExpression(sum) if sum.operator == BinaryOperator::Addition => {
            operands_of(&sum.right, text, operands);
            operands_of(&sum.left, text, operands);
        }
        Expression::ParenthesizedExpression(inner) => {
            operands_of(&inner.expression, text, operands);
        }
        Expression::TemplateLiteral(template) => {
            for expression in &template.expressions {
                operands_of(expression, text, operands);
            }
        }
        Expression::Identifier(_) | Expression::StaticMemberExpression(_) => {
            let span = expression.span();
            operands.push(&text[span.start as usize..span.end as usize]);
        }
        _ => {}
    }
}

fn repeats(mut operands: Vec<&str>) -> bool {
    let all = operands.len();
    operands.sort_unstable();
    operands.dedup();
    operands.len() < all
}

/// Whether a target can be written twice: names with dots between.
fn is_path(target: &str) -> bool {
    target
        .chars()
        .all(|it| it.is_alphanumeric() || matches!(it, '_' | '$' | '.'))
}

/// Whether nothing but the operator stands there: no comment, in which one could be found too.
fn is_operator(between: Span, operator: &str, text: &str) -> bool {
    text[between.start as usize..between.end as usize].trim() == operator
}

fn apply(text: &str, mut changes: Vec<Change>) -> String {
    changes.sort_by_key(|change| (change.from, change.rank));
    let mut changed = String::with_capacity(text.len() + changes.len() * 16);
    let mut done = 0;
    for change in changes {
        changed.push_str(&text[done..change.from as usize]);
        changed.push_str(&change.text);
        done = change.to as usize;
    }
    changed.push_str(&text[done..]);
    changed
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bounded(text: &str) -> Option<String> {
        bound(text).map(|text| text.replace(SUM, "S").replace(TEMPLATE, "T"))
    }

    #[test]
    fn what_is_joined_with_itself_is_bounded() {
        for (text, expected) in [
            ("s + s", "S(s,s)"),
            ("s += s;", "s=S(s,s);"),
            ("o.s += o.s + 1", "o.s=S(o.s,o.s + 1)"),
            ("s = s + s + 'x' + s", "s = S(S(S(s,s),'x'),s)"),
            ("`${s}${s}`", "T(``,(s),``,(s),``)"),
            ("`<${ s }\n${s}>` + a", "S(T(`<`,(s),`\n`,(s),`>`),a)"),
            ("(s) + s", "(s) + s"),
        ] {
            let expected = (text != expected).then_some(expected);
            assert_eq!(bounded(text).as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn texts_that_make_long_strings_are_bounded_everywhere() {
        for (text, expected) in [
            (
                "b = 'a'.repeat(n); for (;;) s += b",
                "b = 'a'.repeat(n); for (;;) s=S(s,b)",
            ),
            (
                "x.padEnd(n); f(a + `${b}${c}`)",
                "x.padEnd(n); f(S(a,T(``,(b),``,(c),``)))",
            ),
            ("x.padEnd(n); i += 1; i + 1; -a + b; `${i}`", ""),
            ("x.repeat(n); a /* + */ + b; o[k()] += b; tag`${a}${b}`", ""),
        ] {
            let expected = (!expected.is_empty()).then_some(expected);
            assert_eq!(bounded(text).as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn other_texts_stay_as_they_are() {
        for text in ["a + b", "s += b", "`${a}${b}`", "1 + 1", "i++ + ++i", "a +"] {
            assert_eq!(bounded(text), None, "{text}");
        }
    }
}
