//! Contexts of `vm`: what the runtime mends in the engine's builtins is mended in them too.

mod support;

use support::{prints, script};

/// What `code` prints through `print`, run in a context of its own.
#[track_caller]
fn prints_inside(code: &str, expected: &str) {
    let main = "const [, code] = process.argv;
        require('vm').runInNewContext(code, { print: (...texts) => console.log(...texts) });";
    prints(script(main).args([code]), expected);
}

#[test]
fn a_getter_that_replaces_itself_gives_its_value() {
    prints_inside(
        "const o = { get x() {
            const value = () => 7;
            Object.defineProperty(this, 'x', { value });
            return value;
        } };
        for (let i = 0; i < 3; i++) print(o.x());
        print(Object.getOwnPropertyDescriptor(o, 'x').writable)",
        "7\n7\n7\nfalse\n",
    );
}

#[test]
fn text_that_is_not_json_is_told_with_its_place() {
    prints_inside(
        "try { JSON.parse('[1,]') } catch (error) {
            print(error instanceof SyntaxError, error.message);
        }",
        "true Unexpected token ']', \"[1,]\" is not valid JSON\n",
    );
}
