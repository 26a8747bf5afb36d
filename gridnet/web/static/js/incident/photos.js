// Looking at photos large: the links of a list open in one dialog, with arrows and swipes between them.

const SWIPE_PX = 48;

function viewer() {
  let found = document.getElementById("photo-viewer");
  if (found) return found;
  found = Object.assign(document.createElement("dialog"), { id: "photo-viewer", className: "photo-viewer" });
  found.append(document.createElement("img"));
  found.addEventListener("click", () => found.close());
  document.body.append(found);
  follow(found);
  return found;
}

function show(box, links, at) {
  const link = links[(at + links.length) % links.length];
  const image = box.querySelector("img");
  image.src = link.href;
  image.alt = link.querySelector("img").alt;
  box.setAttribute("aria-label", image.alt);
  box.links = links;
  box.at = (at + links.length) % links.length;
  if (!box.open) box.showModal();
}

function follow(box) {
  let from = null;
  box.addEventListener("keydown", (event) => {
    const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (by) show(box, box.links, box.at + by);
  });
  box.addEventListener("pointerdown", (event) => { from = event.clientX; });
  box.addEventListener("click", (event) => {
    const moved = from === null ? 0 : event.clientX - from;
    if (Math.abs(moved) < SWIPE_PX) return;
    event.stopImmediatePropagation();
    show(box, box.links, box.at + (moved < 0 ? 1 : -1));
  }, true);
}

/** Open the photos of the page large. */
export function viewPhotos() {
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-photo]");
    if (!link) return;
    event.preventDefault();
    const links = [...document.querySelectorAll("a[data-photo]")];
    show(viewer(), links, links.indexOf(link));
  });
}
