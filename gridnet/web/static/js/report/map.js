// A small map of our own layers around a place, with a pin to drag; drawn as SVG, so that no map library is loaded.
// Within a few kilometres a degree has the same length everywhere: the picture is a plane with metres as its unit.

const SVG = "http://www.w3.org/2000/svg";
const WIDTH = 400, HEIGHT = 300, STEP_M = 2;
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
const TILE_ZOOMS = 18, EARTH_M = 156543.03392;

/** Open it within `figure`; `moved(lng, lat)` is told where the pin was put. */
export function openMap(figure, moved) {
  const svg = figure.querySelector("svg");
  let reach = 400, middle = null, pin = null, error = 0, drawn = null;

  async function show(lng, lat, accuracy) {
    pin = [lng, lat];
    error = accuracy;
    if (accuracy > reach * 0.8) reach = Math.min(accuracy * 2, 5000);
    figure.hidden = false;
    if (!middle || isFar(pin)) middle = pin;
    await load();
  }

  async function load() {
    const wanted = `${middle} ${reach}`;
    if (wanted !== drawn) {
      const answer = await fetch(`/report/ground?${new URLSearchParams({ lng: middle[0], lat: middle[1], reach_m: Math.round(reach) })}`).catch(() => null);
      if (!answer?.ok) return;
      const ground = await answer.json();
      drawn = wanted;
      draw(ground);
    }
    place();
  }

  const scale = () => WIDTH / 2 / reach;
  const metres = () => [111319.49 * Math.cos((middle[1] * Math.PI) / 180), 110946.25];
  const xy = ([lng, lat]) => {
    const [mx, my] = metres();
    return [WIDTH / 2 + (lng - middle[0]) * mx * scale(), HEIGHT / 2 - (lat - middle[1]) * my * scale()];
  };
  const degrees = (x, y) => {
    const [mx, my] = metres();
    return [middle[0] + (x - WIDTH / 2) / scale() / mx, middle[1] - (y - HEIGHT / 2) / scale() / my];
  };
  const isFar = (at) => {
    const [x, y] = xy(at);
    return x < WIDTH * 0.2 || x > WIDTH * 0.8 || y < HEIGHT * 0.2 || y > HEIGHT * 0.8;
  };

  function draw(ground) {
    svg.replaceChildren(...tiles(ground.base), ...ground.areas.flatMap(area), ...ground.areas.flatMap(label), ...bar());
    figure.querySelector(".attribution").textContent = ground.base?.attribution ?? "";
  }

  function tiles(base) {
    if (!base) return [];
    const zoom = Math.min(base.maxZoom, TILE_ZOOMS, Math.round(Math.log2((EARTH_M * Math.cos((middle[1] * Math.PI) / 180)) * scale())) + 1);
    const [west, north] = tile(degrees(0, 0), zoom, base.shift), [east, south] = tile(degrees(WIDTH, HEIGHT), zoom, base.shift);
    const made = [];
    for (const [layer, addresses] of base.tiles.entries())
      for (let x = Math.floor(west); x <= Math.floor(east); x += 1)
        for (let y = Math.floor(north); y <= Math.floor(south); y += 1) {
          const address = addresses[(x + y + layer) % addresses.length];
          const [left, top] = xy(back(x, y, zoom, base.shift)), [right, bottom] = xy(back(x + 1, y + 1, zoom, base.shift));
          const href = address.replace("{z}", zoom).replace("{x}", x).replace("{y}", y);
          made.push(node("image", { href, x: left, y: top, width: right - left + 0.5, height: bottom - top + 0.5 }));
        }
    return made;
  }

  function area({ network, shape }) {
    return rings(shape).map((ring) => node("path", { class: `area ${network}`, d: `M${ring.map((at) => xy(at).map((v) => v.toFixed(1)).join(" ")).join("L")}Z` }));
  }

  function label({ network, name, shape }) {
    const seen = rings(shape).flat().map(xy).map(([x, y]) => [Math.min(Math.max(x, 0), WIDTH), Math.min(Math.max(y, 0), HEIGHT)]);
    if (!seen.length) return [];
    const middleOf = (n) => (Math.min(...seen.map((at) => at[n])) + Math.max(...seen.map((at) => at[n]))) / 2;
    const x = Math.min(Math.max(middleOf(0), 50), WIDTH - 50), y = Math.min(Math.max(middleOf(1), 14), HEIGHT - 24);
    const isUnderPin = Math.abs(x - WIDTH / 2) < 90 && Math.abs(y - HEIGHT / 2) < 50;
    const text = node("text", { class: `label ${network}`, x, y: (isUnderPin ? 22 : y) + (network === "police" ? 16 : 0) });
    text.textContent = name;
    return [text];
  }

  function bar() {
    const rough = reach / 4, power = 10 ** Math.floor(Math.log10(rough));
    const length = [5, 2, 1].map((n) => n * power).find((n) => n <= rough) ?? power;
    const text = node("text", { class: "scale-text", x: 10, y: HEIGHT - 14 });
    text.textContent = length >= 1000 ? `${length / 1000} km` : `${length} m`;
    return [node("path", { class: "scale", d: `M10 ${HEIGHT - 12}v4h${length * scale()}v-4` }), text];
  }

  function place() {
    for (const old of svg.querySelectorAll(".pin, .error")) old.remove();
    const [x, y] = xy(pin);
    if (error) svg.append(node("circle", { class: "error", cx: x, cy: y, r: error * scale() }));
    svg.append(node("path", { class: "pin", d: `M${x} ${y}c-3 -9 -11 -13 -11 -22a11 11 0 1 1 22 0c0 9 -8 13 -11 22z` }));
  }

  function put(event) {
    const box = svg.getBoundingClientRect();
    pin = degrees(((event.clientX - box.left) / box.width) * WIDTH, ((event.clientY - box.top) / box.height) * HEIGHT);
    error = 0;
    place();
  }

  svg.addEventListener("pointerdown", (event) => { svg.setPointerCapture(event.pointerId); put(event); });
  svg.addEventListener("pointermove", (event) => svg.hasPointerCapture(event.pointerId) && put(event));
  svg.addEventListener("pointerup", () => moved(...pin));
  svg.addEventListener("keydown", (event) => {
    const arrow = ARROWS[event.key];
    if (!arrow) return;
    event.preventDefault();
    const [mx, my] = metres();
    pin = [pin[0] + (arrow[0] * STEP_M) / mx, pin[1] + (arrow[1] * STEP_M) / my];
    error = 0;
    place();
  });
  svg.addEventListener("keyup", (event) => event.key in ARROWS && moved(...pin));
  for (const button of figure.querySelectorAll("[data-zoom]")) {
    button.addEventListener("click", () => {
      reach = Math.min(Math.max(reach * Number(button.dataset.zoom), 75), 4800);
      middle = pin;
      load();
    });
  }
  return { show };
}

function rings(shape) {
  if (shape.type === "Polygon") return shape.coordinates;
  if (shape.type === "MultiPolygon") return shape.coordinates.flat();
  return [];
}

function node(name, given) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(given)) made.setAttribute(key, value);
  return made;
}

/** The tile (with its fraction) that shows a place, on a base map that shows it `shift` degrees aside. */
function tile([lng, lat], zoom, shift) {
  const n = 2 ** zoom, y = ((lat + shift[1]) * Math.PI) / 180;
  return [((lng + shift[0] + 180) / 360) * n, ((1 - Math.asinh(Math.tan(y)) / Math.PI) / 2) * n];
}

function back(x, y, zoom, shift) {
  const n = 2 ** zoom;
  return [(x / n) * 360 - 180 - shift[0], (Math.atan(Math.sinh(Math.PI * (1 - (2 * y) / n))) * 180) / Math.PI - shift[1]];
}
