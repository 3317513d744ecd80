// Block Kit's interactive elements as native controls.
import { h } from "./dom.js";
import { openMenu } from "./menu.js";
import { plain, textObject } from "./mrkdwn.js";
import { attributes, stateOf } from "./ports.js";
import { suggest } from "./suggest.js";
import { dateTimeValue, fromDateTimeValue } from "./time.js";
import { myZone, titleOf, world } from "./world.js";

const PAUSE_IN_TYPING = 300;

// Runs an act once at a time: a control that waits says so.
async function busy(node, run) {
  if (node.getAttribute("aria-busy") === "true") return;
  node.setAttribute("aria-busy", "true");
  try {
    await run();
  } finally {
    node.removeAttribute("aria-busy");
  }
}

function button(element, port) {
  const press = () =>
    busy(node, async () => {
      if (element.url) window.open(element.url, "_blank", "noopener");
      await port.tell();
    });
  const node = h(
    "button",
    {
      ...attributes(element, { ...port, label: element.accessibility_label }),
      type: "button",
      class: `button ${element.style ?? ""}`,
      onclick: press,
    },
    plain(element.text),
  );
  return node;
}

function overflow(element, port) {
  const open = () =>
    openMenu(
      node,
      element.options.map((option) => ({
        label: plain(option.text),
        detail: option.description && plain(option.description),
        run: () => (option.url && window.open(option.url, "_blank", "noopener"), port.tell(option.value)),
      })),
    );
  const node = h(
    "button",
    {
      ...attributes(element, port),
      "aria-label": "More options",
      "aria-haspopup": "menu",
      type: "button",
      class: "button overflow",
      onclick: open,
    },
    "⋯",
  );
  return node;
}

const optionsOf = (element) =>
  element.options ?? element.option_groups?.flatMap((group) => group.options) ?? [];

const choice = (option) => h("option", { value: option.value }, plain(option.text));

const peopleOptions = () =>
  world.people
    .filter((person) => !person.is_app)
    .map((person) => ({ value: person.id, text: { text: person.name } }));

const channelOptions = () =>
  world.channels.map((channel) => ({
    value: channel.id,
    text: { text: channel.kind === "dm" ? titleOf(channel) : `#${channel.name}` },
  }));

function select(element, port, { options, groups, chosen }) {
  const prompt = h(
    "option",
    { value: "", disabled: !port.clearable, hidden: !port.clearable },
    plain(element.placeholder) || "Choose…",
  );
  const choices = groups?.map((group) =>
    h("optgroup", { label: plain(group.label) }, group.options.map(choice)),
  );
  let before = chosen ?? "";
  const changed = async () => {
    if ((await port.tell(node.value || null)) === false) node.value = before;
    before = node.value;
  };
  const node = h(
    "select",
    { ...attributes(element, port), class: "control", value: before, onchange: changed },
    prompt,
    choices ?? options.map(choice),
  );
  return node;
}

const selectOf = (options, chosen) => (element, port) =>
  select(element, port, {
    options: options(element),
    groups: element.option_groups,
    chosen: chosen(stateOf(element, port)),
  });

function picks(element, port, { options, chosen, kind = "checkbox", look = "choices" }) {
  const values = () => [...node.querySelectorAll("input:checked")].map((box) => box.value);
  const changed = () => port.tell(kind === "radio" ? values()[0] : values());
  const node = h(
    "div",
    {
      class: look,
      id: port.id,
      role: port.form ? null : kind === "radio" ? "radiogroup" : "group",
      "aria-label": port.label,
    },
    options.map((option) =>
      h(
        "label",
        { class: "choice" },
        h("input", {
          type: kind,
          name: port.id,
          value: option.value,
          checked: chosen.includes(option.value),
          "data-focus": `${port.focus}/${option.value}`,
          "aria-describedby": port.describedBy,
          onchange: changed,
        }),
        h(
          "span",
          { class: "choice-text" },
          textObject(option.text),
          option.description && h("small", {}, textObject(option.description)),
        ),
      ),
    ),
  );
  return node;
}

const valuesOf = (options) => (options ?? []).map((option) => option.value);

const chips = (options, chosen) => (element, port) =>
  picks(element, port, {
    options: options(element),
    chosen: chosen(stateOf(element, port)) ?? [],
    look: "chips",
  });

