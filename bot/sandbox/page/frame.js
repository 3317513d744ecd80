// What stands around the messages: the head of the pane, the composer at its foot, the drawer on a telephone.
import { composer } from "./composer.js";
import { h, keyed } from "./dom.js";
import { icon, iconButton } from "./icons.js";
import { avatar } from "./messages.js";
import { showSidebar } from "./sidebar.js";
import { HOME, appDm, channelOf, inApp, personOf, route, titleOf, world } from "./world.js";

const [head, foot, veil, sidebar] = ["head", "foot", "veil", "sidebar"].map((id) =>
  document.getElementById(id),
);

export function showFrame() {
  const channel = channelOf(world.place);
  const title = inApp() ? world.app.name : titleOf(channel);
  const frame = { me: world.me, place: world.place, title, kind: channel?.kind };
  document.title = `${title} · ${world.workspace.name}`;
  showSidebar();
  keyed(head, [frame], { key: () => "head", build: headOf });
  keyed(foot, channel ? [frame] : [], { key: ({ me, place }) => me + place, build: footOf });
}

function headOf({ title, kind }) {
  const menu = iconButton("Show sidebar", "menu", openSidebar, { class: "ghost menu-button" });
  const mark = inApp() ? avatar(personOf(world.app.user_id)) : icon(kind === "private" ? "lock" : "hash");
  return h("div", { class: "head-inside" }, menu, mark, h("h1", {}, title), inApp() && tabs(title));
}

function tabs(title) {
  const tab = (id, label) =>
    h("a", { href: route({ place: id }), "aria-current": world.place === id ? "page" : null }, label);
  return h(
    "nav",
    { class: "tabs", "aria-label": title },
    tab(HOME, "Home"),
    appDm() && tab(appDm().id, "Messages"),
  );
}

const footOf = ({ place, title, kind }) =>
  composer({ name: "Message", prompt: `Message ${kind === "dm" ? "" : "#"}${title}`, channel: place });

function openSidebar() {
  document.body.classList.add("sidebar-open");
  veil.hidden = false;
}

export function closeSidebar() {
  document.body.classList.remove("sidebar-open");
  veil.hidden = true;
}

function leaveSidebar(event) {
  if (event.key !== "Escape" || veil.hidden) return;
  closeSidebar();
  head.querySelector(".menu-button").focus();
}

veil.addEventListener("click", closeSidebar);
sidebar.addEventListener("click", (event) => event.target.closest("a") && closeSidebar());
document.addEventListener("keydown", leaveSidebar);
