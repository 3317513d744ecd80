// The usual Markdown of a markdown block as DOM nodes.
import { h } from "./dom.js";
import { withEmoji } from "./emoji.js";
import { link } from "./mrkdwn.js";

const INLINE = new RegExp(
  [
    "`([^`\\n]+)`",
    "!?\\[([^\\]\\n]+)\\]\\(([^)\\s]+)\\)",
    "\\*\\*(?=\\S)(.+?)\\*\\*",
    "__(?=\\S)(.+?)__",
    "\\*(?=\\S)([^*\\n]+?)\\*",
    "(?<!\\w)_(?=\\S)([^_\\n]+?)_(?!\\w)",
    "~~(.+?)~~",
    "(https?:\\/\\/[^\\s<>()]+)",
  ].join("|"),
  "g",
);

function inline(text) {
  const nodes = [];
  let at = 0;
  for (const match of text.matchAll(INLINE)) {
    nodes.push(withEmoji(text.slice(at, match.index)), token(match));
    at = match.index + match[0].length;
  }
  return [...nodes, withEmoji(text.slice(at))];
}

function token([, code, label, target, bold, bold2, italic, italic2, strike, url]) {
  if (code) return h("code", {}, code);
  if (label) return link(target, label);
  if (bold ?? bold2) return h("strong", {}, inline(bold ?? bold2));
  if (italic ?? italic2) return h("em", {}, inline(italic ?? italic2));
  if (strike) return h("s", {}, inline(strike));
  return link(url);
}

const cells = (line) =>
  line
    .trim()
    .replace(/^\||\|$/g, "")
    .split("|")
    .map((cell) => inline(cell.trim()));

const row = (tag) => (line) =>
  h(
    "tr",
    {},
    cells(line).map((cell) => h(tag, {}, cell)),
  );

function table([head, , ...rest]) {
  return h(
    "div",
    { class: "table-wrap" },
    h("table", {}, h("thead", {}, row("th")(head)), h("tbody", {}, rest.map(row("td")))),
  );
}

const list = (tag, mark) => (lines) =>
  h(
    tag,
    { class: "rich-list" },
    lines.map((line) => h("li", {}, inline(line.replace(mark, "")))),
  );

const BULLET = /^\s*[-*+]\s+/;
const NUMBER = /^\s*\d+[.)]\s+/;

// Each kind takes the run of lines that its pattern matches.
const KINDS = [
  [
    /^#{1,6}\s/,
    (lines) => lines.map((line) => h("p", { class: "md-heading" }, inline(line.replace(/^#+\s+/, "")))),
  ],
  [/^\s*([-*_]\s*){3,}$/, () => h("hr")],
  [BULLET, list("ul", BULLET)],
  [NUMBER, list("ol", NUMBER)],
  [/^>/, (lines) => h("blockquote", {}, inline(lines.map((line) => line.replace(/^>\s?/, "")).join("\n")))],
  [/^\|.*\|/, table],
  [/^\s*$/, () => []],
  [/^/, (lines) => h("p", {}, inline(lines.join("\n")))],
];

const kindOf = (line) => KINDS.findIndex(([pattern]) => pattern.test(line));

function runs(text) {
  const found = [];
  for (const line of text.split("\n")) {
    const kind = kindOf(line);
    if (found.at(-1)?.kind === kind) found.at(-1).lines.push(line);
    else found.push({ kind, lines: [line] });
  }
  return found;
}

export function markdown(text) {
  return text
    .split(/^```\w*\n([\s\S]*?)\n?```$/m)
    .flatMap((part, at) =>
      at % 2 ? h("pre", {}, part) : runs(part).map(({ kind, lines }) => KINDS[kind][1](lines)),
    );
}
