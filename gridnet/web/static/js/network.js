// Whether there is a network, as far as the browser knows.

/** Show the banner while there is none. */
export function tellNetwork() {
  const banner = document.getElementById("offline");
  if (!banner) return;
  const show = () => { banner.hidden = navigator.onLine; };
  window.addEventListener("online", show);
  window.addEventListener("offline", show);
  show();
}
