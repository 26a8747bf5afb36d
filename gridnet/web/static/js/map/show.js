// A map to look at, where a page wants no more: every element with data-map.

import { openMap } from "./map.js";

for (const element of document.querySelectorAll("[data-map]")) element.map = openMap(element);
