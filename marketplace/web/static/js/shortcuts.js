// Single keys as shortcuts, listed by "?". Nothing happens while somebody types, and they can be switched off.
"use strict";
(() => {
  const list = document.getElementById("shortcuts"), choice = document.getElementById("keys-on");
  if (!list || !list.showPopover) return;
  const kept = {
    get on() { try { return localStorage.getItem("keys") !== "off"; } catch { return true; } },
    set on(wanted) { try { localStorage.setItem("keys", wanted ? "on" : "off"); } catch { /* a private window keeps nothing */ } },
  };
  choice.checked = kept.on;
  choice.parentElement.hidden = false;
  choice.addEventListener("change", () => { kept.on = choice.checked; });

  const step = (by) => {
    const links = [...document.querySelectorAll(".res .ti a, .rows a")];
    const here = links.indexOf(document.activeElement);
    const next = links[here < 0 ? (by > 0 ? 0 : links.length - 1) : here + by];
    if (next) next.focus();
  };
  const actions = {
    "?": () => list.togglePopover(),
    "/": () => {
      const box = document.getElementById("q");
      if (box) { box.focus(); box.select(); } else location.href = list.dataset.search;
    },
    j: () => step(1),
    k: () => step(-1),
    n: () => { location.href = list.dataset.new; },
    h: () => { location.href = list.dataset.home; },
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || !kept.on) return;
    if (event.target.closest("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]")) return;
    const act = actions[event.key];
    if (act) { event.preventDefault(); act(); }
  });
})();
