//! What `JSON.parse` makes of texts, what it says of others, and what a reviver is shown.

use boa_engine::{Context, Source};

use super::*;

/// A context with this room's functions.
fn context() -> Context {
    let mut context = Context::default();
    crate::repairs::json::install(&mut context).expect("the functions are made");
    context
}

#[track_caller]
fn gives(code: &str, expected: &str) {
    let context = &mut context();
    let value = context.eval(Source::from_bytes(code));
    let value = value.and_then(|value| value.to_string(context));
    let text = match value {
        Ok(text) => text.to_std_string_lossy(),
        Err(error) => error.to_string(),
    };
    assert_eq!(text, expected, "{code}");
}

#[track_caller]
fn says(text: &str, message: &str) {
    let context = &mut context();
    let error = read(&js_string!(text), None, context).expect_err("it is not JSON");
    let error = error.try_native(context).expect("an error of the engine's");
    assert!(error.is_syntax());
    assert_eq!(error.message(), message);
}

#[test]
fn places_and_tokens_are_named() {
    says("", "Unexpected end of JSON input");
    says(
        "{bad",
        "Expected property name or '}' in JSON at position 1 (line 1 column 2)",
    );
    says("xyz", "Unexpected token 'x', \"xyz\" is not valid JSON");
    says(
        "[1,\n2 3]",
        "Expected ',' or ']' after array element in JSON at position 6 (line 2 column 3)",
    );
    says(
        "[\"日\",\n \"a\u{1}\"]",
        "Bad control character in string literal in JSON at position 9 (line 2 column 4)",
    );
    says(
        "[1,2,3,4,5,6,7,8,9,x,11,12]",
        "Unexpected token 'x', ...\"5,6,7,8,9,x,11,12]\" is not valid JSON",
    );
    says("NaN", "\"NaN\" is not valid JSON");
}

#[test]
fn values_are_those_of_the_text() {
    gives(
        r#"JSON.stringify(JSON.parse(' { "b" : [ true , null , { } , [ ] ] , "a" : -2.5e3 } '))"#,
        r#"{"b":[true,null,{},[]],"a":-2500}"#,
    );
    gives(
        r#"JSON.parse('"\\"\\\\\\/\\b\\f\\n\\r\\t\\u0041\\ud83d\\ude00é日"') === '"\\/\b\f\n\r\tA😀é日'"#,
        "true",
    );
    gives(r#"JSON.parse('"\\ud800"') === '\ud800'"#, "true");
    gives("Object.is(JSON.parse('-0'), -0)", "true");
    gives(
        "JSON.parse('[0, -7, 2147483648, 1e400, 5e-324, 0.000001, 9007199254740993]').join()",
        "0,-7,2147483648,Infinity,5e-324,0.000001,9007199254740992",
    );
    gives("JSON.parse(' 7 ') + JSON.parse('\"é\"')", "7é");
}

#[test]
fn keys_are_own_and_the_last_of_a_name_counts() {
    gives(
        "Object.keys(JSON.parse('{\"b\":1,\"2\":1,\"a\":1,\"1\":1,\"b\":3}')).join()",
        "1,2,b,a",
    );
    gives(
        "const o = JSON.parse('{\"__proto__\":{\"x\":1}}'); Object.keys(o) + o.x",
        "__proto__undefined",
    );
    gives(
        "JSON.parse('[{\"a\":1},{\"a\":2,\"\\\\u0061\":3}]')[1].a",
        "3",
    );
}

#[test]
fn a_reviver_is_shown_parts_first_and_the_source_of_what_is_unchanged() {
    let told = |text: &str, body: &str| {
        format!(
            "const told = []; JSON.parse('{text}', function (key, value, about) {{ {body}
                told.push(key + ':' + JSON.stringify(value) + ':' + about.source); return value; }});
            told.join(' ')"
        )
    };
    gives(
        &told(r#"{"a":1.0,"b":["x",-0]}"#, ""),
        r#"a:1:1.0 0:"x":"x" 1:0:-0 b:["x",0]:undefined :{"a":1,"b":["x",0]}:undefined"#,
    );
    gives(
        &told(r#"{"a":1,"b":2,"a":3.0}"#, ""),
        r#"a:3:3.0 b:2:2 :{"a":3,"b":2}:undefined"#,
    );
    gives(
        &told(
            r#"{"a":1,"b":2.0,"c":[1,2],"d":4.0}"#,
            "if (key === 'a') { this.b = 7; this.c = [1]; this.d = 4 }",
        ),
        r#"a:1:1 b:7:undefined 0:1:undefined c:[1]:undefined d:4:4.0 :{"a":1,"b":7,"c":[1],"d":4}:undefined"#,
    );
    gives(
        &told("[1,2]", "if (key === '0') this.push(9)"),
        "0:1:1 1:2:2 :[1,2,9]:undefined",
    );
}

#[test]
fn what_a_reviver_gives_takes_the_place_of_what_it_was_shown() {
    gives(
        "JSON.stringify(JSON.parse('{\"a\":1,\"b\":[1,2,3]}', (k, v) => v === 2 || k === 'a' ? undefined : v))",
        r#"{"b":[1,null,3]}"#,
    );
    gives("JSON.parse('5', () => undefined)", "undefined");
    gives(
        "JSON.stringify(JSON.parse('[1,2]', function (k, v) { if (k === '0') Object.freeze(this); return k === '' ? v : k === '0' ? 9 : undefined }))",
        "[1,2]",
    );
    gives(
        "try { JSON.parse('[1]', () => { throw new TypeError('no') }) } catch (error) { error }",
        "TypeError: no",
    );
}

#[test]
fn ten_thousand_levels_are_read_and_shown() {
    let depth = "let d = 0; for (let v = all; typeof v === 'object'; d++) v = v.a ?? v[0]; d";
    gives(
        &format!(
            "let all = JSON.parse('[{{\"a\":'.repeat(5000) + 1 + '}}]'.repeat(5000)); {depth}"
        ),
        "10000",
    );
    gives(
        &format!(
            "let n = 0; let all = JSON.parse('['.repeat(10000) + 1 + ']'.repeat(10000), (k, v) => (n++, v)); {depth}; n + d"
        ),
        "20001",
    );
    says(&"[".repeat(10_000), "Unexpected end of JSON input");
}

#[test]
fn reading_ends_when_the_thread_does() {
    let context = &mut context();
    context.set_runtime_limits(crate::interrupt::stopped());
    let text = format!("[{}1]", "1,".repeat(2_000));
    let error = read(&js_string!(text), None, context).expect_err("it is stopped");
    assert!(error.as_engine().is_some());
}
