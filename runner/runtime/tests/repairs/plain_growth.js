// No word here names a length.
let text = 'ab', seen;
try { for (;;) text = text + text; } catch (error) { seen = error; }
console.log(seen instanceof RangeError, seen.message, text.length);
