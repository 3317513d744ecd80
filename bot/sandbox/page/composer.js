// The box in which a person writes: commands, mentions, global shortcuts.
import { send } from "./api.js";
import { h } from "./dom.js";
import { iconButton } from "./icons.js";
import { openShortcutMenu } from "./menu.js";
import { suggest } from "./suggest.js";
import { world } from "./world.js";

const drafts = new Map();

export function composer({ name, prompt, channel, thread = null }) {
  const draft = [world.me, channel, thread].join("/");
  const usage = h("p", { class: "composer-usage", "aria-live": "polite" });
  const field = h("textarea", {
    rows: 1,
    "aria-label": name,
    placeholder: prompt,
    value: drafts.get(draft) ?? "",
    "data-focus": draft,
    oninput: () => wrote(field, draft, usage),
  });
  const find = () => findSuggestions(field);
  const list = suggest(field, { find, accept: (entry) => complete(field, entry), name: "Suggestions" });
  const say = () => submit(field, draft, usage, { channel, ...(thread && { thread_ts: thread }) });
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    say();
  });
  const box = h("div", { class: "composer" }, field, bar(say, !thread));
  return h("div", { class: "composer-wrap" }, list, usage, box);
}

function bar(say, withShortcuts) {
  const keys = [h("kbd", {}, "Enter"), " to send, ", h("kbd", {}, "Shift+Enter"), " for a new line"];
  return h(
    "div",
    { class: "composer-bar" },
    withShortcuts && iconButton("Shortcuts", "plus", openShortcuts, { "aria-haspopup": "menu" }),
    h("span", { class: "composer-help" }, keys),
    iconButton("Send", "send", say, { class: "send" }),
  );
}

function wrote(field, draft, usage) {
  drafts.set(draft, field.value);
  field.closest(".composer")?.classList.toggle("has-text", Boolean(field.value.trim()));
  const command = world.commands.find(({ command: known }) => field.value.startsWith(`${known} `));
  usage.replaceChildren(
    ...(command ? [h("strong", {}, command.command), ` ${command.usage_hint ?? ""}`] : []),
  );
}

async function submit(field, draft, usage, where) {
  const text = field.value.trim();
  if (!text) return;
  field.value = "";
  wrote(field, draft, usage);
  if ((await send("say", { ...where, text })) || field.value) return;
  field.value = text;
  wrote(field, draft, usage);
}

const openShortcuts = (anchor) => openShortcutMenu(anchor, "global");

const KINDS = [
  [
    /^\/\S*$/,
    (start) =>
      world.commands
        .filter(({ command }) => command.startsWith(start.toLowerCase()))
        .map(({ command, usage_hint, description }) => ({
          insert: command,
          label: command,
          hint: usage_hint,
          detail: description,
        })),
  ],
  [
    /(?<![\w.])@[\w.-]*$/,
    (start) =>
      world.people
        .filter((person) => !person.is_app && begins(`${person.handle} ${person.name}`, start.slice(1)))
        .slice(0, 8)
        .map(({ handle, name }) => ({ insert: `@${handle}`, label: name, hint: `@${handle}` })),
  ],
  [
    /(?<![\w.])#[\w-]*$/,
    (start) =>
      world.channels
        .filter(({ kind, name }) => kind !== "dm" && begins(name, start.slice(1)))
        .map(({ name }) => ({ insert: `#${name}`, label: `#${name}` })),
  ],
];

const begins = (names, start) =>
  names
    .toLowerCase()
    .split(/\s+/)
    .some((word) => word.startsWith(start.toLowerCase()));

function findSuggestions(field) {
  const before = field.value.slice(0, field.selectionStart);
  for (const [pattern, entries] of KINDS) {
    const match = pattern.exec(before);
    if (!match) continue;
    return entries(match[0]).map((entry) => ({
      ...entry,
      from: match.index,
      exact: entry.insert === match[0],
    }));
  }
  return [];
}

function complete(field, { insert, from }) {
  field.setRangeText(`${insert} `, from, field.selectionStart, "end");
  field.dispatchEvent(new Event("input"));
}
