// What the other scripts share: the data, a way to make elements, and the address.
// Text reaches the page only through text nodes and attributes set here, never as markup.

const started = performance.now();
const byId = (id) => document.getElementById(id);
const index = JSON.parse(byId("index").textContent);

const runtimes = index.runtimes.map(([id, name, version]) => ({ id, name, version: version ?? "" }));
const verdicts = index.verdicts.map(([name, label, failure, applies]) => ({ name, label, failure, applies }));
const tiers = index.tiers.map(([name, gates]) => ({ name, gates }));
const signs = ["✓", "≠", "✕", "↑", "~", "!", "?", "–", "○", "·", "·"];

// A cell holds verdict * 16 + raw outcome, or -1 for no result.
const cases = index.cases.map(([id, area, tier, promises, covers, cells], at) => ({
  at, id, area, tier, promises, covers, cells,
  short: id.slice(id.indexOf("/") + 1),
  find: [id, promises, ...(covers ?? [])].join("\n").toLowerCase(),
}));

const verdictOf = (cell) => cell >> 4;
const rawOf = (cell) => index.raws[cell & 15];
const gates = (item) => tiers[item.tier].gates;
const needsCare = (item, cell) => cell >= 0 && verdicts[verdictOf(cell)].failure;

// The large block is parsed when the first case is opened.
let parsed;
const details = () => (parsed ??= JSON.parse(byId("details").textContent));
const pooled = (at) => (at === null || at === undefined ? null : details().pool[at]);

function h(tag, attributes, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (value === true) made.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) made.setAttribute(name, visible(value));
  }
  made.append(...children.flat(2).filter((child) => child !== null && child !== undefined && child !== false)
    .map((child) => (typeof child === "string" ? visible(child) : child)));
  return made;
}

// Control characters are shown as their pictures, so that no output can hide anything.
const visible = (text) => String(text).replace(/[\u0000-\u0008\u000b-\u001f\u007f\u0080-\u009f\u202a-\u202e\u2066-\u2069]/g,
  (c) => (c < " " ? String.fromCharCode(0x2400 + c.charCodeAt(0)) : "\ufffd"));

const many = (count, one) => `${count} ${one}${count === 1 ? "" : "s"}`;

// The address holds what is shown, so that any view can be linked to.
const keys = ["area", "tier", "status", "q", "left", "right", "case", "on"];
function address() {
  const from = new URLSearchParams(location.hash.slice(1));
  return Object.fromEntries(keys.map((key) => [key, from.get(key) ?? ""]));
}
function toHash(state) {
  const out = new URLSearchParams();
  for (const key of keys) if (state[key]) out.set(key, state[key]);
  return `#${out}`;
}
