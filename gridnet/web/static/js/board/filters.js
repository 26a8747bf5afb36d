// Filters live in the address: what is picked is there at once, and Back goes back.

const form = () => document.getElementById("filters");
const WAIT_MS = 350;

function address() {
  const kept = [...new FormData(form())].filter(([, value]) => String(value).trim());
  return new URLSearchParams(kept).toString();
}

/** Narrow the board as soon as something is picked or typed; `changed` reads it again. */
export function keepFilters(changed) {
  let timer = null;
  const apply = () => {
    clearTimeout(timer);
    const query = address();
    if (query === new URLSearchParams(location.search).toString()) return;
    history.pushState(null, "", query ? `?${query}` : location.pathname);
    const saved = document.querySelector("#save-view [name=query]");
    if (saved) saved.value = query;
    document.getElementById("clear").hidden = ![...new URLSearchParams(query).keys()].some((key) => key !== "county");
    changed();
  };
  form().addEventListener("change", apply);
  form().addEventListener("input", (event) => {
    if (!event.target.matches("input:not([type=radio])")) return;
    clearTimeout(timer);
    timer = setTimeout(apply, WAIT_MS);
  });
  form().addEventListener("submit", (event) => { event.preventDefault(); apply(); });
  window.addEventListener("popstate", () => location.reload());
}
