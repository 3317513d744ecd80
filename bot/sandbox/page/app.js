// Puts the page together: follows the workspace and shows what the address names.
import { follow, get, send } from "./api.js";
import { showChannel, showHome, showThread } from "./conversation.js";
import { closeSidebar, showFrame } from "./frame.js";
import { showViews } from "./modal.js";
import { toast } from "./toast.js";
import { HOME, channelOf, firstPlace, readRoute, route, world } from "./world.js";

const CLOCK_SECONDS = 20;
let failing = false;
let visited = "";

// Runs one refresh at a time, and one more when something changed meanwhile.
function coalesced(run) {
  let running = null;
  let again = false;
  const all = async () => {
    while (again) {
      again = false;
      await run();
    }
    running = null;
  };
  return () => {
    again = true;
    running ??= all();
    return running;
  };
}

const refresh = coalesced(async () => {
  try {
    await load();
    failing = false;
  } catch (error) {
    if (!failing) toast(error.message);
    failing = true;
  }
});

async function load() {
  const { me } = readRoute();
  const state = await stateFor(me);
  // Whoever became somebody else meanwhile is looked at by the refresh that this set off.
  if (readRoute().me !== me) return;
  Object.assign(world, state, { now: new Date(state.now) });
  const at = settle();
  Object.assign(world, { place: at.place, thread: at.thread });
  showFrame();
  await Promise.all([loadViews(at), at.place === HOME ? showHome(at) : showChannel(at), showThread(at)]);
}

// Where the address leads, corrected when it names no place of this person's.
function settle() {
  const at = readRoute();
  if (at.me === world.me && (at.place === HOME || channelOf(at.place))) return at;
  history.replaceState(null, "", route({ place: firstPlace() }));
  return readRoute();
}

// An address from before a restart may name somebody who is no longer there.
async function stateFor(me) {
  try {
    return await get("state", { as: me });
  } catch (error) {
    if (me) return get("state");
    throw error;
  }
}

async function loadViews({ me }) {
  const { views } = await get("views", { as: me });
  if (readRoute().me === me) showViews(views);
}

async function arrive() {
  closeSidebar();
  await refresh();
  const { me, place } = readRoute();
  if (visited === `${me}/${place}`) return;
  visited = `${me}/${place}`;
  if (place === HOME) await send("open_home");
  else document.querySelector("#foot textarea")?.focus();
}

window.addEventListener("hashchange", arrive);
document.addEventListener("workspace-changed", refresh);
setInterval(() => document.hidden || refresh(), CLOCK_SECONDS * 1000);
follow();
arrive();
