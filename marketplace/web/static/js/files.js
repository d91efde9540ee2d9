// Files of a listing: several at once, each picture with words of its own; dropped or chosen; put in order by dragging.
// The keyboard does the same without this script: the file input, and the buttons "Move up" and "Move down".
"use strict";
(() => {
  const zone = document.querySelector("[data-drop]"), list = document.getElementById("files-list");
  const input = zone && zone.querySelector("input[type=file]");
  if (!input) return;
  const words = zone.querySelector("[data-words]"), blank = words.cloneNode(true);
  for (const error of blank.querySelectorAll(".err")) error.remove();
  const typed = new Map(); // by file and field, for files are often chosen again
  input.multiple = true;

  const wordsFor = (file, place) => {
    const block = place ? blank.cloneNode(true) : words;
    for (const node of place ? block.querySelectorAll("[id], [for], [aria-describedby]") : []) {
      for (const name of ["id", "for"]) if (node.hasAttribute(name)) node.setAttribute(name, node.getAttribute(name) + "-" + place);
      const about = node.getAttribute("aria-describedby");
      if (about) node.setAttribute("aria-describedby", about.split(" ").map((id) => id + "-" + place).join(" "));
    }
    for (const node of block.querySelectorAll("input")) node.value = typed.get(`${file.name}/${node.name}`) ?? (place ? "" : node.value);
    const name = block.querySelector("legend");
    name.className = "";
    name.textContent = file.name;
    block.querySelector(".langs").hidden = !file.type.startsWith("image/"); // documents need no description
    return block;
  };
  zone.addEventListener("input", (event) => {
    const block = event.target.closest("[data-words]");
    if (block) typed.set(`${block.querySelector("legend").textContent}/${event.target.name}`, event.target.value);
  });
  input.addEventListener("change", () => {
    for (const block of [...zone.querySelectorAll("[data-words]")].slice(1)) block.remove();
    let last = words;
    [...input.files].forEach((file, place) => {
      const block = wordsFor(file, place);
      if (place) last.after(block);
      last = block;
    });
  });
  zone.addEventListener("dragover", (event) => {
    if ([...event.dataTransfer.types].includes("Files")) event.preventDefault();
  });
  zone.addEventListener("drop", (event) => {
    if (!event.dataTransfer.files.length) return;
    event.preventDefault();
    input.files = event.dataTransfer.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
    input.focus();
  });

  let dragged = null;
  const items = [...list.children];
  for (const item of items) {
    const handle = item.querySelector("summary");
    handle.draggable = items.length > 1;
    handle.addEventListener("dragstart", (event) => {
      dragged = item;
      event.dataTransfer.effectAllowed = "move";
      event.dataTransfer.setData("text/plain", item.id);
    });
    item.addEventListener("dragover", (event) => { if (dragged && dragged !== item) event.preventDefault(); });
    item.addEventListener("drop", (event) => {
      if (!dragged) return;
      event.preventDefault();
      const form = dragged.querySelector("form"), place = document.createElement("input");
      Object.assign(place, { type: "hidden", name: "place", value: String(items.indexOf(item) + 1) });
      form.append(place);
      form.submit();
    });
    item.addEventListener("dragend", () => { dragged = null; });
  }
})();
