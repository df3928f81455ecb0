// Taking a call with the keyboard alone; the page works without it.
"use strict";

(() => {
  const form = () => document.getElementById("appel");
  const fold = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  const changed = (field) => field.dispatchEvent(new Event("change", { bubbles: true }));

  // -- a number or the first letters choose the sub-category -------------------------------

  let typed = "";
  let typedAt = 0;
  const matching = (radios, text) => radios.find((radio) =>
    radio.dataset.rang === text
    || fold(radio.parentElement.querySelector("[data-libelle]").textContent).startsWith(text));

  const pick = (group, key) => {
    const now = performance.now();
    const letter = fold(key);
    typed = now - typedAt < 800 ? typed + letter : letter;
    typedAt = now;
    const radios = [...group.querySelectorAll("input[type='radio']")];
    let found = matching(radios, typed);
    if (!found) {
      typed = letter;
      found = matching(radios, typed);
    }
    if (!found) return;
    found.checked = true;
    found.focus();
    changed(found);
  };

  // -- known places under the address --------------------------------------------------------

  const box = () => document.querySelector("[data-lieux]");
  const list = () => document.getElementById("appel-lieux");
  const options = () => [...list().querySelectorAll("[role='option']")];
  const active = () => list().querySelector("[aria-selected='true']");

  const show = (open) => {
    list().hidden = !open;
    box().setAttribute("aria-expanded", String(open));
    if (!open) activate(null);
  };
  const activate = (option) => {
    active()?.setAttribute("aria-selected", "false");
    option?.setAttribute("aria-selected", "true");
    option?.scrollIntoView({ block: "nearest" });
    if (option) box().setAttribute("aria-activedescendant", option.id);
    else box().removeAttribute("aria-activedescendant");
  };
  const choose = (option) => {
    box().value = option.dataset.nom;
    const code = form().elements.lieu;
    code.value = option.dataset.code;
    show(false);
    changed(code);
  };
  const move = (step) => {
    const all = options();
    if (!all.length) return;
    show(true);
    const here = all.indexOf(active());
    const first = step > 0 ? 0 : all.length - 1;
    activate(all[here < 0 ? first : (here + step + all.length) % all.length]);
  };
  const listKeys = {
    ArrowDown: () => move(1),
    ArrowUp: () => move(-1),
    Escape: () => show(false),
    Enter: () => { if (active()) choose(active()); else return false; },
  };

  const dress = () => {
    const field = box();
    if (!field) return;
    field.setAttribute("role", "combobox");
    field.setAttribute("aria-autocomplete", "list");
    field.setAttribute("aria-controls", "appel-lieux");
    field.setAttribute("aria-expanded", "false");
  };
  dress();

  document.addEventListener("htmx:afterSettle", (event) => {
    if (event.target === list()) {
      show(options().length > 0 && document.activeElement === box() && !form().elements.lieu.value);
    } else if (event.target.querySelector?.("[data-lieux]") || event.target === form()) {
      dress();
    }
  });
  document.addEventListener("input", (event) => {
    if (event.target === box()) form().elements.lieu.value = "";
  });
  document.addEventListener("mousedown", (event) => {
    const option = event.target.closest?.("#appel-lieux [role='option']");
    if (!option) return;
    event.preventDefault();  // the field keeps the focus
    choose(option);
  });
  document.addEventListener("focusout", (event) => {
    if (event.target === box()) show(false);
  });

  // -- keys of the whole form -------------------------------------------------------------------

  const next = (field) => {
    const all = [...form().elements].filter((one) =>
      one.tabIndex >= 0 && !one.disabled && one.type !== "hidden" && one.offsetParent !== null
      && (one.type !== "radio" || one.checked || one.name !== field.name));
    const rest = all.slice(all.indexOf(field) + 1);
    (field.type === "radio" ? rest.find((one) => one.name !== field.name) : rest[0])?.focus();
  };

  document.addEventListener("keydown", (event) => {
    const field = event.target;
    if (!(field instanceof HTMLElement) || !field.closest("[data-appel]")) return;
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      form().requestSubmit(form().querySelector("[data-suivant]"));
      return;
    }
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    if (field === box() && !list().hidden && listKeys[event.key]) {
      if (listKeys[event.key]() !== false) {
        event.preventDefault();
        return;
      }
    }
    const group = field.closest("[data-frappe]");
    if (group && event.key.length === 1 && event.key !== " ") {
      event.preventDefault();
      pick(group, event.key);
    } else if (event.key === "Enter" && field.matches("input, select")) {
      event.preventDefault();  // Enter goes on, it does not send half a call
      next(field);
    }
  });

  // -- a lost connection: nothing typed is lost, and it is kept as soon as it comes back ------------

  let retry = 0;
  const keep = () => { if (form()) changed(form()); };
  const status = () => document.querySelector("[data-brouillon]");
  document.addEventListener("htmx:sendError", () => {
    if (!status()) return;
    status().textContent = "Pas de connexion : gardez cette page ouverte, la saisie repartira seule.";
    clearTimeout(retry);
    retry = setTimeout(keep, 4000);
  });
  // Signed out meanwhile: the page of the sign-in must not take the place of the call.
  document.addEventListener("htmx:beforeSwap", (event) => {
    const { xhr, requestConfig, target } = event.detail;
    if (!status() || (target !== status() && target !== form())) return;
    const came = new URL(xhr.responseURL || window.location, window.location).pathname;
    if (came === new URL(requestConfig.path, window.location).pathname) return;
    event.detail.shouldSwap = false;
    status().textContent = "Votre session a pris fin. Reconnectez-vous dans un autre onglet, puis rechargez cette page : ce qui était gardé y sera.";
  });
  document.addEventListener("htmx:responseError", (event) => {
    if (event.target === status()) status().textContent = "Ce dernier champ n’est pas gardé.";
  });
  document.addEventListener("htmx:afterOnLoad", (event) => {
    if (event.target !== status() || !status().textContent.includes("Gardé")) return;
    clearTimeout(retry);
    document.querySelector("#q-messages .q-message-error")?.remove();
  });
  window.addEventListener("online", keep);
})();
