// The sheet in which the board asks: acting on several, giving a case to somebody else, placing one on the map.

import { shown, stepAside } from "./drawer.js";
import { addPin, onPick } from "../map/map.js";
import { toast } from "../toast.js";
import { word } from "../words.js";

const sheet = () => document.getElementById("board-sheet");
const body = () => document.getElementById("board-sheet-body");

function open(address) {
  window.htmx.ajax("GET", address, { source: body(), target: body(), swap: "innerHTML" });
  if (!sheet().open) sheet().showModal();
}

async function showTools(number) {
  const answer = await fetch(`/board/tools/${encodeURIComponent(number)}`, { headers: { "HX-Request": "true" }, credentials: "same-origin" });
  if (!answer.ok || shown() !== number) return;
  const part = new DOMParser().parseFromString(await answer.text(), "text/html");
  document.getElementById("drawer-tools").replaceChildren(...part.body.childNodes);
}

const assign = () => document.querySelector("#drawer-tools [data-sheet]:not([data-whistle])")?.click();
const whistle = () => document.querySelector("#drawer-tools [data-whistle]")?.click();

/** Pick a place on the map, then confirm it in the sheet; the drawer steps aside meanwhile. */
function place(number, map) {
  toast(word("place_it"));
  stepAside(true);
  map.getCanvas().classList.add("picking");
  onPick(map, async (point) => {
    map.getCanvas().classList.remove("picking");
    stepAside(false);
    const pin = addPin(map, point);
    open(`/board/place/${encodeURIComponent(number)}?lng=${point[0].toFixed(7)}&lat=${point[1].toFixed(7)}`);
    sheet().addEventListener("close", () => pin.remove(), { once: true });
  }, { once: true });
}

/** `refresh` reads the board again, `map()` is its map where there is one. */
export function followSheets({ refresh, map }) {
  document.addEventListener("board-sheet", (event) => open(event.detail));
  document.addEventListener("board-shown", (event) => showTools(event.detail));
  document.addEventListener("board-assign", async (event) => { await showTools(event.detail); assign(); });
  document.addEventListener("board-whistle", async (event) => { await showTools(event.detail); whistle(); });
  document.addEventListener("click", (event) => {
    const asks = event.target.closest("[data-sheet]"), places = event.target.closest("[data-place]");
    if (asks) { event.preventDefault(); open(asks.getAttribute("href") ?? asks.dataset.sheet); }
    if (places && map()) { event.preventDefault(); place(places.dataset.place, map().map); }
  });
  document.body.addEventListener("board-done", (event) => {
    sheet().close();
    for (const box of document.querySelectorAll("#queue .choose:checked")) box.checked = false;
    const { told, undo } = event.detail ?? {};
    if (told) toast(told, undo ? { label: undo.label, run: () => open(undo.address) } : null);
    document.body.dispatchEvent(new CustomEvent("notices"));
    refresh();
  });
  sheet().addEventListener("close", refresh);
}
