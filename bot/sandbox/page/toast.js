// A short notice that something went wrong, gone by itself after a while.
import { h, topLayer } from "./dom.js";

const SECONDS = 7;

export function toast(words) {
  document.querySelector(".toast")?.remove();
  const close = () => node.remove();
  const node = h(
    "div",
    { class: "toast", role: "alert", popover: "manual" },
    h("span", {}, words),
    h("button", { type: "button", class: "toast-close", onclick: close }, "Got it"),
  );
  topLayer().append(node);
  node.showPopover?.();
  setTimeout(close, SECONDS * 1000);
}
