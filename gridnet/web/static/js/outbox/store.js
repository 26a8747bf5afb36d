// What this device keeps until the service has it: reports and steps to be sent, and the draft of the report form.
// An item: {ref, person, kind: "report"|"step", number, label, body, photos: [{blob, name}], order, made_at, state, answer}.
// States: waiting, editing, refused, sent. Everything belongs to a person; nobody else's is ever read.

import { openDB } from "/lib/idb.js";

const KEEP_SENT_MS = 24 * 3600 * 1000;
const channel = "BroadcastChannel" in globalThis ? new BroadcastChannel("gridnet-outbox") : null;
const listeners = new Set();
let opened = null;

function database() {
  opened ??= openDB("gridnet", 1, {
    upgrade(db) {
      db.createObjectStore("items", { keyPath: "ref" }).createIndex("person", ["person", "order"]);
      db.createObjectStore("drafts", { keyPath: "person" });
    },
    terminated() { opened = null; },
  });
  return opened;
}

/** Call `then` whenever something in the store changes, in this tab, another one or the worker. */
export function onChange(then) {
  listeners.add(then);
}

channel?.addEventListener("message", () => listeners.forEach((then) => then()));

function changed() {
  channel?.postMessage("changed");
  listeners.forEach((then) => then());
}

const own = (person) => IDBKeyRange.bound([person, 0], [person, Infinity]);

/** All items of a person, in the order they were made. */
export async function list(person) {
  return (await database()).getAllFromIndex("items", "person", own(person));
}

/** What still has to be sent or decided. */
export async function waiting(person) {
  return (await list(person)).filter((item) => item.state !== "sent");
}

export async function get(ref) {
  return (await database()).get("items", ref);
}

/** Keep an item; a new one comes after all others, whatever the clocks say. */
export async function put(item) {
  const change = (await database()).transaction("items", "readwrite");
  if (item.order === undefined) {
    const last = await change.store.index("person").openKeyCursor(own(item.person), "prev");
    item.order = (last?.key[1] ?? 0) + 1;
  }
  await change.store.put(item);
  await change.done;
  changed();
}

export async function remove(ref) {
  await (await database()).delete("items", ref);
  changed();
}

/** Forget what was sent long ago; with `everything`, whatever is no longer to be sent, drafts too. */
export async function tidy(person, { everything = false, unsent = false } = {}) {
  const limit = Date.now() - KEEP_SENT_MS;
  for (const item of await list(person)) {
    const isOld = item.state === "sent" && (everything || Date.parse(item.sent_at) < limit);
    if (isOld || unsent) await (await database()).delete("items", item.ref);
  }
  if (everything) await (await database()).delete("drafts", person);
  changed();
}

export async function draft(person) {
  return (await database()).get("drafts", person);
}

export async function keepDraft(person, given) {
  await (await database()).put("drafts", { person, ...given });
}

export async function dropDraft(person) {
  await (await database()).delete("drafts", person);
}
