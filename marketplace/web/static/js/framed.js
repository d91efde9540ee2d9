// Tells the page around how tall this one is and what it is called: nothing that anybody may not know.
"use strict";
(() => {
  if (parent === window) return;
  const tell = () => parent.postMessage(
    { height: document.body.getBoundingClientRect().height, title: document.title }, "*");
  new ResizeObserver(tell).observe(document.body);
})();
