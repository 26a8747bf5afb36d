// Choosing the kind of matter: searched by words and by first letters of its pinyin; the choice folds the list away.

/** Begin; returns what the form asks of the choice. */
export function chooseKind(form) {
  const list = document.getElementById("kinds"), chosen = document.getElementById("chosen");
  const seek = document.getElementById("seek"), none = document.getElementById("none-found");
  const listeners = [];
  const picked = () => form.querySelector('[name="category"]:checked');
  seek.closest(".field").hidden = false;
  seek.addEventListener("input", () => search(list, seek.value, none));
  seek.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    list.querySelector(".group .chip:not(.miss) input")?.click();
  });
  form.addEventListener("change", (event) => {
    if (event.target.name !== "category") return;
    show();
    listeners.forEach((then) => then());
  });
  chosen.querySelector("button").addEventListener("click", () => {
    fold(false);
    picked()?.focus();
  });

  function fold(is) {
    list.hidden = is;
    chosen.hidden = !is;
  }

  function show() {
    const kind = picked();
    if (kind) chosen.querySelector("span").textContent = kind.dataset.name;
    fold(Boolean(kind));
    const spot = document.getElementById("on-the-spot");
    if (spot && kind) spot.hidden = "notOnTheSpot" in kind.dataset;
    if (spot?.hidden) form.elements.handled.checked = false;
  }

  return { show, code: () => picked()?.value ?? "", name: () => picked()?.dataset.name ?? "", onChange: (then) => listeners.push(then) };
}

function search(list, typed, none) {
  const wanted = typed.trim().toLowerCase().split(/\s+/).filter(Boolean);
  list.classList.toggle("seeking", wanted.length > 0);
  let found = 0;
  for (const chip of list.querySelectorAll(".group .chip")) {
    const isHit = wanted.every((each) => chip.dataset.keys.includes(each));
    chip.classList.toggle("miss", !isHit);
    if (isHit) found += 1;
  }
  for (const group of list.querySelectorAll(".group")) {
    group.dataset.was ??= String(group.open);
    group.open = wanted.length ? true : group.dataset.was === "true";
    if (!wanted.length) delete group.dataset.was;
  }
  none.hidden = !wanted.length || found > 0;
}
