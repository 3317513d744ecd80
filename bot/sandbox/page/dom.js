// Builds DOM nodes; what people wrote only ever enters the page as text nodes.

export function h(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  node.append(
    ...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false),
  );
  for (const [name, value] of Object.entries(props)) setProp(node, name, value);
  return node;
}

function setProp(node, name, value) {
  if (value === null || value === undefined || value === false) return;
  if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
  else if (name.startsWith("--")) node.style.setProperty(name, value);
  else if (name === "value") node.value = value;
  else node.setAttribute(name, value === true ? "" : value);
}

// Keeps the nodes of unchanged items, so that focus, scroll and half-typed text survive a refresh.
export function keyed(parent, items, { key, print = JSON.stringify, build }) {
  const old = new Map([...parent.children].map((node) => [node.dataset.key, node]));
  const focused = parent.contains(document.activeElement) ? document.activeElement.dataset.focus : null;
  const nodes = items.map((item) => reuse(old.get(key(item)), item, { key, print, build }));
  place(parent, nodes);
  if (focused && !parent.contains(document.activeElement)) {
    parent.querySelector(`[data-focus="${CSS.escape(focused)}"]`)?.focus();
  }
}

function reuse(node, item, { key, print, build }) {
  const mark = print(item);
  if (node?.print === mark) return node;
  const fresh = build(item, node);
  fresh.dataset.key = key(item);
  fresh.print = mark;
  return fresh;
}

function place(parent, nodes) {
  const keep = new Set(nodes);
  for (const child of [...parent.children]) if (!keep.has(child)) child.remove();
  nodes.forEach((node, at) => {
    if (parent.children[at] !== node) parent.insertBefore(node, parent.children[at] ?? null);
  });
}

// A modal dialog makes all that is outside it inert, so menus and toasts live inside the one on top.
export function topLayer() {
  return [...document.querySelectorAll("dialog[open]")].at(-1) ?? document.body;
}
