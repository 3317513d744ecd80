// The question that an element's `confirm` asks before it acts.
import { h } from "./dom.js";
import { plain, textObject } from "./mrkdwn.js";

export function confirmed(question) {
  const title = plain(question.title);
  return new Promise((resolve) => {
    const answer = (yes) => () => {
      dialog.close();
      dialog.remove();
      resolve(yes);
    };
    const dialog = h(
      "dialog",
      { class: "modal confirm", "aria-label": title, oncancel: answer(false) },
      h("h2", {}, title),
      h("div", { class: "text" }, textObject(question.text)),
      h(
        "footer",
        {},
        h("button", { type: "button", class: "button", onclick: answer(false) }, plain(question.deny)),
        h(
          "button",
          {
            type: "button",
            class: `button ${question.style ?? "primary"}`,
            autofocus: true,
            onclick: answer(true),
          },
          plain(question.confirm),
        ),
      ),
    );
    document.body.append(dialog);
    dialog.showModal();
  });
}
