// The panes that hold messages: a channel, a thread beside it, or App Home.
import { get } from "./api.js";
import { blockNodes } from "./blocks.js";
import { composer } from "./composer.js";
import { h, keyed } from "./dom.js";
import { icon } from "./icons.js";
import { showMessages } from "./messages.js";
import { surfaceOf } from "./surface.js";
import { HOME, channelOf, readRoute, route, world } from "./world.js";

const NEAR_END_PIXELS = 80;
const scroll = document.getElementById("scroll");
const thread = document.getElementById("thread");
const log = (name) => h("div", { class: "messages", role: "log", "aria-label": name });
const messageList = log("Messages");
const replyList = log("Replies");
const home = h("div", { class: "home" });
let shown = "";

// An answer that comes after the person has gone elsewhere is dropped.
const isStill = (at) => Object.entries(at).every(([name, value]) => readRoute()[name] === value);

export async function showChannel(at) {
  const { messages } = await get("messages", { as: at.me, channel: at.place });
  if (!isStill(at)) return;
  keepEnd(scroll, `${at.me}/${at.place}` !== shown, () => {
    showMessages(messageList, messages);
    if (!messages.length) messageList.replaceChildren(nothing("Nothing has been said here yet."));
    display(messageList, at);
  });
}

const nothing = (words) => h("p", { class: "nothing" }, words);

// Whoever reads the newest stays there; whoever scrolled up is left in peace.
function keepEnd(box, always, change) {
  const atEnd = box.scrollHeight - box.scrollTop - box.clientHeight < NEAR_END_PIXELS;
  change();
  if (always || atEnd) box.scrollTop = box.scrollHeight;
}

function display(content, { me, place }) {
  if (scroll.firstChild !== content) scroll.replaceChildren(content);
  shown = `${me}/${place}`;
}

export async function showHome(at) {
  const { view } = await get("home", { as: at.me });
  if (!isStill(at)) return;
  keyed(home, [view ?? { id: HOME, blocks: [] }], {
    key: (page) => page.id,
    print: (page) => JSON.stringify([page.blocks, at.me]),
    build: homePage,
  });
  const isNew = `${at.me}/${at.place}` !== shown;
  display(home, at);
  if (isNew) scroll.scrollTop = 0;
}

function homePage(page) {
  if (!page.blocks.length) return nothing(`${world.app.name} has not published a Home for you yet.`);
  const surface = surfaceOf({ view_id: page.id }, page.state?.values);
  return h("div", { class: "home-page" }, blockNodes(page.blocks, surface));
}

export async function showThread(at) {
  thread.hidden = !at.thread;
  if (!at.thread) return;
  const { messages } = await get("messages", { as: at.me, channel: at.place, thread: at.thread });
  if (!isStill(at)) return;
  keyed(thread, [at], { key: ({ thread: ts }) => ts, build: threadPane });
  keepEnd(thread.querySelector(".scroll"), false, () =>
    showMessages(replyList, messages, { inThread: true }),
  );
}

function threadPane({ place, thread: ts }) {
  replyList.replaceChildren();
  const close = {
    class: "ghost end",
    href: route({ place }),
    "aria-label": "Close thread",
    title: "Close thread",
  };
  const title = [h("h2", {}, "Thread"), h("span", { class: "muted" }, `#${channelOf(place)?.name ?? ""}`)];
  return h(
    "div",
    { class: "thread-inside" },
    h("header", { class: "pane-head" }, title, h("a", close, icon("close"))),
    h("div", { class: "scroll", tabindex: "-1" }, replyList),
    composer({ name: "Reply", prompt: "Reply…", channel: place, thread: ts }),
  );
}
