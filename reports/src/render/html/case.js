// The page of a case: what is promised, what was seen on one runtime, and how that differs.

const page = byId("case");
const says = ["The documentation promises: ", "Where the documentation is silent, Node does this: ", "Left to the implementation: "];

// The statements of the documentation that the case covers, each with the places where it stands.
function standsFor(item, statements) {
  const known = new Map((statements ?? []).map((each) => [each.id, each]));
  const covers = item.covers ?? [];
  if (!covers.length) return "";
  const place = ({ title, version, heading, link }) => {
    const text = `${title} ${version}: ${heading}`;
    return h("li", {}, /^https:\/\//.test(link ?? "") ? h("a", { href: link, rel: "noopener noreferrer" }, text) : text);
  };
  return h("ul", { class: "statements", "aria-label": "Stands for" }, covers.map((id) => {
    const { says, places } = known.get(id) ?? { places: [] };
    return h("li", {}, says && h("span", {}, says), h("code", {}, id), places.length > 0 && h("ul", {}, places.map(place)));
  }));
}

function readResult(item, column) {
  const row = details().results[item.at][column];
  if (!row) return null;
  const [why, checks, seen, texts, order, repeats, ms, rerun] = row;
  const [reason, link, rule] = pooled(why);
  const [expected, diff] = pooled(texts);
  const [edges, matched] = pooled(order);
  return { reason, link, rule, checks: pooled(checks), seen: pooled(seen), expected, diff, edges, matched, repeats, ms, rerun };
}

function drawCase(item, column) {
  const [files, expectation, differs, since, until, statements] = details().cases[item.at];
  const place = visibleCases.indexOf(item);
  const step = (by) => h("button", { type: "button", "data-step": by, disabled: !visibleCases[place + by] || place < 0 },
    by < 0 ? "← Previous" : "Next →");
  page.replaceChildren(
    h("nav", { class: "crumbs", "aria-label": "Cases" },
      h("button", { type: "button", "data-step": "0" }, "All cases"), step(-1), step(1),
      h("span", {}, place < 0 ? "" : `${place + 1} of ${many(visibleCases.length, "case")} shown`)),
    h("h2", {}, item.id),
    h("p", { class: "promise" }, h("span", {}, says[item.tier]), item.promises),
    h("ul", { class: "chips" },
      h("li", {}, tiers[item.tier].name + (gates(item) ? "" : ", does not gate")),
      since && h("li", {}, `Node ${since}`), until && h("li", {}, `until ${until}`)),
    standsFor(item, pooled(statements)),
    h("div", { class: "tabs", role: "tablist", "aria-label": "Runtimes" }, runtimes.map((each, at) => {
      const cell = item.cells[at];
      const verdict = cell < 0 ? 8 : verdictOf(cell);
      return h("button", { type: "button", role: "tab", class: `v${verdict}`, "aria-selected": String(at === column), "data-tab": at, "aria-label": `${each.id}: ${cell < 0 ? "no result" : verdicts[verdict].label}` },
        h("i", {}, cell < 0 ? "" : signs[verdict]), each.id);
    })),
    h("div", { id: "result" }),
    facts(pooled(differs)),
    h("h3", {}, "Expectation"), sourceOf(pooled(expectation), true),
    h("h3", {}, files.length > 1 ? "Sources" : "Source"),
    ...files.map((at, nth) => sourceOf(pooled(at), nth < 3)));
  byId("result").append(...drawResult(item, column));
}

function drawResult(item, column) {
  const result = readResult(item, column);
  if (!result) return [h("p", { class: "notice" }, `There is no result for ${runtimes[column].id}.`)];
  const cell = item.cells[column];
  const verdict = verdicts[verdictOf(cell)];
  const [passed, of] = result.repeats;
  const link = /^https?:\/\//i.test(result.link ?? "") ? h("a", { href: result.link, rel: "noopener noreferrer" }, result.link) : result.link;
  return [
    h("div", { class: `verdict v${verdictOf(cell)}` },
      h("b", {}, `${verdict.label[0].toUpperCase()}${verdict.label.slice(1)} on ${runtimes[column].id}`),
      result.reason && h("p", {}, result.reason),
      link && h("p", {}, "Reported: ", link),
      result.rule && h("p", {}, "Rule: ", h("code", {}, `${result.rule.path}:${result.rule.line}`)),
      h("p", { class: "facts" }, [`outcome ${rawOf(cell)}`, ended(result.seen), of > 1 && `${passed} of ${of} runs passed`,
        result.seen && `${result.ms} ms`].filter(Boolean).join(" · "))),
    result.rerun && h("div", { class: "rerun" }, h("code", { tabindex: "0" }, result.rerun),
      h("button", { type: "button", "data-copy": true }, "Copy")),
    ...checkList(result.checks),
    ...compared(result),
    ...drawTimeline(result),
    ...(result.seen ? outputs(result.seen) : []),
  ].filter(Boolean);
}

function ended(seen) {
  if (!seen) return "nothing ran";
  if (seen.alive) return "still alive when ended";
  if (seen.signal) return `died of ${seen.signal}`;
  return seen.exit === null ? "" : `exit code ${seen.exit}`;
}

function checkList(checks) {
  if (!checks.length) return [];
  const line = (check) => h("li", { class: check.passed ? "v0" : check.known ? "v1" : "v2" },
    h("i", {}, check.passed ? signs[0] : check.known ? signs[1] : signs[2]),
    h("code", {}, check.name),
    h("small", {}, check.message ?? (check.passed ? "" : "not as expected"), check.known && !check.passed && " (known)",
      check.known && check.passed && " (a rule says that this fails)"),
    !check.passed && (check.expected ?? check.observed) !== undefined && h("div", { class: "two" },
      block("expected", check.expected ?? ""), block("observed", check.observed ?? "")));
  const failed = checks.filter((check) => !check.passed || check.known);
  const rest = checks.filter((check) => check.passed && !check.known);
  return [
    h("h3", {}, `${checks.filter((check) => check.passed).length} of ${many(checks.length, "check")} passed`),
    failed.length > 0 && h("ul", { class: "checks" }, failed.map(line)),
    rest.length > 0 && h("details", { open: failed.length === 0 && rest.length <= 12 },
      h("summary", {}, many(rest.length, "passed check")), h("ul", { class: "checks" }, rest.map(line))),
  ];
}

function block(title, text, cut) {
  return h("div", {}, h("h4", {}, title),
    h("pre", { class: text ? "" : "nothing", tabindex: "0" }, text ? text : "nothing", cut && "\n… cut here"));
}

function compared(result) {
  const seen = result.seen;
  if (!seen && !result.expected) return [];
  const trace = seen ? seen.trace.map(([thread, , , kind, value]) =>
    `${thread}: ${kind}${value === undefined ? "" : ` ${JSON.stringify(value)}`}`) : [];
  const observed = [...trace, seen?.left > 0 && `… ${many(seen.left, "more event")}`, ended(seen)].filter(Boolean).join("\n");
  return [
    h("h3", {}, "Expected against observed"),
    h("div", { class: "two" }, block("expected", result.expected), block("observed", observed)),
    result.diff && h("h3", {}, "Diff"),
    result.diff && h("pre", { class: "diff", tabindex: "0" }, result.diff.replace(/\n$/, "").split("\n").map((text) =>
      h("span", { class: /^(\+\+\+|---|@@)/.test(text) ? "at" : text[0] === "+" ? "add" : text[0] === "-" ? "del" : "" }, text))),
  ];
}

function drawTimeline(result) {
  const drawn = result.seen && timeline(result.seen, result.edges, result.matched, Math.min(page.clientWidth || innerWidth - 24, 1240) - 4);
  if (!drawn) return [];
  return [
    h("h3", {}, "Timeline"),
    h("div", { class: "timeline", tabindex: "0" }, drawn.svg),
    h("div", { class: "key" }, drawn.notes.map((note) => h("span", { class: "red" }, note)),
      drawn.stray && h("span", {}, "○ no expected event matches it"),
      result.seen.left > 0 && h("span", {}, `${many(result.seen.left, "more event")} not drawn`),
      h("span", {}, "Order within a lane is certain; between lanes it is the order of writing.")),
  ];
}

function outputs(seen) {
  const parts = [];
  for (const [title, [text, cut]] of [["stdout", seen.out], ["stderr", seen.err]]) {
    if (text) parts.push(block(title, text, cut));
  }
  if (seen.torn.length) parts.push(block("torn trace lines", seen.torn.join("\n")));
  if (seen.leaked.length) parts.push(block("processes left behind", seen.leaked.join("\n")));
  return parts.length ? [h("h3", {}, "Output"), h("div", { class: parts.length > 1 ? "two" : "" }, parts)] : [];
}

function facts(differs) {
  if (!differs.length) return "";
  return h("div", {}, h("h3", {}, "Where the page and Node differ"), h("ul", { class: "facts-table" }, differs.map((fact) =>
    h("li", {}, h("small", {}, `${fact.doc}, ${fact.section}${fact.on ? `, on ${fact.on}` : ""}`),
      h("div", {}, "The page: ", h("code", {}, fact.page)), h("div", {}, "Node: ", h("code", {}, fact.node))))));
}

function sourceOf(file, open) {
  return h("details", { open, class: "file" }, h("summary", {}, file.path),
    h("pre", { class: "source", tabindex: "0" }, file.text.replace(/\n$/, "").split("\n").map((text) => h("span", {}, text))));
}
