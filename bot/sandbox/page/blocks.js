// Block Kit's layout blocks as DOM nodes.
import { chart } from "./chart.js";
import { h } from "./dom.js";
import { control } from "./elements.js";
import { markdown } from "./markdown.js";
import { mrkdwn, plain, textObject } from "./mrkdwn.js";
import { portOf } from "./ports.js";
import { richText } from "./richtext.js";

const body = (object, kind = "text") => h("div", { class: kind }, textObject(object));

function picture(block) {
  const file = block.slack_file;
  const source = block.image_url ?? file?.url ?? (file ? `/files/${file.id}` : "");
  return h("img", { class: "picture", src: source, alt: block.alt_text ?? "", loading: "lazy" });
}

function section(block, surface) {
  const side = block.accessory;
  const name = side && (block.text ? body(block.text).textContent.split("\n")[0] : "");
  return h(
    "div",
    { class: "section" },
    h(
      "div",
      { class: "section-main" },
      block.text && body(block.text),
      block.fields &&
        h(
          "div",
          { class: "fields" },
          block.fields.map((field) => body(field)),
        ),
    ),
    side &&
      h(
        "div",
        { class: "section-side" },
        side.type === "image" ? picture(side) : control(side, portOf(block, side, surface, { name })),
      ),
  );
}

function context(block) {
  return h(
    "div",
    { class: "context" },
    block.elements.map((part) => (part.type === "image" ? picture(part) : body(part, "text small"))),
  );
}

const GROUPS = new Set([
  "checkboxes",
  "radio_buttons",
  "multi_static_select",
  "multi_users_select",
  "multi_channels_select",
  "multi_conversations_select",
]);

function input(block, surface) {
  const grouped = GROUPS.has(block.element.type);
  const port = portOf(block, block.element, surface, { form: true, name: plain(block.label) });
  const label = [plain(block.label), block.optional && h("span", { class: "optional" }, " (optional)")];
  return h(
    grouped ? "fieldset" : "div",
    { class: "field", "data-block": block.block_id },
    grouped ? h("legend", {}, label) : h("label", { for: port.id }, label),
    control(block.element, port),
    h("p", { class: "field-error", role: "alert", id: `${port.id}-error`, hidden: true }),
    block.hint && h("p", { class: "hint", id: `${port.id}-hint` }, plain(block.hint)),
  );
}

const cell = (entry) =>
  entry.type === "rich_text" ? richText(entry) : [String(entry.text ?? entry.value ?? "")];

function table(block) {
  const align = block.column_settings ?? [];
  const line = (tag) => (entries) =>
    h(
      "tr",
      {},
      entries.map((entry, at) => h(tag, { class: `align-${align[at]?.align ?? "left"}` }, cell(entry))),
    );
  const [head, ...rest] = block.rows;
  return h(
    "div",
    { class: "table-wrap" },
    h("table", {}, h("thead", {}, line("th")(head)), h("tbody", {}, rest.map(line("td")))),
  );
}

function card(block, surface) {
  return h(
    "div",
    { class: "card" },
    block.hero_image && picture(block.hero_image),
    ["title", "subtitle", "body"]
      .filter((part) => block[part])
      .map((part) => body(block[part], `text card-${part}`)),
    block.actions && actions({ ...block, elements: block.actions }, surface),
  );
}

function actions(block, surface) {
  return h(
    "div",
    { class: "actions" },
    block.elements.map((element) => control(element, portOf(block, element, surface))),
  );
}

const LAYOUT = {
  section,
  context,
  actions,
  input,
  table,
  card,
  header: (block) => h("h3", { class: "header" }, plain(block.text)),
  divider: () => h("hr"),
  image: (block) => h("figure", {}, block.title && h("figcaption", {}, plain(block.title)), picture(block)),
  rich_text: richText,
  markdown: (block) => h("div", { class: "markdown" }, markdown(block.text)),
  context_actions: actions,
  data_table: table,
  data_visualization: chart,
  alert: (block) =>
    h("div", { class: `alert alert-${block.level ?? "default"}`, role: "note" }, body(block.text)),
  container: (block, surface) =>
    h(
      "div",
      { class: "card" },
      block.title && body(block.title, "text card-title"),
      blockNodes(block.child_blocks ?? block.blocks ?? [], surface),
    ),
  carousel: (block, surface) =>
    h(
      "div",
      { class: "carousel" },
      (block.elements ?? []).map((entry) => card(entry, surface)),
    ),
};

const unknown = (block) =>
  h("p", { class: "unknown" }, `A ${block.type} block, which this page does not draw.`);

export function blockNodes(blocks, surface) {
  return blocks.map((block) => {
    const node = (LAYOUT[block.type] ?? unknown)(block, surface);
    node.classList.add("block");
    return node;
  });
}

// A message's body: its blocks, or its text when there are none.
export function messageBody(message, surface) {
  if (message.blocks?.length) return blockNodes(message.blocks, surface);
  return [h("div", { class: "text block" }, mrkdwn(message.text, { names: false }))];
}
