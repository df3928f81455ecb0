// Comforts of the pages that write the diagnosis; they work without it.
"use strict";

(() => {
  const plain = (text) =>
    text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/[’']/g, " ").toLowerCase();

  // A long list of boxes: type a few letters to shorten it.
  for (const list of document.querySelectorAll("[data-filtrable]")) {
    const items = [...list.querySelectorAll("[data-element]")];
    const boxes = items.map((item) => item.querySelector("input"));
    const words = items.map((item) => plain(item.textContent));

    const label = document.createElement("label");
    label.className = "small";
    label.textContent = "Chercher dans la liste";
    const search = document.createElement("input");
    search.type = "search";
    search.className = "form-control";
    search.id = "chercher-element";
    label.htmlFor = search.id;
    const count = document.createElement("p");
    count.className = "small text-body-secondary mb-0";
    count.setAttribute("role", "status");
    list.querySelector("legend").after(label, search, count);

    const refresh = () => {
      const asked = plain(search.value).split(/\s+/).filter(Boolean);
      let shown = 0;
      items.forEach((item, rank) => {
        item.hidden = !asked.every((word) => words[rank].includes(word));
        shown += item.hidden ? 0 : 1;
      });
      for (const group of list.querySelectorAll("[data-groupe]")) {
        group.hidden = !group.querySelector("[data-element]:not([hidden])");
      }
      const ticked = boxes.filter((box) => box.checked).length;
      count.textContent = `${ticked} choisi${ticked > 1 ? "s" : ""}, ${shown} affiché${shown > 1 ? "s" : ""}`;
    };
    search.addEventListener("input", refresh);
    search.addEventListener("keydown", (event) => {
      if (event.key === "Enter") event.preventDefault();
    });
    list.addEventListener("change", refresh);
    refresh();
  }

  // A claim: once its series is chosen, only the spans that this series has are offered.
  const spans = document.getElementById("periodes-par-serie");
  const known = spans ? JSON.parse(spans.textContent) : {};
  for (const claim of document.querySelectorAll("[data-affirmation]")) {
    const serie = claim.querySelector("[data-serie]");
    const lists = [...claim.querySelectorAll("select")].filter((list) => list.name.match(/-(de|a)$/));
    const shorten = () => {
      const kept = known[serie.value];
      for (const option of lists.flatMap((list) => [...list.options])) {
        option.hidden = Boolean(kept && option.value && !option.selected && !kept.includes(option.value));
      }
    };
    serie.addEventListener("change", shorten);
    shorten();
  }
})();
