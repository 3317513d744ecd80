// The open views of the person as stacked dialogs.
import { send } from "./api.js";
import { blockNodes } from "./blocks.js";
import { h, keyed } from "./dom.js";
import { icon, iconButton } from "./icons.js";
import { plain } from "./mrkdwn.js";
import { settled, surfaceOf } from "./surface.js";

const root = document.getElementById("modals");

export function showViews(views) {
  const open = new Set(views.map((view) => view.id));
  for (const dialog of [...root.children]) if (!open.has(dialog.dataset.key)) dialog.close();
  keyed(root, views, { key: (view) => view.id, print: () => "", build: shell });
  views.forEach((view, depth) => fill(root.children[depth], view, depth));
}

function shell(view) {
  const cancel = (event) => {
    event.preventDefault();
    dismiss(dialog, view);
  };
  const dialog = h("dialog", { class: "modal", "aria-labelledby": `${view.id}-title`, oncancel: cancel });
  return dialog;
}

function fill(dialog, view, depth) {
  const print = () => JSON.stringify([view.title, view.blocks, view.submit, view.close]);
  keyed(dialog, [view], { key: () => "form", print, build: (_, old) => formOf(dialog, view, depth, old) });
  showErrors(dialog, view.errors ?? {});
  if (dialog.open) return;
  dialog.showModal();
  const first =
    dialog.querySelector("[autofocus]") ?? dialog.querySelector(".modal-body :is(input, select, textarea)");
  (first ?? dialog.querySelector("footer button:last-child")).focus();
}

function formOf(dialog, view, depth, old) {
  const submit = (event) => {
    event.preventDefault();
    apply(dialog, view);
  };
  const leave = () => dismiss(dialog, view);
  const title = h("h2", { id: `${view.id}-title` }, plain(view.title));
  const close = plain(view.close) || (view.submit ? "Cancel" : "Close");
  const surface = surfaceOf({ view_id: view.id }, view.state?.values);
  const form = h(
    "form",
    { novalidate: true, onsubmit: submit },
    h("header", {}, depth > 0 && icon("back"), title, iconButton("Dismiss", "close", leave)),
    h("div", { class: "modal-body" }, blockNodes(view.blocks, surface)),
    h(
      "footer",
      {},
      h("button", { type: "button", class: "button", onclick: leave }, close),
      view.submit && h("button", { type: "submit", class: "button primary" }, plain(view.submit)),
    ),
  );
  carryOver(old, form);
  return form;
}

// Text that was typed but not yet told survives a view that is updated meanwhile.
function carryOver(old, form) {
  for (const field of old?.querySelectorAll(".control") ?? []) {
    const heir = field.isDirty?.() && form.querySelector(`[data-focus="${CSS.escape(field.dataset.focus)}"]`);
    if (heir) heir.value = field.value;
  }
}

async function flush(dialog) {
  for (const field of dialog.querySelectorAll(".control")) field.flush?.();
  await settled();
}

async function apply(dialog, view) {
  if (dialog.getAttribute("aria-busy") === "true") return;
  dialog.setAttribute("aria-busy", "true");
  await flush(dialog);
  const answer = await send("submit", { view_id: view.id });
  dialog.removeAttribute("aria-busy");
  if (answer?.errors) showErrors(dialog, answer.errors);
  dialog.querySelector("[aria-invalid=true]")?.focus();
}

async function dismiss(dialog, view) {
  await flush(dialog);
  await send("close", { view_id: view.id });
}

function showErrors(dialog, errors) {
  const print = JSON.stringify(errors);
  if (dialog.errors === print) return;
  dialog.errors = print;
  for (const field of dialog.querySelectorAll(".field")) {
    const words = errors[field.dataset.block] ?? "";
    const slot = field.querySelector(".field-error");
    slot.hidden = !words;
    slot.textContent = words;
    for (const control of field.querySelectorAll("input, select, textarea"))
      control.setAttribute("aria-invalid", String(Boolean(words)));
  }
}
