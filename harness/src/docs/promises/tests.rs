//! What is a promise, and what is not.

use super::*;
use crate::docs::model::Promised;

#[track_caller]
fn expect(code: &str, expected: &[(usize, Promised)]) {
    let found: Vec<(usize, Promised)> = of(Language::JavaScript, code)
        .into_iter()
        .map(|promise| (promise.line, promise.kind))
        .collect();
    assert_eq!(found, expected, "{code}");
}

fn prints(lines: &[&str]) -> Promised {
    Promised::Prints(lines.iter().map(|&line| line.to_owned()).collect())
}

fn throws(words: Option<&str>) -> Promised {
    Promised::Throws(words.map(str::to_owned))
}

#[test]
fn a_printed_text_is_read_with_and_without_its_marks() {
    for (code, printed) in [
        ("log(a); // Prints 'some words'.", "some words"),
        ("log(a); // Prints: { a: { b: 1 } }", "{ a: { b: 1 } }"),
        ("log(a); // prints 5", "5"),
        ("log(a); // prints ?q=%7Ex", "?q=%7Ex"),
        ("log(a);\n// Prints: undefined", "undefined"),
        (
            "log(a);\n// Prints: got { a: 1 } from the `p.on('x')` listener",
            "got { a: 1 }",
        ),
        ("log(a);\n// Prints: half a sentence.", "half a sentence."),
        ("log(a); // Outputs: \"one\"", "one"),
        ("console.log(a);  // true", "true"),
        ("console.log(a); // 'text'", "text"),
        (
            "console.log(a); // Map(1) { 'a' => 1 }",
            "Map(1) { 'a' => 1 }",
        ),
        ("console.log(a); // → any words", "any words"),
        ("console.log(a);\n// => [ 1, 2 ]", "[ 1, 2 ]"),
        ("f(() => console.log(a)); // 3", "3"),
        ("console.log(a);\n// true", "true"),
        ("f(); // Prints: <Buffer 00 ...>", "<Buffer 00 ...>"),
        (
            "console.log(a); // https://a.example/?b",
            "https://a.example/?b",
        ),
    ] {
        let line = code.lines().count();
        expect(code, &[(line, prints(&[printed]))]);
    }
}

#[test]
fn printed_lines_are_read_below_their_head() {
    expect(
        "// Prints:\n//   one\n//     two\nf();\n",
        &[(1, prints(&["one", "  two"]))],
    );
    expect(
        "f();\n/*\n * Prints:\n *   one\n *   two\n */\n",
        &[(3, prints(&["one", "two"]))],
    );
    expect("/* Prints:\none\ntwo */", &[(1, prints(&["one", "two"]))]);
    expect(
        "f(); // Prints: {\n     //   a: 1\n     // }\n",
        &[(1, prints(&["{", "  a: 1", "}"]))],
    );
    expect(
        "f();\n// Prints: a\n// Prints: b\n",
        &[(2, prints(&["a"])), (3, prints(&["b"]))],
    );
    expect(
        "f();\n// Prints: a\n// And that is that.\n",
        &[(2, prints(&["a"]))],
    );
}

#[test]
fn a_throw_is_read_with_the_words_that_follow() {
    expect(
        "f();\n// Throws: DOMException [DataCloneError]: it cannot.",
        &[(2, throws(Some("DOMException [DataCloneError]: it cannot.")))],
    );
    expect(
        "f(); // Throws TypeError.",
        &[(1, throws(Some("TypeError")))],
    );
    expect(
        "f(); // throws a RangeError here",
        &[(1, throws(Some("RangeError")))],
    );
    expect("f(); // Throws an error.", &[(1, throws(None))]);
    expect(
        "f();\n// Prints: { c: 3 } then throws TypeError: no",
        &[
            (2, prints(&["{ c: 3 }"])),
            (2, throws(Some("TypeError: no"))),
        ],
    );
}

