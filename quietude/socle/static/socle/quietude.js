// Comforts on top of pages that work without JavaScript.
"use strict";

(() => {
  document.documentElement.classList.add("js");

  const announce = (text) => {
    const region = document.getElementById("q-annonce");
    if (!region || !text) return;
    region.textContent = "";
    setTimeout(() => { region.textContent = text; }, 50);
  };

  const showError = (text) => {
    const box = document.createElement("div");
    box.className = "q-message q-message-error";
    box.setAttribute("role", "alert");
    const sentence = document.createElement("p");
    sentence.textContent = text;
    const close = document.createElement("button");
    close.type = "button";
    close.className = "btn-close";
    close.dataset.fermer = "";
    close.setAttribute("aria-label", "Fermer ce message");
    box.append(sentence, close);
    document.getElementById("q-messages")?.replaceChildren(box);
    box.scrollIntoView({ block: "nearest" });
  };

  document.addEventListener("click", (event) => {
    if (!(event.target instanceof Element)) return;
    const close = event.target.closest("[data-fermer]");
    if (close) {
      close.closest(".q-message")?.remove();
      document.getElementById("contenu")?.focus();
    }
    for (const menu of document.querySelectorAll(".q-compte-menu[open]")) {
      if (!menu.contains(event.target)) menu.open = false;
    }
  });

  document.addEventListener("keydown", (event) => {
    const menu = document.querySelector(".q-compte-menu[open]");
    if (event.key !== "Escape" || !menu) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });

  // <form data-confirmer="Question ?">: asks before sending.
  document.addEventListener("submit", (event) => {
    const question = event.target.dataset?.confirmer;
    if (question && !window.confirm(question)) {
      event.preventDefault();
      event.stopImmediatePropagation();
    }
  }, true);

  // After a swap: say what changed; give the focus back when its element went away. A page
  // that refreshes itself leaves the reader where he is.
  let focusLeaves = false;
  document.addEventListener("htmx:beforeSwap", (event) => {
    const focused = document.activeElement;
    focusLeaves = focused !== document.body && event.target.contains(focused);
  });
  document.addEventListener("htmx:afterSettle", (event) => {
    const swapped = event.target;
    announce(swapped.dataset?.annonce ?? swapped.querySelector?.("[data-annonce]")?.dataset.annonce);
    if (!focusLeaves) return;
    focusLeaves = false;
    if (document.activeElement && document.activeElement !== document.body) return;
    const goal = swapped.querySelector?.("[autofocus], h1, h2, [tabindex]") ?? swapped;
    if (!goal.hasAttribute("tabindex")) goal.setAttribute("tabindex", "-1");
    goal.focus({ preventScroll: true });
  });

  document.addEventListener("htmx:responseError", (event) => {
    const page = new DOMParser().parseFromString(event.detail.xhr.responseText, "text/html");
    const reason = page.querySelector("[data-motif]")?.textContent.trim();
    showError(reason || "Cela n’a pas fonctionné. Rechargez la page et recommencez.");
  });
  document.addEventListener("htmx:sendError", () => {
    showError("Le site ne répond pas. Vérifiez votre connexion : votre saisie est encore dans la page.");
  });
})();
