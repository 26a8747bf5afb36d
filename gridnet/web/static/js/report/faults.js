// What is missing in the report form, and what the service refused, shown beside the fields.

import { word } from "../words.js";

/** What is missing, by field; the same as `gridnet/web/report/form.py` asks for. */
export function check(form) {
  const value = (name) => (form.elements[name]?.value ?? "").trim();
  const where = value("where"), wants = {
    category: !value("category") && "need_category",
    where: where === "place" && !value("lng") && "need_where",
    grid_code: where === "grid" && !value("grid_code") && "need_grid",
    address: where === "address" && !value("address") && "need_address",
    text: !value("text") && "need_text",
    handled_how: form.elements.handled?.checked && !value("handled_how") && "need_handled",
  };
  return Object.fromEntries(Object.entries(wants).filter(([, wanted]) => wanted).map(([name, wanted]) => [name, word(wanted)]));
}

/** Mark these fields and no others; "" is about the whole. Goes to the first of them. */
export function showFaults(form, faults) {
  for (const old of document.querySelectorAll(".fault-made")) old.remove();
  for (const old of form.querySelectorAll(".at-fault")) old.classList.remove("at-fault");
  for (const old of form.querySelectorAll(".fault-line")) old.hidden = true;
  for (const [name, told] of Object.entries(faults)) mark(form, name, told);
  const first = document.querySelector(".fault-made, .at-fault");
  first?.scrollIntoView({ block: "center" });
  first?.querySelector("input:not([type=hidden]), textarea")?.focus({ preventScroll: true });
}

function mark(form, name, told) {
  if (!told) return;
  const line = document.getElementById(`${name}-fault`);
  if (line?.querySelector("span")) {
    line.querySelector("span").textContent = told;
    line.hidden = false;
    line.closest("fieldset").classList.add("at-fault");
    return;
  }
  const field = name && document.getElementById(name);
  const made = Object.assign(document.createElement("p"), { className: "fault-line fault-made", textContent: told });
  made.setAttribute("role", "alert");
  if (field) {
    field.before(made);
    field.closest(".field").classList.add("at-fault");
  } else form.prepend(made);
}
