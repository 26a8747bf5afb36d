// The hours of the week: the darker the slower; cells that are too few to be told are crossed.

import { nameAxis, ramp, tooltip } from "./look.js";

/** What ECharts is told. */
export function option(data, colour, width) {
  const narrow = width < 600;
  const told = data.cells.filter(([, , value]) => value !== null);
  const worth = ([hour, day, value, said]) => [hour, day, data.is_share ? 1 - value : value, said];
  const worst = told.map(worth).reduce((most, cell) => Math.max(most, cell[2]), 0);
  return {
    grid: { left: narrow ? 48 : 76, right: 8, top: 8, bottom: 64 },
    tooltip: tooltip(colour, ({ data: [hour, day, , said] }) => `${data.days[day]} ${data.hours[hour]}:00\n${said}`),
    xAxis: nameAxis(colour, data.hours, { axisLabel: { interval: narrow ? 3 : 0 } }),
    yAxis: nameAxis(colour, data.days, { inverse: true, axisLabel: { formatter: (day) => narrow ? day.slice(0, 3) : day } }),
    visualMap: { seriesIndex: 0, dimension: 2, min: 0, max: worst || 1, calculable: false, orient: "horizontal", left: "center", bottom: 0, itemHeight: narrow ? 120 : 200, itemWidth: 12, text: [data.slow, data.quick], textStyle: { color: colour.soft }, inRange: { color: ramp(colour) } },
    series: [
      { type: "heatmap", data: told.map(worth), itemStyle: { borderColor: colour.paper, borderWidth: 2, borderRadius: 3 }, emphasis: { itemStyle: { borderColor: colour.ink } } },
      { type: "scatter", symbol: "path://M0,0L10,10M10,0L0,10", symbolSize: 7, data: data.cells.filter(([, , value]) => value === null), itemStyle: { color: "transparent", borderColor: colour["line-strong"], borderWidth: 1 } },
    ],
  };
}
