// MapLibre GL, in the build that needs no inline worker: the content policy allows none.

import "/lib/maplibre.js";

/** The library; it is a script of the old kind and leaves itself here. */
export const maplibre = globalThis.maplibregl;
maplibre.setWorkerUrl("/lib/maplibre-worker.js");
