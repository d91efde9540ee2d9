// Bars from the tables of a page, drawn before each table. Offers are solid, demands hatched, as everywhere.
"use strict";
(() => {
  const probe = document.body.appendChild(Object.assign(document.createElement("i"), { hidden: true }));
  const colour = (name) => { probe.style.color = `var(${name})`; return getComputedStyle(probe).color; };
  const hatch = () => {
    const tile = Object.assign(document.createElement("canvas"), { width: 8, height: 8 }), pen = tile.getContext("2d");
    pen.fillStyle = colour("--demand-bg");
    pen.fillRect(0, 0, 8, 8);
    pen.strokeStyle = colour("--demand");
    pen.lineWidth = 3;
    for (const x of [-8, 0, 8]) { pen.beginPath(); pen.moveTo(x, 8); pen.lineTo(x + 8, 0); pen.stroke(); }
    return pen.createPattern(tile, "repeat");
  };
  const read = (box) => {
    const rows = [...box.querySelectorAll("tbody tr")], heads = [...box.querySelectorAll("thead th")].slice(1);
    return {
      labels: rows.map((row) => row.cells[0].textContent),
      sets: heads.map((head, n) => ({ label: head.textContent, data: rows.map((row) => Number(row.cells[n + 1].dataset.n)) })),
    };
  };
  const wrapped = (label) => label.split(" ").reduce((lines, word) => {
    const last = lines.length - 1;
    if (last >= 0 && lines[last].length + word.length < 18) lines[last] += " " + word;
    else lines.push(word);
    return lines;
  }, []);
  const draw = (box) => {
    const { labels, sets } = read(box), axis = box.dataset.chart, frame = box.querySelector(".chart");
    frame.style.height = `${frame.offsetHeight}px`; // as the page has set aside, so that nothing moves
    const canvas = document.createElement("canvas");
    frame.replaceChildren(canvas);
    canvas.setAttribute("role", "img");
    canvas.setAttribute("aria-label", box.dataset.label);
    const looks = [{ backgroundColor: colour("--offer") }, { backgroundColor: hatch(), borderColor: colour("--demand"), borderWidth: 1 }];
    const scale = () => ({ stacked: true, grid: { color: colour("--line") }, ticks: { color: colour("--ink"), precision: 0, autoSkip: axis === "x" } });
    return new Chart(canvas, {
      type: "bar",
      data: { labels: axis === "y" ? labels.map(wrapped) : labels, datasets: sets.map((set, n) => ({ ...set, ...looks[n] })) },
      options: {
        indexAxis: axis, animation: false, maintainAspectRatio: false,
        scales: { x: scale(), y: scale() }, plugins: { legend: { labels: { color: colour("--ink") } } },
      },
    });
  };
  let charts = [];
  const all = () => {
    for (const chart of charts) chart.destroy();
    Chart.defaults.font.family = getComputedStyle(document.body).fontFamily;
    charts = [...document.querySelectorAll("[data-chart]")].map(draw);
  };
  all();
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", all);
})();
