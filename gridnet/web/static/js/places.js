// The sheet of further places in the bar of a phone: closed by Escape, or by a touch beside it.

/** Let the sheet close as every other one does. */
export function closePlaces() {
  const sheet = document.querySelector(".more-places details");
  if (!sheet) return;
  document.addEventListener("click", (event) => { if (!sheet.contains(event.target)) sheet.open = false; });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !sheet.open) return;
    sheet.open = false;
    sheet.querySelector("summary").focus();
  });
}