#[test]
fn a_remark_is_no_promise() {
    for code in [
        "f(); // prints the result",
        "f(); // Prints nothing",
        "f(); // Print it",
        "f(); // Prints: something like 12",
        "f(); // Prints (contents may vary): 3",
        "console.log(a); // the answer",
        "console.log(a); // 1, 2, 3",
        "console.log(a); // -> like 1...",
        "a = 1; // 42",
        "// 42\nconsole.log(a);",
        "f(); // This will throw an error, because it must.",
        "f(); // Throws everything away",
        "log('// Prints: a');",
        "// Logs the values",
        "// Prints\nf();",
    ] {
        expect(code, &[]);
    }
}

#[test]
fn a_value_is_read_in_all_its_forms() {
    for (code, value) in [
        ("f(1);\n// Returns: 'a'", "'a'"),
        ("f(1); // returns true", "true"),
        ("f(1); // => 3", "3"),
        ("f(1) // → [1, 2]", "[1, 2]"),
        ("f(1); // ⇨ false", "false"),
        ("f(1); // 'text'  (a remark)", "'text'"),
        ("f(1); // true (97 is the code)", "true"),
        ("const a = f(1); // 2.5", "2.5"),
        ("f(1);\n// => returns { a: 1 }", "{ a: 1 }"),
        ("f(1); // => [\n      //   1,\n      // ]", "[\n  1,\n]"),
        ("f(1);\n// { a: 1 }\n\ng();", "{ a: 1 }"),
    ] {
        let found = of(Language::JavaScript, code);
        let kinds: Vec<&Promised> = found.iter().map(|one| &one.kind).collect();
        assert_eq!(kinds, [&Promised::Gives(value.to_owned())], "{code}");
    }
    for code in [
        "f(1); // => Promise",
        "f(1); // => string",
        "f(1); // { a: string; b: number }",
        "f({\n  port: 80, // 80\n});",
        "f(1); // true if it is so",
        "f(1); // 2 elements",
        "const a = 5; // 5 of them",
        "f(1);\n// 3\ng();",
        "f(1); // Returns a new array",
    ] {
        assert_eq!(of(Language::JavaScript, code), [], "{code}");
    }
}

#[test]
fn errors_and_their_absence_are_read_without_a_mark() {
    for (code, words) in [
        (
            "f(1);\n// TypeError: no such thing",
            "TypeError: no such thing",
        ),
        (
            "f(1); // AssertionError [ERR_ASSERTION]: 1 == 2",
            "AssertionError [ERR_ASSERTION]: 1 == 2",
        ),
        ("f(1); // => throws RangeError", "RangeError"),
        ("f(1); // Uncaught Error: no", "Error: no"),
    ] {
        let line = code.lines().count();
        expect(code, &[(line, throws(Some(words)))]);
    }
    expect("f(1);\n// OK, as it is", &[(2, Promised::Completes)]);
    expect("f(1); // ZodError instance", &[]);
}

#[test]
fn standard_error_is_told_from_standard_output() {
    let warns = |text: &str| Promised::Warns(vec![text.to_owned()]);
    expect("console.error(a); // Prints: a b", &[(1, warns("a b"))]);
    expect("console.warn(a); // 'a'", &[(1, warns("a"))]);
    expect("f();\n// Prints: a b, to stderr", &[(2, warns("a b"))]);
    expect("f();\n// Prints: a b, to stdout", &[(2, prints(&["a b"]))]);
}

#[test]
fn code_that_lost_its_line_breaks_promises_nothing() {
    for code in [
        "if (a) { log(a); // Prints 'b'. }",
        "log(a); // Prints: 1 log(b); // Prints: 2",
        "const a = 1; // Prints: // one f(a);",
    ] {
        assert!(lost_breaks(Language::JavaScript, code), "{code}");
        expect(code, &[]);
    }
    for code in [
        "log(a); // Prints: { a: 1 }",
        "const a = 1; f(a);",
        "if (a) {\n// b; c",
    ] {
        assert!(!lost_breaks(Language::JavaScript, code), "{code}");
    }
}

#[test]
fn only_code_makes_promises() {
    assert_eq!(of(Language::Other, "log a // Prints: b"), []);
}
