//! Messages checked against what Node 26 says for the same values.

use boa_engine::{Context, JsValue, Source, js_string};

use super::{
    ErrorKind, invalid_arg_type, invalid_arg_value, missing_args, node_error, out_of_range,
};

fn eval(context: &mut Context, source: &str) -> JsValue {
    context
        .eval(Source::from_bytes(source))
        .expect("the snippet runs")
}

fn message(context: &mut Context, error: boa_engine::JsError) -> String {
    let object = error
        .into_opaque(context)
        .expect("an ordinary error")
        .as_object()
        .expect("an object");
    let message = object
        .get(js_string!("message"), context)
        .expect("a message");
    message
        .to_string(context)
        .expect("a string")
        .to_std_string_lossy()
}

#[test]
fn received_values_read_as_in_node() {
    let rows = [
        ("undefined", "undefined"),
        ("null", "null"),
        ("1", "type number (1)"),
        ("-0", "type number (-0)"),
        ("NaN", "type number (NaN)"),
        ("-5.5", "type number (-5.5)"),
        ("1n", "type bigint (1n)"),
        ("'str'", "type string ('str')"),
        (
            "'a'.repeat(40)",
            "type string ('aaaaaaaaaaaaaaaaaaaaaaaaa...')",
        ),
        ("true", "type boolean (true)"),
        ("Symbol('x')", "type symbol (Symbol(x))"),
        ("({a: 1})", "an instance of Object"),
        ("Object.create(null)", "[Object: null prototype] {}"),
        ("[1]", "an instance of Array"),
        ("new Map", "an instance of Map"),
        ("new (class Foo {})", "an instance of Foo"),
        ("\"it's\"", "type string (\"it's\")"),
        ("'\"q\"\\''", "type string (\"\\\"q\\\"'\")"),
        ("({constructor: null})", "[Object]"),
        ("({__proto__: {constructor: {name: ''}}})", "{}"),
        ("'new\\nline'", "type string ('new\nline')"),
        ("Object(1)", "an instance of Number"),
        ("(function foo() {})", "function foo"),
    ];
    let context = &mut Context::default();
    for (source, expected) in rows {
        let value = eval(context, source);
        let error = invalid_arg_type(context, "listener", "of type function", &value);
        assert_eq!(
            message(context, error),
            format!("The \"listener\" argument must be of type function. Received {expected}"),
            "{source}"
        );
    }
}

#[test]
fn names_decide_the_subject() {
    let context = &mut Context::default();
    let value = JsValue::from(5);
    let error = invalid_arg_type(context, "options.argv", "an instance of Array", &value);
    assert_eq!(
        message(context, error),
        "The \"options.argv\" property must be an instance of Array. Received type number (5)"
    );
    let error = invalid_arg_type(context, "first argument", "of type string", &value);
    assert_eq!(
        message(context, error),
        "The first argument must be of type string. Received type number (5)"
    );
    let value = js_string!("zz").into();
    let error = invalid_arg_value(context, "flags", &value, "is invalid");
    assert_eq!(
        message(context, error),
        "The argument 'flags' is invalid. Received 'zz'"
    );
    let error = missing_args(context, &["type", "listener"]);
    assert_eq!(
        message(context, error),
        "The \"type\" and \"listener\" arguments must be specified"
    );
    let error = missing_args(context, &["type"]);
    assert_eq!(
        message(context, error),
        "The \"type\" argument must be specified"
    );
}

#[test]
fn large_numbers_are_grouped() {
    let rows = [
        ("3000", "3000"),
        ("-1", "-1"),
        ("2 ** 40", "1_099_511_627_776"),
        ("1.5", "1.5"),
        ("2n ** 70n", "1_180_591_620_717_411_303_424n"),
    ];
    let context = &mut Context::default();
    for (source, expected) in rows {
        let value = eval(context, source);
        let error = out_of_range(context, "size", ">= 0", &value);
        assert_eq!(
            message(context, error),
            format!("The value of \"size\" is out of range. It must be >= 0. Received {expected}")
        );
    }
}

#[test]
fn code_is_enumerable_and_leads_the_stack() {
    let context = &mut Context::default();
    let error = node_error(context, ErrorKind::Range, "ERR_X", "too far");
    let object = error.into_opaque(context).expect("an error");
    context
        .global_object()
        .set(js_string!("e"), object, true, context)
        .expect("a global");
    let seen = eval(
        context,
        "JSON.stringify([Object.keys(e), e.name, String(e), e.stack.split('\\n')[0], \
         e instanceof RangeError, Object.getOwnPropertyNames(e)])",
    );
    assert_eq!(
        seen.to_string(context)
            .expect("a string")
            .to_std_string_lossy(),
        r#"[["code"],"RangeError","RangeError [ERR_X]: too far","RangeError [ERR_X]: too far",true,["stack","code","message"]]"#
    );
}
