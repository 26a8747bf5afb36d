// Both networks upon each other: beats as coloured ground, grids as lines, grids in more than one beat filled.

import { around, drawn, fetched, ground } from "./ground.js";

const HUES = ["#9db9ff", "#b7d8c9", "#e7c6e0", "#f0d9b0", "#c9cfe6", "#cfe3a9"];
const element = document.getElementById("alignment-map");
if (element) drawn(draw);

async function draw() {
  const split = JSON.parse(document.getElementById("split-codes").textContent);
  const [map, grids, beats] = await Promise.all([ground(element), fetched(element.dataset.grids), fetched(element.dataset.beats)]);
  beats.features.forEach((each, place) => { each.properties.hue = HUES[place % HUES.length]; });
  map.addSource("beats", { type: "geojson", data: beats });
  map.addSource("grids", { type: "geojson", data: grids });
  map.addLayer({ id: "beats", type: "fill", source: "beats", paint: { "fill-color": ["get", "hue"], "fill-opacity": 0.6 } });
  map.addLayer({ id: "split", type: "fill", source: "grids", filter: ["in", ["get", "code"], ["literal", split]], paint: { "fill-color": "#f2b100", "fill-opacity": 0.55 } });
  map.addLayer({ id: "grids", type: "line", source: "grids", paint: { "line-color": "#0f6b5c", "line-width": 0.8 } });
  map.addLayer({ id: "beat-edges", type: "line", source: "beats", paint: { "line-color": "#1b3f8b", "line-width": 2.2 } });
  map.addLayer({ id: "over", type: "fill", source: "grids", paint: { "fill-opacity": 0 } });
  const whole = around(beats.features);
  if (whole) map.fitBounds(whole, { padding: 24, duration: 0 });
  map.on("click", "over", (event) => tell(map, event));
  element.dataset.drawn = grids.features.length;
}

function tell(map, event) {
  const beat = map.queryRenderedFeatures(event.point, { layers: ["beats"] })[0]?.properties;
  const grid = event.features[0].properties, name = document.createElement("strong");
  name.textContent = `${grid.code} ${grid.name}`;
  document.getElementById("picked").replaceChildren(name, beat ? `${beat.code} ${beat.name}` : "");
}
