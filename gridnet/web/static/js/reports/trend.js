// From step to step, over the limits of chance; only what lies outside them, or a long run, is marked.

import { marked, nameAxis, percent, tooltip, valueAxis } from "./look.js";

/** What ECharts is told. */
export function option(data, colour) {
  const { keys, values, said, low, high, signals, centre } = data;
  const band = low.some((value) => value !== null);
  return {
    grid: { left: 64, right: 20, top: 40, bottom: 32 },
    legend: { top: 0, left: 0, itemHeight: 10, data: [data.name, ...(band ? [{ name: data.limits, icon: "rect" }] : [])], textStyle: { color: colour.soft } },
    tooltip: tooltip(colour, (shown) => { const at = shown[0].dataIndex; return `${keys[at]}\n${said[at]}`; }, "axis"),
    xAxis: nameAxis(colour, keys, { boundaryGap: false }),
    yAxis: valueAxis(colour, data.is_share ? { max: 1, min: floor(values, low), axisLabel: { formatter: percent } } : { min: 0, axisLabel: marked(data.marks), splitLine: { show: false } }),
    series: [...(band ? limits(data, colour) : []), {
      name: data.name, type: "line", data: values.map((value, n) => ({ value, symbol: signals[n] ? "diamond" : "circle", symbolSize: signals[n] ? 13 : 5, itemStyle: { color: signals[n] ? colour.red : colour.act } })),
      lineStyle: { color: colour.act, width: 2 }, itemStyle: { color: colour.act }, connectNulls: false,
      markLine: centre === null ? undefined : { symbol: "none", silent: true, label: { show: false }, lineStyle: { color: colour.soft, type: "dashed" }, data: [{ yAxis: centre }] },
    }],
  };
}

function limits({ low, high, limits }, colour) {
  const step = { type: "line", showSymbol: false, silent: true, step: "middle", lineStyle: { width: 0 }, itemStyle: { color: colour.line } };
  return [
    { ...step, name: "low", stack: "band", data: low, tooltip: { show: false } },
    { ...step, name: limits, stack: "band", data: high.map((value, n) => value === null ? null : value - low[n]), areaStyle: { color: colour.line, opacity: 0.7 } },
  ];
}

function floor(values, low) {
  const least = Math.min(...[...values, ...low].filter((value) => value !== null), 1);
  return Math.max(0, Math.floor(least * 10 - 0.5) / 10);
}
