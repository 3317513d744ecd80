// Slack's mrkdwn as DOM nodes.
import { h } from "./dom.js";
import { emoji, withEmoji } from "./emoji.js";
import { slackDate } from "./time.js";
import { channelOf, myZone, personOf, route, world } from "./world.js";

const SAFE_LINK = /^(https?:|mailto:|tel:|slack:)/i;

export const unescape = (text) => text.replace(/&lt;/g, "<").replace(/&gt;/g, ">").replace(/&amp;/g, "&");

export function link(address, label = address) {
  if (!SAFE_LINK.test(address)) return label;
  return h("a", { href: address, target: "_blank", rel: "noopener noreferrer" }, label);
}

export function mention(id) {
  return h("span", { class: `mention${id === world.me ? " mention-me" : ""}` }, `@${personOf(id).name}`);
}

export function channelLink(id, label) {
  const known = channelOf(id);
  const name = `#${known?.name ?? label ?? id}`;
  return known
    ? h("a", { class: "mention", href: route({ place: id }) }, name)
    : h("span", { class: "mention" }, name);
}

export const broadcast = (range) => h("span", { class: "mention mention-me" }, `@${range}`);

// What stands between < and >: a mention, a channel, a date, a broadcast or a link.
function angle(inside) {
  const [target, label] = inside.split(/\|(.*)/s);
  if (target.startsWith("@")) return mention(target.slice(1));
  if (target.startsWith("#")) return channelLink(target.slice(1), label && unescape(label));
  if (target.startsWith("!date^")) return dateNode(target, label);
  if (target.startsWith("!subteam^")) return broadcast(unescape(label ?? target.slice(9)).replace(/^@/, ""));
  if (target.startsWith("!")) return broadcast(target.slice(1));
  return link(unescape(target), unescape(label ?? target));
}

function dateNode(target, fallback) {
  const [, seconds, template, address] = target.split("^");
  if (!Number.isFinite(Number(seconds)) || !template) return unescape(fallback ?? "");
  const words = slackDate(unescape(template), Number(seconds), world.now, myZone());
  const node = h("time", { title: unescape(fallback ?? words) }, words);
  return address && SAFE_LINK.test(address) ? link(unescape(address), node) : node;
}

const styled = (mark) =>
  `(?<![\\w${mark}])\\${mark}(?=[^\\s${mark}])([^\\n]*?[^\\s])\\${mark}(?![\\w${mark}])`;

const INLINE = new RegExp(
  [
    "`([^`\\n]+)`",
    "<([^<>\\n]+)>",
    styled("*"),
    styled("_"),
    styled("~"),
    "(?<![\\w:]):([a-z0-9_+-]+):",
    "(https?:\\/\\/(?:&amp;|[^\\s<>|&])*[^\\s<>|&.,;:!?)'\"])",
    "(?<![\\w@])@(here|channel|everyone)\\b",
    "(?<![\\w#&])#([\\w-]+)",
  ].join("|"),
  "g",
);

function inline(text, options) {
  const nodes = [];
  let at = 0;
  for (const match of text.matchAll(INLINE)) {
    nodes.push(unescape(text.slice(at, match.index)), token(match, options));
    at = match.index + match[0].length;
  }
  return [...nodes, unescape(text.slice(at))];
}

function token([whole, code, inside, bold, italic, strike, short, url, range, name], options) {
  if (code) return h("code", {}, unescape(code));
  if (inside) return angle(inside);
  if (bold) return h("strong", {}, inline(bold, options));
  if (italic) return h("em", {}, inline(italic, options));
  if (strike) return h("s", {}, inline(strike, options));
  if (short) return emoji(short);
  return (
    (options.verbatim ? null : live(url, options.names && range, options.names && name)) ?? unescape(whole)
  );
}

// What Slack makes of bare names and addresses where `verbatim` is not set.
function live(url, range, name) {
  if (url) return link(unescape(url));
  if (range) return broadcast(range);
  const channel = world.channels.find((known) => name && known.name === name);
  return channel ? channelLink(channel.id) : null;
}

const LINE_KINDS = [
  ["quote", /^(?:&gt;|>) ?/],
  ["item", /^\s*(?:[•◦▪]|-|\d+\.)\s+/],
];

function lineNodes(text, options) {
  const nodes = [];
  for (const line of text.split("\n")) {
    const [kind, mark] = LINE_KINDS.find(([, pattern]) => pattern.test(line)) ?? ["line", null];
    if (kind === "item") nodes.push(item(line.match(mark)[0], line.replace(mark, ""), options));
    else
      addLine(
        nodes,
        kind === "quote" ? "blockquote" : "span",
        inline(mark ? line.replace(mark, "") : line, options),
      );
  }
  return nodes;
}

function item(mark, rest, options) {
  return h(
    "div",
    { class: "list-line" },
    h("span", { class: "list-mark" }, mark.trim().replace("-", "•")),
    " ",
    h("span", {}, inline(rest, options)),
  );
}

function addLine(nodes, tag, content) {
  const last = nodes.at(-1);
  if (last?.localName === tag) last.append("\n", ...content);
  else nodes.push(h(tag, {}, content));
}

// `verbatim` leaves bare names and addresses alone; `names` false links addresses only, as in a message's text.
export function mrkdwn(text, { verbatim = false, names = true } = {}) {
  return (text ?? "").split(/```\n?([\s\S]+?)\n?```\n?/).flatMap((part, at) => {
    if (at % 2) return h("pre", {}, unescape(part));
    return part ? lineNodes(part, { verbatim, names }) : [];
  });
}

export const plain = (object) => (object?.emoji === false ? object.text : withEmoji(object?.text ?? ""));

export function textObject(object) {
  return object.type === "mrkdwn" ? mrkdwn(object.text, { verbatim: object.verbatim }) : [plain(object)];
}
