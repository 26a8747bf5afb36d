// The words that the page hands over, in the viewer's language.

const sets = document.querySelectorAll("script[data-words]");
const all = Object.assign({}, ...[...sets].map((set) => JSON.parse(set.textContent)));

/** The words under `key`, with `%(name)s` filled in from `given`; the key itself where there are none. */
export function word(key, given = {}) {
  return (all[key] ?? key).replace(/%\((\w+)\)s/g, (whole, name) => given[name] ?? whole);
}
