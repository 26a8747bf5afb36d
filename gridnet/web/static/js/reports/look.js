// What the pictures have in common: their axes, their tooltips, shares in per cent.

/** A tooltip that needs no markup: the content policy allows no inline styles. */
export function tooltip(colour, formatter, trigger = "item") {
  return {
    trigger, renderMode: "richText", confine: true, formatter, backgroundColor: colour.ink, borderWidth: 0, padding: [6, 10],
    textStyle: { color: colour.ground, fontSize: 13 }, axisPointer: { type: "line", lineStyle: { color: colour["line-strong"] } },
  };
}

/** An axis of values that is quiet. */
export function valueAxis(colour, more = {}) {
  return {
    type: "value", axisLine: { show: false }, axisTick: { show: false }, axisLabel: { color: colour.soft, ...more.axisLabel },
    splitLine: { lineStyle: { color: colour.line } }, ...without(more, "axisLabel"),
  };
}

/** An axis of names. */
export function nameAxis(colour, data, more = {}) {
  return {
    type: "category", data, axisTick: { show: false }, axisLine: { lineStyle: { color: colour["line-strong"] } },
    axisLabel: { color: colour.soft, hideOverlap: true, ...more.axisLabel }, ...without(more, "axisLabel"),
  };
}

function without(given, name) {
  const { [name]: _left, ...rest } = given;
  return rest;
}

export const percent = (share) => `${Math.round(share * 1000) / 10}%`;

/** Marks at these places only; a value axis would choose its own. */
export function marked(marks, place = (value) => value) {
  const words = new Map(marks.map(([value, said]) => [place(value).toFixed(6), said]));
  const customValues = marks.map(([value]) => place(value));
  return { customValues, formatter: (value) => words.get(value.toFixed(6)) ?? "" };
}

/** From quick to slow in steps that are told apart also without colour: by how dark they are. */
export function ramp(colour) {
  return [mix(colour.paper, colour.ok, 0.28), mix(colour.paper, colour.yellow, 0.42), mix(colour.paper, colour.warn, 0.6), mix(colour.paper, colour.red, 0.75), mix(colour.ink, colour.red, 0.78)];
}

/** A colour between two, `part` of the second. */
export function mix(one, other, part) {
  const [a, b] = [channels(one), channels(other)];
  return `rgb(${a.map((value, n) => Math.round(value + (b[n] - value) * part)).join(",")})`;
}

function channels(colour) {
  const full = colour.length === 4 ? colour.replace(/[^#]/g, "$&$&") : colour;
  return [1, 3, 5].map((at) => parseInt(full.slice(at, at + 2), 16));
}
