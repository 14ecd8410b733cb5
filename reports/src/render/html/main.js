// The address, the filters and the keyboard: what is shown follows the address, always.

const filters = ["area", "tier", "status", "q", "left", "right"];
let now = address();
let opened = null;

function go(changes, replace) {
  const hash = toHash({ ...now, ...changes });
  history[replace ? "replaceState" : "pushState"](null, "", hash === "#" ? location.pathname + location.search : hash);
  show();
}

function show() {
  const was = now;
  now = address();
  const filtered = filters.some((key) => was[key] !== now[key]);
  if (filtered || !show.done) {
    for (const key of filters) byId(key).value = now[key];
    filter(now);
  }
  show.done = true;
  const item = now.case && cases.find((each) => each.id === now.case);
  byId("overview").hidden = matrix.hidden = Boolean(item);
  page.hidden = !item;
  if (item) {
    if (!opened) show.scroll = scrollY;
    const column = Math.max(0, now.on ? runtimes.findIndex((each) => each.id === now.on) : firstOff(item));
    drawCase(item, column);
    if (!opened || opened.item !== item) scrollTo(0, 0);
    opened = { item, column };
    document.title = `${item.id} · threadproof`;
    page.focus({ preventScroll: true });
  } else if (opened) {
    const { item: last, column } = opened;
    opened = null;
    page.replaceChildren();
    document.title = show.title;
    scrollTo(0, show.scroll ?? 0);
    if (visibleCases.includes(last)) focusCell(last, column);
  }
}
show.title = document.title;

const firstOff = (item) => item.cells.findIndex((cell) => needsCare(item, cell));

function step(by) {
  if (!opened) return moveFocus(by, 0);
  const next = visibleCases[visibleCases.indexOf(opened.item) + by];
  if (next) go({ case: next.id, on: runtimes[opened.column].id }, true);
}

function tab(column) {
  if (runtimes[column]) go({ case: opened.item.id, on: runtimes[column].id }, true);
}

function theme(choice) {
  document.documentElement.dataset.theme = choice;
  // Storage can be refused to a page that was opened from a file.
  try { localStorage.setItem("threadproof-theme", choice); } catch { /* the choice then lasts as long as the page */ }
}

function startTheme() {
  let kept = null;
  try { kept = localStorage.getItem("threadproof-theme"); } catch { /* as above */ }
  document.documentElement.dataset.theme = kept ?? (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");
}

function options() {
  const status = byId("status");
  const count = (test) => cases.filter(test).length;
  const add = (to, value, label) => to.append(h("option", { value }, label));
  for (const name of index.areas) add(byId("area"), name, name);
  byId("pair").hidden = runtimes.length < 3;
  for (const { id } of runtimes) for (const side of ["left", "right"]) add(byId(side), id, id);
  add(status, "attention", `needs attention (${count(statusTest("attention"))})`);
  if (runtimes.length > 1) add(status, "differs", `differs between runtimes (${count(statusTest("differs"))})`);
  const groups = [["verdict", verdicts.map((each) => [each.name, each.label])],
    ["outcome", index.raws.map((raw) => [raw, raw])]];
  for (const [label, values] of groups) {
    const group = h("optgroup", { label });
    for (const [value, text] of values) {
      const found = count(statusTest(value));
      if (found) add(group, value, `${text} (${found})`);
    }
    status.append(group);
  }
  byId("legend").append(...verdicts.map((each, at) => h("li", { class: `v${at}` }, h("i", {}, signs[at]), each.label)));
}

const typing = (event) => /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName);
const keyboard = {
  "/": () => { if (opened) go({ case: "", on: "" }); byId("q").focus(); byId("q").select(); },
  "?": () => byId("help").showModal(),
  t: () => theme(document.documentElement.dataset.theme === "dark" ? "light" : "dark"),
  j: () => step(1),
  k: () => step(-1),
  f: () => (opened ? go({ case: "", on: "" }) : 0, moveToFailure(1)),
  F: () => (opened ? go({ case: "", on: "" }) : 0, moveToFailure(-1)),
  Escape: () => opened && go({ case: "", on: "" }),
  ArrowLeft: () => (opened ? tab(opened.column - 1) : moveFocus(0, -1)),
  ArrowRight: () => (opened ? tab(opened.column + 1) : moveFocus(0, 1)),
  ArrowDown: () => (opened ? false : moveFocus(1, 0)),
  ArrowUp: () => (opened ? false : moveFocus(-1, 0)),
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || byId("help").open) return;
  if (typing(event)) {
    if (event.key === "Escape") event.target.blur();
    if (event.key === "ArrowDown" && event.target.id === "q") { event.preventDefault(); event.target.blur(); moveFocus(0, 0); }
    return;
  }
  // Inside a text that scrolls, the arrows scroll it.
  if (event.key.startsWith("Arrow") && event.target.closest("pre, .timeline, code")) return;
  const act = Object.hasOwn(keyboard, event.key) && keyboard[event.key];
  if (act && act() !== false) event.preventDefault();
});

document.addEventListener("click", (event) => {
  if (event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  const link = event.target.closest("a[data-case]");
  if (link) {
    event.preventDefault();
    const on = runtimes[link.dataset.on];
    return go({ case: cases[link.dataset.case].id, on: on ? on.id : "" });
  }
  const button = event.target.closest("button");
  if (!button) return;
  if (button.dataset.tab) tab(Number(button.dataset.tab));
  if (button.dataset.step === "0") go({ case: "", on: "" });
  else if (button.dataset.step) step(Number(button.dataset.step));
  if (button.dataset.copy !== undefined) {
    const { rerun } = readResult(opened.item, opened.column);
    navigator.clipboard?.writeText(rerun).then(() => { button.textContent = "Copied"; }, () => {
      getSelection().selectAllChildren(button.previousSibling);
    });
  }
});

byId("theme").addEventListener("click", keyboard.t);
byId("keys").addEventListener("click", keyboard["?"]);
byId("filters").addEventListener("submit", (event) => event.preventDefault());
byId("filters").addEventListener("reset", () => go(Object.fromEntries(filters.map((key) => [key, ""]))));
// Whoever sets two runtimes against each other asks for what is not the same.
function against() {
  const [left, right] = ["left", "right"].map((side) => byId(side).value);
  const status = left && right && left !== right && !now.status ? "differs" : now.status;
  go({ left, right, status });
}
for (const side of ["left", "right"]) byId(side).addEventListener("change", against);
for (const key of ["area", "tier", "status"]) byId(key).addEventListener("change", (event) => go({ [key]: event.target.value }));
byId("q").addEventListener("input", (event) => go({ q: event.target.value }, true));
addEventListener("popstate", show);
addEventListener("hashchange", show);

startTheme();
options();
drawMatrix();
show();
// For the check in a real browser: when the first view stood, since the page began to load.
requestAnimationFrame(() => {
  document.documentElement.dataset.ready = String(Math.round(performance.now()));
  document.documentElement.dataset.script = String(Math.round(performance.now() - started));
});
