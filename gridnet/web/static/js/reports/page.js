// The pictures of a report: each element with data-picture is drawn by the module of that name. Without script the
// sentence and the table are there.

import { colours } from "../map/style.js";

const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
const dark = matchMedia("(prefers-color-scheme: dark)");

async function draw(box) {
  const data = JSON.parse(box.querySelector("[data-chart]").textContent);
  const [{ option, height }, echarts] = await Promise.all([import(`./${box.dataset.picture}.js`), import("/lib/echarts.js")]);
  box.hidden = false;
  const fit = () => { if (height) box.style.height = `${height(data, box.clientWidth)}px`; };
  fit();
  const chart = echarts.init(box, null, { renderer: "canvas" });
  const show = () => chart.setOption({ ...common(box), ...option(data, colours(), box.clientWidth) }, true);
  show();
  new ResizeObserver(() => { fit(); chart.resize(); show(); }).observe(box);
  dark.addEventListener("change", show);
  addEventListener("beforeprint", () => chart.resize());
}

function common(box) {
  const style = getComputedStyle(document.body);
  return {
    animation: !still, animationDuration: 300,
    textStyle: { fontFamily: style.fontFamily, color: colours().soft },
    aria: { enabled: true, label: { description: box.getAttribute("aria-label") } },
  };
}

for (const box of document.querySelectorAll("[data-picture]")) draw(box);
for (const box of document.querySelectorAll("[data-ground]")) import("./ground.js").then(({ paint }) => paint(box));
addEventListener("beforeprint", () => { for (const each of document.querySelectorAll("details.behind")) each.open = true; });
