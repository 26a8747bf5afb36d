// Small pictures beside each other, all on the same scale, so that shapes can be compared at a glance.

import { percent, tooltip } from "./look.js";

const ROW = 118;
const across = (width) => Math.max(2, Math.floor(width / 220));

/** As high as its rows need. */
export const height = ({ lines }, width) => Math.ceil(lines.length / across(width)) * ROW + 8;

/** What ECharts is told. */
export function option({ weeks, lines, is_share: isShare, whole }, colour, width) {
  const columns = across(width), room = 100 / columns;
  const known = lines.flatMap(([, values]) => values).filter((value) => value !== null);
  const low = isShare ? Math.max(0, Math.floor(Math.min(...known, 1) * 10) / 10) : 0, high = isShare ? 1 : Math.max(...known, whole ?? 0);
  const place = (n) => ({ left: `${(n % columns) * room + 1.5}%`, top: Math.floor(n / columns) * ROW + 28, width: `${room - 4}%`, height: ROW - 48 });
  return {
    tooltip: tooltip(colour, ({ seriesName, dataIndex, value }) => `${seriesName} ${weeks[dataIndex]}\n${isShare ? percent(value) : ""}`),
    title: lines.map(([name], n) => ({ text: name, left: place(n).left, top: place(n).top - 22, textStyle: { fontSize: 12, fontWeight: 600, color: colour.ink, width: (width / columns) - 20, overflow: "truncate" } })),
    grid: lines.map((_line, n) => place(n)),
    xAxis: lines.map((_line, n) => ({ gridIndex: n, type: "category", data: weeks, axisLabel: { show: false }, axisTick: { show: false }, axisLine: { lineStyle: { color: colour["line-strong"] } } })),
    yAxis: lines.map((_line, n) => ({ gridIndex: n, min: low, max: high, axisLabel: { show: false }, splitLine: { show: false } })),
    series: lines.map(([name, values], n) => ({
      name, type: "line", xAxisIndex: n, yAxisIndex: n, data: values, symbolSize: 6, lineStyle: { color: colour.act, width: 2 }, itemStyle: { color: colour.act },
      markLine: whole === null ? undefined : { symbol: "none", silent: true, label: { show: false }, lineStyle: { color: colour["line-strong"], type: "dashed" }, data: [{ yAxis: whole }] },
    })),
  };
}
