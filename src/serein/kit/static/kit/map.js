// A map beside its list. Nothing is asked of another host; without WebGL or JavaScript the list alone remains.
import { buildStyle } from "./map_style.js";

const STEP_PLACES = 6;
let library;

function loadScript(address) {
  return new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = address;
    script.onload = resolve;
    script.onerror = () => reject(new Error(`${address} did not load.`));
    document.head.append(script);
  });
}

function loadLibrary({ library: module, worker, archive }) {
  library ??= Promise.all([import(module), loadScript(archive)]).then(([maplibre]) => {
    maplibre.setWorkerUrl(new URL(worker, location.href).href);
    maplibre.addProtocol("pmtiles", new window.pmtiles.Protocol().tile);
    return maplibre;
  });
  return library;
}

class PlaceMap {
  constructor(root, maplibre) {
    this.root = root;
    this.canvas = root.querySelector("[data-canvas]");
    this.maplibre = maplibre;
    const data = root.dataset;
    this.urls = { base: data.base, overlay: data.overlay };
    this.map = new maplibre.Map({
      container: this.canvas,
      style: buildStyle(this.canvas, this.urls),
      center: [Number(data.lon), Number(data.lat)],
      zoom: Number(data.zoom),
      minZoom: 8,
      maxZoom: 18,
      attributionControl: false,
      cooperativeGestures: true,
      dragRotate: false,
      pitchWithRotate: false,
      touchPitch: false,
      fadeDuration: 0,
      locale: {
        "Map.Title": data.label,
        "Popup.Close": data.close,
        "CooperativeGesturesHandler.WindowsHelpText": data.wheel,
        "CooperativeGesturesHandler.MacHelpText": data.wheel,
        "CooperativeGesturesHandler.MobileHelpText": data.fingers,
      },
    });
    this.map.touchZoomRotate.disableRotation();
    this.map.keyboard.disableRotation();
    this.addZoom(data);
    this.describeKeys(data);
    this.followTheme();
    if (data.overlay) {
      this.tellWhatIsThere(data.popup);
    }
    if (data.byBox) {
      this.map.on("moveend", () => this.showBox(data.overlay));
    }
    if (data.markerLat) {
      this.mark([Number(data.markerLon), Number(data.markerLat)]);
    }
    if (data.latField) {
      this.choosePlaces(data);
    }
    if (data.drags) {
      this.dragPoints(document.getElementById(data.drags));
    }
  }

  addZoom(data) {
    const box = document.createElement("div");
    box.className = "map__zoom";
    for (const [sign, name, act] of [
      ["+", data.zoomIn, () => this.map.zoomIn()],
      ["−", data.zoomOut, () => this.map.zoomOut()],
    ]) {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = sign;
      button.setAttribute("aria-label", name);
      button.addEventListener("click", act);
      box.append(button);
    }
    this.canvas.prepend(box);
  }

  describeKeys(data) {
    const hint = document.createElement("p");
    hint.className = "sr-only";
    hint.id = `keys-${Math.random().toString(36).slice(2)}`;
    hint.textContent = data.keys;
    this.root.querySelector("[data-frame]").append(hint);
    this.map.getCanvas().setAttribute("aria-describedby", hint.id);
  }

  followTheme() {
    const restyle = () => this.map.setStyle(buildStyle(this.canvas, this.urls));
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", restyle);
    new MutationObserver(restyle).observe(document.documentElement, { attributeFilter: ["data-theme"] });
  }

  tellWhatIsThere(property) {
    this.map.on("click", (event) => {
      const layers = this.map.getStyle().layers.filter(({ source }) => source === "overlay");
      const [feature] = this.map.queryRenderedFeatures(event.point, { layers: layers.map(({ id }) => id) });
      const text = feature?.properties[property];
      if (text) {
        const said = document.createElement(feature.properties.url ? "a" : "span");
        said.textContent = text;
        if (feature.properties.url) {
          said.href = feature.properties.url;
        }
        new this.maplibre.Popup().setLngLat(event.lngLat).setDOMContent(said).addTo(this.map);
      }
    });
  }

  // Of many points, those of the part that is in sight.
  showBox(overlay) {
    const box = this.map.getBounds();
    const address = new URL(overlay, location.href);
    const sides = [box.getWest(), box.getSouth(), box.getEast(), box.getNorth()];
    address.searchParams.set("bbox", sides.map((side) => side.toFixed(5)).join(","));
    this.map.getSource("overlay")?.setData(address.href);
  }

  mark(lonLat) {
    if (!this.marker) {
      const mark = document.createElement("div");
      mark.className = "map__mark";
      mark.setAttribute("aria-hidden", "true");
      this.marker = new this.maplibre.Marker({ element: mark });
    }
    this.marker.setLngLat(lonLat).addTo(this.map);
    this.marker.getElement().removeAttribute("aria-label");
    this.marker.getElement().removeAttribute("role");
  }

  // Points of a form, each a radio button with its place, that a hand may drag: dropped, the form says where to.
  dragPoints(form) {
    form?.querySelectorAll("[data-lat]").forEach((point) => {
      const handle = document.createElement("div");
      handle.className = "map__handle";
      handle.setAttribute("aria-hidden", "true");
      const marker = new this.maplibre.Marker({ element: handle, draggable: true });
      marker.setLngLat([Number(point.dataset.lon), Number(point.dataset.lat)]).addTo(this.map);
      marker.on("dragend", () => {
        const place = marker.getLngLat();
        point.checked = true;
        form.elements.lat.value = place.lat.toFixed(STEP_PLACES);
        form.elements.lon.value = place.lng.toFixed(STEP_PLACES);
        form.requestSubmit(form.querySelector("[value=move]"));
      });
    });
  }

  choosePlaces(data) {
    const lat = document.getElementById(data.latField);
    const lon = document.getElementById(data.lonField);
    const choose = (place) => {
      this.mark(place);
      lat.value = place.lat.toFixed(STEP_PLACES);
      lon.value = place.lng.toFixed(STEP_PLACES);
      lat.disabled = lon.disabled = false;
      lat.dispatchEvent(new Event("change", { bubbles: true }));
      if (data.submit) {
        lat.form.requestSubmit();
      }
    };
    this.map.on("click", (event) => choose(event.lngLat));
    this.map.getCanvas().addEventListener("keydown", (event) => {
      if (event.key === "Enter") {
        choose(this.map.getCenter());
      }
    });
  }
}

async function show(root) {
  const frame = root.querySelector("[data-frame]");
  frame.hidden = false;
  try {
    new PlaceMap(root, await loadLibrary(root.dataset));
  } catch (error) {
    frame.hidden = true; // no WebGL here: the list says the same
    console.info(error);
  }
}

const watcher = new IntersectionObserver(
  (entries) => {
    for (const { isIntersecting, target } of entries) {
      if (isIntersecting) {
        watcher.unobserve(target);
        show(target);
      }
    }
  },
  { rootMargin: "200px" },
);

function watchMaps(root) {
  root.querySelectorAll("[data-map]:not([data-is-watched])").forEach((map) => {
    map.dataset.isWatched = "yes";
    watcher.observe(map);
  });
}

document.addEventListener("htmx:load", (event) => watchMaps(event.detail.elt));
watchMaps(document);
