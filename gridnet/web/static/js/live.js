// Hearing from the server that something is new: the count of unseen notices, and a refresh of what shows it.
// Elements with hx-trigger="notices from:body" ask again by themselves. A page whose body has data-board="COUNTY" hears
// as "board" that something on that board has changed, and as "live-open" and "live-lost" (and in data-live) whether it
// hears at all.

const LIVE = "/api/v1/notices/live";

function show(unseen) {
  for (const badge of document.querySelectorAll("[data-unseen]")) {
    badge.textContent = unseen > 99 ? "99+" : unseen;
    badge.hidden = unseen === 0;
  }
}

const LOST_MS = 5000, AGAIN_MS = 30000;

/** Listen for as long as the page is looked at; a hidden page lets its connection go. */
export function listen() {
  const { board } = document.body.dataset;
  if (!(board || document.querySelector("[data-unseen]")) || !window.EventSource) return;
  const tell = (name) => document.body.dispatchEvent(new CustomEvent(name));
  const stand = (how) => { document.body.dataset.live = how; tell(`live-${how}`); };
  let source = null, newest = null, missed = false, lost = 0, again = 0;
  const open = () => {
    source = new EventSource(board ? `${LIVE}?board=${board}` : LIVE);
    source.addEventListener("open", () => {
      clearTimeout(lost);
      lost = 0;
      stand("open");
      if (missed) tell("board"); // what rang meanwhile was not heard
      missed = false;
    });
    source.addEventListener("error", () => {
      missed = true;
      lost ||= setTimeout(() => stand("lost"), LOST_MS);
      if (source?.readyState === EventSource.CLOSED) again = setTimeout(follow, AGAIN_MS); // refused: browsers give up then
    });
    source.addEventListener("board", () => tell("board"));
    source.addEventListener("notices", (event) => {
      const standing = JSON.parse(event.data);
      show(standing.unseen);
      if (newest !== null && standing.newest !== newest) tell("notices");
      newest = standing.newest;
    });
  };
  const follow = () => {
    clearTimeout(again);
    source?.close();
    source = null;
    if (!document.hidden) open();
    else missed = true;
  };
  document.addEventListener("visibilitychange", follow);
  window.addEventListener("pagehide", () => source?.close());
  follow();
}
