// A listbox of suggestions for a text field, worked by mouse or by arrows, Enter, Tab and Escape.
import { h } from "./dom.js";

let lists = 0;

class Suggestions {
  // `find()` gives [{label, hint, detail, exact}]; on Enter an exact one is left to the field itself.
  constructor(field, { find, accept, name }) {
    Object.assign(this, { field, find, accept, found: [], at: 0, asked: 0 });
    this.list = h("ul", { class: "suggestions", role: "listbox", "aria-label": name, hidden: true });
    this.list.id = `suggestions-${(lists += 1)}`;
    if (field.localName === "input") field.setAttribute("role", "combobox");
    field.setAttribute("aria-autocomplete", "list");
    field.setAttribute("aria-controls", this.list.id);
    field.addEventListener("input", () => this.look());
    field.addEventListener("click", () => this.look());
    field.addEventListener("blur", () => this.close());
    field.addEventListener("keydown", (event) => this.press(event));
  }

  async look() {
    const mine = (this.asked += 1);
    const found = await this.find();
    if (mine === this.asked && document.activeElement === this.field) this.show(found);
  }

  close() {
    this.asked += 1;
    this.show([]);
  }

  show(found) {
    this.found = found;
    this.list.hidden = !found.length;
    if (this.field.role === "combobox") this.field.setAttribute("aria-expanded", String(!this.list.hidden));
    this.list.replaceChildren(...found.map((entry, at) => this.option(entry, at)));
    this.mark(0);
  }

  option({ label, hint, detail }, at) {
    return h(
      "li",
      { role: "option", id: `${this.list.id}-${at}`, onmousedown: keepFocus, onclick: () => this.choose(at) },
      h("span", { class: "suggestion-label" }, label),
      hint && h("span", { class: "suggestion-hint" }, hint),
      detail && h("small", {}, detail),
    );
  }

  mark(at) {
    this.at = at;
    [...this.list.children].forEach((node, place) =>
      node.setAttribute("aria-selected", String(place === at)),
    );
    this.list.children[at]?.scrollIntoView({ block: "nearest" });
    this.field.setAttribute("aria-activedescendant", this.list.hidden ? "" : `${this.list.id}-${at}`);
  }

  choose(at) {
    const entry = this.found[at];
    this.close();
    this.accept(entry);
  }

  press(event) {
    const { found, at } = this;
    const keys = {
      ArrowDown: () => this.mark((at + 1) % found.length),
      ArrowUp: () => this.mark((at + found.length - 1) % found.length),
      Tab: () => this.choose(at),
      Enter: () => this.choose(at),
      Escape: () => this.close(),
    };
    const leave = event.shiftKey || (event.key === "Enter" && found[at]?.exact);
    if (!found.length || !keys[event.key] || leave) {
      if (event.key === "Enter") this.close(); // what is still being looked up would come too late
      return;
    }
    event.preventDefault();
    event.stopImmediatePropagation();
    keys[event.key]();
  }
}

const keepFocus = (event) => event.preventDefault();

export const suggest = (field, options) => new Suggestions(field, options).list;
