// The questions that lead to a TRL, beside the field: the same pages that the button opens without scripts.
"use strict";
(() => {
  const button = document.querySelector("button[data-ask]");
  if (!button) return;
  const box = document.getElementById(button.dataset.box), level = document.getElementById(button.dataset.fills);
  const show = async (address) => {
    const answer = await fetch(address, { headers: { "HX-Request": "true" } });
    if (!answer.ok) throw new Error(String(answer.status));
    box.innerHTML = await answer.text();
    box.hidden = false;
    button.setAttribute("aria-expanded", "true");
    box.querySelector("h2").focus();
  };
  const close = () => {
    box.hidden = true;
    box.textContent = "";
    button.setAttribute("aria-expanded", "false");
  };
  button.setAttribute("aria-expanded", "false");
  button.addEventListener("click", (event) => {
    event.preventDefault();
    if (!box.hidden) close();
    else show(button.dataset.ask).catch(() => button.form.requestSubmit(button.form.querySelector("[value=trl]")));
  });
  box.addEventListener("click", (event) => {
    const link = event.target.closest("a");
    if (!link) return;
    event.preventDefault();
    if (!link.dataset.level) { show(link.href).catch(() => { location.href = link.href; }); return; }
    level.value = link.dataset.level;
    level.dispatchEvent(new Event("change", { bubbles: true }));
    close();
    level.focus();
  });
})();
