// Tells where on the window stands what breaks a rule: what outline.js remembered, and what is found
// by `selectors`, each list of them by its rule. A box is left, top, width and height in CSS pixels.
(selectors) => {
  const found = { ...(window[Symbol.for("onetake.spots")] || {}) };
  const first = (selector) => {
    try { return document.querySelector(selector); } catch { return null; }
  };
  for (const [rule, some] of Object.entries(selectors)) found[rule] = some.map(first);
  const boxes = {};
  for (const [rule, elements] of Object.entries(found)) {
    boxes[rule] = elements.filter((one) => one && one.isConnected)
      .map((one) => one.getBoundingClientRect())
      .filter((box) => box.width > 0 && box.height > 0)
      .map((box) => [box.left, box.top, box.width, box.height].map(Math.round));
  }
  return { boxes, top: Math.round(scrollY), high: document.documentElement.scrollHeight,
    window: [innerWidth, innerHeight] };
}
