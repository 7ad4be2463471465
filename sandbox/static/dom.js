// Elements are built, never parsed: whatever people wrote reaches the page as text.

const SVG = "http://www.w3.org/2000/svg";
const prints = new WeakMap();

function put(node, props) {
  for (const [name, value] of Object.entries(props ?? {})) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (name === "value") node.value = value;
    else node.setAttribute(name, value === true ? "" : value);
  }
}

function fill(node, children) {
  for (const child of children.flat(4)) {
    if (child === undefined || child === null || child === false) continue;
    node.append(child);
  }
  return node;
}

export function h(tag, props, ...children) {
  const node = document.createElement(tag);
  put(node, props);
  return fill(node, children);
}

export function svg(tag, props, ...children) {
  const node = document.createElementNS(SVG, tag);
  put(node, props);
  return fill(node, children);
}

export function icon(name, label) {
  const use = svg("use", { href: `/static/icons.svg#${name}` });
  return svg(
    "svg",
    { class: "icon", role: label ? "img" : null, "aria-label": label, "aria-hidden": label ? null : "true" },
    use,
  );
}

export function button(label, onclick, props = {}, ...children) {
  return h("button", { type: "button", "aria-label": label, title: label, onclick, ...props }, ...children);
}

/** Where the focus was inside a node, in words that survive drawing it again. */
function focusOf(node) {
  const active = document.activeElement;
  if (!active || !node.contains(active)) return null;
  const holder = active.closest("[data-action-id]");
  if (holder) return `[data-action-id="${CSS.escape(holder.dataset.actionId)}"]`;
  return active.dataset.focus ? `[data-focus="${CSS.escape(active.dataset.focus)}"]` : null;
}

function refocus(node, where) {
  const holder = where && node.querySelector(where);
  if (!holder) return;
  const target = holder.matches("button,input,select,textarea,a")
    ? holder
    : holder.querySelector("button,input,select,textarea");
  target?.focus({ preventScroll: true });
}

/** Bring a parent's children to the given items, touching only what changed: `draw` runs for new or altered items alone. */
export function keep(parent, items, key, draw) {
  const old = new Map([...parent.children].map((node) => [prints.get(node)?.key, node]));
  let place = parent.firstChild;
  for (const item of items) {
    const name = key(item);
    const print = JSON.stringify(item);
    let node = old.get(name);
    old.delete(name);
    if (node && prints.get(node).print !== print) {
      const focus = focusOf(node);
      const fresh = draw(item, node);
      if (place === node) place = fresh;
      if (fresh !== node) node.replaceWith(fresh);
      node = fresh;
      refocus(node, focus);
    }
    node ??= draw(item, null);
    prints.set(node, { key: name, print });
    if (node === place) place = place.nextSibling;
    else parent.insertBefore(node, place);
  }
  for (const node of old.values()) node.remove();
}
