//! Places, duplicates, bounds and what is no document.

use super::*;

fn parse(body: &str) -> Result<Document, Vec<Diagnostic>> {
    Document::parse(Text::new("t.yaml", body))
}

fn entry<'n>(node: &'n Node, name: &str) -> &'n Entry {
    let Value::Map(entries) = &node.value else {
        panic!("not a mapping: {node:?}")
    };
    entries
        .iter()
        .find(|entry| entry.name == name)
        .expect("the key is there")
}

#[test]
fn keys_and_values_know_their_place() {
    let body = "a: 1\nb:\n  - x: \"two words\"\n    y: {z: 3}\n";
    let document = parse(body).expect("valid");
    let b = entry(&document.root, "b");
    assert_eq!(&body[document.span(&b.key)], "b");
    let Value::List(items) = &b.value.value else {
        panic!("not a list")
    };
    assert_eq!(
        &body[document.span(&entry(&items[0], "x").value)],
        "\"two words\""
    );
    let z = entry(&entry(&items[0], "y").value, "z");
    assert_eq!(&body[document.span(&z.key)], "z");
    assert_eq!(&body[document.span(&z.value)], "3");
    assert_eq!(document.line(&z.value), 4);
}

#[test]
fn every_duplicate_key_is_reported_with_both_places() {
    let errors = parse("a: 1\na: 2\nb: {c: 1, c: 2}\n").expect_err("duplicates");
    let shown: Vec<_> = errors.iter().map(ToString::to_string).collect();
    assert_eq!(
        shown,
        [
            "t.yaml:2:1: duplicate key `a`",
            "t.yaml:3:11: duplicate key `c`"
        ]
    );
}

#[test]
fn a_syntax_error_tells_its_place() {
    let errors = parse("a: [1, 2\nb: 3\n").expect_err("unclosed list");
    assert!(
        errors[0].to_string().starts_with("t.yaml:2:"),
        "{}",
        errors[0]
    );
}

#[test]
fn every_node_has_the_place_that_reading_up_to_it_gives() {
    let bodies = [
        "a: 1\nb:\n  - x: \"two words\"\n    y: {z: 3, w: [1, [2], {v: 4}]}\n  - - deep\n    - er\n",
        "# first\n- &one {a: b}\n- *one\n-\n  k: *one\n- ~\n- é: ü\n- |\n  block\n- last: [ ]\n",
        "{a: 1, ? b : 2}\n",
        "just a text",
        "a:\nb: ''\nc: {}\nd: []\n",
    ];
    for body in bodies {
        let document = parse(body).expect("valid");
        let reader = Reader::new(body, None);
        reader.read(body).expect("valid");
        for id in 0..reader.next.get() {
            let failure = Reader::new(body, Some(id))
                .read(body)
                .expect_err("it is to fail");
            let at = failure.location().expect("a place");
            let expected = document.text.offset(at.line(), at.column());
            assert_eq!(document.place(id).start, expected, "node {id} of {body:?}");
        }
    }
}

#[test]
fn aliases_that_repeat_too_much_are_refused() {
    let some = parse("a: &a text\nb: [*a, *a]\n").expect("valid");
    assert_eq!(
        some.root.to_json()["b"],
        serde_json::json!(["text", "text"])
    );
    let long = format!(
        "a: &a {}\nb: [{}]\n",
        "x".repeat(100_000),
        "*a, ".repeat(20_000)
    );
    let errors = parse(&long).expect_err("too much");
    assert!(
        errors[0].to_string().contains("aliases repeat too much"),
        "{}",
        errors[0]
    );
}

#[test]
fn brackets_without_end_are_refused_at_once() {
    for bracket in ["[", "{", "[{"] {
        let errors = parse(&bracket.repeat(1 << 20)).expect_err("too deep");
        assert!(
            errors[0].to_string().contains("brackets are open"),
            "{}",
            errors[0]
        );
    }
    for deep in ["- ".repeat(1 << 18), "? ".repeat(1 << 18), "[ ".repeat(200)] {
        assert!(parse(&deep).is_err());
    }
}

#[test]
fn a_mark_of_the_byte_order_is_no_document() {
    let document = parse("\u{feff}a: 1\nb: 2\n").expect("valid");
    let b = entry(&document.root, "b");
    assert_eq!(document.line(&b.key), 2);
    assert_eq!(&document.text.body()[document.span(&b.key)], "b");
}

#[test]
fn an_empty_file_is_an_error_that_says_so() {
    let errors = parse("");
    match errors {
        Ok(document) => assert!(matches!(document.root.value, Value::Null)),
        Err(errors) => assert!(errors[0].to_string().contains("not valid YAML")),
    }
}

#[test]
fn a_block_text_is_read_whole() {
    let document = parse("out: |\n  a\n  b\n").expect("valid");
    assert_eq!(entry(&document.root, "out").value.to_json(), "a\nb\n");
}
