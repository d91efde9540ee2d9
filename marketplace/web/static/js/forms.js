// Forms that are not lost: sent to the server a few seconds after a change and when the page is left. A draft is saved
// by that, anything else is kept and offered again. Says where it stands; warns before typed text would be lost.
"use strict";
(() => {
  const form = document.querySelector("form[data-stash]");
  if (!form) return;
  const state = document.getElementById("stash-state"), key = form.dataset.stashKey;
  let dirty = false, unsent = false, timer = 0, leaving = false, sending = null;

  const payload = () => {
    const data = new FormData();
    for (const [name, value] of new FormData(form))
      if (typeof value === "string") data.append(name, value);
    data.append("_form", key);
    data.append("_path", location.pathname + location.search);
    return data;
  };
  const say = (text) => { if (state) state.textContent = text; };
  const later = (seconds) => {
    unsent = true;
    clearTimeout(timer);
    timer = setTimeout(send, seconds * 1000);
  };
  const post = async () => {
    unsent = false;
    let answer;
    try {
      answer = await fetch(form.dataset.stash, { method: "POST", body: payload(), headers: { Accept: "application/json" } });
    } catch {
      say(form.dataset.offline);
      return later(15);
    }
    if (!answer.ok) {
      say(form.dataset.refused);
      return later(Number(answer.headers.get("Retry-After")) || 15);
    }
    const told = await answer.json();
    if (told.version) form.elements.version.value = told.version;
    say(told.text);
    for (const [id, html] of Object.entries(told.readings || {})) {
      const place = document.getElementById(id), fresh = place?.cloneNode(false);
      if (!place) continue;
      fresh.innerHTML = html;
      if (!place.isEqualNode(fresh)) place.replaceChildren(...fresh.childNodes); // what stays is not read out again
    }
    dirty = unsent;
  };
  const send = () => {
    if (!unsent || leaving) return;
    if (sending) return later(1);
    sending = post().finally(() => { sending = null; });
  };
  const changed = () => {
    dirty = true;
    later(3);
  };
  form.addEventListener("input", changed);
  form.addEventListener("change", changed);
  form.addEventListener("submit", (event) => {
    if (leaving) { event.preventDefault(); return; } // a double click sends once; the server copes with two as well
    leaving = true;
    clearTimeout(timer);
    setTimeout(() => { leaving = false; }, 8000);
    if (!sending) { dirty = unsent = false; return; }
    event.preventDefault(); // what is under way may change the version that this form carries
    const button = event.submitter;
    sending.finally(() => { leaving = false; form.requestSubmit(button); });
  });
  addEventListener("online", () => { if (unsent) later(0); });
  addEventListener("pageshow", () => { leaving = false; });
  addEventListener("pagehide", () => {
    if (!unsent || leaving) return;
    unsent = false;
    navigator.sendBeacon(form.dataset.stash, payload());
  });
  addEventListener("beforeunload", (event) => { if (dirty && !leaving) event.preventDefault(); });
})();
