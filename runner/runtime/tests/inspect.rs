//! How values are printed, against what Node 26 prints.

mod support;

use support::{prints, script};

#[test]
fn a_text_placeholder_takes_what_an_object_says_of_itself() {
    let code = "
        const { format } = require('util');
        class Named { toString() { return 'named'; } }
        class Bytes extends Uint8Array {}
        const values = [
          new Named(), Object.create({ toString() { return 'inherited'; } }), { [Symbol.toPrimitive]: () => 'primitive' },
          Uint8Array.of(1, 2), new Bytes(2), Buffer.from('hi'), new URL('http://a/b'), new URLSearchParams('a=1'),
          [1, [2]], new Map([[1, 2]]), new Date(0), /a/g, Object(Symbol('z')), Object(1n), Object.create(null),
          { toString: 5 },
          new (class Map { toString() { return 'not the language\\'s'; } })(),
        ];
        for (const value of values) console.log(format('%s', value));";
    prints(
        script(code),
        "named\ninherited\nprimitive\n1,2\n0,0\nhi\nhttp://a/b\na=1\n\
         [ 1, [Array] ]\nMap(1) { 1 => 2 }\n1970-01-01T00:00:00.000Z\n/a/g\n[Symbol: Symbol(z)]\n[BigInt: 1n]\n\
         [Object: null prototype] {}\n{ toString: 5 }\nMap {}\n",
    );
}

#[test]
fn a_mark_of_a_cycle_counts_as_text_before_the_brace() {
    let code = "
        const value = { n: Uint8Array.of(105, 116, 39, 115) };
        value.self = value;
        console.log(value);
        console.log(Object.assign(() => {}, { longer: value }));";
    prints(
        script(code),
        "<ref *1> { n: Uint8Array(4) [ 105, 116, 39, 115 ], self: [Circular *1] }\n\
         [Function (anonymous)] {\n  \
           longer: <ref *1> {\n    n: Uint8Array(4) [ 105, 116, 39, 115 ],\n    self: [Circular *1]\n  }\n}\n",
    );
}

#[test]
fn arguments_of_a_function_are_named_so() {
    let code = "
        const { types } = require('util');
        (function () { console.log(arguments, types.isArgumentsObject(arguments)); })(1, { a: { b: 1 } });
        (() => console.log({ callee: 1 }, types.isArgumentsObject({ callee: 1, length: 0 })))();";
    prints(
        script(code),
        "[Arguments] { '0': 1, '1': { a: { b: 1 } } } true\n{ callee: 1 } false\n",
    );
}
