// Photos: taken or chosen, several, each can be taken away; made small on the device before they are sent.

import { toast } from "../toast.js";
import { word } from "../words.js";
import { keepWhenAndWhere } from "./exif.js";

const MOST = 20, LONGEST_PX = 1600, QUALITY = 0.82, SMALL_BYTES = 400 * 1024;

/** Begin; returns the photos as they stand. */
export function gatherPhotos(form) {
  const list = document.getElementById("pictures");
  const listeners = [];
  let kept = [];
  form.querySelector(".takers").hidden = false;
  document.getElementById("photos").closest("input").hidden = true;
  document.getElementById("photos").disabled = true;
  for (const input of form.querySelectorAll("[data-photos]")) {
    input.addEventListener("change", async (event) => {
      event.stopPropagation();
      const files = [...input.files];
      input.value = "";
      await add(files);
    });
  }

  async function add(files) {
    for (const file of files) {
      if (kept.length >= MOST) {
        toast(word("most_photos", { n: MOST }));
        break;
      }
      try {
        kept.push({ blob: await small(file), name: file.name });
      } catch {
        toast(word("no_picture", { name: file.name }));
      }
    }
    draw();
    listeners.forEach((then) => then());
  }

  function draw() {
    for (const old of list.querySelectorAll("img")) URL.revokeObjectURL(old.src);
    list.replaceChildren(...kept.map((photo, place) => item(photo, place + 1, () => {
      kept = kept.filter((each) => each !== photo);
      draw();
      listeners.forEach((then) => then());
    })));
  }

  return {
    all: () => kept,
    fill(photos) { kept = [...photos]; draw(); },
    onChange: (then) => listeners.push(then),
  };
}

function item(photo, n, remove) {
  const line = document.createElement("li");
  const picture = Object.assign(document.createElement("img"), { src: URL.createObjectURL(photo.blob), alt: word("photo", { n }) });
  const button = Object.assign(document.createElement("button"), { type: "button", className: "button icon-only", textContent: "\u00d7" });
  button.setAttribute("aria-label", word("remove_photo", { n }));
  button.addEventListener("click", remove);
  line.append(picture, button);
  return line;
}

/** The photo with its longest side at most 1600 px; a small one stays as it is. When it was taken goes along. */
async function small(file) {
  const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
  const scale = Math.min(1, LONGEST_PX / Math.max(picture.width, picture.height));
  const isFine = scale === 1 && file.size <= SMALL_BYTES && ["image/jpeg", "image/png", "image/webp"].includes(file.type);
  if (isFine) return file;
  const canvas = Object.assign(document.createElement("canvas"), {
    width: Math.round(picture.width * scale), height: Math.round(picture.height * scale),
  });
  canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
  picture.close();
  const drawn = await new Promise((resolve, reject) => canvas.toBlob((blob) => blob ? resolve(blob) : reject(new Error("no picture")), "image/jpeg", QUALITY));
  return keepWhenAndWhere(file, drawn);
}
