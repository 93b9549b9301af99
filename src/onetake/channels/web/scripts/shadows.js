// Remembers closed shadow roots, so that what is personal in them can be painted over.
(() => {
  const known = Symbol.for("onetake.closed");
  if (window[known]) return;
  const roots = new WeakMap();
  Object.defineProperty(window, known, { value: roots });
  const attach = Element.prototype.attachShadow;
  Element.prototype.attachShadow = function attachShadow(how) {
    const root = attach.call(this, how);
    if (how.mode === "closed") roots.set(this, root);
    return root;
  };
})();
