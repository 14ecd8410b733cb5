//! Classes made of native functions behave like the class declarations of the platform.

use boa_engine::object::NativeObject;
use boa_engine::{Context, JsArgs, JsObject, JsResult, JsSymbol, JsValue, Source, js_string};

use super::{
    ClassObjects, Members, NativeClass, class_of, constructor_of, define_lazy, instance, this_data,
};

fn eval(context: &mut Context, source: &str) -> String {
    match context.eval(Source::from_bytes(source)) {
        Ok(value) => value
            .to_string(context)
            .expect("a printable value")
            .to_std_string_lossy(),
        Err(error) => format!("threw {error}"),
    }
}

struct Counter;

impl NativeClass for Counter {
    type Data = i32;
    const NAME: &'static str = "Counter";
    const LENGTH: usize = 1;

    fn members(members: &mut Members<'_>) {
        members
            .constant(&js_string!("STEP"), 1)
            .method(js_string!("bump"), 0, |this, _, context| {
                let this = this_data::<Counter>(this, context)?;
                *this.data_mut() += 1;
                Ok((*this.data()).into())
            })
            .accessor(
                js_string!("value"),
                |this, _, context| Ok((*this_data::<Counter>(this, context)?.data()).into()),
                None,
            )
            .hidden()
            .alias(js_string!("increase"), &js_string!("bump"))
            .symbol_method(JsSymbol::iterator(), 0, |_, _, _| Ok(JsValue::undefined()))
            .to_string_tag();
    }

    fn construct(args: &[JsValue], _: &JsObject, context: &mut Context) -> JsResult<i32> {
        args.get_or_undefined(0).to_i32(context)
    }
}

struct Special;

impl NativeClass for Special {
    type Data = i32;
    const NAME: &'static str = "Special";

    fn parent(context: &mut Context) -> JsResult<Option<ClassObjects>> {
        class_of::<Counter>(context).map(Some)
    }

    fn members(members: &mut Members<'_>) {
        members.static_method(js_string!("make"), 0, |_, _, context| {
            Ok(instance::<Special>(7, context)?.into())
        });
    }
}

fn with_classes() -> Context {
    let mut context = Context::default();
    let global = context.global_object();
    define_lazy(&mut context, &global, js_string!("Counter"), |context| {
        Ok(constructor_of::<Counter>(context)?.into())
    });
    define_lazy(&mut context, &global, js_string!("Special"), |context| {
        Ok(constructor_of::<Special>(context)?.into())
    });
    context
}

#[test]
fn scripts_see_an_ordinary_class() {
    let rows = [
        ("new Counter(4).bump()", "5"),
        (
            "Counter === Counter && new Counter(1).constructor === Counter",
            "true",
        ),
        ("String(new Counter(1))", "[object Counter]"),
        (
            "Counter.length + Counter.name + Counter.STEP + Counter.prototype.STEP",
            "1Counter11",
        ),
        (
            "JSON.stringify(Object.keys(Counter.prototype))",
            r#"["STEP","bump","value"]"#,
        ),
        (
            "Counter.prototype.increase === Counter.prototype.bump",
            "true",
        ),
        (
            "Counter.prototype[Symbol.iterator].name",
            "[Symbol.iterator]",
        ),
        (
            "Object.getOwnPropertyDescriptor(Counter.prototype, 'value').get.name",
            "get value",
        ),
        (
            "class Sub extends Counter { twice() { this.bump(); return this.bump() } } new Sub(1).twice()",
            "3",
        ),
        (
            "new Sub(1) instanceof Counter && Object.getPrototypeOf(new Sub(1)) === Sub.prototype",
            "true",
        ),
        (
            "Object.getPrototypeOf(Special) === Counter && Special.make() instanceof Counter",
            "true",
        ),
        ("Special.make().bump()", "8"),
        (
            "JSON.stringify(Object.getOwnPropertyDescriptor(Counter, 'prototype'), ['writable','enumerable','configurable'])",
            r#"{"writable":false,"enumerable":false,"configurable":false}"#,
        ),
    ];
    let context = &mut with_classes();
    for (source, expected) in rows {
        assert_eq!(eval(context, source), expected, "{source}");
    }
}

#[test]
fn misuse_throws_what_node_throws() {
    let rows = [
        (
            "Counter(1)",
            "TypeError: Class constructor Counter cannot be invoked without 'new' undefined",
        ),
        (
            "new Special()",
            "TypeError [ERR_ILLEGAL_CONSTRUCTOR]: Illegal constructor ERR_ILLEGAL_CONSTRUCTOR",
        ),
        (
            "Counter.prototype.bump.call({})",
            "TypeError [ERR_INVALID_THIS]: Value of \"this\" must be of type Counter ERR_INVALID_THIS",
        ),
        (
            "Counter.prototype.value",
            "TypeError [ERR_INVALID_THIS]: Value of \"this\" must be of type Counter ERR_INVALID_THIS",
        ),
    ];
    let context = &mut with_classes();
    for (source, expected) in rows {
        let guarded = format!("try {{ {source} }} catch (e) {{ `${{e}} ${{e.code}}` }}");
        assert_eq!(eval(context, &guarded), expected, "{source}");
    }
}

#[test]
fn lazy_globals_keep_what_they_made() {
    let context = &mut with_classes();
    // The same access site twice: an inline cache must not take the value for a getter.
    assert_eq!(
        eval(
            context,
            "function look() { return Counter } look() === look() && typeof look()"
        ),
        "function"
    );
    assert_eq!(
        eval(
            context,
            "JSON.stringify(Object.getOwnPropertyDescriptor(globalThis, 'Counter'), \
             ['enumerable', 'configurable'])"
        ),
        r#"{"enumerable":false,"configurable":true}"#
    );
    assert_eq!(eval(context, "Special = 5; Special"), "5");
    assert_eq!(
        eval(context, "Object.keys(globalThis).includes('Special')"),
        "false"
    );
    let context = &mut with_classes();
    assert_eq!(
        eval(context, "Object.create(globalThis).Counter === Counter"),
        "true"
    );
    assert_eq!(
        eval(
            context,
            "const o = Object.create(globalThis); o.Special = 3; typeof Special"
        ),
        "function"
    );
    assert_eq!(eval(context, "o.Special"), "3");
}

#[test]
fn classes_outlive_a_collection() {
    fn assert_native<T: NativeObject>() {}
    assert_native::<super::Built<Counter>>();
    let context = &mut with_classes();
    assert_eq!(eval(context, "globalThis.kept = new Counter(1); 0"), "0");
    boa_engine::gc::force_collect();
    assert_eq!(eval(context, "kept.bump()"), "2");
    let other = context.create_realm().expect("a realm");
    let first = constructor_of::<Counter>(context).expect("built");
    let outer = context.enter_realm(other);
    let second = constructor_of::<Counter>(context).expect("built");
    context.enter_realm(outer);
    assert!(!JsObject::equals(&first, &second));
}
