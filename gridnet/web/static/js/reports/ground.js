// Grids or beats on the map, coloured by the figure; what is too few to be told is grey, and said to be so.

import { colours } from "../map/style.js";
import { openMap } from "../map/map.js";
import { ramp } from "./look.js";

/** Open the map in `box` and colour it. */
export function paint(box) {
  const data = JSON.parse(box.querySelector("[data-chart]").textContent);
  const map = openMap(box.querySelector("[data-map]"));
  const show = () => { colour(map, data); legend(box.querySelector("[data-legend]"), data); };
  map.on("load", show);
  map.on("restyle", show);
  tell(map, data, box.querySelector("[data-over]"));
}

/** The class of a value: 0 is the best. Shares in the limit are the better the higher, durations the lower. */
function classOf(value, { steps, is_share: isShare }) {
  const below = steps.filter((step) => value > step).length;
  return isShare ? steps.length - below : below;
}

function shades(data) {
  const all = ramp(colours()), classes = data.steps.length + 1;
  return Array.from({ length: classes }, (_none, n) => all[classes === 1 ? 0 : Math.round((n * (all.length - 1)) / (classes - 1))]);
}

function colour(map, data) {
  const shade = shades(data), page = colours();
  const pairs = data.areas.flatMap(([id, value]) => [id, value === null ? page.line : shade[classOf(value, data)]]);
  const fill = pairs.length ? ["match", ["id"], ...pairs, page.paper] : page.paper;
  if (map.getLayer("told")) map.removeLayer("told");
  map.addLayer({ id: "told", type: "fill", source: data.network, "source-layer": "areas", paint: { "fill-color": fill, "fill-opacity": 0.9 } }, "community-line");
  const other = data.network === "community" ? ["police-line", "police-label"] : ["community-line", "community-label"];
  for (const layer of other) if (map.getLayer(layer)) map.setLayoutProperty(layer, "visibility", "none");
}

function legend(place, data) {
  const shade = shades(data), page = colours();
  const bounds = data.said_steps.map((said, n) => [`${data.up_to} ${said}`, n]).concat([[data.said_steps.length ? `> ${data.said_steps.at(-1)}` : data.all_alike, data.steps.length]]);
  const rows = bounds.map(([said, n]) => [said, shade[data.is_share ? data.steps.length - n : n]]);
  place.replaceChildren(...[...rows, [data.few, page.line], [data.none, page.paper]].map(([said, ink]) => entry(said, ink)));
}

function entry(said, ink) {
  const whole = document.createElement("span"), swatch = document.createElement("canvas");
  swatch.width = swatch.height = 1;
  swatch.setAttribute("aria-hidden", "true");
  const brush = swatch.getContext("2d");
  brush.fillStyle = ink;
  brush.fillRect(0, 0, 1, 1);
  whole.append(swatch, said);
  return whole;
}

/** What lies under the pointer, or was tapped, in words. */
function tell(map, data, place) {
  const told = new Map(data.areas.map(([id, , name, said]) => [id, `${name}: ${said}`]));
  const at = (event) => {
    const [area] = map.getLayer("told") ? map.queryRenderedFeatures(event.point, { layers: ["told"] }) : [];
    place.textContent = area ? told.get(area.id) ?? `${area.properties.name}: ${data.none}` : "";
  };
  map.on("mousemove", at);
  map.on("click", at);
}
