// From reported to measured: what is left after each step.

import { nameAxis, tooltip, valueAxis } from "./look.js";

/** What ECharts is told. */
export function option({ steps }, colour) {
  const whole = steps[0][1];
  const said = (count) => `${count.toLocaleString()} · ${Math.round((count / whole) * 1000) / 10}%`;
  return {
    grid: { left: 96, right: 120, top: 4, bottom: 4 },
    tooltip: tooltip(colour, ({ dataIndex }) => `${steps[dataIndex][0]}\n${said(steps[dataIndex][1])}`),
    xAxis: valueAxis(colour, { min: 0, max: whole, axisLabel: { show: false }, splitLine: { show: false } }),
    yAxis: nameAxis(colour, steps.map(([name]) => name), { inverse: true, axisLine: { show: false }, axisLabel: { color: colour.ink, fontSize: 13 } }),
    series: [{ type: "bar", data: steps.map(([, count]) => count), barWidth: 30, showBackground: true, backgroundStyle: { color: colour.sunken }, itemStyle: { color: colour.act, borderRadius: 3 }, label: { show: true, position: "right", formatter: ({ value }) => said(value), color: colour.ink } }],
  };
}
