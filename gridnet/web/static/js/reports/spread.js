// The share that was over by when, on an axis of durations that gives minutes and days the same room.

import { marked, percent, tooltip, valueAxis } from "./look.js";

const place = (seconds) => Math.log10(Math.max(1, seconds));

/** What ECharts is told. */
export function option({ curves, marks, limit }, colour) {
  const looks = [{ color: colour.act, width: 2.5 }, { color: colour.warn, width: 1.5, type: "dashed" }];
  const last = Math.max(...curves.flatMap(({ points }) => points.map(([seconds]) => seconds)), limit?.[0] ?? 0);
  const first = Math.min(...curves.flatMap(({ points }) => points.map(([seconds]) => seconds)));
  return {
    grid: { left: 48, right: 24, top: 44, bottom: 36 },
    legend: { top: 0, left: 0, textStyle: { color: colour.soft }, itemWidth: 22 },
    tooltip: tooltip(colour, ({ seriesName, data }) => `${seriesName}\n${percent(data[1])} ≤ ${data[2]}`),
    xAxis: valueAxis(colour, { min: Math.max(0, place(first) - 0.1), max: place(last) + 0.05, axisLabel: { ...marked(marks, place), hideOverlap: true, rotate: 0 }, axisTick: { show: true, customValues: marks.map(([seconds]) => place(seconds)), lineStyle: { color: colour["line-strong"] } }, splitLine: { show: false } }),
    yAxis: valueAxis(colour, { min: 0, max: 1, interval: 0.25, axisLabel: { formatter: percent } }),
    series: curves.map((curve, n) => ({
      name: curve.name, type: "line", step: "end", showSymbol: false, triggerLineEvent: true,
      data: curve.points.map(([seconds, share, said]) => [place(seconds), share, said]), lineStyle: looks[n], itemStyle: { color: looks[n].color }, z: 3 - n,
      markLine: n === 0 ? lines(limit, colour) : undefined,
    })),
  };
}

function lines(limit, colour) {
  const halves = [0.5, 0.9].map((share) => ({ yAxis: share, lineStyle: { color: colour["line-strong"], type: "dotted" }, label: { formatter: percent(share), position: "insideStartTop", color: colour.soft } }));
  const drawn = limit ? [{ xAxis: place(limit[0]), lineStyle: { color: colour.red, width: 2, type: "solid" }, label: { formatter: limit[1], color: colour.red, position: "end" } }] : [];
  return { symbol: "none", silent: true, data: [...halves, ...drawn] };
}
