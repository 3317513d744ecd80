// Where blocks stand (a message or a view), and how what is done to them reaches the workspace.
import { send } from "./api.js";

const pending = new Set();

function tracked(promise) {
  pending.add(promise);
  promise.finally(() => pending.delete(promise));
  return promise;
}

// A form is sent only after all that was typed into it has arrived.
export const settled = () => Promise.all(pending);

export function surfaceOf(target, values = {}) {
  const where = (block, element) => ({ ...target, block_id: block.block_id, action_id: element.action_id });
  return {
    values,
    act: (block, element, value) => tracked(send("act", { ...where(block, element), value })),
    input: (block, element, value) => tracked(send("input", { ...where(block, element), value })),
    options: async (block, element, query) =>
      (await send("options", { ...where(block, element), query }))?.options ?? [],
  };
}
