const show = (attempt) => { try { const value = attempt(); console.log(typeof value === 'string' && value.length > 40 ? `text of ${value.length}` : value); } catch (error) { console.log(error.name, error instanceof RangeError ? error.message : ""); } };
const half = 'a'.repeat(2 ** 28);
const forever = { s: 'ab' };
for (const attempt of [
  () => half + half, () => { let text = half; text += text; return text; }, () => `${half}${half}`,
  () => { let text = half; for (let i = 0; i < 5; i++) text += half; return text; },
  () => half.concat(half, half), () => [half, half].join(''), () => half + { toString: () => half },
  () => { let text = 'ab'; for (;;) text = text + text; }, () => { for (;;) forever.s += forever.s; },
  () => { let text = 'ab'; for (;;) text = `${text}-${text}`; },
  () => 1 + { valueOf: () => 2 }, () => 'a' + 1 + null + undefined, () => `${half.length}${1n}${'x'}`,
  () => 1n + 1, () => `${'a'}${Symbol.iterator}`, () => Symbol.iterator + 'a', () => new Date(0) + 1 === String(new Date(0)) + '1',
  () => { let n = 1; n += n; n = n + n + n; return n; },
  () => { 'use strict'; missing += missing; },
]) show(attempt);
