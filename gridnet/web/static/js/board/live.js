// What changes is seen within two seconds; when nobody rings any more, that is said, and the board asks once a minute.

import { word } from "../words.js";

const AT_MOST_EVERY_MS = 500, ANYWAY_MS = 60000;

function show(isLive, since) {
  const mark = document.getElementById("live-mark");
  mark.hidden = false;
  mark.classList.toggle("lost", !isLive);
  mark.textContent = isLive ? word("live") : word("not_live", { at: since.toTimeString().slice(0, 5) });
}

/** Read the board again (`refresh`) with every ring, never twice at a time. */
export function followLive(refresh) {
  let busy = false, again = false, last = 0, lost = null;
  const look = async () => {
    if (busy) { again = true; return; }
    busy = true;
    await new Promise((done) => setTimeout(done, Math.max(0, last + AT_MOST_EVERY_MS - Date.now())));
    last = Date.now();
    again = false;
    await refresh();
    busy = false;
    if (again) look();
  };
  document.body.addEventListener("board", look);
  const hears = () => { lost = null; show(true); }, hearsNothing = () => { lost ??= new Date(); show(false, lost); };
  document.body.addEventListener("live-open", hears);
  document.body.addEventListener("live-lost", hearsNothing);
  ({ open: hears, lost: hearsNothing })[document.body.dataset.live]?.();
  setInterval(() => document.hidden || look(), ANYWAY_MS);
}
