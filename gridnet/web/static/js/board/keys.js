// The keys of the board; while somebody types, or a sheet is open, they mean letters.

import { here } from "./queue.js";
import { shown } from "./drawer.js";

function isTyping(target) {
  return target.closest("input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]") || document.querySelector("dialog[open]");
}

const step = (by) => document.dispatchEvent(new CustomEvent("board-step", { detail: by }));
const press = (id) => document.getElementById(id)?.click();

function acts({ open, close }) {
  return {
    j: () => step(1), k: () => step(-1), ArrowDown: () => step(1), ArrowUp: () => step(-1),
    Enter: () => here() && open(here()), Escape: close,
    "/": () => { const field = document.getElementById("find"); field.focus(); field.select(); },
    f: () => document.querySelector(".more-filters summary").click(),
    x: () => document.querySelector(".line.here .choose")?.click(),
    b: () => press("bulk-act"),
    a: () => {
      if (!here()) return;
      if (shown() !== here()) open(here());
      document.dispatchEvent(new CustomEvent("board-assign", { detail: here() }));
    },
    w: () => {
      if (!here()) return;
      if (shown() !== here()) open(here());
      document.dispatchEvent(new CustomEvent("board-whistle", { detail: here() }));
    },
    "?": () => document.getElementById("keys").showModal(),
  };
}

/** `open` and `close` are those of the drawer. */
export function followKeys(drawer) {
  const by = acts(drawer);
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape" && event.target.id === "find") { event.target.blur(); return; }
    if (isTyping(event.target) || !by[event.key]) return;
    if (event.key === "Enter" && event.target.closest("button, summary, a:not(.line a)")) return;
    if (event.key.startsWith("Arrow") && event.target.closest(".map, .drawer")) return;
    event.preventDefault();
    by[event.key]();
  });
}
