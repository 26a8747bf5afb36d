// Steps that cannot be sent now: a form with data-outbox="step" and data-number is kept in the outbox instead.

import { now } from "../left.js";
import { toast } from "../toast.js";
import { word } from "../words.js";
import { put } from "./store.js";

const FIELDS = ["step", "network", "reason", "note", "to_position", "duplicate_of"];

/** Take over forms that are sent while there is no network, or that htmx could not send. */
export function takeOver(person, kick) {
  const take = (form, submitter) => keep(person, form, submitter).then(kick);
  document.addEventListener("submit", (event) => {
    if (navigator.onLine || !isStep(event.target)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    take(event.target, event.submitter);
  }, true);
  document.addEventListener("htmx:sendError", (event) => {
    const form = event.detail.elt.closest("form");
    if (isStep(form)) take(form, event.detail.requestConfig?.triggeringEvent?.submitter);
  });
}

function isStep(form) {
  return form?.dataset?.outbox === "step";
}

async function keep(person, form, submitter) {
  const typed = new FormData(form, submitter ?? null);
  const ref = crypto.randomUUID();
  await put({
    ref, person, kind: "step", number: form.dataset.number,
    label: (submitter ?? form.querySelector('[type="submit"], button'))?.textContent.trim() ?? "",
    body: body(typed, ref), photos: [], made_at: new Date(now()).toISOString(), state: "waiting", answer: null,
  });
  form.classList.add("is-kept");
  form.closest("dialog")?.close();
  toast(word("outbox_kept"));
}

/** The document of the step, with when it was done and the reference that makes it once. */
export function body(typed, ref) {
  const given = { client_ref: ref, occurred_at: new Date(now()).toISOString() };
  for (const name of FIELDS) {
    const value = typed.get(name);
    if (value) given[name] = name === "to_position" ? Number(value) : value;
  }
  return given;
}
