// The messages of a channel or thread, a day at a time.
import { send } from "./api.js";
import { messageBody } from "./blocks.js";
import { h, keyed } from "./dom.js";
import { QUICK_REACTIONS, emoji } from "./emoji.js";
import { icon, iconButton } from "./icons.js";
import { openMenu, openShortcutMenu } from "./menu.js";
import { surfaceOf } from "./surface.js";
import { clockWords, dayKey, dayName, fromTs, hourMinute } from "./time.js";
import { myZone, personOf, route, world } from "./world.js";

const TOGETHER_SECONDS = 300;

export function showMessages(list, messages, { inThread = false } = {}) {
  const names = world.people.map(({ id, name }) => id + name).join();
  const shared = {
    me: world.me,
    place: world.place,
    zone: myZone(),
    today: dayKey(world.now, myZone()),
    names,
    inThread,
  };
  keyed(
    list,
    entriesOf(messages).map((entry) => ({ ...entry, ...shared })),
    {
      key: (entry) => entry.day ?? entry.message.ts,
      build: (entry) => (entry.day ? divider(entry) : messageNode(entry)),
    },
  );
}

function entriesOf(messages) {
  const entries = [];
  let last = null;
  for (const message of messages) {
    const day = dayKey(fromTs(message.ts), myZone());
    const sameDay = last && dayKey(fromTs(last.ts), myZone()) === day;
    if (!sameDay) entries.push({ day });
    entries.push({ message, follows: Boolean(sameDay && goesWith(last, message)) });
    last = message;
  }
  return entries;
}

const goesWith = (last, message) =>
  last.user === message.user &&
  last.ephemeral === message.ephemeral &&
  !message.ephemeral &&
  message.ts - last.ts < TOGETHER_SECONDS;

const noon = (day) => new Date(`${day}T12:00Z`);

const divider = ({ day, today }) =>
  h("div", { class: "day", role: "separator" }, h("span", {}, dayName(noon(day), noon(today), "UTC")));

export function avatar(person) {
  if (person.is_app) return h("span", { class: "avatar avatar-app", "aria-hidden": "true" }, icon("pulse"));
  const initials = person.name
    .split(/\s+/)
    .map((word) => [...word][0] ?? "")
    .slice(0, 2)
    .join("")
    .toUpperCase();
  return h("span", { class: "avatar", "--colour": person.color, "aria-hidden": "true" }, initials);
}

function messageNode({ message, follows, inThread }) {
  const person = personOf(message.user);
  const at = fromTs(message.ts);
  const time = h("time", { class: "time", title: clockWords(at, myZone()) }, hourMinute(at, myZone()));
  const classes = ["message", follows && "follows", message.ephemeral && "ephemeral"].filter(Boolean);
  return h(
    "article",
    { class: classes.join(" "), "aria-label": `${person.name}, ${time.textContent}`, tabindex: "-1" },
    h("div", { class: "gutter" }, follows ? time : avatar(person)),
    h("div", { class: "message-main" }, !follows && author(person, time), contents(message, inThread)),
    !message.ephemeral && toolbar(message, inThread),
  );
}

function author(person, time) {
  const badge = (person.is_app || person.is_bot) && h("span", { class: "badge-app" }, "APP");
  return h("div", { class: "message-head" }, h("span", { class: "name" }, person.name), badge, time);
}

function contents(message, inThread) {
  const surface = surfaceOf({ channel: world.place, ts: message.ts });
  const edited = message.edited && h("span", { class: "edited" }, "(edited)");
  return [
    h("div", { class: "body" }, messageBody(message, surface), edited),
    message.ephemeral && h("p", { class: "only-you" }, icon("eye"), "Only visible to you"),
    reactions(message),
    !inThread && threadLink(message),
  ];
}

const react = (message, name) => send("react", { channel: world.place, ts: message.ts, name });

function reactions(message) {
  if (!message.reactions?.length) return null;
  const add = (anchor) => chooseReaction(anchor, message);
  return h(
    "div",
    { class: "reactions" },
    message.reactions.map((reaction) => reactionButton(message, reaction)),
    iconButton("Add reaction", "smile", add, { class: "reaction reaction-add", "aria-haspopup": "menu" }),
  );
}

function reactionButton(message, { name, users }) {
  const props = {
    type: "button",
    class: "reaction",
    "data-focus": `react/${message.ts}/${name}`,
    "aria-pressed": String(users.includes(world.me)),
    "aria-label": `${name}, ${users.length}`,
    title: users.map((id) => personOf(id).name).join(", "),
    onclick: () => react(message, name),
  };
  return h("button", props, h("span", {}, emoji(name)), String(users.length));
}

function chooseReaction(anchor, message) {
  openMenu(
    anchor,
    QUICK_REACTIONS.map((name) => ({ label: `${emoji(name)} ${name}`, run: () => react(message, name) })),
  );
}

const threadOf = (message) => route({ place: world.place, thread: message.thread_ts ?? message.ts });

function threadLink(message) {
  if (!message.reply_count) return null;
  const words = message.reply_count === 1 ? "1 reply" : `${message.reply_count} replies`;
  return h("a", { class: "replies", href: threadOf(message) }, words);
}

function toolbar(message, inThread) {
  const more = (anchor) => openShortcutMenu(anchor, "message", { channel: world.place, ts: message.ts });
  const reply = { class: "ghost", "aria-label": "Reply in thread", title: "Reply in thread" };
  return h(
    "div",
    { class: "toolbar", role: "toolbar", "aria-label": "Message actions" },
    QUICK_REACTIONS.slice(0, 3).map((name) => quickReaction(message, name)),
    !inThread && h("a", { ...reply, href: threadOf(message) }, icon("reply")),
    iconButton("More actions", "more", more, { "aria-haspopup": "menu" }),
  );
}

function quickReaction(message, name) {
  const label = `React with ${name}`;
  const press = () => react(message, name);
  return h(
    "button",
    { type: "button", class: "ghost", "aria-label": label, title: label, onclick: press },
    emoji(name),
  );
}
