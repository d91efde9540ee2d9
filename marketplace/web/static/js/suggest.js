// Suggestions under the search box: a combobox after the ARIA practice. Nothing works differently without it.
"use strict";
(() => {
  const box = document.querySelector("[data-suggest]");
  if (!box) return;
  const input = box.querySelector("input"), bar = box.closest(".sbar");
  const list = Object.assign(document.createElement("ul"), { id: "suggestions", className: "listbox", hidden: true });
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", input.getAttribute("aria-label"));
  for (const [name, value] of Object.entries({ role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id }))
    input.setAttribute(name, value);
  bar.classList.add("has-list");
  bar.append(list);

  let typed = "", chosen = -1, timer = 0, call = null;
  const options = () => [...list.children];
  const show = (open) => {
    list.hidden = !open;
    input.setAttribute("aria-expanded", String(open));
    if (!open) { chosen = -1; input.removeAttribute("aria-activedescendant"); }
  };
  const choose = (index) => {
    const all = options();
    chosen = (index + all.length + 1) % (all.length + 1);
    all.forEach((option, n) => option.setAttribute("aria-selected", String(n === chosen)));
    if (chosen === all.length) { chosen = -1; input.removeAttribute("aria-activedescendant"); input.value = typed; return; }
    input.setAttribute("aria-activedescendant", all[chosen].id);
    all[chosen].scrollIntoView({ block: "nearest" });
    input.value = all[chosen].dataset.text;
  };
  const fill = (items) => {
    list.replaceChildren(...items.map((item, n) => {
      const option = document.createElement("li");
      option.id = `suggestion-${n}`;
      option.setAttribute("role", "option");
      option.setAttribute("aria-selected", "false");
      option.dataset.text = item.text;
      option.append(item.text);
      if (item.note) { const note = document.createElement("small"); note.textContent = item.note; option.append(note); }
      return option;
    }));
    show(items.length > 0);
  };
  const ask = async () => {
    if (call) call.abort();
    call = new AbortController();
    try {
      const answer = await fetch(`${box.dataset.suggest}?${new URLSearchParams({ q: typed })}`, { signal: call.signal, headers: { Accept: "application/json" } });
      if (answer.ok && document.activeElement === input) fill((await answer.json()).items);
    } catch (error) {
      if (error.name !== "AbortError") show(false);
    }
  };

  input.addEventListener("input", () => {
    typed = input.value;
    clearTimeout(timer);
    if (typed.trim().length < 2) show(false);
    else timer = setTimeout(ask, 140);
  });
  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (list.hidden) { if (event.key === "ArrowDown" && typed.trim().length > 1 && options().length) { show(true); event.preventDefault(); } return; }
    if (event.key === "ArrowDown" || event.key === "ArrowUp") { choose(event.key === "ArrowDown" ? chosen + 1 : chosen < 0 ? -2 : chosen - 1); event.preventDefault(); }
    else if (event.key === "Escape") { input.value = typed; show(false); event.preventDefault(); }
    else if (event.key === "Tab") show(false);
  });
  list.addEventListener("mousedown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const option = event.target.closest("li");
    if (!option) return;
    input.value = option.dataset.text;
    input.form.requestSubmit();
  });
  input.addEventListener("blur", () => show(false));
})();
