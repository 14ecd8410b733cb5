'use strict';
// Texts that do not parse: as scripts, and as bodies of functions.

const { Script } = require('node:vm');

const texts = [
  'var x = ;', 'var', 'let x x', '{', '}', 'f(', 'f(]', '[1, 2', '"abc', '`abc', "'abc\n'", 'a b', 'a 1', '1 a', '1a', 'a "b"',
  'a `b` c', 'if', 'if (', 'if (a', 'if (a) else', 'for (', 'for (;;', 'while', 'do', 'function', 'function (', 'function f', 'function f(',
  'function f(a', 'function f(a, a) { "use strict"; }', 'class', 'class A', 'class A {', 'class A { x', 'class A extends {', '@', '#', '#x', 'a.#x', '\\', 'x = \\', '1 = 2', 'f() = 1',
  '1++', '++1', 'a => ', '(a, b', '(a, b) =>', '() => {', 'let a; let a;', 'let a; var a;', 'const a;', 'let let = 1;', 'new', 'new.target', 'super()', 'super.x',
  'return 1', 'break', 'continue', 'await 1', 'yield 1; "use strict"', '"use strict"; with (a) {}', '"use strict"; 010', '"use strict"; delete x', '"use strict"; eval = 1', '"use strict"; let yield', '"use strict"; "\\01"', '"use strict"; arguments++', '"use strict"; implements',
  'import x from "y"', 'export default 1', 'import.meta', 'enum', 'enum A {}', 'var enum', 'var if', 'var 1', 'var "x"', 'try {', 'try {}', 'try {} catch', 'throw', 'throw\n1', 'switch', 'switch (a) {', 'switch (a) { x }', 'case 1:',
  '({ a: 1, b', '({ a b })', '({ a = 1 })', '[a, 1] = b', '({ a: 1 } = b)', '/abc', '/(/', '/x/yy', '/[/', '0x', '0b2', '1e', '1__0', '1_', '08n', '"\\u{110000}"', '"\\x1"', '"\\u12"', '`${`', '`${a', 'a ? b', 'a ? b :', 'a ?? b || c', '-1 ** 2', 'async () => { await }',
  'async function f() { function g() { await 1 } }', 'function* g() { yield = 1 }', 'function f() { break }', 'x: x: 1', 'break x', 'while (1) { continue y }', 'for (let x of a, b) ;', 'for (let x = 1 of a) ;', 'for (const x in a b) ;', 'a?.b = 1', 'new a?.b()', 'a?.`x`', 'delete this.#x', 'class A { constructor() {} constructor() {} }', 'class A { get constructor() {} }', 'class A { static prototype() {} }', 'class A { #a; #a }', 'class A { constructor() { super() } }', 'function f(...a, b) {}', '(...a, b) => 1', '[...a, b] = c', 'let [a, a] = b', '"use strict"; function f(eval) {}', 'var a\u2028b c', '<!-- x', 'if (1) let x', 'if (1) class C {}', 'label: let x', 'do x while (1) y', 'else', 'catch', 'finally {}', ')', ']', ',', ';;;)', '...a', '=', '=> 1', '*', '%', '&&', '?', ':', '.', '.a', 'a.', 'a..b', 'a.1', 'null = 1', 'true++', 'this = 1', 'var this', 'var null', 'typeof', 'void', 'delete', '!', 'a +', 'a = ', 'a.b.', 'a[', 'a[1', '({', '({}', '({a', '({a:', '({a:1', '({a(', '"', "'", '`', '/*', '/* x', '//', 'a\n++\n', 'let', 'const', 'const a', 'const {a}', 'let {a}', 'let [a]', 'var {a}', 'undefined = ', 'import', 'import(', 'import()', 'export', 'export {', 'await', 'async', 'async x', 'async (', 'async function',
];

const tries = texts.flatMap((text) => [() => new Script(text), () => new Function(text)]);

require('./told.cjs')(tries);
