// A form that takes long says how far it is: data-upload names the words for the time after all was sent.
// Without script the form is sent as any other.

import { toast } from "../toast.js";
import { word } from "../words.js";

for (const form of document.querySelectorAll("form[data-upload]")) form.addEventListener("submit", (event) => send(event, form));

function send(event, form) {
  event.preventDefault();
  const box = form.querySelector("[data-progress]"), bar = box.querySelector("progress"), said = box.querySelector("span");
  const buttons = form.querySelectorAll("button");
  const busy = (is) => { box.hidden = !is; for (const button of buttons) button.disabled = is; };
  const request = new XMLHttpRequest();
  request.upload.addEventListener("progress", (sent) => {
    const percent = Math.round((sent.loaded / sent.total) * 100);
    bar.value = percent;
    said.textContent = word("sending", { n: percent });
  });
  request.upload.addEventListener("load", () => { bar.removeAttribute("value"); said.textContent = word(form.dataset.upload); });
  request.addEventListener("error", () => { busy(false); toast(word("no_network")); });
  request.addEventListener("load", () => show(request, busy));
  busy(true);
  request.open("POST", form.action);
  request.send(new FormData(form));
}

/** The page that answered: where it led us, or this form again with what is wrong in it. */
function show(request, busy) {
  if (request.status < 400) { window.location.assign(request.responseURL); return; }
  const answer = new DOMParser().parseFromString(request.responseText, "text/html");
  const main = answer.getElementById("main");
  if (!main) { busy(false); toast(word("fault")); return; }
  const files = document.querySelector('input[type="file"]')?.files;
  document.getElementById("main").replaceChildren(...main.childNodes);
  const input = document.querySelector('input[type="file"]');
  if (input && files?.length) input.files = files;
  for (const form of document.querySelectorAll("form[data-upload]")) form.addEventListener("submit", (event) => send(event, form));
  document.querySelector('[role="alert"]')?.scrollIntoView({ block: "center" });
}
