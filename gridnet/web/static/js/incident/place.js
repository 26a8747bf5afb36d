// The place of an incident on a small map, loaded when it comes into view: the page itself stays light.

async function open(box) {
  const { openMap, addPin } = await import("../map/map.js");
  const map = openMap(box.querySelector("[data-map]"), { scrollZoom: false, cooperativeGestures: false });
  addPin(map, JSON.parse(box.dataset.place));
}

/** Open the maps of the page as they come into view, those that come later too. */
export function showPlaces() {
  const seen = new IntersectionObserver((entries) => {
    for (const { isIntersecting, target } of entries) {
      if (!isIntersecting) continue;
      seen.unobserve(target);
      open(target);
    }
  }, { rootMargin: "200px" });
  const look = () => document.querySelectorAll(".mini-map[data-place]:not([data-watched])").forEach((box) => {
    box.dataset.watched = "";
    seen.observe(box);
  });
  document.addEventListener("htmx:afterSettle", look);
  look();
}
