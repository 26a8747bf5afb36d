// Hearing from the server that something is new: the count of unseen notices, and a refresh of what shows it.
// Elements with hx-trigger="notices from:body" ask again by themselves.

const LIVE = "/api/v1/notices/live";

function show(unseen) {
  for (const badge of document.querySelectorAll("[data-unseen]")) {
    badge.textContent = unseen > 99 ? "99+" : unseen;
    badge.hidden = unseen === 0;
  }
}

/** Listen for as long as the page is looked at; a hidden page lets its connection go. */
export function listen() {
  if (!document.querySelector("[data-unseen]") || !window.EventSource) return;
  let source = null, newest = null;
  const open = () => {
    source = new EventSource(LIVE);
    source.addEventListener("notices", (event) => {
      const standing = JSON.parse(event.data);
      show(standing.unseen);
      if (newest !== null && standing.newest !== newest) document.body.dispatchEvent(new CustomEvent("notices"));
      newest = standing.newest;
    });
  };
  const follow = () => {
    source?.close();
    source = null;
    if (!document.hidden) open();
  };
  document.addEventListener("visibilitychange", follow);
  window.addEventListener("pagehide", () => source?.close());
  follow();
}
