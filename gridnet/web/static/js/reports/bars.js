// Bars beside each other, with the interval of each where there is one, and a line for all together.

import { nameAxis, percent, tooltip, valueAxis } from "./look.js";

/** As high as its bars need. */
export const height = ({ names }) => 80 + names.length * 34;

/** What ECharts is told. */
export function option(data, colour, width) {
  const { names, values, said, whole, is_share: isShare } = data;
  const room = Math.min(260, width * 0.36);
  return {
    grid: { left: room, right: 76, top: 28, bottom: 24 },
    tooltip: tooltip(colour, ({ dataIndex }) => `${names[dataIndex]}\n${said[dataIndex]}`),
    xAxis: valueAxis(colour, { min: 0, max: isShare ? 1 : undefined, axisLabel: { show: isShare && width > 600, formatter: percent } }),
    yAxis: nameAxis(colour, names, { inverse: true, axisLabel: { width: room - 16, overflow: "truncate", color: colour.ink } }),
    series: [{
      type: "bar", data: values, barMaxWidth: 18, itemStyle: { color: colour.act, borderRadius: [0, 3, 3, 0] },
      label: { show: true, position: "right", distance: isShare ? 14 : 5, formatter: ({ dataIndex }) => said[dataIndex].replace(/ \(.*/, ""), color: colour.ink },
      markLine: whole === null ? undefined : { symbol: "none", silent: true, lineStyle: { color: colour.warn, type: "dashed" }, label: { formatter: data.whole_said, color: colour.warn, position: "start" }, data: [{ xAxis: whole }] },
    }, ...(data.low ? [intervals(data, colour)] : [])],
  };
}

function intervals({ low, high }, colour) {
  return {
    type: "custom", silent: true, z: 5, data: low.map((value, n) => [value, high[n], n]), encode: { x: [0, 1], y: 2 },
    renderItem(_given, api) {
      const [from, to] = [api.coord([api.value(0), api.value(2)]), api.coord([api.value(1), api.value(2)])];
      const style = { stroke: colour.ink, lineWidth: 1.5 };
      const line = (x1, y1, x2, y2) => ({ type: "line", shape: { x1, y1, x2, y2 }, style });
      return { type: "group", children: [line(from[0], from[1], to[0], to[1]), line(from[0], from[1] - 4, from[0], from[1] + 4), line(to[0], to[1] - 4, to[0], to[1] + 4)] };
    },
  };
}
