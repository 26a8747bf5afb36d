// Signing out: asks about what waits to be sent, and leaves nothing behind for whoever signs in next.

import { forget } from "../offline/pages.js";
import { sendAll } from "./send.js";
import { tidy, waiting } from "./store.js";

/** Ask before the form that signs out is sent, where something waits. */
export function askBeforeLeaving(person) {
  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (!form.action?.endsWith("/sign-out")) return;
    event.preventDefault();
    if (await mayLeave(person)) {
      await tidy(person, { everything: true });
      await forget();
      form.submit();
    }
  });
}

async function mayLeave(person) {
  const sheet = document.getElementById("leaving");
  for (;;) {
    const items = await waiting(person);
    if (!items.length) return true;
    const chosen = await ask(sheet, items.length);
    if (chosen === "keep") return true;
    if (chosen === "discard") await tidy(person, { unsent: true });
    else if (chosen === "send") await sendAll(person);
    else return false;
  }
}

function ask(sheet, count) {
  sheet.querySelector("[data-count]").textContent = count;
  sheet.returnValue = "";
  sheet.showModal();
  return new Promise((resolve) => sheet.addEventListener("close", () => resolve(sheet.returnValue), { once: true }));
}
