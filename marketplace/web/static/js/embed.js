// One line on anybody's page makes a frame there with the newest listings of a sector or an organisation:
//   <script src="https://…/embed.js" data-sector="marine" data-lang="vi" async></script>
// data-organisation instead of data-sector; data-number 1 to 10; data-theme auto, light or dark.
"use strict";
(() => {
  const line = document.currentScript, wish = line.dataset;
  const site = new URL(".", line.src);
  const titles = { vi: "Tin công nghệ mới nhất", en: "Newest technology listings" };
  const lang = [wish.lang, document.documentElement.lang]
    .map((code) => (code || "").slice(0, 2).toLowerCase()).find((code) => code in titles) || "vi";

  const address = new URL(`${lang}/embed`, site);
  for (const name of ["sector", "organisation", "number", "theme"])
    if (wish[name]) address.searchParams.set(name, wish[name]);

  const frame = document.createElement("iframe");
  frame.title = titles[lang];
  frame.loading = "lazy";
  frame.width = "100%";
  frame.height = 260 + 100 * (Number(wish.number) || 5); // until it tells
  frame.style.border = "0";
  frame.sandbox = "allow-scripts allow-same-origin allow-forms allow-popups allow-popups-to-escape-sandbox";
  frame.src = address;

  addEventListener("message", (event) => {
    if (event.origin !== site.origin || event.source !== frame.contentWindow) return;
    const { height, title } = event.data || {};
    if (height > 0 && height < 10000) frame.height = Math.ceil(height);
    if (title) frame.title = String(title);
  });
  line.after(frame);
})();
