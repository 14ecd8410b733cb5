//! Runs the tables of expressions and outcomes.

use super::{context, eval, text};
use crate::{is_marked_as_untransferable, mark_as_uncloneable, mark_as_untransferable};
use boa_engine::{Context, JsArgs, JsResult, JsValue, NativeFunction, js_string};

/// Runs every line `expression ==> outcome` of a table, each in the same context.
fn check(table: &str, context: &mut Context) {
    let mut failures = Vec::new();
    let lines = table.lines();
    for line in lines.filter(|line| !line.is_empty() && !line.starts_with("//")) {
        let (expression, expected) = line.split_once(" ==> ").expect("a line has an arrow");
        let got = text(&format!("outcome(() => {expression})"), context);
        if got != expected {
            failures.push(format!(
                "{expression}\n  expected {expected}\n  got      {got}"
            ));
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn values_are_cloned_as_node_clones_them() {
    check(include_str!("cases/values.txt"), &mut context());
}

#[test]
fn errors_keep_what_node_keeps() {
    check(include_str!("cases/errors.txt"), &mut context());
}

#[test]
fn buffers_and_views_keep_their_memory_and_identity() {
    check(include_str!("cases/buffers.txt"), &mut context());
}

#[test]
fn what_cannot_be_cloned_is_named_as_node_names_it() {
    check(include_str!("cases/uncloneable.txt"), &mut context());
}

#[test]
fn what_the_engine_hides_is_named_as_far_as_it_shows() {
    check(include_str!("cases/engine.txt"), &mut context());
}

#[test]
fn transfer_takes_all_or_nothing() {
    check(include_str!("cases/transfer.txt"), &mut context());
}

#[test]
fn marks_have_the_effects_that_they_have_in_node() {
    fn mark_transfer(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
        mark_as_untransferable(args.get_or_undefined(0), context)?;
        Ok(JsValue::undefined())
    }
    fn mark_clone(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
        mark_as_uncloneable(args.get_or_undefined(0), context)?;
        Ok(JsValue::undefined())
    }
    let context = &mut context();
    for (name, function) in [
        (
            "markAsUntransferable",
            mark_transfer as fn(&_, &[_], &mut _) -> _,
        ),
        ("isMarkedAsUntransferable", |_, args, context| {
            Ok(is_marked_as_untransferable(args.get_or_undefined(0), context).into())
        }),
        ("markAsUncloneable", mark_clone),
    ] {
        let function = NativeFunction::from_fn_ptr(function);
        context
            .register_global_callable(js_string!(name), 1, function)
            .expect("the name is free");
    }
    check(include_str!("cases/marks.txt"), context);
}

#[test]
fn replaced_prototypes_have_no_effect() {
    let context = &mut context();
    let clone = "const before = [new Map([[1, 2]]), new Set([1]), new Date(3), /a/g,
        new Uint8Array(2), new ArrayBuffer(2, {maxByteLength: 4}), new DataView(new ArrayBuffer(1)),
        [1, {}], new Error('m')];";
    eval(clone, context).expect("the values are made");
    let expected = text("show(S(before))", context);
    let replace = "for (const C of [Map, Set, Date, RegExp, Object.getPrototypeOf(Uint8Array),
            Uint8Array, ArrayBuffer, DataView, Array])
          for (const key of ['set', 'add', 'get', 'getTime', 'setTime', 'source', 'flags', 'global',
              'unicodeSets', 'buffer', 'byteLength', 'byteOffset', 'length', 'resizable',
              'maxByteLength', 'push', Symbol.iterator])
            if (Object.hasOwn(C.prototype, key) && Object.getOwnPropertyDescriptor(C.prototype, key).configurable)
              Object.defineProperty(C.prototype, key, {configurable: true, get() { throw key }, set() { throw key }});
        globalThis.cloned = S(before);";
    eval(replace, context).expect("cloning runs none of the replaced functions");
    let other = &mut super::context();
    eval(clone, other).expect("the values are made");
    assert_eq!(text("show(S(before))", other), expected);
}

#[test]
fn deep_nesting_needs_no_native_stack() {
    let context = &mut context();
    let script = "let o = {}; for (let i = 0; i < 200000; i++) o = i % 2 ? {o} : [o];
        let c = S(o), n = 0;
        while (c = c.o ?? c[0]) n++;
        n";
    assert_eq!(text(script, context), "200000");
}
