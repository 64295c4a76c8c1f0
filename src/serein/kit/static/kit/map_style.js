// Our map style, from the CSS custom properties of the theme in force: warm paper by day, dark with lit streets by night.
// No glyphs address: labels are drawn with the page's own font.
const FONT = ["Fira Sans", "sans-serif"];

// The two names where both exist: under each other at a point, one after the other along a street.
function namesWith(between) {
  return [
    "case",
    ["all", ["has", "name_fr"], ["has", "name_nl"], ["!=", ["get", "name_fr"], ["get", "name_nl"]]],
    ["concat", ["get", "name_fr"], between, ["get", "name_nl"]],
    ["coalesce", ["get", "name"], ["get", "name_fr"], ["get", "name_nl"], ""],
  ];
}

function kindIs(...kinds) {
  return ["in", ["get", "kind"], ["literal", kinds]];
}

function grows(...stops) {
  return ["interpolate", ["exponential", 1.5], ["zoom"], ...stops];
}

const WIDTHS = {
  motorway: grows(9, 1.5, 14, 6, 18, 26),
  main: grows(9, 0.8, 14, 5, 18, 24),
  secondary: grows(10, 0.5, 14, 3.5, 18, 20),
  street: grows(12, 0.4, 14, 2.2, 18, 16),
  service: grows(13, 0.3, 15, 1.4, 18, 8),
};
const CASED = ["service", "street", "secondary", "main", "motorway"];

function area(id, layer, color, filter) {
  return { id, type: "fill", source: "base", "source-layer": layer, filter, paint: { "fill-color": color } };
}

function line(id, layer, filter, paint) {
  return {
    id,
    type: "line",
    source: "base",
    "source-layer": layer,
    filter,
    layout: { "line-cap": "round", "line-join": "round" },
    paint,
  };
}

function canalElse(canal, other) {
  return ["match", ["get", "kind"], "canal", canal, other];
}

function ground(color) {
  const isArea = ["==", ["geometry-type"], "Polygon"];
  return [
    { id: "land", type: "background", paint: { "background-color": color("land") } },
    area("industrial", "landuse", color("industrial"), kindIs("industrial")),
    area("forest", "landuse", color("forest"), kindIs("forest")),
    area("green", "landuse", color("green"), kindIs("park", "cemetery", "sports")),
    area("water", "water", color("water"), isArea),
    line("streams", "water", ["!", isArea], {
      "line-color": color("water"),
      "line-width": grows(10, canalElse(1.5, 1), 14, canalElse(6, 3), 18, canalElse(30, 14)),
    }),
    { ...area("buildings", "buildings", color("building"), true), minzoom: 13 },
  ];
}

function streets(color) {
  const casings = CASED.map((kind) =>
    line(`${kind}-casing`, "streets", kindIs(kind), {
      "line-color": color("casing"),
      "line-width": widened(WIDTHS[kind]),
    }),
  );
  const fills = CASED.map((kind) =>
    line(kind, "streets", kindIs(kind), {
      "line-color": color(kind === "main" || kind === "motorway" ? "main" : "street"),
      "line-width": WIDTHS[kind],
    }),
  );
  const paths = line("paths", "streets", kindIs("path", "steps"), {
    "line-color": color("path"),
    "line-width": grows(13, 0.6, 18, 3),
    "line-dasharray": [2, 1.5],
  });
  const rail = line("rail", "rail", true, {
    "line-color": color("rail"),
    "line-width": grows(10, 0.6, 14, 1.6, 18, 4),
    "line-dasharray": [4, 2],
  });
  const boundary = line("boundary", "boundary", true, {
    "line-color": color("label"),
    "line-width": 1.5,
    "line-opacity": 0.55,
    "line-dasharray": [5, 3],
  });
  return [{ ...paths, minzoom: 13 }, ...casings, ...fills, rail, boundary];
}

function widened(width) {
  return width.map((part, index) => (index > 3 && index % 2 === 0 ? part * 1.2 + 1 : part));
}

function labels(color) {
  const paint = { "text-color": color("label"), "text-halo-color": color("halo"), "text-halo-width": 1.8 };
  return [
    {
      id: "street-names",
      type: "symbol",
      source: "base",
      "source-layer": "streets",
      minzoom: 14,
      filter: kindIs("motorway", "main", "secondary", "street"),
      layout: {
        "text-font": FONT,
        "text-field": namesWith(" – "),
        "symbol-placement": "line",
        "symbol-spacing": 320,
        "text-size": grows(14, 11, 18, 15),
      },
      paint,
    },
    {
      id: "place-names",
      type: "symbol",
      source: "base",
      "source-layer": "places",
      layout: {
        "text-font": FONT,
        "text-field": namesWith("\n"),
        "text-size": ["match", ["get", "kind"], "town", 20, "village", 16, 13],
        "text-max-width": 9,
        "text-padding": 8,
        "symbol-sort-key": ["match", ["get", "kind"], "town", 0, "village", 1, "station", 2, 3],
      },
      paint,
    },
  ];
}

