// The map of the town: outlines and places, without tiles. Three uses: read, draw, put a point.
"use strict";

(() => {
  const box = document.querySelector("[data-carte]");
  const source = document.getElementById("carte-donnees");
  if (!box || !source || !window.L) return;
  const data = JSON.parse(source.textContent);
  const mode = box.dataset.carte;
  const INK = "#33414d";
  const ACCENT = "#a3171b";
  const SHADES = ["#dbe7f3", "#9dbfdd", "#4f8abf", "#16446f"];  // apart in grey print too
  const COLOURS = ["#1f4e79", "#8a4b08", "#1b6e4a", "#7b2d6b", "#5a5a00"];

  box.hidden = false;
  const map = L.map(box, { attributionControl: false, zoomSnap: 0.25, zoomControl: false });
  L.control.zoom({ position: "topright", zoomInTitle: "Zoomer", zoomOutTitle: "Dézoomer" }).addTo(map);

  const outline = (shape, style) => L.geoJSON(shape, { style, interactive: mode === "lire" });
  const communes = L.featureGroup(
    data.communes.map((shape) => outline(shape, { color: INK, weight: 2, fill: false })),
  ).addTo(map);
  const shade = ({ teinte }) => {
    if (teinte === undefined) return {};
    if (teinte === null) return { color: INK, dashArray: "4 4", fillOpacity: 0 };
    return { color: INK, fillColor: SHADES[teinte], fillOpacity: 0.9 };
  };
  const text = (words) => {  // a tooltip given as a string would be read as HTML
    const node = document.createElement("span");
    node.textContent = words;
    return node;
  };
  const layers = {};
  data.decoupages.forEach((division, rank) => {
    const color = COLOURS[rank % COLOURS.length];
    const fillOpacity = mode === "lire" ? 0.12 : 0.04;
    layers[division.nom] = L.featureGroup(
      division.secteurs.map((sector) =>
        outline(sector.contour, { color, weight: 1.5, fillOpacity, ...shade(sector) })
          .bindTooltip(text([sector.nom, sector.dit].filter(Boolean).join("\u202f: ")),
            { sticky: true, className: "territoire-nom" })),
    );
    if (rank === 0) layers[division.nom].addTo(map);
  });
  const dot = (point, radius) =>
    L.circleMarker(point, { radius, color: "#fff", weight: 1.5, fillColor: ACCENT, fillOpacity: 1 });
  const places = L.featureGroup(
    data.lieux.map((place) =>
      dot(place.point, 6)
        .bindTooltip(text(place.nom), { className: "territoire-nom" })
        .on("click", () => { if (mode === "lire") window.location = place.adresse; })),
  );
  if (data.lieux.length) layers.Lieux = places.addTo(map);
  if (mode === "lire" && Object.keys(layers).length > 1) {
    L.control.layers(null, layers, { collapsed: false }).addTo(map);
  }
  const bounds = L.featureGroup([communes, ...Object.values(layers)]).getBounds();
  if (bounds.isValid()) map.fitBounds(bounds, { padding: [12, 12] });
  else map.setView([46.6, 2.5], 5);  // France
  if (data.centre) map.setView(data.centre, 15);

  const round = (number) => Math.round(number * 1e6) / 1e6;

  if (mode === "placer") {
    const longitude = document.querySelector("[name='longitude']");
    const latitude = document.querySelector("[name='latitude']");
    const read = (field) => Number.parseFloat(field.value.replace(",", "."));
    const write = (field, number) => { field.value = String(round(number)).replace(".", ","); };
    let marker = null;
    const show = () => {
      marker?.remove();
      const [x, y] = [read(longitude), read(latitude)];
      marker = Number.isFinite(x) && Number.isFinite(y) ? dot([y, x], 7).addTo(map) : null;
    };
    // Told like a change made by hand: the point is drawn, what listens to the form follows.
    const tell = () => { latitude.dispatchEvent(new Event("change", { bubbles: true })); };
    const put = (latlng) => {
      write(longitude, latlng.lng);
      write(latitude, latlng.lat);
      tell();
    };
    map.on("click", ({ latlng }) => put(latlng));
    // With the keyboard: the arrows move the map under its centre, the button puts the point.
    const tools = document.querySelector("[data-viseur]");
    if (tools) {
      const state = tools.querySelector("[data-etat]");
      const said = (words) => { state.textContent = words; };
      tools.hidden = false;
      box.classList.add("territoire-visee");
      tools.addEventListener("click", (event) => {
        const tool = event.target.closest("[data-outil]")?.dataset.outil;
        if (tool === "ici") { put(map.getCenter()); said("Le point est posé."); }
        if (tool === "oter") {
          for (const field of [longitude, latitude]) field.value = "";
          tell();
          said("Le point est ôté.");
        }
      });
    }
    // A map drawn while folded away does not know its size.
    box.closest("details")?.addEventListener("toggle", () => {
      map.invalidateSize();
      if (bounds.isValid() && !marker) map.fitBounds(bounds, { padding: [12, 12] });
    });
    for (const field of [longitude, latitude]) field.addEventListener("change", show);
    show();
  }

  if (mode === "tracer") {
    const field = document.querySelector("[data-contour]");
    const tools = document.querySelector("[data-outils]");
    const state = tools.querySelector("[data-etat]");
    const drawing = L.featureGroup().addTo(map);
    let corners = [];
    tools.hidden = false;

    const paintCorners = () => {
      L.polyline(corners, { color: ACCENT, weight: 2, dashArray: "4 4" }).addTo(drawing);
      for (const corner of corners) dot(corner, 4).addTo(drawing);
      state.textContent = `${corners.length} point${corners.length > 1 ? "s" : ""}`;
    };
    const paintShape = () => {
      if (!field.value.trim()) {
        state.textContent = "Cliquez sur la carte pour poser les points.";
        return;
      }
      try {
        const style = { color: ACCENT, weight: 2 };
        L.geoJSON(JSON.parse(field.value), { style, interactive: false }).addTo(drawing);
        state.textContent = "Contour fermé.";
      } catch {
        state.textContent = "Ce texte n’est pas un contour.";
      }
    };
    const paint = () => {
      drawing.clearLayers();
      if (corners.length) paintCorners();
      else paintShape();
    };
    const TOOLS = {
      annuler: () => { corners.pop(); },
      effacer: () => { corners = []; field.value = ""; },
      fermer: () => {
        const ring = [...corners, corners[0]].map(([y, x]) => [x, y]);
        field.value = JSON.stringify({ type: "Polygon", coordinates: [ring] });
        corners = [];
      },
    };
    map.on("click", ({ latlng }) => {
      corners.push([round(latlng.lat), round(latlng.lng)]);
      paint();
    });
    tools.addEventListener("click", (event) => {
      const tool = event.target.closest("[data-outil]")?.dataset.outil;
      if (tool === "fermer" && corners.length < 3) {
        state.textContent = "Posez au moins trois points.";
        return;
      }
      TOOLS[tool]?.();
      paint();
    });
    field.addEventListener("input", () => { corners = []; paint(); });
    paint();
    if (drawing.getLayers().length) map.fitBounds(drawing.getBounds(), { padding: [40, 40] });
  }

  // Others draw on it once it stands; `data` is what the page gave.
  box.dispatchEvent(new CustomEvent("carte:prete", { bubbles: true, detail: { map, data } }));
})();
