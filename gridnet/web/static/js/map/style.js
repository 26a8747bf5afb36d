// How our maps look: the colours of the page, light or dark, over whatever base map there is, or none.

/** The colours of the page as they are now. */
export function colours(element = document.documentElement) {
  const style = getComputedStyle(element);
  const names = ["ground", "paper", "sunken", "ink", "soft", "line", "line-strong", "act", "warn", "yellow", "red", "ok", "police", "community"];
  return Object.fromEntries(names.map((name) => [name, style.getPropertyValue(`--${name}`).trim()]));
}

const FONT = ["Noto Sans CJK SC,PingFang SC,Microsoft YaHei,sans-serif"];

function tiles(network, county, datum) {
  const address = `${location.origin}/tiles/${network}/{z}/{x}/{y}.mvt?county=${county}&datum=${datum}`;
  return { type: "vector", tiles: [address], minzoom: 6, maxzoom: 16 };
}

function baseSources(base) {
  return Object.fromEntries((base?.tiles ?? []).map((addresses, n) => [`base-${n}`, {
    type: "raster", tiles: addresses, tileSize: 256, minzoom: base.minZoom, maxzoom: base.maxZoom, attribution: base.attribution,
  }]));
}

function baseLayers(base) {
  return (base?.tiles ?? []).map((_addresses, n) => ({ id: `base-${n}`, type: "raster", source: `base-${n}`, paint: { "raster-saturation": -0.35, "raster-opacity": 0.9 } }));
}

// Grids are filled and thin, beats are outlined and dashed: with both shown they are told apart without their colour.
function areaLayers(colour, hasBase) {
  const width = (thin, thick) => ["interpolate", ["linear"], ["zoom"], 8, thin, 16, thick];
  return [
    { id: "county", type: "line", source: "community", "source-layer": "county", paint: { "line-color": colour["line-strong"], "line-width": 1.5 } },
    { id: "community-fill", type: "fill", source: "community", "source-layer": "areas", paint: { "fill-color": hasBase ? colour.community : colour.paper, "fill-opacity": hasBase ? 0.06 : 1 } },
    { id: "community-line", type: "line", source: "community", "source-layer": "areas", paint: { "line-color": hasBase ? colour.community : colour.line, "line-width": width(0.5, 1.5) } },
    { id: "police-line", type: "line", source: "police", "source-layer": "areas", paint: { "line-color": colour.police, "line-opacity": 0.75, "line-width": width(0.8, 2.5), "line-dasharray": [4, 2] } },
    { id: "community-label", type: "symbol", source: "community", "source-layer": "labels", minzoom: 12.5, layout: label("community"), paint: halo(colour.soft, colour.paper) },
    { id: "police-label", type: "symbol", source: "police", "source-layer": "labels", minzoom: 11, layout: label("police"), paint: halo(colour.police, colour.paper) },
  ];
}

function label(network) {
  return { "text-field": ["get", "name"], "text-font": FONT, "text-size": network === "police" ? 12 : 11, "text-max-width": 8, "text-padding": 6 };
}

function halo(ink, ground) {
  return { "text-color": ink, "text-halo-color": ground, "text-halo-width": 1.5 };
}

/** The style of a map of `county` over `base` (as `web/base_map.py` describes it, or null). */
export function style(county, base) {
  const colour = colours(), datum = base?.datum ?? "wgs84";
  return {
    version: 8,
    sources: { ...baseSources(base), community: tiles("community", county, datum), police: tiles("police", county, datum) },
    layers: [
      { id: "ground", type: "background", paint: { "background-color": colour.sunken } },
      ...baseLayers(base),
      ...areaLayers(colour, Boolean(base)),
    ],
  };
}

export const font = FONT;
