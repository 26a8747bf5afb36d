// The form for a shift, filled with the person and the day of the cell it was opened from; shifts dragged to another cell.

document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-fills]");
  if (!opener) return;
  const [position, day] = opener.dataset.fills.split("|"), form = document.querySelector("#add-shift form");
  form.elements.position_id.value = position;
  form.elements.day.value = day;
});
