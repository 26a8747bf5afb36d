// An outline drawn again on the map. Its corners are handles; whatever shares a corner or an edge moves with it.

import { toast } from "../toast.js";
import { word } from "../words.js";
import { around, drawn, fetched, ground } from "./ground.js";
import { History } from "./history.js";
import { corners, edges, insert, keyOf, move, nearest, remove } from "./outlines.js";

const NEAR_PX = 10;
const STEPS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const element = document.getElementById("correct-map");
const { dataset } = element;
const KEPT = `correct ${dataset.draft} ${dataset.version} ${dataset.code}`;

let map, features, history, picked = null, dragged = null, turn = -1;

drawn(async () => {
  const [made, sent] = await Promise.all([ground(element), fetched(dataset.around)]);
  map = made;
  features = sent.features;
  history = new History(features);
  layOut();
  map.fitBounds(around(features.filter(isEdited)), { padding: 60, duration: 0 });
  listen();
  show();
  offerKept();
  dataset.drawn = features.length;
});

function isEdited(feature) { return feature.properties.is_edited; }
function edited() { return features.find(isEdited); }
function collection(made) { return { type: "FeatureCollection", features: made }; }
function point(coordinates, properties) { return { type: "Feature", properties, geometry: { type: "Point", coordinates } }; }

function layOut() {
  for (const name of ["outlines", "handles", "middles", "others"]) map.addSource(name, { type: "geojson", data: collection([]) });
  const mine = ["==", ["get", "is_edited"], true];
  map.addLayer({ id: "fills", type: "fill", source: "outlines", paint: { "fill-color": ["case", mine, "#1653b0", "#8a93a5"], "fill-opacity": ["case", mine, 0.25, 0.12] } });
  map.addLayer({ id: "lines", type: "line", source: "outlines", paint: { "line-color": ["case", mine, "#1653b0", "#566072"], "line-width": ["case", mine, 2.5, 1.2] } });
  map.addLayer({ id: "others", type: "circle", source: "others", minzoom: 13, paint: { "circle-radius": 2.5, "circle-color": "#566072" } });
  map.addLayer({ id: "middles", type: "circle", source: "middles", minzoom: 14, paint: { "circle-radius": 4, "circle-color": "#ffffff", "circle-stroke-color": "#1653b0", "circle-stroke-width": 1 } });
  map.addLayer({ id: "handles", type: "circle", source: "handles", paint: { "circle-radius": ["case", ["get", "picked"], 9, 6.5], "circle-color": ["case", ["get", "picked"], "#f2b100", "#1653b0"], "circle-stroke-color": "#ffffff", "circle-stroke-width": 2 } });
}

/** Draw what is, and say what can be done now. */
function show() {
  const geometry = edited().geometry, own = corners(geometry);
  const keys = new Set(own.map(keyOf));
  if (!keys.has(picked)) picked = null;
  map.getSource("outlines").setData(collection(features));
  map.getSource("handles").setData(collection(own.map((each) => point(each, { key: keyOf(each), picked: keyOf(each) === picked }))));
  map.getSource("middles").setData(collection(edges(geometry).map(([from, to]) => point(middle(from, to), { edge: JSON.stringify([from, to]) }))));
  map.getSource("others").setData(collection(features.filter((each) => !isEdited(each)).flatMap((each) => corners(each.geometry)).filter((each) => !keys.has(keyOf(each))).map((each) => point(each, {}))));
  const changed = changes().length;
  document.getElementById("drawn").textContent = changed ? word("changed", { n: changed }) : word("unchanged");
  const can = { undo: history.canUndo, redo: history.canRedo, remove: picked !== null, save: changed > 0, next: true };
  for (const button of document.querySelectorAll("[data-act]")) button.disabled = !can[button.dataset.act];
  dataset.changed = changed;
}

function middle(from, to) { return [(from[0] + to[0]) / 2, (from[1] + to[1]) / 2]; }

function changes() {
  const before = new Map(history.first.map((each) => [each.properties.code, JSON.stringify(each.geometry)]));
  return features.filter((each) => before.get(each.properties.code) !== JSON.stringify(each.geometry));
}

function keep() {
  history.keep(features);
  localStorage.setItem(KEPT, JSON.stringify(features));
  show();
}

function offerKept() {
  const kept = localStorage.getItem(KEPT);
  if (kept === null || kept === JSON.stringify(features)) return;
  toast(word("kept_here"), { label: word("restore"), run: () => { features = JSON.parse(kept); keep(); } });
}

