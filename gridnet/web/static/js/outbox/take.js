// Steps that cannot be sent now: a form with data-outbox="step" and data-number is kept in the outbox instead.
// What is sent at once bears the same reference and time, so that an answer that was lost makes no second step.

import { now } from "../left.js";
import { toast } from "../toast.js";
import { word } from "../words.js";
import { get, onChange, put, waiting } from "./store.js";

const FIELDS = ["step", "network", "reason", "note", "to_position", "duplicate_of"];
const times = new WeakMap();

/** Take over forms that are sent while there is no network, or that htmx could not send. */
export function takeOver(person, kick) {
  const take = (form, submitter) => keep(person, form, submitter).then(kick);
  document.addEventListener("submit", (event) => {
    if (navigator.onLine || !isStep(event.target)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    take(event.target, event.submitter);
  }, true);
  document.addEventListener("htmx:configRequest", ({ detail }) => {
    if (!isStep(detail.elt)) return;
    times.set(detail.elt, new Date(now()).toISOString());
    detail.parameters.occurred_at = times.get(detail.elt);
  });
  document.addEventListener("htmx:sendError", ({ detail }) => isStep(detail.elt) && take(detail.elt, null));
  const show = () => mark(person);
  onChange(show);
  document.addEventListener("htmx:afterSettle", show);
  show();
}

function isStep(form) {
  return form?.dataset?.outbox === "step";
}

async function keep(person, form, submitter) {
  const typed = new FormData(form, submitter ?? null);
  const given = typed.get("client_ref"), ref = given && !(await get(given)) ? given : crypto.randomUUID();
  await put({
    ref, person, kind: "step", number: form.dataset.number,
    label: (submitter ?? form.querySelector('[type="submit"], button'))?.textContent.trim() ?? "",
    body: body(typed, ref, times.get(form) ?? new Date(now()).toISOString()),
    photos: [], made_at: new Date(now()).toISOString(), state: "waiting", answer: null,
  });
  times.delete(form);
  form.closest("dialog")?.close();
  toast(word("outbox_kept"));
}

/** The document of the step, with when it was done and the reference that makes it once. */
function body(typed, ref, occurred_at) {
  const given = { client_ref: ref, occurred_at };
  for (const name of FIELDS) {
    const value = typed.get(name);
    if (value) given[name] = name === "to_position" ? Number(value) : value;
  }
  return given;
}

/** Whatever waits already is not offered a second time; what comes after it is. */
async function mark(person) {
  const kept = new Set((await waiting(person)).filter((item) => item.kind === "step").map((item) => `${item.number} ${item.body.step} ${item.body.network ?? ""}`));
  for (const form of document.querySelectorAll('form[data-outbox="step"]')) {
    const value = (name) => form.elements[name]?.value ?? "";
    form.classList.toggle("is-kept", kept.has(`${form.dataset.number} ${value("step")} ${value("network")}`));
  }
  for (const next of document.querySelectorAll("[data-after]")) next.hidden = !kept.has(next.dataset.after);
}
