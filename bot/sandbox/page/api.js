// The page's side of the JSON interface under /page.
import { toast } from "./toast.js";
import { world } from "./world.js";

export async function get(path, params = {}) {
  const query = new URLSearchParams(Object.entries(params).filter(([, value]) => value));
  return answer(fetch(`/page/${path}?${query}`));
}

async function answer(request) {
  let response;
  try {
    response = await request;
  } catch {
    throw new Error("The sandbox does not answer. Is it still running?");
  }
  const body = await response.json().catch(() => ({}));
  if (response.ok) return body;
  throw new Error(body.error || `The sandbox answered ${response.status}.`);
}

// Sends an act of the person; failures are told in a toast, and null is returned when nothing was done.
export async function send(path, body = {}) {
  const options = {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ as: world.me, ...body }),
  };
  try {
    const outcome = await answer(fetch(`/page/${path}`, options));
    if (outcome.error) toast(outcome.error);
    return outcome;
  } catch (error) {
    toast(error.message);
    return null;
  } finally {
    document.dispatchEvent(new Event("workspace-changed"));
  }
}

// Follows the workspace; hidden tabs let go, since a browser allows six connections to one host.
export function follow() {
  let stream = null;
  const changed = () => document.dispatchEvent(new Event("workspace-changed"));
  const listen = () => {
    stream?.close();
    stream = null;
    if (document.hidden) return;
    stream = new EventSource("/page/stream");
    stream.onmessage = changed;
  };
  document.addEventListener("visibilitychange", listen);
  listen();
}
