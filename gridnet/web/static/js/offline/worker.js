// The service worker: files of this version from memory; pages of the field from the network, else from memory.
// Pages are kept by person. Whoever signs out, or comes to the way in, leaves nothing for the next.

import { sendAll } from "../outbox/send.js";

const PAGES = /^\/(today|report|inbox|outbox|shifts|me|incidents\/[0-9-]+)$/;
const PATIENCE_MS = 5000, FRESH_MS = 10 * 60 * 1000;
const WHO = "gridnet-who", WHO_KEY = "/who";
const OFFLINE = "/offline";
let turn = Promise.resolve();

/** Begin as this version: `shell` is what it needs of files. */
export function start({ version, shell }) {
  const files = `gridnet-files-${version}`;
  self.addEventListener("install", (event) => event.waitUntil(install(files, shell)));
  self.addEventListener("activate", (event) => event.waitUntil(activate(files)));
  self.addEventListener("fetch", (event) => answer(event, files));
  self.addEventListener("message", (event) => event.waitUntil(obey(event)));
  self.addEventListener("sync", (event) => event.waitUntil(send()));
}

async function install(files, shell) {
  const cache = await caches.open(files);
  await cache.addAll(shell.map((path) => new Request(path, { cache: "reload" })));
  await cache.add(new Request(OFFLINE, { cache: "reload" }));
}

async function activate(files) {
  const old = (await caches.keys()).filter((name) => name.startsWith("gridnet-files-") && name !== files);
  await Promise.all(old.map((name) => caches.delete(name)));
  await self.clients.claim();
}

function answer(event, files) {
  const { request } = event, url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  if (url.pathname.startsWith("/static/") || url.pathname.startsWith("/lib/")) event.respondWith(file(request, files));
  else if (request.mode === "navigate") event.respondWith(page(event, url, files));
}

async function file(request, files) {
  return (await (await caches.open(files)).match(request)) ?? fetch(request);
}

async function page(event, url, files) {
  const kept = PAGES.test(url.pathname) ? await find(url) : null;
  try {
    const fresh = await soon(fetch(event.request), kept ? PATIENCE_MS : 0);
    event.waitUntil(note(url, fresh.clone()));
    return fresh;
  } catch {
    return kept ? aged(kept) : instead(url, files);
  }
}

function soon(promise, ms) {
  if (!ms) return promise;
  return Promise.race([promise, new Promise((_, reject) => setTimeout(() => reject(new Error("slow")), ms))]);
}

async function instead(url, files) {
  if (url.pathname === "/" && (await find(new URL("/today", url)))) return Response.redirect("/today");
  return (await caches.open(files)).match(OFFLINE);
}

/** Keep a page with whom it was for; at the way in, forget everything. */
async function note(url, fresh) {
  if (url.pathname === "/sign-in") return inTurn(forget);
  const person = fresh.headers.get("X-Viewer");
  if (!person || !fresh.ok || fresh.redirected || !PAGES.test(url.pathname)) return null;
  const headers = new Headers(fresh.headers);
  headers.set("X-Kept", String(Date.now()));
  const kept = new Response(await fresh.blob(), { status: 200, headers });
  return inTurn(async () => {
    await become(person);
    await (await caches.open(`gridnet-pages-${person}`)).put(url.pathname, kept);
  });
}

/** One after the other: what is forgotten for one person must not take away what has just been kept for the next. */
function inTurn(act) {
  turn = turn.then(act, act);
  return turn;
}

async function become(person) {
  if ((await who()) === person) return;
  await forget();
  await (await caches.open(WHO)).put(WHO_KEY, new Response(person));
}

async function who() {
  return (await (await caches.open(WHO)).match(WHO_KEY))?.text() ?? "";
}

async function forget() {
  const names = (await caches.keys()).filter((name) => name.startsWith("gridnet-pages-") || name === WHO);
  await Promise.all(names.map((name) => caches.delete(name)));
}

async function find(url) {
  const person = await who();
  return person ? (await caches.open(`gridnet-pages-${person}`)).match(url.pathname) : null;
}

/** A kept page, marked with the device's time when it came, so that it can say of when it is and count on. */
async function aged(kept) {
  const text = (await kept.text()).replace("<html ", `<html data-kept-ms="${kept.headers.get("X-Kept")}" `);
  const headers = new Headers(kept.headers);
  headers.delete("Content-Encoding");
  headers.delete("Content-Length");
  return new Response(text, { headers });
}

async function obey({ data, ports }) {
  if (data.kind === "renew") await self.skipWaiting();
  if (data.kind === "keep") await Promise.allSettled(data.paths.map(keep));
  if (data.kind === "forget") {
    await inTurn(forget);
    ports[0]?.postMessage("done");
  }
}

async function keep(path) {
  const url = new URL(path, self.location.origin), kept = await find(url);
  if (kept && Date.now() - Number(kept.headers.get("X-Kept")) < FRESH_MS) return;
  await note(url, await fetch(url, { headers: { Accept: "text/html" } }));
}

async function send() {
  const person = await who();
  if (person && (await sendAll(person)) === "network") throw new Error("the network is gone again: ring later");
}