function listen() {
  for (const [layer, start] of [["handles", grab], ["middles", add]]) {
    map.on("mousedown", layer, start);
    map.on("touchstart", layer, start);
    map.on("mouseenter", layer, () => { map.getCanvas().style.cursor = "pointer"; });
    map.on("mouseleave", layer, () => { map.getCanvas().style.cursor = ""; });
  }
  for (const name of ["mousemove", "touchmove"]) map.on(name, drag);
  for (const name of ["mouseup", "touchend"]) map.on(name, drop);
  element.addEventListener("keydown", press, true);
  document.getElementById("tools").addEventListener("click", act);
  document.querySelector('[data-act="save"]').addEventListener("click", save);
}

function grab(event) {
  if (dragged !== null || event.points?.length > 1) return;
  event.preventDefault();
  picked = dragged = event.features[0].properties.key;
  show();
}

function add(event) {
  if (dragged !== null) return;
  event.preventDefault();
  const edge = JSON.parse(event.features[0].properties.edge), at = middle(...edge);
  insert(features, edge, at);
  picked = dragged = keyOf(at);
  show();
}

/** The place a corner goes to at a pixel: a neighbour's corner or edge where one is near, else that very place. */
function snapped(pixel) {
  const others = features.filter((each) => !isEdited(each));
  const far = ([x, y]) => Math.hypot(x - pixel.x, y - pixel.y);
  const seen = (place) => { const { x, y } = map.project(place); return [x, y]; };
  let best = null;
  for (const each of others) for (const corner of corners(each.geometry)) {
    const away = far(seen(corner));
    if (keyOf(corner) !== dragged && away < NEAR_PX && (!best || away < best.away)) best = { away, to: corner };
  }
  if (best) return best;
  for (const each of others) for (const edge of edges(each.geometry)) {
    if (edge.some((end) => keyOf(end) === dragged)) continue;
    const found = nearest(seen(edge[0]), seen(edge[1]), [pixel.x, pixel.y]);
    const away = far(found.point);
    if (away < NEAR_PX && (!best || away < best.away)) best = { away, edge, to: map.unproject(found.point).toArray() };
  }
  return best ?? { to: map.unproject(pixel).toArray() };
}

function drag(event) {
  if (dragged === null) return;
  const { to } = snapped(event.point);
  move(features, dragged, to);
  picked = dragged = keyOf(to);
  show();
}

/** Let go: where the corner lies on a neighbour's edge, the neighbour has it as well from now on. */
function drop(event) {
  if (dragged === null) return;
  const found = snapped(event.point);
  if (found.edge && keyOf(found.to) === dragged) insert(features.filter((each) => !isEdited(each)), found.edge, found.to);
  dragged = null;
  keep();
}

function press(event) {
  if (picked === null) return;
  if (event.key === "Delete" || event.key === "Backspace") take();
  else if (event.key in STEPS) nudge(STEPS[event.key], event.shiftKey ? 10 : 1);
  else return;
  event.preventDefault();
  event.stopPropagation();
}

function nudge([dx, dy], pixels) {
  const corner = corners(edited().geometry).find((each) => keyOf(each) === picked);
  const at = map.project(corner);
  const to = map.unproject([at.x + dx * pixels, at.y + dy * pixels]).toArray();
  move(features, picked, to);
  picked = keyOf(to);
  keep();
}

function take() {
  if (!remove(features, picked)) { toast(word("too_few")); return; }
  picked = null;
  keep();
}

function next() {
  const own = corners(edited().geometry);
  turn = (turn + 1) % own.length;
  const corner = own[turn];
  picked = keyOf(corner);
  map.easeTo({ center: corner, zoom: Math.max(map.getZoom(), 15) });
  element.focus();
  show();
}

const ACTS = { undo: () => { features = history.undo(); show(); }, redo: () => { features = history.redo(); show(); }, remove: take, next };

function act(event) { ACTS[event.target.closest("[data-act]")?.dataset.act]?.(); }

async function save() {
  const button = document.querySelector('[data-act="save"]'), refused = document.getElementById("refused");
  button.disabled = true;
  refused.hidden = true;
  try {
    const answer = await fetch(dataset.keeps, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ ...collection(changes()), version: Number(dataset.version) }) });
    if (answer.ok) {
      localStorage.removeItem(KEPT);
      window.location.assign((await answer.json()).href);
      return;
    }
    refused.textContent = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector('[role="alert"]')?.textContent.trim() || word("fault");
  } catch {
    refused.textContent = word("no_network");
  }
  refused.hidden = false;
  button.disabled = false;
}
