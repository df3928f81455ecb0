// Comforts of the pages that define registers; they work without it.
"use strict";

(() => {
  const plain = (text) =>
    text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/[’']/g, " ").toLowerCase();

  // Only what the chosen type has a use for.
  const type = document.getElementById("id_type");
  if (type) {
    const parts = [...document.querySelectorAll("[data-types]")];
    const refresh = () => {
      for (const part of parts) part.hidden = !part.dataset.types.split(" ").includes(type.value);
    };
    type.addEventListener("change", refresh);
    refresh();
  }

  // A field was just added, or the page was just opened: ready for the next one.
  const label = document.querySelector("#ajouter #id_libelle");
  if (label && !document.querySelector(".q-erreurs")) label.focus({ preventScroll: true });

  // A long list of boxes: type a few letters to shorten it.
  for (const list of document.querySelectorAll("[data-filtrable]")) {
    const items = [...list.querySelectorAll(".form-check")];
    const legend = list.querySelector("legend");
    if (items.length < 8 || !legend) continue;
    const words = items.map((item) => plain(item.textContent));
    const title = document.createElement("label");
    title.className = "small";
    title.textContent = "Chercher dans la liste";
    const search = document.createElement("input");
    search.type = "search";
    search.className = "form-control mb-2";
    search.id = "chercher-dans-la-liste";
    title.htmlFor = search.id;
    const count = document.createElement("p");
    count.className = "small text-body-secondary mb-1";
    count.setAttribute("role", "status");
    list.querySelector("fieldset").before(title, search, count);
    const refresh = () => {
      const asked = plain(search.value).split(/\s+/).filter(Boolean);
      items.forEach((item, rank) => {
        const ticked = item.querySelector("input").checked;
        item.hidden = !ticked && !asked.every((word) => words[rank].includes(word));
      });
      const ticked = items.filter((item) => item.querySelector("input").checked).length;
      const shown = items.filter((item) => !item.hidden).length;
      count.textContent = `${ticked} choisi${ticked > 1 ? "s" : ""}, ${shown} affiché${shown > 1 ? "s" : ""}`;
    };
    search.addEventListener("input", refresh);
    search.addEventListener("keydown", (event) => {
      if (event.key === "Enter") event.preventDefault();
    });
    list.addEventListener("change", refresh);
    refresh();
  }
})();
