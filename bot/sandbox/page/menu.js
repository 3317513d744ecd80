// A menu that drops from a button, closed by Escape, by a click elsewhere or by a choice.
import { send } from "./api.js";
import { h, topLayer } from "./dom.js";
import { world } from "./world.js";

export function openMenu(anchor, entries, empty = "Nothing here") {
  const close = () => menu.remove();
  const choose = (entry) => () => {
    close();
    anchor.focus();
    entry.run();
  };
  const menu = h(
    "div",
    { class: "menu", role: "menu", popover: "auto", onkeydown: moveFocus },
    entries.map((entry) =>
      h(
        "button",
        { type: "button", role: "menuitem", onclick: choose(entry) },
        entry.label,
        entry.detail && h("small", {}, entry.detail),
      ),
    ),
    entries.length ? null : h("p", { class: "menu-empty" }, empty),
  );
  menu.addEventListener("toggle", (event) => event.newState === "closed" && close());
  topLayer().append(menu);
  menu.showPopover();
  stand(menu, anchor.getBoundingClientRect());
  menu.querySelector("button")?.focus();
}

// The app's shortcuts of a type; a message shortcut runs on the message that `target` names.
export function openShortcutMenu(anchor, type, target = {}) {
  const offered = world.shortcuts.filter((shortcut) => shortcut.type === type);
  const entries = offered.map(({ name, callback_id }) => ({
    label: name,
    detail: world.app.name,
    run: () => send("shortcut", { callback_id, ...target }),
  }));
  openMenu(anchor, entries, "This app has no shortcuts here");
}

function stand(menu, at) {
  const below = at.bottom + 4 + menu.offsetHeight < innerHeight;
  menu.style.top = `${Math.max(8, below ? at.bottom + 4 : at.top - 4 - menu.offsetHeight)}px`;
  menu.style.left = `${Math.max(8, Math.min(at.left, innerWidth - menu.offsetWidth - 8))}px`;
}

function moveFocus(event) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step) return;
  event.preventDefault();
  const items = [...event.currentTarget.querySelectorAll("button")];
  items.at((items.indexOf(document.activeElement) + step) % items.length)?.focus();
}
