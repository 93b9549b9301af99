// Finds the texts that can be seen in a frame, so that parts of them can be painted over. Painting
// changes nothing of the page: a highlight follows its text wherever that moves.
() => {
  const NAME = "onetake-painted";
  const MARK = "data-onetake-painted";
  const LARGEST = 500000;
  const silent = new Set(["SCRIPT", "STYLE", "NOSCRIPT", "TEMPLATE", "TITLE", "TEXTAREA", "OPTION"]);
  const inline = /^(inline|contents|ruby)/;
  const groups = [];
  const fields = [];
  const roots = new Set();
  let size = 0;

  const near = (element) => {
    const box = element.getBoundingClientRect();
    return box.bottom > -200 && box.top < innerHeight + 200
      && box.right > -200 && box.left < innerWidth + 200;
  };
  const block = (element) => {
    while (element.parentElement && inline.test(getComputedStyle(element).display)) {
      element = element.parentElement;
    }
    return element;
  };
  // A list that is open shows every option, a closed one the option that is chosen.
  const options = (element) => (element.size > 1 ? [...element.options] : [...element.selectedOptions])
    .map((option) => option.text).join("\n");
  const told = (element) => [
    element.value, element.placeholder, element.alt, element.label,
    element.localName === "select" ? options(element) : "",
    element instanceof SVGElement ? element.textContent : "",
    ...["::before", "::after"].map((part) => getComputedStyle(element, part).content),
  ].filter((text) => typeof text === "string" && text && text !== "none" && text !== "normal");

  // No selector reaches into a closed shadow root: where it holds fields, its host is painted over.
  const closed = (host) => window[Symbol.for("onetake.closed")]?.get(host);
  const barred = (root) => root.querySelector("input, select, textarea, text, img[alt]");
  const walk = (root) => {
    roots.add(root);
    const seen = NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT;
    const walker = document.createTreeWalker(root, seen);
    let last = null;
    while (walker.nextNode()) {
      const node = walker.currentNode;
      if (node.nodeType === Node.ELEMENT_NODE) {
        const hidden = closed(node);
        if (node.shadowRoot || hidden) walk(node.shadowRoot || hidden);
        if (hidden && barred(hidden)) fields.push([node, null]);
        if (silent.has(node.nodeName) && node.nodeName !== "TEXTAREA") continue;
        if (node.namespaceURI?.endsWith("svg") && node.localName !== "text") continue;
        const texts = near(node) ? told(node) : [];
        if (texts.length) fields.push([node, texts.join("\n")]);
        continue;
      }
      const element = node.parentElement;
      if (!element || !node.data.trim() || silent.has(element.nodeName)) continue;
      if (element.namespaceURI?.endsWith("svg")) continue;
      const home = block(element);
      if (!near(home) && !near(element)) continue;
      size += node.data.length;
      if (last?.home === home) last.nodes.push(node);
      else groups.push(last = { home, nodes: [node] });
    }
  };
  walk(document);

  const range = (nodes, from, to) => {
    const found = new Range();
    let at = 0;
    for (const node of nodes) {
      const end = at + node.data.length;
      if (from >= at && from < end) found.setStart(node, from - at);
      if (to > at && to <= end) found.setEnd(node, to - at);
      at = end;
    }
    return found;
  };
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`::highlight(${NAME}) { color: #222; background-color: #222; text-shadow: none;
    text-decoration: none; -webkit-text-fill-color: #222; -webkit-text-stroke: 0 #222 }`);

  return {
    texts: () => size > LARGEST ? null : {
      groups: groups.map(({ nodes }) => nodes.map((node) => node.data).join("")),
      fields: fields.map(([, text]) => text),
    },
    paint: ({ spans, marked }) => {
      const ranges = spans.map(([group, from, to]) => range(groups[group].nodes, from, to));
      const highlight = new Highlight(...ranges);
      highlight.priority = 1e6;
      CSS.highlights.set(NAME, highlight);
      for (const root of roots) root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
      for (const field of marked) fields[field][0].setAttribute(MARK, "");
    },
    clear: () => {
      CSS.highlights.delete(NAME);
      for (const root of roots) {
        root.adoptedStyleSheets = root.adoptedStyleSheets.filter((one) => one !== sheet);
      }
      for (const [element] of fields) element.removeAttribute(MARK);
    },
  };
}
