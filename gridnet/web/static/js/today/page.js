// Today: a card that is swiped to the right takes its next step, as its button would.

const FAR_PX = 110, SLOPE = 1.4;

let held = null;

function begin(event) {
  const card = event.target.closest("[data-swipe]");
  if (!card || event.pointerType === "mouse" || !card.querySelector(".leg-act")) return;
  held = { card, x: event.clientX, y: event.clientY, by: 0, id: event.pointerId };
}

function move(event) {
  if (!held || event.pointerId !== held.id) return;
  const by = event.clientX - held.x;
  if (!held.card.classList.contains("swiping")) {
    if (by < 12 || Math.abs(by) < SLOPE * Math.abs(event.clientY - held.y)) return;
    held.card.classList.add("swiping");
  }
  held.by = Math.max(0, by);
  held.card.style.setProperty("--by", `${Math.min(held.by, FAR_PX * 1.5)}px`);
  held.card.classList.toggle("far", held.by > FAR_PX);
}

function end(event) {
  if (!held || event.pointerId !== held.id) return;
  const { card, by } = held;
  held = null;
  card.style.removeProperty("--by");
  const swiped = card.classList.contains("swiping");
  card.classList.remove("swiping", "far");
  if (!swiped) return;
  card.addEventListener("click", stop, { capture: true, once: true });
  setTimeout(() => card.removeEventListener("click", stop, { capture: true }), 50);
  if (event.type === "pointerup" && by > FAR_PX) act(card);
}

function stop(event) {
  event.preventDefault();
  event.stopPropagation();
}

function act(card) {
  const form = card.querySelector(".leg-act form");
  if (form) form.requestSubmit();
  else location.assign(card.querySelector(".leg-act a").href);
}

document.addEventListener("pointerdown", begin);
document.addEventListener("pointermove", move);
document.addEventListener("pointerup", end);
document.addEventListener("pointercancel", end);
