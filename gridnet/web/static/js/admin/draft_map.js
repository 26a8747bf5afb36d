// A draft on the map: every area in the colour of what becomes of it, and upon it whatever is wrong.

import { word } from "../words.js";
import { around, drawn, fetched, ground } from "./ground.js";

const COLOURS = ["match", ["get", "change"], "added", "#2e9e62", "changed", "#f2b100", "retired", "#c01f2b", "#b9c2d0"];
const FAULTS = ["match", ["get", "kind"], ["gap", "sliver_gap"], "#ff00c8", ["overlap", "sliver_overlap"], "#6a1bd1", "#c01f2b"];

const element = document.getElementById("draft-map");
if (element) drawn(draw);

async function draw() {
  const [map, areas, findings] = await Promise.all([ground(element), fetched(element.dataset.areas), fetched(element.dataset.findings)]);
  const shaped = findings.features.filter((each) => each.geometry);
  map.addSource("areas", { type: "geojson", data: areas });
  map.addSource("findings", { type: "geojson", data: { type: "FeatureCollection", features: shaped } });
  map.addLayer({ id: "areas", type: "fill", source: "areas", paint: { "fill-color": COLOURS, "fill-opacity": ["match", ["get", "change"], "kept", 0.25, "retired", 0.3, 0.5] } });
  map.addLayer({ id: "edges", type: "line", source: "areas", paint: { "line-color": COLOURS, "line-width": 1.2 } });
  map.addLayer({ id: "retired", type: "line", source: "areas", filter: ["==", ["get", "change"], "retired"], paint: { "line-color": "#c01f2b", "line-width": 2, "line-dasharray": [2, 2] } });
  map.addLayer({ id: "findings", type: "fill", source: "findings", paint: { "fill-color": FAULTS, "fill-opacity": 0.8 } });
  // A gap of some square metres is smaller than a pixel of the whole county: its edge is drawn so wide that it is seen.
  map.addLayer({ id: "finding-edges", type: "line", source: "findings", paint: { "line-color": FAULTS, "line-width": 4 } });
  const whole = around(areas.features);
  if (whole) map.fitBounds(whole, { padding: 24, duration: 0 });
  map.on("click", "areas", (event) => pick(event.features[0].properties));
  for (const button of document.querySelectorAll("[data-finding]")) button.addEventListener("click", () => show(map, button));
  element.dataset.found = shaped.length;
  element.dataset.drawn = areas.features.length;
}

function pick(area) {
  const box = document.getElementById("picked"), name = document.createElement("strong");
  name.textContent = `${area.code} ${area.name}`;
  box.replaceChildren(name);
  if (!element.dataset.correct || area.change === "retired") return;
  const link = document.createElement("a");
  link.href = `${element.dataset.correct}?code=${encodeURIComponent(area.code)}`;
  link.textContent = word("correct");
  box.append(link);
}

function show(map, button) {
  const worst = JSON.parse(document.getElementById("worst").textContent);
  const box = around([worst[Number(button.dataset.finding)]]);
  element.scrollIntoView({ block: "center" });
  if (box) map.fitBounds(box, { padding: 120, maxZoom: 19 });
}
