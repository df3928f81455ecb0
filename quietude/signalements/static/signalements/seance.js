// The cell in session by the keyboard: what bears data-touche is chosen by that key.
"use strict";

(() => {
  const OFF = "quietude.seance.sans-raccourcis";
  const toggle = document.querySelector("[data-touches]");
  const clock = document.querySelector("[data-secondes]");
  const announce = document.getElementById("q-annonce");
  let leaving = false;

  const store = (value) => {
    try {
      if (value === undefined) return localStorage.getItem(OFF) === "1";
      localStorage.setItem(OFF, value ? "1" : "0");
    } catch { /* no storage: the keys are on */ }
    return Boolean(value);
  };
  let off = store();
  const show = () => toggle?.setAttribute("aria-pressed", String(!off));
  if (toggle) {
    toggle.hidden = false;
    toggle.addEventListener("click", () => { off = store(!off); show(); });
    show();
  }

  // On a French keyboard the digits want Shift: the place of the key tells as well.
  const nameOf = ({ code, key }) => /^(?:Digit|Numpad)(\d)$/.exec(code)?.[1] ?? key.toLowerCase();
  const writes = (node) => node.matches?.("select, textarea, input:not([type=radio])");

  document.addEventListener("keydown", (event) => {
    if (off || leaving || event.repeat || event.ctrlKey || event.metaKey || event.altKey) return;
    const { target } = event;
    const name = nameOf(event);
    if (writes(target)) return;
    if (name.startsWith("arrow") && target.matches?.("[type=radio]")) return;
    if (name === "enter" && target.matches?.("a, button")) return;
    const chosen = document.querySelector(`[data-touche="${CSS.escape(name)}"]`);
    if (!chosen) return;
    event.preventDefault();
    if (chosen.type === "radio") {
      chosen.checked = true;
      const other = chosen.form.elements.autre;
      if (other) other.value = "";
      announce.textContent = chosen.closest("label").innerText;
      return;
    }
    leaving = true;
    chosen.click();
  });
  window.addEventListener("pageshow", () => { leaving = false; });

  if (clock) {
    const tell = () => {
      const spent = Number(clock.dataset.secondes) + performance.now() / 1000;
      clock.textContent = `${Math.floor(spent / 60)} min`;
    };
    setInterval(tell, 15000);
  }
})();
