//! What scripts see of properties that were defined, replaced, shown and frozen.

use boa_engine::Source;

use super::*;
use crate::class::define_lazy;

/// What `code` returns on a context of its own, with a lazy global `late`.
fn run(code: &str) -> String {
    let mut context = Context::default();
    let global = context.global_object();
    define_lazy(&mut context, &global, js_string!("late"), |_| Ok(7.into()));
    install(&mut context);
    let text = format!(
        "const three = (read) => [0, 1, 2].map(() => {{ \
           try {{ return String(read()) }} catch (error) {{ return error.name }} }}).join(); \
         const shown = (o, k) => JSON.stringify(Object.getOwnPropertyDescriptor(o, k)); {code}"
    );
    match context.eval(Source::from_bytes(&text)) {
        Ok(value) => value
            .as_string()
            .map_or_else(String::new, |text| text.to_std_string_lossy()),
        Err(error) => error.to_string(),
    }
}

#[test]
fn getter_that_replaces_itself_gives_its_value() {
    for (code, expected) in [
        (
            "const o = { get x() { Object.defineProperty(this, 'x', { value: () => 7 }); \
             return () => 7; } }; three(() => o.x())",
            "7,7,7",
        ),
        (
            "class A { get x() { const v = () => 7; Object.defineProperty(this, 'x', \
             { value: v }); return v; } } const o = new A(); three(() => o.x())",
            "7,7,7",
        ),
        (
            "const o = { get x() { Reflect.defineProperty(this, 'x', { value: [1], \
             writable: true }); return [1]; } }; o.x; o.x = 5; three(() => o.x)",
            "5,5,5",
        ),
    ] {
        assert_eq!(run(code), expected, "{code}");
    }
}

#[test]
fn several_at_once_are_as_one_by_one() {
    for (code, expected) in [
        (
            "const o = { get x() { const v = () => 7; Object.defineProperties(this, \
             { x: { value: v }, y: { value: 1 } }); return v; } }; three(() => o.x() + o.y)",
            "8,8,8",
        ),
        (
            "const o = { get x() { return 1 } }; Object.defineProperties(o, \
             Object.create({ z: { value: 1 } }, { x: { value: { value: 2 }, enumerable: true }, \
             y: { value: { value: 3 } } })); shown(o, 'x') + ('y' in o) + ('z' in o)",
            r#"{"value":2,"writable":false,"enumerable":true,"configurable":true}falsefalse"#,
        ),
        (
            "const o = {}; three(() => Object.defineProperties(o, { a: { value: 1 }, b: 1 })) + o.a",
            "TypeError,TypeError,TypeErrorundefined",
        ),
        (
            "three(() => Object.defineProperties({}, null)) + three(() => Object.defineProperties(1, {}))",
            "TypeError,TypeError,TypeErrorTypeError,TypeError,TypeError",
        ),
    ] {
        assert_eq!(run(code), expected, "{code}");
    }
}

#[test]
fn frozen_values_stay() {
    for (code, expected) in [
        (
            "const o = { get x() { return 1 } }; Object.defineProperty(o, 'x', \
             { value: 2, writable: true }); Object.freeze(o); o.x = 3; \
             shown(o, 'x') + o.x + Object.isFrozen(o)",
            r#"{"value":2,"writable":false,"enumerable":true,"configurable":false}2true"#,
        ),
        (
            "const o = { get 0() { return 1 } }; Object.defineProperty(o, 0, { value: 2, \
             writable: true }); Object.freeze(o); three(() => { 'use strict'; o[0] = 3 })",
            "TypeError,TypeError,TypeError",
        ),
        (
            "let y = 1; const o = { get x() { return y }, set x(v) { y = v } }; \
             Object.freeze(o); o.x = 3; o.x + typeof Object.getOwnPropertyDescriptor(o, 'x').set",
            "3function",
        ),
    ] {
        assert_eq!(run(code), expected, "{code}");
    }
}

#[test]
fn values_are_shown_as_data() {
    for (code, expected) in [
        (
            "shown(globalThis, 'late')",
            r#"{"value":7,"writable":true,"enumerable":false,"configurable":true}"#,
        ),
        (
            "const o = { get x() { return 1 } }; \
             Object.defineProperty(o, 'x', { value: 2 }); shown(o, 'x')",
            r#"{"value":2,"writable":false,"enumerable":true,"configurable":true}"#,
        ),
        (
            "const o = { get x() { return 1 } }; Object.defineProperty(o, 'x', \
             { value: 2, writable: true, configurable: false }); \
             JSON.stringify(Object.getOwnPropertyDescriptors(o))",
            r#"{"x":{"value":2,"writable":true,"enumerable":true,"configurable":false}}"#,
        ),
        (
            "const o = { get x() { return 1 } }; typeof Object.getOwnPropertyDescriptor(o, 'x').get",
            "function",
        ),
    ] {
        assert_eq!(run(code), expected, "{code}");
    }
}

#[test]
fn what_cannot_be_redefined_still_throws() {
    for code in [
        "const o = Object.freeze({ x: 1 }); three(() => Object.defineProperty(o, 'x', { value: 2 }))",
        "const o = {}; Object.defineProperty(o, 'x', { get() { return 1 } }); \
         three(() => Object.defineProperty(o, 'x', { value: 2 }))",
    ] {
        assert_eq!(run(code), "TypeError,TypeError,TypeError", "{code}");
    }
}
