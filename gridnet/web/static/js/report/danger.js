// Where danger to life is likely: the banner with the numbers to ring, by the kind of matter and by the words.
// The patterns are those of `gridnet/incidents/danger.py`.

/** Begin; returns what shows the banner as the form stands. */
export function watchDanger(form) {
  const banner = document.getElementById("danger");
  const patterns = Object.entries(JSON.parse(document.getElementById("patterns").textContent)).map(([line, pattern]) => [line, read(pattern)]);
  const show = () => {
    const text = form.elements.text.value.toLowerCase();
    const kinds = form.querySelector('[name="category"]:checked')?.dataset.lines.split(" ") ?? [];
    const lines = new Set([...kinds, ...patterns.filter(([, pattern]) => pattern?.test(text)).map(([line]) => line)].filter(Boolean));
    for (const each of banner.querySelectorAll("[data-line]")) each.hidden = !lines.has(each.dataset.line);
    banner.hidden = lines.size === 0;
  };
  form.elements.text.addEventListener("input", show);
  return show;
}

function read(pattern) {
  try {
    return new RegExp(pattern, "u");
  } catch {
    return null; // a browser that cannot look behind: the kind of matter still tells
  }
}
