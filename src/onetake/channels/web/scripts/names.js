// Tells elements, or all that a person could mean on a page, by role, name and place.
(given) => {
  const roles = {
    A: "link", BUTTON: "button", SELECT: "select", TEXTAREA: "field", SUMMARY: "button",
    IMG: "picture", OPTION: "option", IFRAME: "frame", DIALOG: "dialog", LABEL: "label",
    H1: "heading", H2: "heading", H3: "heading", H4: "heading", H5: "heading", H6: "heading",
  };
  const kinds = { submit: "button", button: "button", reset: "button", image: "button",
    checkbox: "checkbox", radio: "radio button", file: "file field" };
  const short = (text) => {
    const line = (text || "").replace(/\s+/g, " ").trim();
    return line.length > 80 ? `${line.slice(0, 79)}…` : line;
  };
  const byIds = (ids, root) => ids.split(/\s+/)
    .map((id) => root.getElementById && root.getElementById(id))
    .map((found) => (found ? found.textContent : "")).join(" ");
  const role = (e) => e.getAttribute("role")
    || (e.tagName === "INPUT" ? kinds[e.type] || "field" : roles[e.tagName]) || "text";
  const name = (e) => {
    const labelled = e.getAttribute("aria-labelledby");
    const labels = e.labels && e.labels.length ? [...e.labels].map((l) => l.textContent).join(" ") : "";
    const pressed = e.tagName === "INPUT" && kinds[e.type] === "button" ? e.value || e.alt || e.type : "";
    const holds = e.matches("input,select,textarea,iframe") ? "" : e.innerText || e.textContent;
    const inner = e.querySelector && e.querySelector("img[alt]");
    return short((labelled && byIds(labelled, e.getRootNode())) || e.getAttribute("aria-label") || labels
      || pressed || holds || e.getAttribute("alt") || e.getAttribute("placeholder")
      || e.getAttribute("title") || (inner && inner.alt) || e.getAttribute("name"));
  };
  const visible = (e) => e.checkVisibility({ visibilityProperty: true, opacityProperty: false })
    && e.getClientRects().length > 0;
  const where = (e) => {
    const around = e.parentElement && e.parentElement.closest(
      "dialog,[role=dialog],form,nav,header,footer,main,aside,section,article,fieldset,tr,li");
    if (!around) return "";
    const head = around.querySelector("h1,h2,h3,h4,h5,h6,legend,caption,th,[role=heading]");
    const known = around.getAttribute("aria-label") || (head && head !== e && head.textContent)
      || (around.matches("tr,li") && around.innerText) || "";
    const words = { NAV: "navigation", HEADER: "page's head", FOOTER: "page's foot", MAIN: "main part",
      ASIDE: "side column", FORM: "form", DIALOG: "dialog", TR: "row", LI: "list" };
    const what = words[around.tagName] || around.getAttribute("role") || "part";
    return known ? `${what} '${short(known)}'` : what;
  };
  const tell = (e) => ({ role: role(e), name: name(e), where: where(e), visible: visible(e) });
  if (Array.isArray(given)) return given.slice(0, 10).map(tell);

  const css = {
    press: "button,a[href],summary,input[type=submit],input[type=button],input[type=reset],"
      + "input[type=image],input[type=checkbox],input[type=radio],[role=button],[role=link],"
      + "[role=tab],[role=menuitem],[role=switch],[role=option],[onclick]",
    write: "input:not([type=hidden],[type=submit],[type=button],[type=checkbox],[type=radio],"
      + "[type=file]),textarea,[contenteditable],[role=textbox],[role=combobox],[role=searchbox]",
    tick: "input[type=checkbox],input[type=radio],[role=checkbox],[role=radio],[role=switch]",
    choose: "select,fieldset,[role=combobox],[role=listbox],[role=radiogroup]",
    file: "input[type=file],button",
    frame: "iframe",
    see: "h1,h2,h3,h4,h5,h6,[role=heading],[role=alert],[role=status],button,a[href],p,label,li,td",
  }[given.kind] || "h1,h2,h3,button,a[href],label";
  const found = [];
  const hidden = [];
  for (const element of document.querySelectorAll(css)) {
    if (found.length >= 300) break;
    const told = tell(element);
    if (told.name) (told.visible ? found : hidden).push(told);
  }
  return { found, hidden: hidden.slice(0, 100) };
}
