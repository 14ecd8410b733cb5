//! `DOMException`.

use super::check;

#[test]
fn an_exception_is_an_error() {
    check(&[
        (
            "var d = new DOMException('m', 'DataCloneError'); [d.name, d.code, d.message, d instanceof Error, \
          Object.prototype.toString.call(d), String(d), Object.getOwnPropertyNames(d), Object.keys(d).length, \
          d.stack.split('\\n')[0]].join()",
            "DataCloneError,25,m,true,[object DOMException],DataCloneError: m,stack,0,DataCloneError: m",
        ),
        (
            "d.message = 'no'; d.stack = 'zz'; [d.message, d.stack].join()",
            "m,zz",
        ),
        (
            "Object.getPrototypeOf(DOMException) === Function.prototype && \
          Object.getPrototypeOf(DOMException.prototype) === Error.prototype",
            "true",
        ),
        (
            "[DOMException.DATA_CLONE_ERR, DOMException.prototype.INDEX_SIZE_ERR, DOMException.length].join()",
            "25,1,0",
        ),
        (
            "class D extends DOMException { constructor() { super('s', 'SyntaxError'); } } var s = new D(); \
          [s instanceof D, s.code, s.name].join()",
            "true,12,SyntaxError",
        ),
        (
            "caught(() => DOMException.prototype.name)",
            "TypeError|ERR_INVALID_THIS|Value of \"this\" must be of DOMException",
        ),
        (
            "caught(() => DOMException())",
            "TypeError|undefined|Class constructor DOMException cannot be invoked without 'new'",
        ),
    ]);
}

#[test]
fn only_whole_names_have_codes() {
    // The text of a function is stored in UTF-16, which Boa compares with a `str` by prefix.
    check(&[
        ("new DOMException('a', () => {}).code", "0"),
        ("new DOMException('a', 'Data').code", "0"),
        ("new DOMException('a', 'DataCloneError\\u0100').code", "0"),
    ]);
}

#[test]
fn arguments_are_converted() {
    check(&[
        (
            "var show = (d) => [d.name, d.message, d.code, 'cause' in d, d.cause, d.stack.split('\\n')[0]].join(); \
          show(new DOMException())",
            "Error,,0,false,,Error",
        ),
        ("show(new DOMException('a'))", "Error,a,0,false,,Error: a"),
        (
            "show(new DOMException('a', 'TimeoutError'))",
            "TimeoutError,a,23,false,,TimeoutError: a",
        ),
        ("show(new DOMException(5, 6))", "6,5,0,false,,6: 5"),
        (
            "show(new DOMException('a', {name: 'QuotaExceededError', cause: 3}))",
            "QuotaExceededError,a,22,true,3,QuotaExceededError: a",
        ),
        (
            "show(new DOMException('a', {cause: undefined}))",
            "undefined,a,0,true,,undefined: a",
        ),
        (
            "show(new DOMException('a', null))",
            "null,a,0,false,,null: a",
        ),
        (
            "show(new DOMException('', 'ValidationError'))",
            "ValidationError,,0,false,,ValidationError",
        ),
    ]);
}
