// The page of the outbox: what waits, what was refused and why, what was sent; retry, edit, discard.

import { clock } from "../clock.js";
import { word } from "../words.js";
import { kick, person } from "./start.js";
import { get, list, onChange, put, remove } from "./store.js";

const box = document.getElementById("items"), empty = document.getElementById("no-items");
const shape = document.getElementById("item");
let drawing = Promise.resolve();

onChange(() => { drawing = drawing.then(draw); });
document.getElementById("send-all").addEventListener("click", tryNow);
await draw();

async function tryNow() {
  const stopped = await kick();
  const told = document.getElementById("told");
  told.textContent = stopped ? word(`stopped_${stopped === "network" ? "network" : "sign_in"}`) : "";
  document.getElementById("sign-in").hidden = stopped !== "sign-in";
}

async function draw() {
  const items = (await list(person)).reverse();
  box.replaceChildren(...items.map(line));
  empty.hidden = items.length > 0;
  document.getElementById("send-all").hidden = !items.some((item) => item.state === "waiting");
}

function line(item) {
  const made = shape.content.cloneNode(true).firstElementChild;
  const at = (name) => made.querySelector(`[data-${name}]`);
  made.classList.add(item.state);
  made.dataset.ref = item.ref;
  at("label").textContent = item.label || word(item.kind);
  at("kind").textContent = item.kind === "step" ? item.number : word("report");
  at("words").textContent = item.body?.text ?? item.body?.note ?? item.body?.reason ?? "";
  at("made").textContent = word("made", { at: clock(item.made_at) });
  at("photos").textContent = item.photos?.length ? word("photos", { n: item.photos.length }) : "";
  at("state").textContent = item.state === "sent" ? word("sent", { at: clock(item.sent_at) }) : word(item.state);
  if (item.answer) tellRefusal(item, at("answer"));
  offer(item, made);
  return made;
}

function tellRefusal(item, place) {
  place.hidden = false;
  place.querySelector("[data-detail]").textContent = [item.answer.detail, ...item.answer.errors.map((each) => each.message)].filter((each, n, all) => each && all.indexOf(each) === n).join(" ");
  if (item.kind === "step" && [409, 412].includes(item.answer.status)) compare(item, place.querySelector("[data-both]"));
}

/** Both states: what was done here, and how the case stands now. */
async function compare(item, place) {
  place.hidden = false;
  place.querySelector("[data-mine]").textContent = word("mine", { step: item.label, at: clock(item.body.occurred_at) });
  const theirs = place.querySelector("[data-theirs]");
  const answer = await fetch(`/api/v1/incidents/${item.number}`, { headers: { Accept: "application/json" } }).catch(() => null);
  if (!answer?.ok) return;
  const { legs } = await answer.json();
  theirs.textContent = legs.filter((leg) => !leg.ended_at)
    .map((leg) => word("theirs", { network: word(leg.network), state: word(`state_${leg.state}`), person: leg.person ?? leg.desk_code ?? "" })).join("; ");
}

function offer(item, made) {
  const button = (name) => made.querySelector(`[data-act="${name}"]`);
  const has = {
    retry: ["refused", "editing"].includes(item.state),
    edit: item.kind === "report" && item.state !== "sent" && !item.is_taken_in,
    discard: item.state !== "sent",
    anew: item.kind === "report" && item.answer?.status === 409 && !item.is_taken_in,
  };
  for (const [name, is] of Object.entries(has)) button(name).hidden = !is;
  button("retry").addEventListener("click", () => again(item.ref, {}));
  button("anew").addEventListener("click", async () => {
    const ref = crypto.randomUUID();
    await put({ ...item, ref, body: { ...item.body, client_ref: ref }, state: "waiting", answer: null });
    await remove(item.ref);
    await tryNow();
  });
  button("edit").addEventListener("click", () => location.assign(`/report?edit=${item.ref}`));
  button("discard").addEventListener("click", async () => {
    if (await sure(item)) await remove(item.ref);
  });
  const open = made.querySelector("[data-open]"), number = item.number ?? item.answer?.number;
  open.hidden = !number;
  if (number) open.href = `/incidents/${number}`;
}

async function again(ref) {
  await put({ ...(await get(ref)), state: "waiting", answer: null });
  await tryNow();
}

function sure(item) {
  const sheet = document.getElementById("discarding");
  sheet.querySelector("[data-what]").textContent = `${item.label} ${item.body?.text ?? ""}`.slice(0, 120);
  sheet.returnValue = "";
  sheet.showModal();
  return new Promise((resolve) => sheet.addEventListener("close", () => resolve(sheet.returnValue === "yes"), { once: true }));
}
