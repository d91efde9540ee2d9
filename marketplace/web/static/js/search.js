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
      top: document.activeElement.getBoundingClientRect().top,
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
    const here = before.focus && document.getElementById(before.focus);
    if (here) here.focus({ preventScroll: true });
    facets.scrollTop = before.scroll;
    // What was just used stays where the eye is, although groups above it have got longer or shorter.
    if (!before.sheet) {
      scrollTo({ top: before.page, behavior: "instant" });
      if (here) scrollBy({ top: here.getBoundingClientRect().top - before.top, behavior: "instant" });
    }
    const count = document.getElementById("count");
    if (count) document.title = count.textContent + document.title.slice(document.title.lastIndexOf(" – "));
    before = null;
  });
})();
