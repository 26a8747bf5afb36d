// What is left of a time limit, counting on: elements with data-left, rings with data-ring.
// The device's clock may be wrong: what counts is the server's moment when the page was made.

import { word } from "./words.js";

const MINUTE = 60, HOUR = 3600, DAY = 86400;
const made = Date.parse(document.querySelector('meta[name="now"]')?.content ?? "");
// A page from this device's memory says when it came; what has gone by since is no fault of the clock.
const came = Number(document.documentElement.dataset.keptMs ?? Date.now());
const ahead = Number.isNaN(made) ? 0 : came - made;

/** Now, by the server's clock, in milliseconds. */
export function now() {
  return Date.now() - ahead;
}

/** As `gridnet/web/lapse.py`: minutes under two hours, hours under two days, then days; rounded down. */
export function tell(due, at) {
  const seconds = Math.trunc((due - at) / 1000);
  const size = Math.abs(seconds), end = seconds < 0 ? "late" : "left";
  if (size < 2 * HOUR) return word(`min_${end}`, { n: Math.floor(size / MINUTE) });
  if (size < 2 * DAY) return word(`h_${end}`, { n: Math.floor(size / HOUR) });
  const n = Math.floor(size / DAY);
  return word(`${n === 1 ? "day" : "days"}_${end}`, { n });
}

function used(started, due, at) {
  return due <= started ? 1 : Math.min(Math.max((at - started) / (due - started), 0), 1);
}

function mark(element, started, due, at) {
  element.classList.toggle("over", at >= due);
  element.classList.toggle("soon", at < due && !Number.isNaN(started) && used(started, due, at) >= 0.8);
}

function show(root = document) {
  const at = now();
  for (const element of root.querySelectorAll("[data-left]")) {
    const due = Date.parse(element.dateTime);
    const words = tell(due, at);
    if (element.textContent !== words) element.textContent = words;
    mark(element, Date.parse(element.dataset.started), due, at);
  }
  for (const ring of root.querySelectorAll("[data-ring]")) {
    const started = Date.parse(ring.dataset.started), due = Date.parse(ring.dataset.due);
    ring.querySelector(".run").setAttribute("stroke-dasharray", `${Math.round(used(started, due, at) * 100)} 100`);
    mark(ring, started, due, at);
  }
}

/** Count on for as long as the page is open, and whatever is put into it later. */
export function keepCounting() {
  show();
  setInterval(show, 5000);
  document.addEventListener("htmx:afterSettle", (event) => show(event.target.parentNode ?? document));
  document.addEventListener("visibilitychange", () => document.hidden || show());
}
