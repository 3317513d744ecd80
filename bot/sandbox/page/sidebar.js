// The sidebar: who one is, where one can go, and what time it is.
import { send } from "./api.js";
import { h, keyed } from "./dom.js";
import { icon } from "./icons.js";
import { avatar } from "./messages.js";
import { clockWords, nextAt, weekdayOf } from "./time.js";
import { HOME, appDm, personOf, route, titleOf, world } from "./world.js";

const JUMPS = [
  ["+1 hour", () => ({ minutes: 60 })],
  ["Next morning 09:00", () => ({ to: nextAt(world.now, world.zone, 9) })],
  ["Monday 09:00", () => ({ to: nextAt(world.now, world.zone, 9, 1) })],
  ["Friday 15:00", () => ({ to: nextAt(world.now, world.zone, 15, 5) })],
];

const root = document.getElementById("sidebar");
const become = () => {
  location.hash = route({ me: choice.value });
};
const workspace = h("span", { class: "workspace-name" });
const face = h("span", { class: "face" });
const choice = h("select", { id: "you-are", onchange: become });
const appLinks = h("ul");
const channelLinks = h("ul");
const clock = h("p", { class: "clock-now" });
const quiet = h("div", { class: "clock-quiet" });
const playback = h("div", {});

root.append(
  h(
    "div",
    { class: "workspace" },
    h("span", { class: "workspace-mark", "aria-hidden": "true" }, icon("pulse")),
    workspace,
    h("span", { class: "workspace-kind" }, "sandbox"),
  ),
  h("div", { class: "you" }, face, h("div", {}, h("label", { for: "you-are" }, "You are"), choice)),
  h("div", { class: "places" }, h("h2", {}, "Apps"), appLinks, h("h2", {}, "Channels"), channelLinks),
  h(
    "section",
    { class: "clock", "aria-label": "Clock" },
    h("div", { class: "clock-face" }, icon("clock"), clock),
    quiet,
    playback,
    h(
      "div",
      { class: "clock-jumps" },
      JUMPS.map(([label, jump]) =>
        h("button", { type: "button", onclick: () => send("clock", jump()) }, label),
      ),
    ),
  ),
);

export function showSidebar() {
  workspace.textContent = world.workspace.name;
  clock.replaceChildren(
    h("span", {}, clockWords(world.now, world.zone)),
    " ",
    h("span", {}, `· ${world.zone}`),
  );
  showPlayback();
  const people = world.people.filter((person) => !person.is_app);
  keyed(choice, people, {
    key: (person) => person.id,
    build: (person) => h("option", { value: person.id }, person.name),
  });
  choice.value = world.me;
  keyed(face, [personOf(world.me)], { key: (person) => person.id, build: avatar });
  showPlaces();
}

// What the bot does by itself is watched while time goes by; at night it keeps quiet, which would look like a fault.
function showPlayback() {
  const { playing = false, quiet_until: until = null } = world.playback ?? {};
  keyed(quiet, until && !playing ? [until] : [], { key: (moment) => moment, build: quietNode });
  keyed(playback, world.playback ? [playing] : [], { key: String, build: playNode });
}

function quietNode(until) {
  const opens = new Date(until);
  const to = nextAt(new Date(opens - 1), world.zone, 9);
  return h(
    "div",
    {},
    h("p", {}, `Out of hours: nobody is written to unasked until ${clockWords(opens, world.zone)}.`),
    h(
      "button",
      { type: "button", onclick: () => send("clock", { to }) },
      `Go to ${weekdayOf(to, world.zone)} 09:00`,
    ),
  );
}

function playNode(playing) {
  return h(
    "button",
    { type: "button", class: "play", "data-focus": "play", onclick: () => send("play", { on: !playing }) },
    icon(playing ? "pause" : "play"),
    playing ? "Pause" : "Play a week",
  );
}

function showPlaces() {
  const dm = appDm();
  const places = world.channels.map((channel) => ({
    id: channel.id,
    name: titleOf(channel),
    kind: channel.kind,
    unread: channel.id === world.place ? 0 : channel.unread,
  }));
  const home = { id: HOME, name: "App Home", kind: "home", unread: 0 };
  const list = (parent, items) =>
    keyed(
      parent,
      items.map((item) => ({ ...item, me: world.me, here: item.id === world.place })),
      { key: (item) => item.id, build: placeNode },
    );
  list(appLinks, [home, ...places.filter((place) => place.id === dm?.id)]);
  list(
    channelLinks,
    places.filter((place) => place.id !== dm?.id),
  );
}

const ICONS = { home: "home", private: "lock", channel: "hash", dm: "bolt" };

function placeNode({ id, name, kind, unread, here }) {
  return h(
    "li",
    { class: unread ? "unread" : null },
    h(
      "a",
      { href: route({ place: id }), "aria-current": here ? "page" : null, "data-focus": `place/${id}` },
      icon(ICONS[kind]),
      h("span", {}, name),
    ),
    unread ? h("span", { class: "count", "aria-label": `${unread} unread` }, String(unread)) : null,
  );
}
