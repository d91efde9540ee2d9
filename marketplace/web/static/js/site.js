// What every page needs: the CSRF token for htmx where that is loaded, messages that can be closed, counters, list filters, printing.
"use strict";
(() => {
  const token = () => document.querySelector("meta[name=csrf-token]").content;
  document.addEventListener("htmx:configRequest", (event) => { event.detail.headers["X-CSRFToken"] = token(); });
  document.addEventListener("htmx:sendError", () => {
    const box = document.getElementById("messages");
    if (box) box.textContent = document.documentElement.lang === "vi"
      ? "Không kết nối được với máy chủ. Hãy thử lại." : "The server can't be reached. Try again.";
  });

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-close], [data-print]");
    if (!button) return;
    if (button.hasAttribute("data-print")) window.print();
    else button.closest(".flash").remove();
  });

  // Characters as readers count them; the server has the last word.
  const segments = window.Intl && Intl.Segmenter ? new Intl.Segmenter() : null;
  const length = (text) => segments ? [...segments.segment(text)].length : [...text].length;
  const number = new Intl.NumberFormat(document.documentElement.lang);
  const words = document.documentElement.lang === "vi"
    ? ["ký tự", "thừa"] : ["characters", "too long by"];
  document.addEventListener("input", (event) => {
    const counter = event.target.id && document.getElementById(event.target.id + "-count");
    if (!counter) return;
    const limit = Number(counter.dataset.limit), used = length(event.target.value.normalize("NFC").trim());
    counter.textContent = `${number.format(used)}/${number.format(limit)} ${words[0]}`
      + (used > limit ? ` – ${words[1]} ${number.format(used - limit)}` : "");
    counter.classList.toggle("over", used > limit);
  });

  document.addEventListener("change", (event) => {
    const all = event.target.closest("[data-all]");
    if (!all) return;
    for (const box of document.querySelectorAll(`main input[type=checkbox][name=${all.dataset.all}]`))
      box.checked = event.target.checked;
  });

  // Empty inputs don't belong in an address that is shared.
  document.addEventListener("formdata", (event) => {
    if (event.target.method !== "get") return;
    for (const name of new Set(event.formData.keys()))
      if (event.formData.getAll(name).every((value) => value === "")) event.formData.delete(name);
  });

  const fold = (text) => text.toLowerCase().normalize("NFD").replace(/\p{M}/gu, "").replace(/đ/g, "d");
  document.addEventListener("input", (event) => {
    const list = event.target.dataset && event.target.dataset.filter && document.getElementById(event.target.dataset.filter);
    if (!list) return;
    const wanted = fold(event.target.value.trim());
    for (const item of list.querySelectorAll(".pick"))
      item.hidden = !fold(item.textContent).includes(wanted) && !item.querySelector(":checked");
  });

  const wake = (root) => {
    for (const node of root.querySelectorAll("[data-all][hidden], [data-close][hidden], [data-print][hidden], [data-filter][hidden]")) node.hidden = false;
  };
  wake(document);
  document.addEventListener("htmx:load", (event) => wake(event.target));
  const summary = document.getElementById("errors");
  if (summary) summary.focus();
})();
