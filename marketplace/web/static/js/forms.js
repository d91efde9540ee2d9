// Half-typed forms: sent to the server's stash a few seconds after a change and when the page is left, offered again
// by the server. Warns before typed text would be lost.
"use strict";
(() => {
  const form = document.querySelector("form[data-stash]");
  if (!form) return;
  const state = document.getElementById("stash-state"), key = form.dataset.stashKey;
  let dirty = false, unsent = false, timer = 0, leaving = false;

  const payload = () => {
    const data = new FormData();
    for (const [name, value] of new FormData(form))
      if (typeof value === "string") data.append(name, value);
    data.append("_form", key);
    data.append("_path", location.pathname + location.search);
    return data;
  };
  const say = (text) => { if (state) state.textContent = text; };
  const send = async () => {
    if (!unsent) return;
    unsent = false;
    try {
      const answer = await fetch(form.dataset.stash, { method: "POST", body: payload(), headers: { Accept: "application/json" } });
      if (!answer.ok) throw new Error(String(answer.status));
      say((await answer.json()).text);
      dirty = false;
    } catch {
      unsent = true;
      say(form.dataset.stashFailed);
      timer = setTimeout(send, 15000);
    }
  };
  const changed = () => {
    dirty = unsent = true;
    clearTimeout(timer);
    timer = setTimeout(send, 3000);
  };
  form.addEventListener("input", changed);
  form.addEventListener("change", changed);
  form.addEventListener("submit", (event) => {
    if (leaving) { event.preventDefault(); return; } // a double click sends once; the server copes with two as well
    leaving = true;
    dirty = unsent = false;
    clearTimeout(timer);
    setTimeout(() => { leaving = false; }, 8000);
  });
  addEventListener("pageshow", () => { leaving = false; });
  addEventListener("pagehide", () => {
    if (!unsent) return;
    unsent = false;
    navigator.sendBeacon(form.dataset.stash, payload());
  });
  addEventListener("beforeunload", (event) => { if (dirty && !leaving) event.preventDefault(); });
})();
