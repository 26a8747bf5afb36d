// The page of an incident: photos are sent as soon as they are chosen, and looked at large.

import { viewPhotos } from "./photos.js";
import { showPlaces } from "./place.js";

viewPhotos();
showPlaces();
document.addEventListener("change", (event) => {
  if (event.target.matches("input[type=file][data-sends]") && event.target.files.length) event.target.form.requestSubmit();
});
