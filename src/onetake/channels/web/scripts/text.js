// Gives the page's text as soon as it differs from the one before, or when time is up.
([before, patience]) => new Promise((done) => {
  const begun = performance.now();
  const look = () => {
    const started = performance.now();
    const text = document.body ? document.body.innerText : "";
    const took = performance.now() - started;
    if (text !== before || performance.now() - begun >= patience) done(text);
    // A page that changes for ever is looked at now and then only, a large one less often.
    else setTimeout(look, Math.min(Math.max(50, took * 5), Math.max(patience, 1)));
  };
  if (before === null) look();
  else setTimeout(look, 50);
})
