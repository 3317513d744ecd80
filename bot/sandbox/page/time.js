// Moments in words and back, in any time zone.

const formats = new Map();

function format(zone, options) {
  const key = zone + JSON.stringify(options);
  if (!formats.has(key)) {
    formats.set(key, new Intl.DateTimeFormat("en-GB", { timeZone: zone, hourCycle: "h23", ...options }));
  }
  return formats.get(key);
}

const WALL = {
  year: "numeric",
  month: "2-digit",
  day: "2-digit",
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
};

// The moment as a wall clock in the zone shows it, told as if that wall clock stood in UTC.
function wall(date, zone) {
  const at = Object.fromEntries(
    format(zone, WALL)
      .formatToParts(date)
      .map(({ type, value }) => [type, value]),
  );
  return new Date(Date.UTC(at.year, at.month - 1, at.day, at.hour, at.minute, at.second));
}

function fromWall(shown, zone) {
  const guess = new Date(2 * shown.getTime() - wall(shown, zone).getTime());
  return new Date(guess.getTime() + shown.getTime() - wall(guess, zone).getTime());
}

export const fromTs = (ts) => new Date(Number(ts) * 1000);

export const hourMinute = (date, zone) => format(zone, { hour: "2-digit", minute: "2-digit" }).format(date);

export const dayKey = (date, zone) => wall(date, zone).toISOString().slice(0, 10);

export const dateTimeValue = (date, zone) => wall(date, zone).toISOString().slice(0, 16);

export const fromDateTimeValue = (value, zone) => fromWall(new Date(`${value}Z`), zone);

export function clockWords(date, zone) {
  const day = wall(date, zone).toUTCString();
  return `${day.slice(0, 3)} ${Number(day.slice(5, 7))} ${day.slice(8, 16)}, ${hourMinute(date, zone)}`;
}

export const weekdayOf = (date, zone) => format(zone, { weekday: "long" }).format(date);

function relativeDay(date, now, zone) {
  const days = (Date.parse(dayKey(date, zone)) - Date.parse(dayKey(now, zone))) / 86400000;
  return { "-1": "Yesterday", 0: "Today", 1: "Tomorrow" }[days] ?? null;
}

export function dayName(date, now, zone) {
  const sameYear = dayKey(date, zone).slice(0, 4) === dayKey(now, zone).slice(0, 4);
  return (
    relativeDay(date, now, zone) ??
    format(zone, {
      weekday: "long",
      day: "numeric",
      month: "long",
      year: sameYear ? undefined : "numeric",
    }).format(date)
  );
}

// The next moment when clocks in the zone show this hour; weekday 1 is Monday, null is any day.
export function nextAt(now, zone, hour, weekday = null) {
  const day = wall(now, zone);
  day.setUTCHours(hour, 0, 0, 0);
  const fits = () => fromWall(day, zone) > now && (weekday === null || day.getUTCDay() === weekday);
  while (!fits()) day.setUTCDate(day.getUTCDate() + 1);
  return fromWall(day, zone);
}

const ordinal = (day) =>
  `${day}${["th", "st", "nd", "rd"][day % 100 > 10 && day % 100 < 14 ? 0 : day % 10] ?? "th"}`;

const DATES = {
  date_num: (at) => at.day_key,
  date: (at) => `${at.month} ${ordinal(at.day)}, ${at.year}`,
  date_short: (at) => `${at.month.slice(0, 3)} ${at.day}, ${at.year}`,
  date_long: (at) => `${at.weekday}, ${at.month} ${ordinal(at.day)}, ${at.year}`,
  time: (at) => at.time,
  time_secs: (at) => `${at.time}:${at.seconds}`,
};

// Slack's <!date^…> format string, as the reader's own clock and calendar say it.
export function slackDate(template, seconds, now, zone) {
  const date = new Date(seconds * 1000);
  const shown = wall(date, zone);
  const at = {
    day_key: dayKey(date, zone),
    day: shown.getUTCDate(),
    year: shown.getUTCFullYear(),
    month: format("UTC", { month: "long" }).format(shown),
    weekday: format("UTC", { weekday: "long" }).format(shown),
    time: hourMinute(date, zone),
    seconds: String(shown.getUTCSeconds()).padStart(2, "0"),
  };
  return template.replace(/\{(\w+)\}/g, (whole, token) => {
    const near = token.endsWith("_pretty") ? relativeDay(date, now, zone)?.toLowerCase() : null;
    return near ?? DATES[token.replace(/_pretty$/, "")]?.(at) ?? whole;
  });
}
