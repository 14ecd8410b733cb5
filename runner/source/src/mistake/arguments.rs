//! Arguments that functions of the language cannot take, named by what the text shows of them.

use oxc::ast::ast::Expression;

use super::calls::{arguments_at, call_at};
use super::printed::printed;
use super::value::{Known, argument, known};
use super::{Scene, between};

pub(super) fn words(scene: &Scene<'_, '_>, said: &str) -> Option<String> {
    if let Some(at) = callback_at(said) {
        let value = argument(scene, arguments_at(scene)?, at)?;
        // Typed arrays and the constructor of promises show the value alone.
        let shown = if said.starts_with("TypedArray") {
            value.shown()
        } else {
            value.typed()
        };
        return Some(format!("{shown} is not a function"));
    }
    let shown = |at: usize| {
        let value = argument(scene, arguments_at(scene)?, at);
        Some(value.map_or_else(|| "#<Object>".to_owned(), |it| it.shown()))
    };
    if said == "Promise executor is not callable" {
        return Some(format!("Promise resolver {} is not a function", shown(0)?));
    }
    if let Some(method) = incompatible(said) {
        return Some(format!(
            "Method {method} called on incompatible receiver {}",
            receiver(scene)?
        ));
    }
    if said.contains("expected 'proto' to be an Object or null") {
        let at = usize::from(said.starts_with("Object.setPrototypeOf"));
        return Some(format!(
            "Object prototype may only be an Object or null: {}",
            shown(at)?
        ));
    }
    Some(match said {
        "target must be a constructor" => format!("{} is not a constructor", shown(0)?),
        "newTarget must be a constructor" => format!("{} is not a constructor", shown(2)?),
        "target must be an object" => {
            format!("{} called on non-object", printed(&call_at(scene)?.callee))
        }
        "cannot get key and value from primitive item of `iterable`" => entry(scene)?,
        "Cannot construct a property descriptor from a non-object" => {
            let at = arguments_at(scene)?.len().max(3) - 1;
            match argument(scene, arguments_at(scene)?, at) {
                Some(Known::Object(_)) | None => return None,
                Some(value) => format!("Property description must be an object: {}", value.shown()),
            }
        }
        "cannot convert Symbol to a BigInt" => format!("Cannot convert {} to a BigInt", shown(0)?),
        "Symbol.keyFor: sym is not a symbol" => format!("{} is not a symbol", shown(0)?),
        _ => return None,
    })
}

/// Which argument of a function should have been a callback, by what the engine says.
fn callback_at(said: &str) -> Option<usize> {
    let says = [
        "Callbackfn is not callable",
        "invalid callback function",
        "`callback` must be callable",
        "predicate is not callable",
        "callback is not callable",
        "callback function is not callable",
        "mapper function is not callable",
        "called with non-callable callback function",
        "non-callable callback function",
        "non-callable predicate function",
    ];
    if says.iter().any(|words| said.ends_with(words)) {
        return Some(0);
    }
    let typed = between(said, "`", "` is not callable");
    typed.is_some().then_some(1)
}

fn incompatible(said: &str) -> Option<String> {
    if let Some(method) = between(said, "method `", "` called on incompatible receiver") {
        return Some(method.to_owned());
    }
    for ending in [
        ": expected 'this' to be a WeakMap object",
        ": expected 'this' to be a WeakSet object",
        ": this is not a promise",
        " called with invalid value",
        " method called on incompatible value",
    ] {
        if let Some(method) = said.strip_suffix(ending) {
            return Some(method.to_owned());
        }
    }
    None
}

/// What a method was called on: the first argument of `call`, or the object before it.
fn receiver(scene: &Scene<'_, '_>) -> Option<String> {
    let Some(call) = call_at(scene) else {
        return Some("#<Object>".to_owned());
    };
    let value = match &call.callee {
        Expression::StaticMemberExpression(it)
            if it.property.name == "call" || it.property.name == "apply" =>
        {
            argument(scene, &call.arguments, 0)
        }
        Expression::StaticMemberExpression(it) => known(scene, &it.object),
        _ => None,
    };
    Some(value.map_or_else(|| "#<Object>".to_owned(), |it| it.shown()))
}

/// The first item of a list that is no entry.
fn entry(scene: &Scene<'_, '_>) -> Option<String> {
    let list = arguments_at(scene)?.first()?.as_expression()?;
    let value = match list {
        Expression::ArrayExpression(list) => list
            .elements
            .iter()
            .filter_map(|element| element.as_expression())
            .find(|element| !matches!(element, Expression::ArrayExpression(_)))
            .and_then(|element| known(scene, element))?,
        Expression::StringLiteral(text) => Known::Text(text.value.chars().next()?.to_string()),
        _ => return None,
    };
    Some(format!(
        "Iterator value {} is not an entry object",
        value.shown()
    ))
}
