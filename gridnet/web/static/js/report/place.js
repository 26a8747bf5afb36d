// The place: a fix with its accuracy, a pin that can be dragged, and what the service finds there.

import { word } from "../words.js";
import { openMap } from "./map.js";

const OPTIONS = { enableHighAccuracy: true, maximumAge: 15000, timeout: 20000 };

/** Begin; `kind` tells what is about to be reported there. */
export function findPlace(form, kind) {
  const { lng, lat, accuracy_m: accuracy } = form.elements;
  const fix = document.getElementById("fix"), spot = document.getElementById("spot"), unplaced = document.getElementById("unplaced");
  let map = null, asked = 0;

  document.getElementById("locate").addEventListener("click", locate);
  form.addEventListener("change", (event) => {
    if (event.target.name === "where" && event.target.value === "place" && !lng.value) locate();
  });

  function locate() {
    if (!navigator.geolocation) return say("no_fix");
    say("locating");
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        set(coords.longitude, coords.latitude, coords.accuracy);
        say("fix", { n: Math.round(coords.accuracy) });
      },
      (error) => say(error.code === error.PERMISSION_DENIED ? "fix_denied" : "no_fix"),
      OPTIONS,
    );
    return null;
  }

  function say(key, given) {
    fix.textContent = word(key, given);
  }

  function set(east, north, error) {
    lng.value = east.toFixed(7);
    lat.value = north.toFixed(7);
    accuracy.value = error === null ? "" : Math.round(error);
    form.dispatchEvent(new Event("change"));
    tell();
  }

  /** Ask what lies there; offline the map and the answer wait. */
  async function tell() {
    if (!lng.value) return;
    const ask = ++asked;
    const given = new URLSearchParams({ lng: lng.value, lat: lat.value });
    if (accuracy.value) given.set("accuracy_m", accuracy.value);
    if (kind()) given.set("category", kind());
    try {
      const answer = await fetch(`/report/spot?${given}`, { headers: { "HX-Request": "true" } });
      if (!answer.ok) throw new Error(answer.status);
      const part = new DOMParser().parseFromString(await answer.text(), "text/html").body;
      if (ask === asked) spot.replaceChildren(...part.childNodes);
      unplaced.hidden = true;
    } catch {
      spot.replaceChildren();
      unplaced.hidden = false;
      return;
    }
    map ??= openMap(document.getElementById("ground"), (east, north) => { set(east, north, null); say("moved"); });
    map.show(Number(lng.value), Number(lat.value), Number(accuracy.value || 0));
  }

  return {
    tell,
    given: () => ({ lng: Number(lng.value), lat: Number(lat.value), datum: "wgs84", accuracy_m: accuracy.value ? Number(accuracy.value) : null }),
    /** At once where the browser has been allowed already; else when it is asked for. */
    async begin() {
      if (lng.value) return tell();
      const allowed = await navigator.permissions?.query({ name: "geolocation" }).catch(() => null);
      if (allowed?.state === "granted" && form.elements.where.value === "place") locate();
      return null;
    },
  };
}