function external(element, port) {
  let chosen = plain(stateOf(element, port).selected_option?.text);
  const left = () => {
    const emptied = chosen && !node.value;
    if (emptied) port.tell(null);
    node.value = chosen = emptied ? "" : chosen;
  };
  const node = h("input", {
    ...attributes(element, port),
    class: "control",
    type: "text",
    autocomplete: "off",
    placeholder: plain(element.placeholder) || "Type to search…",
    value: chosen,
    onchange: left,
  });
  const found = async () => {
    const query = node.value.trim();
    if (query.length < (element.min_query_length ?? 3)) return [];
    return (await port.find(query)).map((option) => ({
      label: plain(option.text),
      detail: option.description && plain(option.description),
      option,
    }));
  };
  const accept = ({ label, option }) => {
    node.value = chosen = label;
    port.tell(option.value);
  };
  return h("div", { class: "combo" }, node, suggest(node, { find: found, accept, name: "Options" }));
}

// On what a field of text is told; one that does not say it is told on Enter.
const isToldOn = (trigger, element, port) =>
  port.form &&
  port.dispatches &&
  element.type.endsWith("_input") &&
  (element.dispatch_action_config?.trigger_actions_on ?? ["on_enter_pressed"]).includes(trigger);

function typed(type, extra = () => ({})) {
  return (element, port) => {
    const start = stateOf(element, port);
    let told = start.value ?? start.selected_value ?? start.selected_date ?? start.selected_time ?? "";
    let pause;
    const tell = () => {
      clearTimeout(pause);
      return node.value === told ? null : port.tell((told = node.value) || null);
    };
    const entered = () => {
      clearTimeout(pause);
      pause = setTimeout(() => node.isConnected && tell(), PAUSE_IN_TYPING);
    };
    const enter = (event) => {
      if (event.key !== "Enter" || type === "textarea") return; // which begins a line
      event.preventDefault();
      tell();
    };
    const node = h(type === "textarea" ? "textarea" : "input", {
      ...attributes(element, port),
      class: "control",
      type: type === "textarea" ? null : type,
      autocomplete: "off",
      placeholder: plain(element.placeholder),
      maxlength: element.max_length,
      value: told,
      ...extra(element),
      onchange: tell,
      oninput: isToldOn("on_character_entered", element, port) && entered,
      onkeydown: isToldOn("on_enter_pressed", element, port) && enter,
    });
    node.flush = tell;
    node.isDirty = () => node.value !== told;
    return node;
  };
}

function dateTime(element, port) {
  const seconds = stateOf(element, port).selected_date_time;
  const changed = () =>
    port.tell(node.value ? Math.round(fromDateTimeValue(node.value, myZone()) / 1000) : null);
  const node = h("input", {
    ...attributes(element, port),
    class: "control",
    type: "datetime-local",
    onchange: changed,
    value: seconds ? dateTimeValue(new Date(seconds * 1000), myZone()) : "",
  });
  return node;
}

const text = (element, port) =>
  typed(element.multiline ? "textarea" : "text", () => (element.multiline ? { rows: 4 } : {}))(element, port);

const number = typed("number", (element) => ({
  min: element.min_value,
  max: element.max_value,
  step: element.is_decimal_allowed ? "any" : 1,
}));

const KINDS = {
  button,
  overflow,
  external_select: external,
  datetimepicker: dateTime,
  number_input: number,
  plain_text_input: text,
  email_text_input: typed("email"),
  url_text_input: typed("url"),
  datepicker: typed("date"),
  timepicker: typed("time"),
  static_select: selectOf(optionsOf, (state) => state.selected_option?.value),
  users_select: selectOf(peopleOptions, (state) => state.selected_user),
  channels_select: selectOf(channelOptions, (state) => state.selected_channel),
  conversations_select: selectOf(channelOptions, (state) => state.selected_conversation),
  checkboxes: (element, port) =>
    picks(element, port, {
      options: element.options,
      chosen: valuesOf(stateOf(element, port).selected_options),
    }),
  radio_buttons: (element, port) =>
    picks(element, port, {
      options: element.options,
      chosen: valuesOf([stateOf(element, port).selected_option ?? {}]),
      kind: "radio",
    }),
  multi_static_select: chips(optionsOf, (state) => valuesOf(state.selected_options)),
  multi_users_select: chips(peopleOptions, (state) => state.selected_users),
  multi_channels_select: chips(channelOptions, (state) => state.selected_channels),
  multi_conversations_select: chips(channelOptions, (state) => state.selected_conversations),
};

const unknown = (element) =>
  h("span", { class: "unknown" }, `A ${element.type}, which this page does not draw.`);

export const control = (element, port) => (KINDS[element.type] ?? unknown)(element, port);
