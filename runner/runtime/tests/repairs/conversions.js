const show = (attempt) => { try { console.log(attempt()); } catch (error) { console.log(`${error.name}: ${error.message}`); } };
const number = { valueOf() { return +this; } };
for (const attempt of [() => +number, () => number * 2, () => number < 1, () => number == 1, () => Number(number)]) show(attempt);
const text = { toString() { return `${this}`; } };
for (const attempt of [() => `${text}`, () => String(text), () => text + '', () => [text].join(), () => ({})[text]]) show(attempt);
class Named { toString() { return 'a' + this; } }
show(() => '' + new Named());
class Helped { valueOf() { return help(this); } }
function help(it) { return it - 1; }
show(() => new Helped() - 1);
const once = { busy: false, toString() { if (this.busy) return 'x'; this.busy = true; try { return 'a' + this; } finally { this.busy = false; } } };
show(() => '' + once);
const assigned = {};
assigned.toString = function () { return String(assigned); };
show(() => '' + assigned);
const inherits = Object.create({ toString() { return this + ''; } });
show(() => inherits + '');
const left = { toString() { return '' + right; } }, right = { toString() { return '' + left; } };
show(() => '' + left);
const exotic = { [Symbol.toPrimitive]() { return +exotic; } };
show(() => +exotic);
let depth = 0;
const counting = { toString() { return depth++ < 100 ? `${this}.` : 'end'; } };
show(() => `${counting}`.length);
const list = [1]; list.push(list, [list]);
show(() => `${list}` + { toString() { return 'own'; } });
