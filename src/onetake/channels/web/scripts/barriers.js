// Runs axe-core in one frame and tells each place in the words of a customer.
async () => {
  const words = (text) => (text || "").replace(/\s+/g, " ").trim().slice(0, 60);
  const roles = {
    a: "link", button: "button", img: "picture", input: "field", select: "list", textarea: "field",
    iframe: "frame", html: "page", form: "form", table: "table", video: "video", svg: "drawing",
  };
  const buttons = ["submit", "button", "reset", "image"];
  const role = (element) => {
    const tag = element.localName;
    if (/^h[1-6]$/.test(tag)) return "heading";
    if (tag === "input" && buttons.includes(element.type)) return "button";
    return element.getAttribute("role") || roles[tag] || "text";
  };
  const name = (element) => {
    const labels = element.labels ? [...element.labels].map((label) => label.textContent) : [];
    const file = (element.getAttribute("src") || "").split(/[?#]/)[0].split("/").pop();
    const told = [
      element.getAttribute("aria-label"), ...labels, element.getAttribute("alt"),
      element.getAttribute("placeholder"), element.getAttribute("title"),
      element.matches("html,body,form,table,iframe") ? "" : element.innerText,
      element.getAttribute("name"), element.id, file,
    ];
    return words(told.find((text) => words(text)));
  };
  const find = (path) => path.flat().reduce(
    (root, css) => { const hit = root && root.querySelector(css); return hit && (hit.shadowRoot || hit); },
    document,
  );
  const where = (path) => {
    let element = null;
    try { element = find(path); } catch { /* a selector that only axe understands */ }
    element = element instanceof ShadowRoot ? element.host : element;  // links have a host, too
    if (!(element instanceof Element)) return "somewhere on the page";
    if (element.localName === "html") return "the page itself";
    const called = name(element);
    return called ? `${role(element)} '${called}'` : `a ${role(element)} without a name`;
  };

  const { violations } = await axe.run(document, {
    resultTypes: ["violations"], iframes: false, preload: false, elementRef: false,
    runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
  });
  return violations.map((rule) => ({
    rule: rule.id,
    impact: rule.impact || "minor",
    help: rule.help,
    norms: rule.tags.filter((tag) => /^wcag\d{3,}$/.test(tag)),
    places: rule.nodes.slice(0, 20).map((node) => ({
      where: where(node.target), selector: node.target.flat().join(" > "),
    })),
    count: rule.nodes.length,
  }));
}
