//! Where a script gets to see an error that it did not make.
//!
//! The engine's own errors are worded otherwise than V8's. They get V8's words when somebody looks:
//! what is caught is shown to a function first, at the beginning of the block or of the callback that
//! gets it. Whoever catches nothing pays nothing.

use oxc::ast::AstKind;
use oxc::ast::ast::{Argument, ArrowFunctionBody, BindingPattern, Expression, FormalParameters};
use oxc::semantic::AstNode;
use oxc::span::GetSpan;

use crate::call_depth::at_start;

/// The name of the function, which whoever runs the text puts onto the global object.
pub const SEE: &str = "__threadproof_see__";

/// What a pattern takes apart instead of the error itself.
const CAUGHT: &str = "__threadproof_caught__";

/// True when the text calls the function.
#[must_use]
pub fn is_shown(text: &str) -> bool {
    text.contains(SEE)
}

/// What is to be put into the text for a node.
pub(crate) fn insertions(node: &AstNode<'_>, text: &str) -> Vec<(u32, String)> {
    match node.kind() {
        AstKind::CatchClause(clause) => {
            let Some(parameter) = &clause.param else {
                return Vec::new();
            };
            let body = clause.body.span.start + 1;
            match &parameter.pattern {
                BindingPattern::BindingIdentifier(name) => {
                    vec![(body, format!("{SEE}({});", name.name))]
                }
                pattern => {
                    // The pattern moves into the block, where it takes apart what was shown; what
                    // stood before the block becomes a comment.
                    let span = pattern.span();
                    if text[span.end as usize..body as usize].contains("*/") {
                        return Vec::new();
                    }
                    vec![
                        (span.start, format!("{CAUGHT}) {{let ")),
                        (span.end, format!(" = {SEE}({CAUGHT});/*")),
                        (body, "*/".to_owned()),
                    ]
                }
            }
        }
        AstKind::CallExpression(call) => {
            let Expression::StaticMemberExpression(callee) = &call.callee else {
                return Vec::new();
            };
            let at = match callee.property.name.as_str() {
                "catch" => 0,
                "then" => 1,
                _ => return Vec::new(),
            };
            call.arguments.get(at).map(callback).unwrap_or_default()
        }
        _ => Vec::new(),
    }
}

/// A callback that is written where it is given, and gets the error under a name.
fn callback(argument: &Argument<'_>) -> Vec<(u32, String)> {
    match argument {
        Argument::FunctionExpression(function) => {
            let (Some(name), Some(body)) = (first(&function.params), &function.body) else {
                return Vec::new();
            };
            vec![at_start(body, &format!("{SEE}({name});"))]
        }
        Argument::ArrowFunctionExpression(arrow) => {
            let Some(name) = first(&arrow.params) else {
                return Vec::new();
            };
            match &arrow.body {
                ArrowFunctionBody::FunctionBody(body) => {
                    vec![at_start(body, &format!("{SEE}({name});"))]
                }
                value => {
                    let span = value.span();
                    vec![
                        (span.start, format!("({SEE}({name}),")),
                        (span.end, ")".to_owned()),
                    ]
                }
            }
        }
        _ => Vec::new(),
    }
}

fn first(parameters: &FormalParameters<'_>) -> Option<String> {
    let parameter = parameters.items.first()?;
    match &parameter.pattern {
        BindingPattern::BindingIdentifier(name) if parameter.initializer.is_none() => {
            Some(name.name.to_string())
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use crate::call_depth;

    fn shown(text: &str) -> Option<String> {
        let guarded = call_depth::guard(text)?;
        Some(
            guarded
                .replace(super::SEE, "S")
                .replace(super::CAUGHT, "C")
                .replace(call_depth::CHECK, "D"),
        )
    }

    #[test]
    fn what_is_caught_is_shown_first() {
        for (text, expected) in [
            ("try {} catch (e) { e }", "try {} catch (e) {S(e); e }"),
            (
                "try {} catch ({ a }) { a }",
                "try {} catch (C) {let { a } = S(C);/*) {*/ a }",
            ),
            ("p.catch((e) => e)", "p.catch((e) => (S(e),e))"),
            (
                "p.then(f, function (e) { g(e) })",
                "p.then(f, function (e) {S(e); g(e) })",
            ),
        ] {
            assert_eq!(shown(text).as_deref(), Some(expected));
        }
    }

    #[test]
    fn what_nobody_gets_is_not() {
        for text in ["try {} catch { }", "p.catch(f)", "p.then((e) => e)"] {
            assert_eq!(shown(text), None, "{text}");
        }
    }
}
