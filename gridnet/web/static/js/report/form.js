// The report form: it keeps a draft, gathers photos, and hands what was written to the outbox, which sends it.

import { now } from "../left.js";
import { person, kick } from "../outbox/start.js";
import { get, put, remove } from "../outbox/store.js";
import { word } from "../words.js";
import { chooseKind } from "./kinds.js";
import { watchDanger } from "./danger.js";
import { keepDraft, restore } from "./draft.js";
import { showFaults, check } from "./faults.js";
import { gatherPhotos } from "./photos.js";
import { findPlace } from "./place.js";

const form = document.getElementById("report");
const photos = gatherPhotos(form);
const kind = chooseKind(form);
const place = findPlace(form, () => kind.code());
const danger = watchDanger(form);
const draft = keepDraft(form, photos, person);

kind.onChange(() => { place.tell(); danger(); });
form.addEventListener("submit", (event) => { event.preventDefault(); send(); });
document.getElementById("anew").addEventListener("click", async () => { await draft.drop(); location.replace("/report"); });

// The page may come from this device's memory: what is sent next is another report than the last one.
if (!document.querySelector(".notice.fault")) form.elements.client_ref.value = crypto.randomUUID();
await restore(form, photos, person);
kind.show();
danger();
place.begin();

async function send() {
  const faults = check(form);
  showFaults(form, faults);
  if (Object.keys(faults).length) return;
  const button = document.getElementById("send");
  button.disabled = true;
  document.getElementById("kept").textContent = word("sending");
  try {
    await hand();
  } finally {
    button.disabled = false;
    document.getElementById("kept").textContent = "";
  }
}

/** To the outbox first: from then on it is safe. Then on to what came of it, or back here with what was refused. */
async function hand() {
  const ref = form.elements.client_ref.value, at = new Date(now()).toISOString();
  const before = await get(ref);
  const body = written(ref, before?.body?.captured_at ?? at);
  await put({
    ref, person, kind: "report", label: kind.name(), body, fields: draft.fields(), photos: photos.all(),
    made_at: before?.made_at ?? at, state: "waiting", answer: null, ...(before && { order: before.order }),
  });
  await kick();
  const item = await get(ref);
  if (item?.state === "refused" && !item.is_taken_in) {
    await remove(ref);
    return showFaults(form, told(item.answer));
  }
  await draft.drop();
  location.assign(item?.number ? `/report/sent/${item.number}` : "/outbox");
}

/** The document of the JSON door; the same as `gridnet/web/report/form.py` makes of the form. */
function written(ref, captured_at) {
  const given = draft.fields(), where = given.where;
  const contact = { name: given.contact_name?.trim() || null, phone: given.contact_phone?.trim() || null };
  return {
    client_ref: ref, category: given.category, text: given.text, captured_at,
    place: where === "place" ? place.given() : null,
    grid_code: where === "grid" ? given.grid_code.trim() : null,
    address: given.address.trim() || null,
    contact: contact.name || contact.phone ? contact : null,
    handled_on_the_spot: given.handled ? given.handled_how : null,
  };
}

function told(answer) {
  const names = { place: "where", county: "where", handled_on_the_spot: "handled_how", "contact.phone": "contact_phone", "contact.name": "contact_name" };
  const faults = {};
  for (const each of answer.errors) faults[names[each.field] ?? each.field] ??= each.message;
  return { ...faults, "": answer.detail };
}
