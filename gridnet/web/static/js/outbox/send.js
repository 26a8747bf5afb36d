// Sending what waits, in its order and one tab at a time. Works in pages and in the service worker alike.
// Every report and step carries its client_ref, so that sending twice is taken in once whatever happens in between.

import { get, put, waiting } from "./store.js";

const ANSWER_MS = 20000, PHOTO_MS = 90000;
const TOO_MANY = 429, FAULT = 500, LATER = 408, AGAIN = 425;

let running = null;

/** Send whatever waits; resolves to why it stopped: "" (all done), "network" (try later) or "sign-in".
 *  Calls meanwhile join the one that runs. */
export function sendAll(person) {
  running ??= locked(() => inOrder(person)).finally(() => { running = null; });
  return running;
}

function locked(run) {
  return navigator.locks ? navigator.locks.request("gridnet-outbox", run) : run();
}

async function inOrder(person) {
  for (const { ref } of await waiting(person)) {
    const item = await get(ref);
    if (item?.state !== "waiting") continue;
    const stopped = await sendItem(item);
    if (stopped) return stopped;
  }
  return "";
}

async function sendItem(item) {
  try {
    if (!item.is_taken_in) await sendBody(item);
    while (item.photos.length) await sendPhoto(item);
    await put({ ...item, state: "sent", sent_at: new Date().toISOString(), body: null, answer: null });
    return "";
  } catch (stopped) {
    return settle(item, stopped);
  }
}

async function settle(item, stopped) {
  if (!(stopped instanceof Refused)) return "network";
  if (stopped.isPassing) return "network";
  if (stopped.wantsSignIn) return "sign-in";
  await put({ ...item, state: "refused", answer: stopped.answer });
  return "";
}

async function sendBody(item) {
  const path = item.kind === "report" ? "/api/v1/incidents" : `/api/v1/incidents/${item.number}/steps`;
  const told = await post(path, item.person, JSON.stringify(item.body), ANSWER_MS);
  Object.assign(item, { number: told.number, is_taken_in: true });
  await put(item);
}

async function sendPhoto(item) {
  const [photo] = item.photos;
  const form = new FormData();
  form.append("file", photo.blob, photo.name);
  await post(`/api/v1/incidents/${item.number}/attachments`, item.person, form, PHOTO_MS);
  item.photos = item.photos.slice(1);
  await put(item);
}

/** An answer that is no success; `answer` is {status, detail, errors, number} as the service said it. */
class Refused extends Error {
  constructor(status, problem) {
    super(problem.detail);
    this.answer = { status, detail: problem.detail ?? "", errors: problem.errors ?? [], number: problem.number };
    this.isPassing = status >= FAULT || [TOO_MANY, LATER, AGAIN].includes(status);
    this.wantsSignIn = status === 401 || problem.password_wanted === true;
  }
}

async function post(path, person, body, ms) {
  const headers = { Accept: "application/json", "X-Person": person };
  if (typeof body === "string") headers["Content-Type"] = "application/json";
  const answer = await fetch(path, { method: "POST", headers, body, signal: AbortSignal.timeout(ms) });
  const told = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Refused(answer.status, told);
  return told;
}
