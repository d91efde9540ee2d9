// Keeps the filters as they were when htmx swaps the results: open groups, the sheet on phones, its scroll position.
"use strict";
(() => {
  let before = null;
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.target.id !== "results") return;
    const facets = document.getElementById("facets");
    before = {
      sheet: facets.matches(":popover-open") && event.detail.requestConfig.triggeringEvent?.type !== "submit",
      scroll: facets.scrollTop,
      page: scrollY,
      focus: facets.contains(document.activeElement) ? document.activeElement.id : "",
      open: new Map([...facets.querySelectorAll("details")].map((group) => [group.dataset.group, group.open])),
    };
  });
  document.addEventListener("htmx:afterSwap", (event) => {
    const facets = document.getElementById("facets");
    if (!before || !facets || !document.getElementById("results")) return;
    for (const group of facets.querySelectorAll("details"))
      if (before.open.has(group.dataset.group)) group.open = before.open.get(group.dataset.group);
    if (before.sheet && facets.showPopover) {
      document.querySelector(".facetbtn").focus(); // where Esc leads back to
      facets.showPopover();
    }
    if (before.focus) document.getElementById(before.focus)?.focus({ preventScroll: true });
    facets.scrollTop = before.scroll;
    if (!before.sheet) scrollTo({ top: before.page, behavior: "instant" }); // groups that were shut for a moment moved it
    const count = document.getElementById("count");
    if (count) document.title = count.textContent + document.title.slice(document.title.lastIndexOf(" – "));
    before = null;
  });
})();
