// The matrix: one line for each case, one cell for each runtime, in sections by area.
// Lines are drawn in blocks, each when it comes near the window, so that thousands of cases open
// at once; until then a block is as high as its lines will be.

const matrix = byId("matrix");
// The runtimes that have a column: all of them, or two that are set against each other.
let columns = runtimes.map((_, at) => at);
if (runtimes.length > 6) matrix.style.setProperty("--cell", "88px");
const sections = index.areas.map((name, at) => ({
  at, name, shown: [], blocks: [],
}));
const BLOCK = 60;
let visibleCases = cases;

const blockOf = new WeakMap();
const near = new IntersectionObserver((entries) => {
  for (const entry of entries) if (entry.isIntersecting) fill(blockOf.get(entry.target));
}, { rootMargin: "900px" });

function drawMatrix() {
  matrix.append(h("div", { class: "line heads", "aria-hidden": "true" }));
  for (const section of sections) {
    section.body = h("div", { class: "body" });
    section.head = h("div", { class: "line" });
    section.element = h("section", { class: "area", "aria-label": section.name },
      section.head, section.body);
    section.head.addEventListener("click", (event) => {
      if (event.target.tagName !== "BUTTON") return;
      const shut = section.element.classList.toggle("shut");
      event.target.setAttribute("aria-expanded", String(!shut));
    });
    matrix.append(section.element);
  }
  matrix.append(h("p", { class: "empty", hidden: true }, "No case matches these filters."));
}

function drawHeads() {
  matrix.style.setProperty("--columns", columns.length);
  matrix.querySelector(".heads").replaceChildren(h("span", {}, "case"), ...columns.map((column) => {
    const each = runtimes[column];
    return h("span", { title: each.id }, h("b", {}, each.version ? each.name : each.id), h("i", {}, each.version));
  }));
}

// Two runtimes that are both named and not the same are set against each other.
function choose(state) {
  const pair = [state.left, state.right].map((id) => runtimes.findIndex((each) => each.id === id));
  const isPair = pair.every((at) => at >= 0) && pair[0] !== pair[1];
  columns = isPair ? pair : runtimes.map((_, at) => at);
  return isPair;
}

function drawHead(section) {
  const cells = columns.map((column) => {
    let passed = 0, applicable = 0, off = 0, ran = 0;
    for (const item of section.shown) {
      const cell = item.cells[column];
      if (cell < 0 || !verdicts[verdictOf(cell)].applies) continue;
      applicable += 1;
      ran += ["SKIP", "NOTRUN"].includes(rawOf(cell)) ? 0 : 1;
      passed += verdictOf(cell) === 0 ? 1 : 0;
      off += needsCare(item, cell) && gates(item) ? 1 : 0;
    }
    return h("span", { class: off ? "off" : "", title: `${passed} of ${applicable} passed, ${off} not as expected` },
      ran ? [`${passed}`, h("i", {}, `/${applicable}`)] : "–");
  });
  const shut = section.element.classList.contains("shut");
  section.head.replaceChildren(
    h("button", { type: "button", "aria-expanded": String(!shut) }, section.name,
      h("small", {}, many(section.shown.length, "case"))), ...cells);
}

function cellLink(item, column) {
  const cell = item.cells[column];
  const id = runtimes[column].id;
  if (cell < 0) return h("span", { role: "cell" }, h("span", { class: "cell v8", title: `${id}: no result` }, ""));
  const verdict = verdictOf(cell);
  const raw = rawOf(cell);
  const repeats = index.repeats[`${item.at}/${column}`];
  const label = `${id}: ${verdicts[verdict].label}` + (repeats ? ` (${repeats[0]} of ${repeats[1]} runs)` : "")
    + (["PASS", "FAIL", "SKIP", "NOTRUN"].includes(raw) ? "" : `, ${raw.toLowerCase()}`);
  const word = repeats ? `${repeats[0]}/${repeats[1]}`
    : ["TIMEOUT", "CRASH", "LEAK", "ERROR"].includes(raw) ? raw.toLowerCase() : "";
  const soft = verdicts[verdict].failure && !gates(item);
  return h("span", { role: "cell" }, h("a", {
    class: `cell v${verdict}${soft ? " soft" : ""}`, tabindex: "-1",
    href: toHash({ case: item.id, on: id }), "data-case": item.at, "data-on": column,
    "aria-label": label, title: label,
  }, signs[verdict], word && h("span", { class: "word" }, word)));
}

function divide(section) {
  for (const block of section.blocks) near.unobserve(block.rows);
  section.blocks = [];
  for (let at = 0; at < section.shown.length; at += BLOCK) {
    const shown = section.shown.slice(at, at + BLOCK);
    const rows = h("div", { class: "rows", style: `--n:${shown.length}` });
    rows.dataset.area = section.name;
    section.blocks.push({ shown, rows, filled: false });
    blockOf.set(rows, section.blocks.at(-1));
    near.observe(rows);
  }
  section.body.replaceChildren(...section.blocks.map((block) => block.rows));
}

