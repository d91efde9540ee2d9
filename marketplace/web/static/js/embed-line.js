// The page where the line is made: copying it, and giving the preview its height.
"use strict";
(() => {
  const wake = () => { for (const button of document.querySelectorAll("[data-copy]")) button.hidden = !navigator.clipboard; };
  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-copy]");
    if (!button) return;
    await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent);
    document.getElementById("copied").textContent = button.dataset.done;
  });
  document.addEventListener("htmx:load", wake);
  wake();
  addEventListener("message", (event) => {
    const frame = document.getElementById("preview");
    if (event.origin === location.origin && frame && event.source === frame.contentWindow)
      frame.height = Math.ceil(event.data.height);
  });
})();
