"use strict";
(() => {
  const all = (what, within = document) => [...within.querySelectorAll(what)];

  // A link to a step opens the stories that it stands in.
  const reveal = () => {
    const there = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    for (let at = there; at; at = at.parentElement) if (at.tagName === "DETAILS") at.open = true;
    if (there) there.scrollIntoView();
  };
  addEventListener("hashchange", reveal);
  reveal();

  // A command can be copied.
  for (const box of all(".copy")) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = "Copy";
    button.setAttribute("aria-live", "polite");
    button.addEventListener("click", () => {
      getSelection().selectAllChildren(box.querySelector("code"));
      button.textContent = document.execCommand("copy") ? "Copied" : "Press Ctrl+C";
    });
    box.append(button);
  }

  // A table of times is drawn, too. Colours are the page's own, so that they follow its theme.
  const shapes = { passed: "circle", degraded: "triangle", failed: "diamond", unknown: "rect" };
  const ink = (name) => `var(--${name})`;
  const told = (value, unit) => {
    if (unit !== "ms") return `${+value.toFixed(1)} %`;
    return value < 1000 ? `${+value.toFixed(1)} ms` : `${+(value / 1000).toFixed(2)} s`;
  };
  const limits = (figure) =>
    [["minor", "late", "degraded"], ["major", "too late", "failed"]]
      .filter(([kind]) => figure.dataset[kind])
      .map(([kind, words, colour]) => ({
        yAxis: Number(figure.dataset[kind]),
        lineStyle: { color: ink(colour), type: "dashed" },
        label: { color: ink(colour), formatter: words, position: "insideEndTop" },
      }));
  // A limit that is near is in the picture, one far above is not: it would press the line flat.
  const room = (figure, rows) => {
    const most = Math.max(...rows.map((row) => Number(row.dataset.y)));
    const near = limits(figure).map((one) => one.yAxis).filter((at) => at < most * 4);
    return Math.max(...near) > most ? Math.max(...near) * 1.1 : null;
  };
  const option = (figure) => {
    const unit = figure.dataset.unit;
    const rows = all("tbody tr", figure);
    const axis = { axisLabel: { color: ink("dim") }, axisLine: { lineStyle: { color: ink("line") } } };
    return {
      animation: false,
      textStyle: { fontFamily: getComputedStyle(document.body).fontFamily },
      grid: { left: 8, right: 16, top: 16, bottom: 8, containLabel: true },
      tooltip: {
        trigger: "axis", renderMode: "richText", confine: true, borderColor: ink("line"),
        backgroundColor: ink("card"), textStyle: { color: ink("ink") },
        formatter: ([at]) => `${at.name}\n${told(at.value, unit)}, ${rows[at.dataIndex].className}`,
        axisPointer: { lineStyle: { color: ink("line") } },
      },
      xAxis: { type: "category", data: rows.map((row) => row.cells[0].textContent), ...axis,
        axisTick: { show: false }, axisLabel: { color: ink("dim"), hideOverlap: true, lineHeight: 15,
          formatter: (text) => text.includes("this test") ? "now" : text.replace(/^\d{4}-(.{5}) (.{5}).*/, "$1\n$2") } },
      yAxis: { type: "value", min: 0, max: unit === "ms" ? room(figure, rows) : 100, ...axis,
        axisLabel: { color: ink("dim"), formatter: (value) => told(value, unit) },
        splitLine: { lineStyle: { color: ink("line") } } },
      series: [{
        type: "line", lineStyle: { color: ink("link"), width: 2 }, symbolSize: rows.length > 60 ? 3 : 10, emphasis: { disabled: true },
        data: rows.map((row) => {
          const colour = ink(row.className), now = "now" in row.dataset;
          return { value: Number(row.dataset.y), symbol: shapes[row.className] || "circle",
            itemStyle: { color: now ? colour : ink("card"), borderColor: colour, borderWidth: 2 } };
        }),
        markLine: { silent: true, symbol: "none", data: limits(figure) },
      }],
    };
  };
  for (const figure of all("figure.chart")) {
    const place = document.createElement("div");
    place.className = "drawing";
    place.setAttribute("aria-hidden", "true");
    figure.querySelector("figcaption").after(place);
    const chart = echarts.init(place, null, { renderer: "svg" });
    chart.setOption(option(figure));
    figure.querySelector("details").open = false;
    new ResizeObserver(() => chart.resize()).observe(place);
  }
})();
