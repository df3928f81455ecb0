// Reports on the map: cells worked out by the server, as circles or as heat.
"use strict";

document.addEventListener("carte:prete", ({ target: box, detail: { map, data } }) => {
  const plan = box.closest("[data-points]");
  if (!plan || !data.signalements) return;
  const modes = plan.querySelector("[data-modes]");
  const state = plan.querySelector("[data-etat]");
  const layer = L.featureGroup().addTo(map);
  const ACCENT = "#a3171b";
  let found = data.signalements;
  let heat = false;
  modes.hidden = false;

  const text = (words) => {
    const node = document.createElement("span");
    node.textContent = words;
    return node;
  };
  const open = ({ n, adresse, case: corners }) => {
    if (adresse) window.location = adresse;
    else if (n > 1) {
      const [west, south, east, north] = corners;
      map.fitBounds([[south, west], [north, east]]);
    }
  };
  const circle = ([x, y], properties) => {
    const { n } = properties;
    const size = Math.round(Math.min(38, 12 + 4 * Math.log2(n)));
    const icon = L.divIcon({
      className: "sig-amas", html: text(n > 1 ? String(n) : ""), iconSize: [size, size],
    });
    return L.marker([y, x], { icon, keyboard: false }).on("click", () => open(properties));
  };
  const square = (properties, most) => {
    const [west, south, east, north] = properties.case;
    const fillOpacity = 0.15 + 0.7 * Math.sqrt(properties.n / most);
    const style = { stroke: false, fillColor: ACCENT, fillOpacity };
    const words = `${properties.n} signalement${properties.n > 1 ? "s" : ""}`;
    return L.rectangle([[south, west], [north, east]], style)
      .bindTooltip(text(words), { className: "territoire-nom" })
      .on("click", () => open(properties));
  };
  const draw = () => {
    const most = Math.max(1, ...found.features.map(({ properties }) => properties.n));
    layer.clearLayers();
    for (const { geometry, properties } of found.features) {
      (heat ? square(properties, most) : circle(geometry.coordinates, properties)).addTo(layer);
    }
  };

  let asked = null;
  const fetchPoints = async () => {
    asked?.abort();
    asked = new AbortController();
    const bounds = map.getBounds();
    const query = new URLSearchParams(window.location.search);
    query.set("zoom", Math.floor(map.getZoom()) + (heat ? 1 : 0));  // heat reads finer
    query.set("boite", bounds.toBBoxString());
    try {
      const answer = await fetch(`${plan.dataset.points}?${query}`, { signal: asked.signal });
      if (!answer.ok) throw new Error(answer.status);
      found = await answer.json();
      state.textContent = found.tronque ? "Seuls les plus récents sont montrés." : "";
      draw();
    } catch (error) {
      if (error.name !== "AbortError") state.textContent = "La carte n’a pas pu se mettre à jour.";
    }
  };

  modes.addEventListener("click", (event) => {
    const chosen = event.target.closest("[data-mode]");
    if (!chosen) return;
    heat = chosen.dataset.mode === "chaleur";
    for (const button of modes.querySelectorAll("[data-mode]")) {
      button.setAttribute("aria-pressed", String(button === chosen));
    }
    draw();
    fetchPoints();
  });
  if (found.features.length) {
    const points = found.features.map(({ geometry: { coordinates: [x, y] } }) => [y, x]);
    map.fitBounds(points, { padding: [30, 30], maxZoom: 16 });
  }
  draw();
  fetchPoints();
  map.on("moveend", fetchPoints);
  document.addEventListener("htmx:pushedIntoHistory", fetchPoints);
});
