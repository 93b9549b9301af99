// Notes what a customer feels of a page's speed, as it happens; read by `onetake.vitals()`.
// LCP, CLS (largest session window) and INP (98th percentile) are reckoned as web.dev defines them.
(() => {
  if (window !== window.top || window.__onetake) return;
  const noted = { lcp: null, cls: 0, fcp: null };
  const slowest = [];
  let session = { value: 0, first: 0, last: 0 };
  const interactions = new Set();

  // An input's entry comes after the frame that answers it, and not at all below 16 ms.
  let input = 0;
  let answered = 0;
  for (const type of ["click", "keydown", "keyup", "pointerup"]) {
    addEventListener(type, (event) => { input = event.timeStamp; }, { capture: true, passive: true });
  }

  const take = {
    "largest-contentful-paint": (entry) => { noted.lcp = entry.startTime; },
    "paint": (entry) => { if (entry.name === "first-contentful-paint") noted.fcp = entry.startTime; },
    "layout-shift": (entry) => {
      if (entry.hadRecentInput) return;
      const fits = entry.startTime - session.last < 1000 && entry.startTime - session.first < 5000;
      if (!session.value || !fits) session = { value: 0, first: entry.startTime, last: 0 };
      session.value += entry.value;
      session.last = entry.startTime;
      noted.cls = Math.max(noted.cls, session.value);
    },
    "event": (entry) => {
      answered = Math.max(answered, entry.startTime);
      if (!entry.interactionId) return;
      interactions.add(entry.interactionId);
      const known = slowest.find((one) => one.id === entry.interactionId);
      if (known) known.ms = Math.max(known.ms, entry.duration);
      else slowest.push({ id: entry.interactionId, ms: entry.duration });
      slowest.sort((one, other) => other.ms - one.ms).splice(10);
    },
  };
  const observers = Object.entries(take).map(([type, note]) => {
    const observer = new PerformanceObserver((list) => list.getEntries().forEach(note));
    observer.observe({ type, buffered: true, durationThreshold: 16 });
    return [observer, note];
  });

  const vitals = () => {
    for (const [observer, note] of observers) observer.takeRecords().forEach(note);
    const [start] = performance.getEntriesByType("navigation");
    const found = { cls: Math.round(noted.cls * 1e4) / 1e4 };
    const add = (name, ms) => { if (ms !== null && ms !== undefined) found[name] = Math.round(ms); };
    add("lcp", noted.lcp);
    add("fcp", noted.fcp);
    add("ttfb", start && start.responseStart > 0 ? start.responseStart : null);
    const at = Math.min(slowest.length - 1, Math.floor(interactions.size / 50));
    add("inp", at >= 0 ? slowest[at].ms : null);
    return found;
  };
  const awaiting = () => {
    for (const [observer, note] of observers) observer.takeRecords().forEach(note);
    return input > answered;
  };
  Object.defineProperty(window, "__onetake", { value: Object.freeze({ vitals, awaiting }) });
})();
