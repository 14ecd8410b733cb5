// What it measures: a process from its start to its end, with one line of output.
//
// The time is taken from outside, by whoever starts it: `time node process-start.cjs`.
'use strict';

console.log('{"hello":"world"}');
