// The draft: whatever is typed is kept on this device until it has been sent, photos included.

import { dropDraft, draft, get, keepDraft as keep, put } from "../outbox/store.js";
import { word } from "../words.js";

const WAIT_MS = 400;
const NOT_KEPT = new Set(["photos"]);

/** Keep what is typed, a moment after it was. */
export function keepDraft(form, photos, person) {
  let timer = null, dropped = false;
  const fields = () => Object.fromEntries([...new FormData(form)].filter(([name, value]) => typeof value === "string" && !NOT_KEPT.has(name)));
  const save = async () => {
    if (dropped || !isWorthKeeping(fields(), photos.all())) return;
    await keep(person, { fields: fields(), photos: photos.all(), kept_at: new Date().toISOString() });
    document.getElementById("kept").textContent = word("draft_kept");
  };
  const soon = () => { clearTimeout(timer); timer = setTimeout(save, WAIT_MS); };
  form.addEventListener("input", soon);
  form.addEventListener("change", soon);
  photos.onChange(soon);
  window.addEventListener("pagehide", () => { clearTimeout(timer); save(); });
  return {
    fields,
    async drop() {
      dropped = true;
      clearTimeout(timer);
      await dropDraft(person);
    },
  };
}

function isWorthKeeping(fields, photos) {
  return Boolean(fields.text?.trim() || fields.address?.trim() || fields.category || photos.length);
}

/** Put back the report that is edited, or the draft; what the server gave back with faults goes before. */
export async function restore(form, photos, person) {
  if (form.querySelector(".at-fault, .fault-line:not([hidden])")) return;
  const edited = new URLSearchParams(location.search).get("edit");
  const item = edited ? await get(edited) : null;
  if (item?.person === person && item.state !== "sent" && !item.is_taken_in) {
    await put({ ...item, state: "editing" });
    fill(form, { ...item.fields, client_ref: item.ref });
    photos.fill(item.photos);
    return;
  }
  if (location.search.length > 1) return;
  const kept = await draft(person);
  if (!kept) return;
  fill(form, kept.fields);
  photos.fill(kept.photos);
  document.getElementById("restored").hidden = false;
}

function fill(form, fields) {
  for (const box of form.querySelectorAll('[type="checkbox"]')) box.checked = box.name in fields;
  for (const [name, value] of Object.entries(fields)) {
    const found = form.elements[name];
    if (!found) continue;
    if (found instanceof RadioNodeList) {
      const same = [...found].find((each) => each.value === value);
      if (same) same.checked = true;
    } else if (found.type === "radio" || found.type === "checkbox") found.checked = found.value === value;
    else found.value = value;
  }
}
