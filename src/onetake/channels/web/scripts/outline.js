// Tells where a page leads, and which of its forms people cannot use. What it tells of is remembered
// by the rule that it breaks, for spots.js.
() => {
  const spots = (window[Symbol.for("onetake.spots")] = {});
  const spot = (rule, ...elements) => { spots[rule] = [...(spots[rule] || []), ...elements]; };
  const squeezed = (text) => (text || '').replace(/\s+/g, ' ').trim();
  const visible = (element) => {
    const box = element.getBoundingClientRect();
    return box.width > 0 && box.height > 0 && getComputedStyle(element).visibility !== 'hidden';
  };

  const links = new Map();
  for (const link of document.querySelectorAll('a[href]')) {
    if (!/^https?:$/.test(link.protocol) || links.has(link.href)) continue;
    const words = squeezed(link.innerText || link.getAttribute('aria-label') || link.title);
    const menu = Boolean(link.closest('nav,header,[role=navigation]'));
    spot(`links.dead ${link.href}`, link);
    links.set(link.href, { url: link.href, text: words.slice(0, 80), menu, shown: visible(link) });
  }

  const anchors = [...document.querySelectorAll('a[href^="#"]')]
    .map((link) => ({ link, text: squeezed(link.innerText).slice(0, 80), id: link.getAttribute('href').slice(1) }))
    .filter(({ id }) => id && id !== 'top' && !document.getElementById(decodeURIComponent(id)) &&
      !document.getElementsByName(decodeURIComponent(id)).length);
  spot('links.nowhere', ...anchors.map(({ link }) => link));

  const label = (field) => {
    const ids = (field.getAttribute('aria-labelledby') || '').split(/\s+/).filter(Boolean);
    const texts = ids.map((id) => document.getElementById(id)).map((found) => found && found.textContent);
    const words = [field.getAttribute('aria-label'), ...texts,
      ...[...(field.labels || [])].map((one) => one.textContent), field.title];
    return squeezed(words.filter(Boolean).join(' '));
  };

  const fields = (form) => [...form.querySelectorAll('input,select,textarea')].filter((field) =>
    !['hidden', 'submit', 'button', 'image', 'reset'].includes(field.type) && visible(field));

  const told = (field) => field.placeholder || field.name || field.id || field.type;
  const forms = [];
  for (const form of document.forms) {
    if (!visible(form)) continue;
    const own = fields(form);
    const submits = form.querySelectorAll('button:not([type=button]):not([type=reset]),input[type=submit],input[type=image]');
    const wrong = [...form.querySelectorAll('label[for]')].filter((one) => !document.getElementById(one.htmlFor));
    const nameless = own.filter((field) => !label(field));
    const submit = submits.length > 0 || own.length === 1;
    const insecure = form.action.startsWith('http:') && location.protocol === 'https:';
    spot('form.label', ...nameless);
    spot('form.astray', ...wrong);
    if (!submit) spot('form.submit', form);
    if (insecure) spot('form.insecure', form);
    forms.push({
      name: squeezed(form.getAttribute('aria-label') || form.name || form.id ||
        (form.querySelector('legend,h1,h2,h3,button,input[type=submit]') || {}).textContent ||
        own.map(label).filter(Boolean)[0]).slice(0, 60),
      fields: own.length,
      nameless: nameless.map(told),
      labels_to_nowhere: wrong.map((one) => squeezed(one.textContent).slice(0, 80)),
      submit,
      insecure,
    });
  }

  return {
    title: squeezed(document.title),
    heading: squeezed((document.querySelector('h1') || {}).innerText),
    description: squeezed((document.querySelector('meta[name=description]') || {}).content),
    viewport: Boolean(document.querySelector('meta[name=viewport]')),
    wide: document.documentElement.scrollWidth > window.innerWidth + 1,
    links: [...links.values()],
    anchors: anchors.map(({ text, id }) => ({ text, id })),
    forms,
  };
}
