// Acting on several cases: chosen here, looked at and confirmed in a sheet that says what will be done and what not.

import { word } from "../words.js";

const chosen = () => [...document.querySelectorAll("#queue .choose:checked")];

function show() {
  const n = chosen().length;
  document.getElementById("bulk-bar").hidden = n === 0;
  document.getElementById("bulk-count").textContent = word("chosen", { n });
}

/** Let lines be chosen and acted on. */
export function startBulk() {
  document.addEventListener("change", (event) => event.target.matches(".choose") && show());
  document.addEventListener("board-lines", show);
  document.getElementById("bulk-none").addEventListener("click", () => {
    for (const box of chosen()) box.checked = false;
    show();
  });
  document.getElementById("bulk-act").addEventListener("click", () => {
    if (!chosen().length) return;
    const asked = new URLSearchParams(chosen().map((box) => ["case", `${box.value}:${box.dataset.version}`]));
    document.dispatchEvent(new CustomEvent("board-sheet", { detail: `/board/bulk?${asked}` }));
  });
}
