// Slack's rich_text block as DOM nodes.
import { h } from "./dom.js";
import { emoji } from "./emoji.js";
import { broadcast, channelLink, link, mention } from "./mrkdwn.js";
import { slackDate } from "./time.js";
import { myZone, world } from "./world.js";

const INLINE = {
  text: (part) => part.text,
  link: (part) => link(part.url, part.text || part.url),
  user: (part) => mention(part.user_id),
  channel: (part) => channelLink(part.channel_id),
  usergroup: (part) => broadcast(part.usergroup_id),
  broadcast: (part) => broadcast(part.range),
  emoji: (part) => emoji(part.name),
  date: (part) => h("time", {}, slackDate(part.format, part.timestamp, world.now, myZone())),
  color: (part) => h("code", {}, part.value),
};

const STYLES = [
  ["bold", "strong"],
  ["italic", "em"],
  ["strike", "s"],
  ["code", "code"],
];

function inline(parts) {
  return parts.map((part) => {
    const styles = STYLES.filter(([style]) => part.style?.[style]);
    return styles.reduce((node, [, tag]) => h(tag, {}, node), INLINE[part.type]?.(part) ?? "");
  });
}

const ELEMENTS = {
  rich_text_section: (element) => h("div", { class: "rich-line" }, inline(element.elements)),
  rich_text_quote: (element) => h("blockquote", {}, inline(element.elements)),
  rich_text_preformatted: (element) => h("pre", {}, inline(element.elements)),
  rich_text_list: (element) =>
    h(
      element.style === "ordered" ? "ol" : "ul",
      {
        class: "rich-list",
        "--indent": String(element.indent ?? 0),
        start: element.offset ? element.offset + 1 : null,
      },
      element.elements.map((entry) => h("li", {}, inline(entry.elements))),
    ),
};

export const richText = (block) =>
  h(
    "div",
    { class: "rich" },
    block.elements.map((element) => ELEMENTS[element.type]?.(element)),
  );
