// The page's own icons, drawn on a grid of 20, and the mark of the app.
import { h } from "./dom.js";

const PATHS = {
  hash: "M8 3 6.5 17M13.5 3 12 17M3.5 7.5h13.5M3 12.5h13.5",
  lock: "M5 9.5h10v7H5zM7 9.5V7a3 3 0 0 1 6 0v2.5",
  home: "M3.5 9.5 10 4l6.5 5.5M5.5 8.5V16h3.5v-4h2v4h3.5V8.5",
  plus: "M10 4.5v11M4.5 10h11",
  send: "M4 4.5 16.5 10 4 15.5l1.8-5.5zM5.8 10H11",
  reply: "M4 5h12v8.5H9.5L6 16.5v-3H4z",
  smile: "M10 3a7 7 0 1 0 0 14 7 7 0 0 0 0-14zM7 11.5c1.5 2.3 4.5 2.3 6 0M7.6 8v.4M12.4 8v.4",
  more: "M10 4.6v.3M10 9.9v.2M10 15.1v.3",
  close: "M5 5l10 10M15 5 5 15",
  clock: "M10 3a7 7 0 1 0 0 14 7 7 0 0 0 0-14zM10 6.2V10l2.6 1.8",
  play: "M6.5 4.5 15 10l-8.5 5.5z",
  pause: "M7 4.5v11M13 4.5v11",
  menu: "M3.5 6h13M3.5 10h13M3.5 14h13",
  eye: "M2.5 10c3.5-6 11.5-6 15 0-3.5 6-11.5 6-15 0zM10 7.8a2.2 2.2 0 1 0 0 4.4 2.2 2.2 0 0 0 0-4.4z",
  back: "M11.5 4.5 6 10l5.5 5.5",
  bolt: "M11 2.5 4.5 11.5H9l-.5 6L15.5 8H11z",
  pulse: "M3 12.5l4-5 3 3 6.5-6.5",
};

export function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  svg.setAttribute("viewBox", "0 0 20 20");
  svg.setAttribute("aria-hidden", "true");
  svg.classList.add("icon", `icon-${name}`);
  path.setAttribute("d", PATHS[name]);
  svg.append(path);
  return svg;
}

// A button that shows an icon only; `press` gets the button, to which a menu may be anchored.
export function iconButton(label, name, press, props = {}) {
  const onclick = (event) => press(event.currentTarget);
  return h(
    "button",
    { type: "button", class: "ghost", "aria-label": label, title: label, onclick, ...props },
    icon(name),
  );
}