function fill(block) {
  if (block.filled) return;
  block.filled = true;
  near.unobserve(block.rows);
  // A table has rows from its beginning: what is not drawn yet is none.
  block.rows.setAttribute("role", "table");
  block.rows.setAttribute("aria-label", block.rows.dataset.area);
  block.rows.replaceChildren(...block.shown.map((item) => h("div", { class: "line row", role: "row" },
    h("span", { role: "rowheader" }, h("a", { class: "name", href: toHash({ case: item.id }), "data-case": item.at, "data-on": "-1", tabindex: item === visibleCases[0] ? "0" : "-1", title: item.promises },
      item.short, item.tier > 0 && h("span", { class: "tier" }, tiers[item.tier].name), h("small", {}, item.promises))),
    columns.map((column) => cellLink(item, column)))));
}

// Which cases a status selects; a case is shown if any of its cells is such.
function statusTest(status) {
  if (!status) return () => true;
  const shown = (item) => columns.map((column) => item.cells[column]);
  if (status === "attention") return (item) => shown(item).some((cell) => needsCare(item, cell));
  if (status === "differs") {
    return (item) => new Set(shown(item).filter((cell) => cell >= 0 && !["SKIP", "NOTRUN"].includes(rawOf(cell)))
      .map((cell) => verdictOf(cell) === 0)).size > 1;
  }
  const verdict = verdicts.findIndex((each) => each.name === status);
  if (verdict >= 0) return (item) => shown(item).some((cell) => cell >= 0 && verdictOf(cell) === verdict);
  return (item) => shown(item).some((cell) => cell >= 0 && rawOf(cell) === status);
}

function filter(state) {
  choose(state);
  drawHeads();
  const words = state.q.toLowerCase().split(/\s+/).filter(Boolean);
  const wanted = statusTest(state.status);
  visibleCases = cases.filter((item) =>
    (!state.area || index.areas[item.area] === state.area)
    && (!state.tier || tiers[item.tier].name === state.tier)
    && words.every((word) => item.find.includes(word))
    && wanted(item));
  for (const section of sections) section.shown = [];
  for (const item of visibleCases) sections[item.area].shown.push(item);
  for (const section of sections) {
    section.element.hidden = section.shown.length === 0;
    if (!section.element.hidden) drawHead(section);
    divide(section);
  }
  matrix.querySelector(".empty").hidden = visibleCases.length > 0;
  byId("shown").textContent = visibleCases.length === cases.length
    ? many(cases.length, "case") : `${visibleCases.length} of ${many(cases.length, "case")}`;
}

// One cell is a stop of the Tab key; the arrows lead on from there.
matrix.addEventListener("focusin", (event) => {
  if (event.target.dataset.case === undefined) return;
  matrix.querySelector("[data-case][tabindex='0']")?.setAttribute("tabindex", "-1");
  event.target.setAttribute("tabindex", "0");
});

// Moves the focus to a cell (column -1 is the case's name), drawing its block if need be.
function focusCell(item, column) {
  const section = sections[item.area];
  if (section.element.classList.contains("shut")) section.head.querySelector("button").click();
  const place = section.shown.indexOf(item);
  const block = section.blocks[Math.floor(place / BLOCK)];
  if (!block) return;
  fill(block);
  const row = block.rows.children[place % BLOCK];
  const link = row?.querySelector(`[data-on="${column}"]`) ?? row?.querySelector("[data-case]");
  if (!link) return;
  link.focus({ preventScroll: true });
  link.scrollIntoView({ block: "nearest" });
}

function moveFocus(down, right) {
  const { case: at, on } = document.activeElement?.dataset ?? {};
  if (at === undefined) return visibleCases[0] && focusCell(visibleCases[0], columns[0]);
  const place = visibleCases.indexOf(cases[at]);
  const next = visibleCases[Math.min(visibleCases.length - 1, Math.max(0, place + down))];
  const beside = Math.min(columns.length - 1, Math.max(-1, columns.indexOf(Number(on)) + right));
  if (next) focusCell(next, columns[beside] ?? -1);
}

// The next or previous cell that needs attention, from where the focus is.
function moveToFailure(step) {
  const { case: at, on } = document.activeElement?.dataset ?? {};
  const width = columns.length;
  const total = visibleCases.length * width;
  let place = at === undefined ? (step > 0 ? -1 : total) : visibleCases.indexOf(cases[at]) * width + columns.indexOf(Number(on));
  for (place += step; place >= 0 && place < total; place += step) {
    const item = visibleCases[Math.floor(place / width)];
    const column = columns[place % width];
    if (needsCare(item, item.cells[column])) return focusCell(item, column);
  }
}
