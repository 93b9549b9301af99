// Tells what a person does on a page, in the words a person would read there.
(() => {
  const tell = window.__onetake_deed;
  if (!tell || window.__onetake_watched) return;
  Object.defineProperty(window, '__onetake_watched', { value: true });

  const ACTED_ON = 'a[href],button,input,select,textarea,summary,[role=button],[role=link],' +
    '[role=tab],[role=menuitem],[role=option],[role=checkbox],[role=radio],[role=switch],[onclick]';
  const PRIVATE = /passw|secret|pin\b|cvc|cvv|card.?(number|no)|one-time-code|otp/i;
  const PERSONAL = /e-?mail|phone|mobile|tel\b|name|birth|street|address|zip|post.?code|city|iban/i;

  const squeezed = (text) => (text || '').replace(/\s+/g, ' ').trim();

  function visible(element) {
    const box = element.getBoundingClientRect();
    return box.width > 0 && box.height > 0 && getComputedStyle(element).visibility !== 'hidden';
  }

  function role(element) {
    const given = element.getAttribute('role');
    if (given) return given;
    const tag = element.tagName.toLowerCase();
    if (tag === 'a') return 'link';
    if (tag === 'button' || tag === 'summary') return 'button';
    if (tag === 'select') return 'combobox';
    if (tag === 'textarea') return 'textbox';
    if (tag !== 'input') return '';
    const type = element.type;
    if (['button', 'submit', 'reset', 'image'].includes(type)) return 'button';
    if (type === 'checkbox' || type === 'radio') return type;
    return 'textbox';
  }

  // A label's words without those of the controls that stand within it.
  function labelText(label) {
    const copy = label.cloneNode(true);
    for (const inner of copy.querySelectorAll('input,select,textarea,button')) inner.remove();
    return squeezed(copy.textContent);
  }

  function label(element) {
    const ids = element.getAttribute('aria-labelledby');
    if (ids) {
      const texts = ids.split(/\s+/).map((id) => document.getElementById(id));
      const text = squeezed(texts.map((found) => (found ? found.textContent : '')).join(' '));
      if (text) return text;
    }
    const aria = squeezed(element.getAttribute('aria-label'));
    if (aria) return aria;
    const labels = element.labels ? [...element.labels] : [];
    return squeezed(labels.map(labelText).join(' '));
  }

  function name(element) {
    const labelled = label(element);
    if (labelled) return labelled;
    if (element.tagName === 'INPUT') return squeezed(element.value || element.alt);
    const image = element.querySelector('img[alt],svg[aria-label],svg title');
    const alt = image ? image.getAttribute('alt') || image.getAttribute('aria-label') : '';
    return squeezed(element.innerText) || squeezed(alt) || squeezed(element.title);
  }

  const field = (element) =>
    ['combobox', 'textbox', 'checkbox', 'radio', 'switch', 'searchbox', 'spinbutton'].includes(role(element));

  // How often the page shows what reads the same, and which of them this one is, from 1.
  function among(element, reads) {
    const all = [...document.querySelectorAll(ACTED_ON)].filter((one) => visible(one) && reads(one));
    return { of: all.length, nth: all.indexOf(element) + 1 };
  }

  function path(element) {
    const parts = [];
    for (let at = element; at && at.nodeType === 1 && at !== document.body; at = at.parentElement) {
      if (at.id) return [`#${CSS.escape(at.id)}`, ...parts].join(' > ');
      const same = [...at.parentElement.children].filter((other) => other.tagName === at.tagName);
      const nth = same.length > 1 ? `:nth-of-type(${same.indexOf(at) + 1})` : '';
      parts.unshift(at.tagName.toLowerCase() + nth);
    }
    return ['body', ...parts].join(' > ');
  }

  // The nearest thing around it that a person would name: a row, a section, a form, a dialog.
  function around(element) {
    const box = element.parentElement && element.parentElement.closest(
      'tr,li,article,section,fieldset,form,dialog,[role=dialog],[role=row],[role=region]');
    if (!box) return '';
    const head = box.querySelector('h1,h2,h3,h4,legend,th,caption');
    return squeezed(box.getAttribute('aria-label') || (head && head.textContent)).slice(0, 80);
  }

  function target(element) {
    const is = role(element);
    const reads = field(element) ? label(element) : name(element);
    const found = { role: is, css: path(element), around: around(element) };
    const test = element.closest('[data-testid]');
    if (test === element) found.test_id = element.getAttribute('data-testid');
    if (element.placeholder) found.placeholder = squeezed(element.placeholder);
    if (reads && reads.length <= 80) {
      found.name = reads;
      const alike = field(element)
        ? (one) => field(one) && label(one) === reads
        : (one) => role(one) === is && name(one) === reads;
      Object.assign(found, among(element, alike));
    }
    return found;
  }

  // What a value is, so that nothing private is ever told.
  function nature(element) {
    const words = [element.type, element.autocomplete, element.name, element.id, label(element)].join(' ');
    if (element.type === 'password' || PRIVATE.test(words)) return 'secret';
    if (element.type === 'email' || element.type === 'tel' || PERSONAL.test(words)) return 'personal';
    return 'plain';
  }

  const heading = () => squeezed((document.querySelector('h1') || {}).innerText).slice(0, 80);
  const deed = (kind, more) => tell({ kind, url: location.href, at: Date.now(), ...more });

  let enter = 0;
  document.addEventListener('keydown', (event) => {
    if (!event.isTrusted || event.key !== 'Enter') return;
    const element = event.target;
    if (element.tagName === 'INPUT' && role(element) === 'textbox') {
      enter = performance.now();
      told(element);
      deed('press', { value: 'Enter', target: target(element) });
    }
  }, true);

  document.addEventListener('click', (event) => {
    if (!event.isTrusted || !(event.target instanceof Element)) return;
    if (event.altKey) {
      event.preventDefault();
      event.stopImmediatePropagation();
      deed('see', { value: squeezed(event.target.innerText).slice(0, 120) });
      return;
    }
    if (event.detail === 0 && performance.now() - enter < 500) return;
    const element = event.target.closest(ACTED_ON);
    if (!element || element.closest('label') && !field(element) && element.tagName !== 'A') return;
    const is = role(element);
    if (['textbox', 'combobox', 'checkbox', 'radio'].includes(is) && element.matches('input,select,textarea')) return;
    deed('click', { target: target(element) });
  }, true);

  const values = new WeakMap();
  function told(element) {
    const kind = nature(element);
    if (values.get(element) === element.value) return;
    values.set(element, element.value);
    deed('fill', { target: target(element), value: element.value, nature: kind });
  }

  document.addEventListener('change', (event) => {
    const element = event.target;
    if (!(element instanceof Element)) return;
    if (element.tagName === 'SELECT') {
      const chosen = [...element.selectedOptions].map((option) => squeezed(option.label));
      deed('choose', { target: target(element), value: chosen[0] || '', values: chosen });
    } else if (element.type === 'checkbox' || element.type === 'radio') {
      deed('check', { target: target(element), on: element.checked });
    } else if (element.type === 'file') {
      deed('upload', { target: target(element), values: [...element.files].map((file) => file.name) });
    } else if ('value' in element) {
      told(element);
    }
  }, true);

  if (window === window.top) {
    const how = () => (performance.getEntriesByType('navigation')[0] || {}).type || 'navigate';
    const arrived = () =>
      deed('page', { title: squeezed(document.title), heading: heading(), value: how() });
    if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', arrived);
    else arrived();
  }
})();
