// What an interactive element needs to know of where it stands, and how it tells what was chosen.
import { confirmed } from "./confirm.js";
import { plain } from "./mrkdwn.js";

let ports = 0;

// A port has the ids and names that tie a control to its field, its present state, and `tell` for a change.
export function portOf(block, element, surface, { form = false, name = "" } = {}) {
  const id = `field-${(ports += 1)}`;
  const describedBy = form ? `${id}-error${block.hint ? ` ${id}-hint` : ""}` : null;
  const nearby = element.accessibility_label || plain(element.placeholder) || name || element.action_id;
  return {
    id,
    label: form ? null : nearby,
    describedBy,
    form,
    name,
    focus: `${block.block_id}/${element.action_id}`,
    required: form && !block.optional,
    clearable: form && Boolean(block.optional),
    dispatches: !form || Boolean(block.dispatch_action),
    state: surface.values?.[block.block_id]?.[element.action_id] ?? null,
    find: (query) => surface.options(block, element, query),
    tell: async (value) => {
      if (element.confirm && !(await confirmed(element.confirm))) return false;
      return form ? surface.input(block, element, value) : surface.act(block, element, value);
    },
  };
}

export const attributes = (element, port) => ({
  id: port.id,
  "data-focus": port.focus,
  "aria-label": port.label,
  "aria-describedby": port.describedBy,
  "aria-required": port.required ? "true" : null,
  autofocus: element.focus_on_load,
});

export const stateOf = (element, port) => port.state ?? startOf(element);

// The initial_* fields of an element, named as in a view's state.
function startOf(element) {
  const start = {};
  for (const [name, value] of Object.entries(element)) {
    if (name.startsWith("initial_")) start[name.replace("initial_", "selected_")] = value;
  }
  return start;
}
