// Short messages that go by themselves, with an act to take back where there is one.

import { word } from "./words.js";

const LASTS_MS = 6000;

/** Say `text`; `act` is {label, run} for something that can be done about it. */
export function toast(text, act = null) {
  const box = document.createElement("div");
  box.className = "toast";
  box.append(Object.assign(document.createElement("span"), { textContent: text }));
  box.append(button(act?.label ?? word("close"), () => { box.remove(); act?.run(); }));
  document.getElementById("toasts").append(box);
  setTimeout(() => box.remove(), act ? LASTS_MS * 2 : LASTS_MS);
  return box;
}

function button(label, run) {
  const made = Object.assign(document.createElement("button"), { type: "button", className: "button quiet", textContent: label });
  made.addEventListener("click", run);
  return made;
}

/** Say what a refused or lost request was refused for; what was typed stays where it is. */
export function tellRefusals() {
  document.addEventListener("htmx:responseError", (event) => toast(reason(event.detail.xhr)));
  document.addEventListener("htmx:sendError", () => toast(word("no_network")));
  document.addEventListener("click", (event) => {
    const said = event.target.closest("[data-toast]");
    if (said) toast(said.dataset.toast);
  });
}

function reason(answer) {
  try {
    return JSON.parse(answer.responseText).detail || word("fault");
  } catch {
    const part = new DOMParser().parseFromString(answer.responseText, "text/html").querySelector('[role="alert"]');
    return part?.textContent.trim() || word("fault");
  }
}
