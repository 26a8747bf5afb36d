// After a step: what was done, and for some seconds the step that takes it back. The answer of the server names it.

import { toast } from "./toast.js";

/** Say what was done; the step back is taken by its own form, which is asked for a reason where it wants one. */
export function offerUndo() {
  document.body.addEventListener("step-done", ({ detail }) => {
    toast(detail.told, detail.undo ? { label: detail.undo.label, run: () => takeBack(detail.undo) } : null);
  });
}

function takeBack(undo) {
  const form = [...document.querySelectorAll("form.step-form")].find((each) => fits(each, undo));
  const sheet = form?.closest("dialog");
  if (sheet) sheet.showModal();
  else if (form) form.requestSubmit();
  else location.assign(undo.href);
}

function fits(form, { number, step, network }) {
  const value = (name) => form.elements[name]?.value ?? "";
  return form.dataset.number === number && value("step") === step && value("network") === network;
}
