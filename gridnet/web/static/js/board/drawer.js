// The drawer with the whole case: the page of the incident, asked for as a part.

const drawer = () => document.getElementById("drawer");
const body = () => document.getElementById("drawer-body");
let number = null, opener = null;

/** The number of the case that is open, or null. */
export const shown = () => (drawer().hidden ? null : number);

/** Leave the map to whoever picks a place on it; or be there again. */
export const stepAside = (is) => drawer().classList.toggle("aside", is);

/** Open a case, or another one in place of it. */
export async function openDrawer(wanted) {
  if (drawer().hidden) opener = document.activeElement;
  drawer().hidden = false;
  stepAside(false);
  if (number !== wanted) body().replaceChildren(document.getElementById("drawer-loading").content.cloneNode(true));
  number = wanted;
  const where = { source: body(), target: body(), swap: "innerHTML", headers: { "HX-Target": "story" } };
  try {
    await window.htmx.ajax("GET", `/incidents/${encodeURIComponent(wanted)}`, where);
  } finally {
    if (number === wanted && !body().querySelector(".story")) body().replaceChildren(document.getElementById("drawer-fault").content.cloneNode(true));
    else document.dispatchEvent(new CustomEvent("board-shown", { detail: wanted }));
  }
}

/** Close it, and go back to where one was. */
export function closeDrawer() {
  if (drawer().hidden) return;
  drawer().hidden = true;
  number = null;
  body().replaceChildren();
  document.getElementById("drawer-tools").replaceChildren();
  (opener?.isConnected ? opener : document.querySelector(".line.here a"))?.focus();
}

document.getElementById("drawer-close").addEventListener("click", closeDrawer);
// A step taken in the drawer changes the queue as well.
document.body.addEventListener("htmx:afterRequest", (event) => {
  if (event.detail.requestConfig?.verb === "post" && drawer().contains(event.detail.elt)) document.body.dispatchEvent(new CustomEvent("board-acted"));
});
