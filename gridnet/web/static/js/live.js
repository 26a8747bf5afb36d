// Hearing from the server that something is new: the count of unseen notices, and a refresh of what shows it.
// Elements with hx-trigger="notices from:body" ask again by themselves. A page whose body has data-board="COUNTY" hears
// as "board" that something on that board has changed, one with data-case="NUMBER" as "case" that the case has; and all
// hear as "live-open" and "live-lost" (and in data-live) whether they hear at all. A page of a case that hears nothing
// is told "case" every few seconds, so that it asks.

const LIVE = "/api/v1/notices/live", ASK_MS = 5000;

function address({ board, case: number }) {
  if (number) return `/api/v1/incidents/${number}/live`;
  return board ? `${LIVE}?board=${board}` : LIVE;
}

function show(unseen) {
  for (const badge of document.querySelectorAll("[data-unseen]")) {
    badge.textContent = unseen > 99 ? "99+" : unseen;
    badge.hidden = unseen === 0;
  }
}

const LOST_MS = 5000, AGAIN_MS = 30000;

/** Listen for as long as the page is looked at; a hidden page lets its connection go. */
export function listen() {
  const { board, case: number } = document.body.dataset;
  const tell = (name) => document.body.dispatchEvent(new CustomEvent(name));
  if (number || board) setInterval(() => document.hidden || document.body.dataset.live === "open" || tell("case"), ASK_MS);
  if (!(board || number || document.querySelector("[data-unseen]")) || !window.EventSource) return;
  const stand = (how) => { document.body.dataset.live = how; tell(`live-${how}`); };
  let source = null, newest = null, missed = false, lost = 0, again = 0;
  const open = () => {
    source = new EventSource(address(document.body.dataset));
    source.addEventListener("open", () => {
      clearTimeout(lost);
      lost = 0;
      stand("open");
      if (missed) ["board", "case"].forEach(tell); // what rang meanwhile was not heard
      missed = false;
    });
    source.addEventListener("error", () => {
      missed = true;
      lost ||= setTimeout(() => stand("lost"), LOST_MS);
      if (source?.readyState === EventSource.CLOSED) again = setTimeout(follow, AGAIN_MS); // refused: browsers give up then
    });
    for (const name of ["board", "case"]) source.addEventListener(name, () => tell(name));
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
