// The queue: read again without losing what is selected, chosen, focused or where it was scrolled to.

import { toast } from "../toast.js";
import { word } from "../words.js";

const STEP = 30, MOST = 200;
const column = matchMedia("(min-width: 75rem)"); // as css/board.css has it
let selected = null;

const box = () => document.getElementById("queue");
const scroller = () => document.getElementById("queue-scroll");
const lines = () => [...box().querySelectorAll(".line")];
const lineOf = (number) => box().querySelector(`.line[data-number="${CSS.escape(number ?? "")}"]`);

/** The number of the case that is selected, or null. */
export const here = () => selected;

/** The part of the board that this address stands for. */
export async function fetchPart(address) {
  const answer = await fetch(address, { headers: { "HX-Request": "true" }, credentials: "same-origin" });
  if (answer.status === 401) { location.reload(); throw new Error("signed out"); }
  if (!answer.ok) throw new Error(String(answer.status));
  return new DOMParser().parseFromString(await answer.text(), "text/html");
}

/** Select a case, without opening it. */
export function choose(number) {
  selected = number;
  for (const line of lines()) {
    const is = line.dataset.number === number;
    line.classList.toggle("here", is);
    line.querySelector("a").toggleAttribute("aria-current", is);
  }
}

/** Go `by` lines on from the selected one; the first if there is none. */
export function step(by) {
  const all = lines(), at = all.findIndex((line) => line.dataset.number === selected);
  const next = all[at < 0 ? 0 : Math.min(Math.max(at + by, 0), all.length - 1)];
  if (!next) return null;
  choose(next.dataset.number);
  next.querySelector("a").focus({ preventScroll: true });
  next.scrollIntoView({ block: "nearest" });
  if (next === all.at(-1)) document.getElementById("more")?.click();
  return selected;
}

/** Read it again, as far as it was read. */
export async function refreshQueue() {
  const asked = new URLSearchParams(location.search);
  asked.set("limit", Math.min(Math.max(lines().length, STEP), MOST));
  try {
    const part = (await fetchPart(`/board?${asked}`)).getElementById("queue");
    keepInSight(() => take(part));
  } catch {
    toast(word("board_gone"));
  }
}

/** Whatever `change` does, the first line that is seen stays where it is. */
function keepInSight(change) {
  const frame = scroller(), top = frame.getBoundingClientRect().top;
  const first = frame.scrollTop > 0 ? lines().find((line) => line.getBoundingClientRect().bottom > top) : null;
  const before = first?.getBoundingClientRect().top, number = first?.dataset.number;
  const focused = document.activeElement?.closest(".line")?.dataset.number;
  change();
  const again = number && lineOf(number);
  if (again) frame.scrollTop += again.getBoundingClientRect().top - before;
  if (focused && !document.activeElement?.closest(".line")) lineOf(focused)?.querySelector("a").focus({ preventScroll: true });
}

function take(part) {
  const old = new Map(lines().map((line) => [line.dataset.number, line]));
  for (const line of part.querySelectorAll(".line")) {
    const was = old.get(line.dataset.number);
    if (was?.dataset.stamp === line.dataset.stamp) {
      was.querySelector(".choose").dataset.version = line.querySelector(".choose").dataset.version;
      line.replaceWith(was);
      continue;
    }
    line.classList.add("changed");
    if (was) line.querySelector(".choose").checked = was.querySelector(".choose").checked;
  }
  const cards = document.getElementById("cards");
  if (cards) part.querySelector("#cards")?.toggleAttribute("open", cards.open);
  box().replaceWith(document.adoptNode(part));
  unfold();
  const count = document.getElementById("unlocated-count");
  if (count) count.textContent = box().dataset.unlocated;
  choose(selected);
  document.dispatchEvent(new CustomEvent("board-lines"));
  document.body.dispatchEvent(new CustomEvent("htmx:afterSettle", { bubbles: true }));
}

async function readOn(link) {
  link.setAttribute("aria-disabled", "true");
  try {
    const part = await fetchPart(link.href), known = new Set(lines().map((line) => line.dataset.number));
    const fresh = [...part.querySelectorAll(".line")].filter((line) => !known.has(line.dataset.number));
    document.getElementById("lines").append(...fresh);
    const next = part.getElementById("more");
    if (next) link.replaceWith(next); else link.parentElement.remove();
    document.dispatchEvent(new CustomEvent("board-lines"));
  } catch {
    link.removeAttribute("aria-disabled");
    toast(word("board_gone"));
  }
}

/** As a column of their own the cards are not folded away. */
function unfold() {
  const cards = document.getElementById("cards");
  if (!cards) return;
  if (column.matches) cards.open = true;
  cards.querySelector("summary").tabIndex = column.matches ? -1 : 0;
}

/** `open` hears of a line that was pressed, `moved` of one that was gone to. */
export function followQueue({ open, moved }) {
  scroller().addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    const link = event.target.closest("a");
    if (link?.id === "more") { event.preventDefault(); readOn(link); return; }
    const number = link?.dataset.number ?? link?.closest(".line")?.dataset.number;
    if (!number) return;
    event.preventDefault();
    open(number);
  });
  unfold();
  column.addEventListener("change", unfold);
  document.addEventListener("board-step", (event) => { const number = step(event.detail); if (number) moved(number); });
}
