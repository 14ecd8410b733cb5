// The timeline: one lane for each thread, events in the order in which they were written.
// Blue arrows join a send to the receipt of the same value on another thread; dashed lines are
// declared order that held; a red one is declared order that did not.

const SVG = "http://www.w3.org/2000/svg";
const STEP = 28;
const TOP = 44;
const LEFT = 46;

function s(tag, attributes, ...children) {
  const made = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children.filter(Boolean));
  return made;
}

const shorten = (text, room) => (text.length <= room ? text : `${text.slice(0, Math.max(1, room - 1))}…`);
const isSend = (kind) => /^(post|posting|posted|send|sending|sent)/i.test(kind);
const isReceipt = (kind) => /^(message|receive|received|got)/i.test(kind);

function valueText(event) {
  if (event.value === undefined) return "";
  if (event.kind === "check") return `${event.value?.name ?? ""}${event.value?.ok ? "" : " failed"}`;
  return typeof event.value === "string" ? event.value : JSON.stringify(event.value);
}

function marker(id, type) {
  return s("marker", { id, viewBox: "0 0 8 8", refX: 7, refY: 4, markerWidth: 7, markerHeight: 7, orient: "auto" },
    s("path", { d: "M0 0 L8 4 L0 8 z", style: `fill: var(--${type})` }));
}

// `seen` is the observation, `order` and `matched` are those of the record.
function timeline(seen, order, matched, width) {
  const events = seen.trace.map(([thread, tid, seq, kind, value]) => ({ thread, tid, seq, kind, value }));
  if (!events.length) return null;
  // The main thread first, then the workers by the order in which they were made.
  const lanes = [...new Map(events.map((event) => [`${event.thread}\n${event.tid}`, event])).entries()]
    .sort(([, one], [, other]) => (other.thread === "main") - (one.thread === "main") || one.tid - other.tid)
    .map(([name]) => name);
  const lane = Math.max(170, Math.min(480, (width - LEFT - 16) / lanes.length));
  const room = Math.floor((lane - 34) / 7.7);
  const x = (event) => LEFT + lanes.indexOf(`${event.thread}\n${event.tid}`) * lane + 14;
  const y = (at) => TOP + at * STEP + STEP / 2;
  const named = new Map();
  for (const [name, places] of Object.entries(matched)) for (const at of places) named.set(at, name);

  const full = LEFT + lanes.length * lane + 16;
  const height = TOP + events.length * STEP + 14;
  const svg = s("svg", { width: full, height, viewBox: `0 0 ${full} ${height}`, role: "img" },
    s("title", {}, `${many(events.length, "event")} on ${many(lanes.length, "thread")}`),
    s("defs", {}, marker("to-message", "accent"), marker("to-broken", "fail")));
  for (let at = 1; at < events.length; at += 2) {
    svg.append(s("rect", { class: "stripe", x: 0, y: TOP + at * STEP, width: full, height: STEP }));
  }
  lanes.forEach((name, at) => {
    const left = LEFT + at * lane + 14;
    const [thread, tid] = name.split("\n");
    svg.append(s("line", { class: "rail", x1: left, x2: left, y1: TOP - 8, y2: height - 10 }),
      s("text", { class: "head", x: left - 6, y: 24 }, shorten(visible(thread === "main" ? "main" : `${thread} · ${tid}`), room)));
  });

  const used = new Set();
  events.forEach((event, at) => {
    if (!isReceipt(event.kind) || event.value === undefined) return;
    const same = JSON.stringify(event.value);
    const from = events.findIndex((other, place) => place < at && !used.has(place) && isSend(other.kind)
      && (other.thread !== event.thread || other.tid !== event.tid) && JSON.stringify(other.value) === same);
    if (from < 0) return;
    used.add(from);
    const way = Math.sign(x(event) - x(events[from]));
    svg.append(s("line", { class: "message", x1: x(events[from]) + way * 6, y1: y(from), x2: x(event) - way * 8, y2: y(at), "marker-end": "url(#to-message)" }));
  });

  const notes = [];
  const labels = [];
  for (const edge of order) {
    const before = matched[edge.before] ?? [];
    const after = matched[edge.after] ?? [];
    const from = before.at(-1);
    const to = after[0];
    if (from === undefined || to === undefined || from >= events.length || to >= events.length) {
      if (edge.violated) notes.push(`${edge.before} must come before ${edge.after}: one of them is not on this timeline`);
      continue;
    }
    const [x1, y1, x2, y2] = [x(events[from]), y(from), x(events[to]), y(to)];
    if (!edge.violated) {
      if (Math.abs(x1 - x2) > 1) svg.append(s("line", { class: "held", x1, y1, x2, y2 }));
      continue;
    }
    // Bowed to the left, so that it does not run over the labels right of the rail.
    const bow = Math.min(x1, x2) - 26;
    svg.append(s("path", { class: "broken", d: `M${x1 - 6} ${y1} C${bow} ${y1} ${bow} ${y2} ${x2 - 8} ${y2}`, "marker-end": "url(#to-broken)" }));
    labels.push([edge, from, to]);
    notes.push(`${edge.before} must come before ${edge.after}, but came after it`);
  }

  const red = new Set(labels.flatMap(([, from, to]) => [from, to]));
  events.forEach((event, at) => {
    const left = x(event);
    const name = named.get(at);
    const check = event.kind === "check";
    const shape = check ? s("rect", { class: event.value?.ok ? "ok" : "no", x: left - 4, y: y(at) - 4, width: 8, height: 8 })
      : s("circle", { class: red.has(at) ? "no" : event.kind === "done" ? "ok" : name || !Object.keys(matched).length ? "event" : "stray", cx: left, cy: y(at), r: 5 });
    const value = visible(valueText(event));
    const kind = shorten(visible(event.kind), room);
    const label = s("text", { class: red.has(at) ? "broken-text" : "", x: left + 13, y: y(at) + 4 }, kind);
    if (value) label.append(s("tspan", { class: red.has(at) ? "" : "value", dx: 7 }, shorten(value, room - kind.length - 1)));
    svg.append(s("text", { class: "index", x: 8, y: y(at) + 4 }, String(at + 1)), shape, label,
      s("rect", { x: left - 8, y: y(at) - STEP / 2, width: lane - 8, height: STEP, fill: "transparent" },
        s("title", {}, visible(`${event.thread} #${event.seq}${name ? ` (${name})` : ""}: ${event.kind} ${value}`))));
  });
  return { svg, notes, stray: Object.keys(matched).length > 0 && events.some((event, at) => !named.has(at) && !["check", "done"].includes(event.kind)) };
}
