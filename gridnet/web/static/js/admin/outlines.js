// Outlines that share edges, as values: a corner is known by its place, and what is done to it is done in every outline
// that has it, so that no gap opens. Nothing here knows of a map.

const DECIMALS = 9; // a tenth of a millimetre: what lies nearer is the same corner

/** The name of a place. */
export function keyOf([x, y]) {
  return `${x.toFixed(DECIMALS)} ${y.toFixed(DECIMALS)}`;
}

/** Every ring of a Polygon or MultiPolygon, closed as GeoJSON has it. */
export function rings(geometry) {
  return geometry.type === "Polygon" ? geometry.coordinates : geometry.coordinates.flat();
}

function replaceRings(geometry, change) {
  if (geometry.type === "Polygon") geometry.coordinates = geometry.coordinates.map(change);
  else geometry.coordinates = geometry.coordinates.map((polygon) => polygon.map(change));
}

const closed = (open) => [...open, open[0]];

/** The corners of an outline, each once, in their order along its rings. */
export function corners(geometry) {
  return rings(geometry).flatMap((ring) => ring.slice(0, -1));
}

/** The edges of an outline as pairs of corners. */
export function edges(geometry) {
  return rings(geometry).flatMap((ring) => ring.slice(1).map((to, place) => [ring[place], to]));
}

/** Move the corner at `key` to `to` in every outline that has it. */
export function move(features, key, to) {
  for (const { geometry } of features) replaceRings(geometry, (ring) => ring.map((corner) => (keyOf(corner) === key ? [...to] : corner)));
}

/** Put a corner at `at` into the edge between two corners, in every outline that has this edge. */
export function insert(features, [from, to], at) {
  const ends = new Set([keyOf(from), keyOf(to)]);
  for (const { geometry } of features) replaceRings(geometry, (ring) => {
    const made = [ring[0]];
    for (let place = 1; place < ring.length; place += 1) {
      const pair = [keyOf(ring[place - 1]), keyOf(ring[place])];
      if (pair[0] !== pair[1] && ends.has(pair[0]) && ends.has(pair[1])) made.push([...at]);
      made.push(ring[place]);
    }
    return made;
  });
}

/** Take a corner out of every outline that has it; false, and nothing done, where one would have fewer than three. */
export function remove(features, key) {
  const left = (ring) => ring.slice(0, -1).filter((corner) => keyOf(corner) !== key);
  const holding = (ring) => ring.some((corner) => keyOf(corner) === key);
  if (features.some(({ geometry }) => rings(geometry).some((ring) => holding(ring) && left(ring).length < 3))) return false;
  for (const { geometry } of features) replaceRings(geometry, (ring) => (holding(ring) ? closed(left(ring)) : ring));
  return true;
}

/** The place on the segment between two points that is nearest to a third, all in the plane. */
export function nearest([ax, ay], [bx, by], [px, py]) {
  const dx = bx - ax, dy = by - ay, length = dx * dx + dy * dy;
  const share = length ? Math.min(Math.max(((px - ax) * dx + (py - ay) * dy) / length, 0), 1) : 0;
  return { point: [ax + share * dx, ay + share * dy], share };
}
