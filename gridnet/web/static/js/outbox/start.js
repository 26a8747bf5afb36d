// The outbox on every page: sends when it can, shows how much waits, takes over forms that cannot be sent.

import { word } from "../words.js";
import { toast } from "../toast.js";
import { sendAll } from "./send.js";
import { onChange, tidy, waiting } from "./store.js";
import { takeOver } from "./take.js";
import { askBeforeLeaving } from "./leave.js";

const FIRST_MS = 15000, LONGEST_MS = 300000;
let pause = FIRST_MS, timer = null, wasTold = false;

/** Who is looking, as the page says; "" where nobody has signed in. */
export const person = document.body.dataset.viewer ?? "";

/** Begin; nothing happens where nobody has signed in. */
export async function start() {
  if (!person || !window.indexedDB) return;
  takeOver(person, kick);
  askBeforeLeaving(person);
  onChange(showCount);
  window.addEventListener("online", kick);
  document.addEventListener("visibilitychange", () => document.hidden || kick());
  await tidy(person);
  kick();
}

/** Try now, and again later for as long as something waits; resolves to why sending stopped. */
export async function kick() {
  clearTimeout(timer);
  const todo = (await waiting(person)).filter((item) => item.state === "waiting");
  await showCount();
  if (!todo.length) return "";
  const stopped = await sendAll(person);
  if (stopped === "sign-in") askToSignIn();
  if (stopped === "network") later();
  else pause = FIRST_MS;
  return stopped;
}

function later() {
  timer = setTimeout(kick, pause);
  pause = Math.min(pause * 2, LONGEST_MS);
  navigator.serviceWorker?.ready.then((worker) => worker.sync?.register("outbox")).catch(() => {});
}

function askToSignIn() {
  if (wasTold) return;
  wasTold = true;
  const next = encodeURIComponent(location.pathname + location.search);
  toast(word("outbox_sign_in"), { label: word("sign_in"), run: () => location.assign(`/sign-in?next=${next}`) });
}

async function showCount() {
  const items = await waiting(person);
  for (const badge of document.querySelectorAll("[data-outbox-count]")) {
    badge.hidden = !items.length;
    badge.classList.toggle("refused", items.some((item) => item.state === "refused"));
    badge.querySelector("b").textContent = items.length;
  }
}
