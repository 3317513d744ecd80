// What the page knows: the workspace as one person sees it, and where that person is looking.

export const world = {
  me: "",
  place: "",
  thread: null,
  now: new Date(0),
  zone: "UTC",
  playback: null,
  workspace: { name: "" },
  app: { name: "App", user_id: "" },
  people: [],
  channels: [],
  commands: [],
  shortcuts: [],
};

export const HOME = "home";

export function personOf(id) {
  return world.people.find((person) => person.id === id) ?? strangerOf(id);
}

// Whoever is not in the list of people: the app itself, Slack's own bot, somebody who has left.
function strangerOf(id) {
  const name = { [world.app.user_id]: world.app.name, USLACKBOT: "Slackbot" }[id] ?? id;
  return {
    id,
    handle: id,
    name,
    tz: world.zone,
    color: "#6b6470",
    is_app: id === world.app.user_id,
    is_bot: id === "USLACKBOT",
  };
}

export function channelOf(id) {
  return world.channels.find((channel) => channel.id === id);
}

export const myZone = () => personOf(world.me).tz || world.zone;

export const appDm = () =>
  world.channels.find((channel) => channel.kind === "dm" && channel.with === world.app.user_id);

export const firstPlace = () => world.channels.find((channel) => channel.kind !== "dm")?.id ?? HOME;

export const inApp = () => world.place === HOME || (world.place && world.place === appDm()?.id);

export function titleOf(channel) {
  if (!channel) return "";
  return channel.kind === "dm" && channel.with ? personOf(channel.with).name : channel.name;
}

export function route({ me = world.me, place = world.place, thread = null }) {
  return `#/${[me, place, thread].filter(Boolean).join("/")}`;
}

export function readRoute() {
  const [me = "", place = "", thread = null] = location.hash.replace(/^#\/?/, "").split("/");
  return { me, place, thread };
}
