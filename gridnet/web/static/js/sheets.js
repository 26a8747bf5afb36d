// Sheets: opened by data-opens="ID", closed by data-closes, by Escape, or by a click beside them.

/** Let every opener on the page work, those that come later too. */
export function openSheets() {
  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-opens]");
    if (opener) document.getElementById(opener.dataset.opens)?.showModal();
    const sheet = event.target.closest("dialog.sheet");
    if (sheet && (event.target.closest("[data-closes]") || event.target === sheet)) sheet.close();
  });
}
