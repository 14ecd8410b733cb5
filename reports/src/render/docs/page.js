// Filters the examples of verified pages; what is chosen stands in the address.
{
  "use strict";
  const byId = (id) => document.getElementById(id);
  const inputs = ["standing", "runtime", "q"].map(byId).filter(Boolean);
  const examples = [...document.querySelectorAll(".example")].map((element) => ({
    element,
    text: element.textContent.toLowerCase(),
    marks: [...element.querySelectorAll(".marks > li")].map((mark) => mark.dataset),
  }));

  function filter() {
    const [standing, runtime, q] = ["standing", "runtime", "q"].map((id) => byId(id)?.value ?? "");
    const words = q.toLowerCase().split(/\s+/).filter(Boolean);
    const fits = ({ marks, text }) => words.every((word) => text.includes(word)) &&
      (!standing && !runtime || marks.some((mark) =>
        (!standing || mark.standing === standing) && (!runtime || mark.runtime === runtime)));
    let count = 0;
    for (const example of examples) {
      const shown = fits(example);
      example.element.hidden = !shown;
      count += shown;
    }
    // Text explains the examples around it: it shows with all of them or not at all.
    document.body.classList.toggle("filtered", count < examples.length);
    byId("shown").textContent = `${count} of ${examples.length} examples`;
  }

  function keep() {
    const kept = new URLSearchParams();
    for (const input of inputs) if (input.value) kept.set(input.id, input.value);
    const search = String(kept);
    // A page that was opened from a file may have no address of its own to change.
    try { history.replaceState(null, "", `${location.pathname}${search && `?${search}`}${location.hash}`); } catch { /* then it is not kept */ }
    filter();
  }

  const asked = new URLSearchParams(location.search);
  for (const input of inputs) {
    input.value = asked.get(input.id) ?? "";
    input.addEventListener("input", keep);
  }
  const form = byId("filters");
  form.hidden = false;
  form.addEventListener("submit", (event) => event.preventDefault());
  // A link to an example shows it, whatever is filtered.
  document.addEventListener("click", (event) => {
    if (!event.target.closest("a[href^='#']")) return;
    for (const input of inputs) input.value = "";
    keep();
  });
  filter();
}
