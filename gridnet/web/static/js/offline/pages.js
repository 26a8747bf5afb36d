// The page's side of the service worker: it is registered, told what to keep, asked to forget, and renewed.

import { clock } from "../clock.js";
import { toast } from "../toast.js";
import { word } from "../words.js";

const KEPT = ["/today", "/report", "/inbox", "/outbox"];
const MOST_INCIDENTS = 15, PATIENCE_MS = 1500;

/** Register the worker, let it keep what is needed on patrol, and offer new versions. */
export async function keepForOffline() {
  tellAge();
  if (!navigator.serviceWorker) return;
  let had = Boolean(navigator.serviceWorker.controller);
  navigator.serviceWorker.addEventListener("controllerchange", () => {
    if (had) location.reload();
    had = true;
  });
  try {
    const worker = await navigator.serviceWorker.register("/sw.js", { type: "module", scope: "/", updateViaCache: "none" });
    offerNew(worker);
    const { active } = await navigator.serviceWorker.ready;
    if (document.body.dataset.viewer && navigator.onLine) active.postMessage({ kind: "keep", paths: wanted() });
  } catch {
    // A browser without module workers, or a page without HTTPS: everything else works without.
  }
}

function wanted() {
  const hrefs = [...document.querySelectorAll("a[href]")].map((each) => new URL(each.href, location.href).pathname);
  const incidents = hrefs.filter((path) => /^\/incidents\/[0-9-]+$/.test(path)).slice(0, MOST_INCIDENTS);
  return [...new Set([...KEPT.filter((path) => path === "/outbox" || hrefs.includes(path)), ...incidents])];
}

function offerNew(registration) {
  const offer = (worker) => toast(word("new_version"), { label: word("reload"), run: () => worker.postMessage({ kind: "renew" }) });
  if (registration.waiting && navigator.serviceWorker.controller) offer(registration.waiting);
  registration.addEventListener("updatefound", () => {
    const worker = registration.installing;
    worker.addEventListener("statechange", () => {
      if (worker.state === "installed" && navigator.serviceWorker.controller) offer(worker);
    });
  });
}

/** Let the worker forget every page it keeps; resolves when it has, or after a moment. */
export async function forget() {
  const worker = navigator.serviceWorker?.controller;
  if (!worker) return;
  const { port1, port2 } = new MessageChannel();
  const done = new Promise((resolve) => { port1.onmessage = resolve; });
  worker.postMessage({ kind: "forget" }, [port2]);
  await Promise.race([done, new Promise((resolve) => setTimeout(resolve, PATIENCE_MS))]);
}

/** A page from the device's memory says of when it is. */
function tellAge() {
  const banner = document.getElementById("stale");
  const made = document.querySelector('meta[name="now"]')?.content;
  if (!banner || !document.documentElement.dataset.keptMs || !made) return;
  banner.querySelector("span").textContent = word("as_of", { at: clock(made) });
  banner.hidden = false;
}