function overlayLine(id, property, values, paint, cap = "round") {
  return {
    id,
    type: "line",
    source: "overlay",
    filter: ["in", ["get", property], ["literal", values]],
    layout: { "line-cap": cap, "line-join": "round" },
    paint,
  };
}

// Streets by their light: lit ones glow; what is not known is dotted, never dark red.
function lights(color) {
  const width = grows(12, 1, 15, 3, 18, 8);
  return [
    overlayLine("light-glow", "light", ["lit"], {
      "line-color": color("mark"),
      "line-width": grows(12, 3, 15, 10, 18, 26),
      "line-blur": grows(12, 3, 15, 8, 18, 18),
      "line-opacity": 0.45,
    }),
    overlayLine("light-lit", "light", ["lit"], { "line-color": color("mark"), "line-width": width }),
    overlayLine("light-unlit", "light", ["unlit"], { "line-color": color("path"), "line-width": width }, "butt"),
    overlayLine(
      "light-unknown",
      "light",
      ["unknown"],
      { "line-color": color("label"), "line-width": width, "line-opacity": 0.6, "line-dasharray": [0.3, 2.2] },
    ),
    overlayLine(
      "light-out",
      "light",
      ["out"],
      { "line-color": color("label"), "line-width": width, "line-dasharray": [3, 1.2] },
      "butt",
    ),
  ];
}

// A circuit, its way round, and ways to choose between, each told by its dashes before its colour.
function ways(color) {
  const wide = grows(12, 3, 15, 7, 18, 14);
  const casing = { "line-color": color("halo"), "line-width": grows(12, 6, 15, 11, 18, 20) };
  const all = ["circuit", "round", "suspended", "way-1", "way-2", "way-3", "way-4", "way-5"];
  const drawn = (name, tone, dashes) =>
    overlayLine(
      `way-${name}`,
      "way",
      [name],
      { "line-color": color(tone), "line-width": wide, ...(dashes && { "line-dasharray": dashes }) },
      dashes ? "butt" : "round",
    );
  return [
    overlayLine("way-casing", "way", all, casing),
    drawn("suspended", "path", [1.2, 1]),
    drawn("circuit", "area"),
    drawn("round", "area", [2.5, 0.8]),
    drawn("way-5", "area", [0.6, 0.6]),
    drawn("way-4", "area", [1.2, 0.6]),
    drawn("way-3", "mark", [2, 0.7]),
    drawn("way-2", "mark"),
    drawn("way-1", "area"),
  ];
}

function overlay(color) {
  const only = (...types) => ["in", ["geometry-type"], ["literal", types]];
  const accent = color("area");
  return [
    {
      id: "overlay-area",
      type: "fill",
      source: "overlay",
      filter: only("Polygon", "MultiPolygon"),
      paint: { "fill-color": accent, "fill-opacity": 0.05 },
    },
    {
      id: "overlay-line",
      type: "line",
      source: "overlay",
      filter: [
        "all",
        only("Polygon", "MultiPolygon", "LineString", "MultiLineString"),
        ["!", ["has", "light"]],
        ["!", ["has", "way"]],
      ],
      paint: { "line-color": accent, "line-width": 2.5, "line-opacity": 0.85 },
    },
    ...lights(color),
    ...ways(color),
  ];
}

// Points come last: a label gives way to a number, never the other way round.
function overlayPoints(color) {
  const only = (...types) => ["in", ["geometry-type"], ["literal", types]];
  return [
    {
      id: "overlay-point",
      type: "circle",
      source: "overlay",
      filter: only("Point", "MultiPoint"),
      paint: {
        "circle-color": color("mark"),
        "circle-radius": ["case", ["has", "number"], 11, 8],
        "circle-stroke-color": color("label"),
        "circle-stroke-width": 2.5,
      },
    },
    {
      id: "overlay-number",
      type: "symbol",
      source: "overlay",
      filter: ["all", only("Point"), ["has", "number"]],
      layout: {
        "text-font": FONT,
        "text-field": ["to-string", ["get", "number"]],
        "text-size": 12,
        "text-allow-overlap": true,
      },
      paint: { "text-color": "#14212b" },
    },
  ];
}

/**
 * Build the style for the theme that `element` is shown in.
 *
 * @param {Element} element - read for its custom properties
 * @param {{base: string, overlay?: string}} urls - same-origin addresses of the tiles and of a GeoJSON layer
 */
export function buildStyle(element, urls) {
  const computed = getComputedStyle(element);
  const color = (name) => computed.getPropertyValue(`--map-${name}`).trim();
  const sources = {
    base: { type: "vector", url: `pmtiles://${new URL(urls.base, location.href)}` },
  };
  const layers = [...ground(color), ...streets(color)];
  if (urls.overlay) {
    sources.overlay = { type: "geojson", data: new URL(urls.overlay, location.href).href };
    layers.push(...overlay(color));
  }
  const points = urls.overlay ? overlayPoints(color) : [];
  return { version: 8, sources, layers: [...layers, ...labels(color), ...points] };
}
