// Gathers, in one go, the facts of a page that were asked for; `asked` holds their first words.
async (asked) => {
  const found = {};
  const wants = (name) => asked.includes(name);
  // Entries of what was just painted, or of an input just answered, come with the next frame.
  const painted = () => new Promise((done) => {
    requestAnimationFrame(() => setTimeout(done));
    setTimeout(done, 250);
  });
  const names = (storage) => { try { return Object.keys(storage()).sort(); } catch { return []; } };

  if (wants("vitals")) {
    // What is told of a frame comes up to three frames after it.
    for (let frame = 0; frame < 4; frame += 1) await painted();
    // A busy machine may need longer for its first frame, and no page is fast before it.
    const unpainted = performance.now() + 2000;
    const shown = () => !window.__onetake || "fcp" in window.__onetake.vitals();
    while (!shown() && performance.now() < unpainted) await painted();
    const patience = performance.now() + 400;
    while (window.__onetake?.awaiting() && performance.now() < patience) await painted();
    found.vitals = window.__onetake ? window.__onetake.vitals() : {};
  }
  if (wants("storage")) {
    found.storage = { local: names(() => localStorage), session: names(() => sessionStorage) };
  }
  if (wants("lang")) found.lang = document.documentElement.lang;
  if (wants("language") || wants("languages")) {
    const skipped = "script,style,noscript,template,code,pre,textarea,[translate=no]";
    const blocks = new Map();
    const walker = document.createTreeWalker(document.body || document, NodeFilter.SHOW_TEXT);
    let size = 0;
    while (walker.nextNode() && size < 100000) {
      const node = walker.currentNode;
      const element = node.parentElement;
      const text = node.data.trim();
      if (!text || !element || element.closest(skipped) || !element.checkVisibility()) continue;
      const block = element.closest("p,li,td,th,dd,dt,h1,h2,h3,h4,h5,h6,label,div,section") || element;
      blocks.set(block, `${blocks.get(block) || ""} ${text}`);
      size += text.length;
    }
    found.blocks = [...blocks.values()];
  }
  return found;
}
