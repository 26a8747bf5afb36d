// A map in a page: our layers over the configured base map. The element says what it is of:
//   <div class="map" data-map data-county="410599" data-bounds="[w,s,e,n]" data-base="{…}|null"> (macro `map_box`).
// Whatever goes in and out here is [lng, lat] in WGS-84; what a base map in GCJ-02 wants is done here and nowhere else.

import { fromMap, toMap } from "./datum.js";
import { maplibre } from "./library.js";
import { style } from "./style.js";
import { word } from "../words.js";

const ZOOM = { minZoom: 6, maxZoom: 19 };

function locale() {
  return {
    "NavigationControl.ZoomIn": word("map_zoom_in"), "NavigationControl.ZoomOut": word("map_zoom_out"),
    "AttributionControl.ToggleAttribution": word("map_source"), "Map.Title": word("map"),
  };
}

/** The map in `element`; `options` go to MapLibre. `map.ours` converts and redraws, see below. */
export function openMap(element, options = {}) {
  const base = JSON.parse(element.dataset.base || "null"), county = element.dataset.county;
  const datum = base?.datum === "gcj02" ? "gcj02" : "wgs84";
  const bounds = JSON.parse(element.dataset.bounds || "null");
  const map = new maplibre.Map({
    container: element, style: style(county, base), locale: locale(), ...ZOOM,
    bounds: bounds ? boxOf(bounds, datum) : undefined, fitBoundsOptions: { padding: 24 },
    attributionControl: false, dragRotate: false, pitchWithRotate: false, fadeDuration: 0, ...options,
  });
  map.touchZoomRotate.disableRotation();
  map.addControl(new maplibre.NavigationControl({ showCompass: false }), "top-right");
  if (base?.attribution) map.addControl(new maplibre.AttributionControl({ compact: false }));
  map.ours = { datum, toMap: (point) => toMap(point, datum), fromMap: (point) => fromMap(point, datum), boxOf: (box) => boxOf(box, datum) };
  followTheme(map, county, base);
  return map;
}

function boxOf([west, south, east, north], datum) {
  return [toMap([west, south], datum), toMap([east, north], datum)];
}

/** Light and dark: the style is made anew, with what pages have added to it (`map.on("restyle", …)`). */
function followTheme(map, county, base) {
  const again = () => {
    map.setStyle(style(county, base), { diff: false });
    map.once("styledata", () => map.fire("restyle"));
  };
  const dark = matchMedia("(prefers-color-scheme: dark)");
  dark.addEventListener("change", again);
  map.on("remove", () => dark.removeEventListener("change", again));
}

/** A pin that can be dragged: `moved([lng, lat])` hears where it was put. */
export function addPin(map, point, moved) {
  const colour = getComputedStyle(document.documentElement).getPropertyValue("--act").trim();
  const pin = new maplibre.Marker({ draggable: Boolean(moved), color: colour }).setLngLat(map.ours.toMap(point)).addTo(map);
  const at = () => { const { lng, lat } = pin.getLngLat(); return map.ours.fromMap([lng, lat]); };
  if (moved) pin.on("dragend", () => moved(at()));
  return { at, put: (where) => pin.setLngLat(map.ours.toMap(where)), remove: () => pin.remove() };
}

/** Where somebody presses on the map; with `once`, the next time alone. */
export function onPick(map, picked, { once = false } = {}) {
  map[once ? "once" : "on"]("click", (event) => picked(map.ours.fromMap([event.lngLat.lng, event.lngLat.lat])));
}
