// Sheets: opened by data-opens="ID", closed by data-closes, by Escape, or by a click beside them.
// One that is marked data-open-now, or named in the address, is open from the start.

/** Let every opener on the page work, those that come later too. */
export function openSheets() {
  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-opens]");
    if (opener) {
      if (opener.getAttribute("href")?.startsWith("#")) event.preventDefault();
      open(document.getElementById(opener.dataset.opens));
    }
    const sheet = event.target.closest("dialog.sheet");
    if (sheet && (event.target.closest("[data-closes]") || event.target === sheet)) sheet.close();
  });
  document.addEventListener("htmx:afterSettle", openMarked);
  openMarked();
}

function open(sheet) {
  if (sheet?.matches("dialog") && !sheet.open) sheet.showModal();
}

function openMarked() {
  open(document.querySelector("dialog[data-open-now]"));
  const named = location.hash.slice(1);
  if (!named.startsWith("step-")) return;
  open(document.getElementById(named));
  history.replaceState(history.state, "", location.pathname + location.search);
}
