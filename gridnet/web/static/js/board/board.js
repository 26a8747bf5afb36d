// The board: its queue, map and drawer know of each other here and nowhere else.

import { openDrawer, closeDrawer, shown } from "./drawer.js";
import { keepFilters } from "./filters.js";
import { followKeys } from "./keys.js";
import { followLive } from "./live.js";
import { startBulk } from "./bulk.js";
import { showPoints } from "./points.js";
import { choose, followQueue, here, refreshQueue } from "./queue.js";
import { followSheets } from "./sheets.js";

document.documentElement.classList.add("scripted");
const desk = matchMedia("(min-width: 64rem)");
let map = null;

/** Read the board again: what has changed is changed, everything else stays where it is. */
async function refresh() {
  await Promise.all([refreshQueue(), map?.refresh()]);
  map?.select(here());
}

function open(number) {
  choose(number);
  map?.select(number, { go: true });
  openDrawer(number);
}

function openMap() {
  if (map || !desk.matches) return;
  map = showPoints(document.getElementById("board-map"), open);
  map.refresh();
}

openMap();
desk.addEventListener("change", openMap);
followQueue({ open, moved: (number) => { map?.select(number); if (shown()) openDrawer(number); } });
keepFilters(refresh);
followKeys({ open, close: closeDrawer });
startBulk(refresh);
followSheets({ refresh, map: () => map });
followLive(refresh);
document.body.addEventListener("board-acted", refresh);
