// Parts that ask again by themselves (data-live; data-live-of="ID" asks for another) wait while somebody is at work in
// them: an open sheet, something typed, a finger on a card. What was typed is never swapped away.

function part(element) {
  if (element.dataset.liveOf) return document.getElementById(element.dataset.liveOf);
  return element.hasAttribute("data-live") ? element : null;
}

function isTyped(field) {
  if (field.type === "hidden" || field.type === "submit") return false;
  if (field.type === "file") return field.files.length > 0;
  if (field.matches("select")) return [...field.options].some((each) => each.selected !== each.defaultSelected && field.selectedIndex > 0);
  return "defaultValue" in field && field.value !== field.defaultValue;
}

/** Whether somebody is at work in this part of the page. */
export function isBusy(area) {
  const open = area.querySelector("dialog[open], details[open], .swiping, .htmx-request[data-outbox]");
  return Boolean(open) || [...area.querySelectorAll("input, textarea, select")].some(isTyped);
}

/** While a step is on its way, nothing else can be begun in the part that its answer will replace. */
function hold(event, isHeld) {
  const { elt, target } = event.detail;
  if (target?.hasAttribute("data-live") && !part(elt)) target.inert = isHeld;
}

function makeUp({ target }) {
  const area = target.closest?.("[data-live][data-missed]");
  if (!area || isBusy(area)) return;
  delete area.dataset.missed;
  document.body.dispatchEvent(new CustomEvent("notices"));
}

/** Hold back what would disturb, and make up for it as soon as nobody is at work any more. */
export function refreshGently() {
  document.addEventListener("htmx:beforeRequest", (event) => {
    const area = part(event.detail.elt);
    if (!area || !isBusy(area)) return;
    event.preventDefault();
    area.dataset.missed = "";
  });
  document.addEventListener("htmx:beforeRequest", (event) => hold(event, true));
  document.addEventListener("htmx:afterRequest", (event) => hold(event, false));
  for (const name of ["close", "toggle"]) document.addEventListener(name, makeUp, true);
}
