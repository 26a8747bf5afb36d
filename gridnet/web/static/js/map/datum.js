// WGS-84 to GCJ-02 and back, as `geo/datums.py` does it: for the points that a page draws on a map in GCJ-02, and for
// those that are picked on it. Elsewhere points are in WGS-84.

const A = 6378245.0, E2 = 0.006693421622965943;
const CHINA = { west: 72.004, south: 0.8293, east: 137.8347, north: 55.8271 };
const { PI, abs, cos, sin, sqrt } = Math;

function waves(v, first, second, slow, slower) {
  return first * sin((v / slow) * PI) + second * sin((v / slower) * PI);
}

function shift([lng, lat]) {
  const x = lng - 105, y = lat - 35;
  const ripple = 20 * sin(6 * x * PI) + 20 * sin(2 * x * PI);
  let north = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * sqrt(abs(x));
  north += ((ripple + waves(y, 20, 40, 1, 3) + waves(y, 160, 320, 12, 30)) * 2) / 3;
  let east = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * sqrt(abs(x));
  east += ((ripple + waves(x, 20, 40, 1, 3) + waves(x, 150, 300, 12, 30)) * 2) / 3;
  const phi = (lat / 180) * PI, bend = 1 - E2 * sin(phi) ** 2;
  return [
    (east * 180) / ((A / sqrt(bend)) * cos(phi) * PI),
    (north * 180) / (((A * (1 - E2)) / (bend * sqrt(bend))) * PI),
  ];
}

function inChina([lng, lat]) {
  return lng >= CHINA.west && lng <= CHINA.east && lat >= CHINA.south && lat <= CHINA.north;
}

/** A point of WGS-84 as a map in `datum` draws it; [lng, lat] in degrees. */
export function toMap(point, datum) {
  if (datum !== "gcj02" || !inChina(point)) return point;
  const [east, north] = shift(point);
  return [point[0] + east, point[1] + north];
}

/** A point picked on a map in `datum`, in WGS-84. */
export function fromMap(point, datum) {
  if (datum !== "gcj02") return point;
  let [lng, lat] = point;
  for (let round = 0; round < 12; round += 1) {
    const [x, y] = toMap([lng, lat], datum);
    lng += point[0] - x;
    lat += point[1] - y;
    if (Math.max(abs(point[0] - x), abs(point[1] - y)) < 1e-10) break;
  }
  return inChina([lng, lat]) ? [lng, lat] : point;
}
