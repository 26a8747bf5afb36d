// A map without anything below our own layers, and what maps of boundaries share.

import { maplibre } from "../map/library.js";
import { toast } from "../toast.js";
import { word } from "../words.js";

/** A map in `element`; resolves once it can be drawn upon. */
export function ground(element) {
  const shade = getComputedStyle(document.documentElement).getPropertyValue("--sunken").trim();
  const style = { version: 8, sources: {}, layers: [{ id: "ground", type: "background", paint: { "background-color": shade } }] };
  const map = new maplibre.Map({ container: element, style, attributionControl: false, dragRotate: false, pitchWithRotate: false });
  map.touchZoomRotate.disableRotation();
  map.addControl(new maplibre.NavigationControl({ showCompass: false }), "top-right");
  map.addControl(new maplibre.ScaleControl(), "bottom-right");
  return new Promise((resolve, reject) => {
    map.once("load", () => resolve(map));
    map.once("error", (event) => reject(event.error));
  });
}

/** The GeoJSON at an address. */
export async function fetched(address) {
  const answer = await fetch(address, { headers: { Accept: "application/geo+json" } });
  if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
  return answer.json();
}

/** The box around some features, as MapLibre wants it; null for none. */
export function around(features) {
  const box = [Infinity, Infinity, -Infinity, -Infinity];
  for (const feature of features) eachPoint(feature.geometry?.coordinates, ([x, y]) => {
    box[0] = Math.min(box[0], x); box[1] = Math.min(box[1], y);
    box[2] = Math.max(box[2], x); box[3] = Math.max(box[3], y);
  });
  return box[0] <= box[2] ? [[box[0], box[1]], [box[2], box[3]]] : null;
}

/** Call `take` with every point of nested coordinates. */
export function eachPoint(coordinates, take) {
  if (!coordinates?.length) return;
  if (typeof coordinates[0] === "number") take(coordinates);
  else for (const inner of coordinates) eachPoint(inner, take);
}

/** Run `draw`, and say so where this browser cannot draw a map. */
export async function drawn(draw) {
  try {
    await draw();
  } catch (error) {
    toast(word("map_fault"));
    throw error;
  }
}
