// The cases on the map: by time left in colour and in shape, near ones drawn together, the selected one ringed.

import { openMap } from "../map/map.js";
import { colours, font } from "../map/style.js";
import { now } from "../left.js";
import { toast } from "../toast.js";
import { word } from "../words.js";

const SIZE = 28, SOON = 0.8;
const KINDS = { rests: "soft", in_time: "act", soon: "yellow", over: "red" };

function kindOf(started, due, at) {
  if (due === null) return "rests";
  if (at >= due) return "over";
  return (at - started) / (due - started) >= SOON ? "soon" : "in_time";
}

function shape(pen, kind) {
  const c = SIZE / 2, r = c - 4;
  pen.beginPath();
  if (kind === "soon") { pen.moveTo(c, c - r); pen.lineTo(c + r, c + r * 0.8); pen.lineTo(c - r, c + r * 0.8); pen.closePath(); }
  else if (kind === "over") { pen.moveTo(c, c - r); pen.lineTo(c + r, c); pen.lineTo(c, c + r); pen.lineTo(c - r, c); pen.closePath(); }
  else pen.arc(c, c, kind === "rests" ? r * 0.6 : r * 0.75, 0, 7);
}

function sign(kind, colour) {
  const pen = Object.assign(document.createElement("canvas"), { width: SIZE, height: SIZE }).getContext("2d");
  shape(pen, kind);
  Object.assign(pen, { fillStyle: colour[KINDS[kind]], strokeStyle: colour.paper, lineWidth: 2.5, lineJoin: "round" });
  pen.fill();
  pen.stroke();
  return pen.getImageData(0, 0, SIZE, SIZE);
}

function layers(colour) {
  const worst = ["case", [">", ["get", "over"], 0], colour.red, [">", ["get", "soon"], 0], colour.yellow, colour.act];
  return [
    { id: "cases-ring", type: "circle", source: "cases", filter: ["==", ["get", "number"], ""], paint: { "circle-radius": 15, "circle-color": "transparent", "circle-stroke-color": colour.ink, "circle-stroke-width": 2.5 } },
    { id: "cases-many", type: "circle", source: "cases", filter: ["has", "point_count"], paint: { "circle-color": colour.paper, "circle-radius": ["step", ["get", "point_count"], 13, 20, 17, 100, 22], "circle-stroke-color": worst, "circle-stroke-width": 4 } },
    { id: "cases-count", type: "symbol", source: "cases", filter: ["has", "point_count"], layout: { "text-field": ["get", "point_count_abbreviated"], "text-font": font, "text-size": 12, "text-allow-overlap": true }, paint: { "text-color": colour.ink } },
    { id: "cases-one", type: "symbol", source: "cases", filter: ["!", ["has", "point_count"]], layout: { "icon-image": ["get", "kind"], "icon-size": ["match", ["get", "priority"], "P1", 1, "P2", 0.9, 0.78], "icon-allow-overlap": true, "symbol-sort-key": ["get", "rank"] } },
  ];
}

/** Half of what the drawer covers: the middle of what is left to see lies so far from the middle of the map. */
const besideDrawer = () => (document.getElementById("drawer")?.offsetWidth || 512) / 2;

/** The cases on a map; `open` hears the number of one that was pressed. */
export function showPoints(element, open) {
  const map = openMap(element);
  element.map = map;
  let points = [], selected = null;
  const at = (row) => map.ours.toMap([row[2], row[3]]);

  function features() {
    const moment = now();
    return { type: "FeatureCollection", features: points.map((row, n) => {
      const kind = kindOf(row[4], row[5], moment);
      const properties = { number: row[0], priority: row[1], kind, rank: points.length - n, is_over: Number(kind === "over"), is_soon: Number(kind === "soon") };
      return { type: "Feature", properties, geometry: { type: "Point", coordinates: at(row) } };
    }) };
  }

  function draw() {
    const colour = colours();
    for (const kind of Object.keys(KINDS)) if (!map.hasImage(kind)) map.addImage(kind, sign(kind, colour));
    if (!map.getSource("cases")) {
      map.addSource("cases", { type: "geojson", data: features(), cluster: true, clusterRadius: 36, clusterMaxZoom: 14, clusterProperties: { over: ["+", ["get", "is_over"]], soon: ["+", ["get", "is_soon"]] } });
      for (const layer of layers(colour)) map.addLayer(layer);
      ring();
    } else map.getSource("cases").setData(features());
  }

  function ring() {
    if (map.getLayer("cases-ring")) map.setFilter("cases-ring", ["==", ["get", "number"], selected ?? ""]);
  }

  const whenReady = (act) => (map.isStyleLoaded() ? act() : map.once("idle", act));
  map.on("load", draw);
  map.on("restyle", () => whenReady(draw));
  setInterval(() => whenReady(draw), 30000);
  map.on("click", "cases-one", (event) => open(event.features[0].properties.number));
  map.on("click", "cases-many", async (event) => {
    const [cluster] = event.features;
    const zoom = await map.getSource("cases").getClusterExpansionZoom(cluster.properties.cluster_id);
    map.easeTo({ center: cluster.geometry.coordinates, zoom: Math.min(zoom, 17) });
  });
  for (const layer of ["cases-one", "cases-many"]) {
    map.on("mouseenter", layer, () => { map.getCanvas().classList.add("pointing"); });
    map.on("mouseleave", layer, () => { map.getCanvas().classList.remove("pointing"); });
  }

  function isSeen(point) {
    const { x, y } = map.project(point), { clientWidth, clientHeight } = map.getContainer();
    return x > 20 && y > 20 && x < clientWidth - 2 * besideDrawer() && y < clientHeight - 20;
  }

  return {
    map,
    async refresh() {
      try {
        const answer = await fetch(`/board/points${location.search}`, { credentials: "same-origin" });
        if (!answer.ok) throw new Error(String(answer.status));
        const found = await answer.json();
        points = found.points;
        const note = document.getElementById("map-note");
        note.hidden = points.length < found.most;
        note.textContent = word("first_points", { n: found.most });
        if (map.loaded() || map.getSource("cases")) whenReady(draw);
      } catch { toast(word("board_gone")); }
    },
    select(number, { go = false } = {}) {
      selected = number;
      ring();
      const row = points.find((each) => each[0] === number);
      if (!row || !go) return;
      if (isSeen(at(row)) && map.getZoom() >= 13) return;
      map.easeTo({ center: at(row), zoom: Math.max(map.getZoom(), 14.5), offset: [-besideDrawer(), 0] });
    },
  };
}
