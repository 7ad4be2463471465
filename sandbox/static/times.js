// Every time is shown in the zone of the person whose eyes the page borrows, and by the workspace's clock.
import { h } from "./dom.js";

export const clock = { zone: "UTC", ahead: 0 };

export const now = () => Date.now() / 1000 + clock.ahead;

function say(seconds, options) {
  return new Intl.DateTimeFormat("en-GB", { timeZone: clock.zone, ...options }).format(new Date(seconds * 1000));
}

export const timeOf = (seconds) => say(seconds, { hour: "2-digit", minute: "2-digit" });

export const fullTime = (seconds) =>
  say(seconds, {
    weekday: "long",
    day: "numeric",
    month: "long",
    year: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
  });

export const shortDay = (seconds) => say(seconds, { weekday: "short", day: "numeric", month: "short" });

const isoDay = (seconds) => new Intl.DateTimeFormat("en-CA", { timeZone: clock.zone }).format(new Date(seconds * 1000));

export function dayOf(seconds) {
  const day = isoDay(seconds);
  if (day === isoDay(now())) return "Today";
  if (day === isoDay(now() - 86400)) return "Yesterday";
  return say(seconds, { weekday: "long", day: "numeric", month: "long" });
}

const year = (seconds) => say(seconds, { year: "numeric" });
const NEAR = [
  ["yesterday", -86400],
  ["today", 0],
  ["tomorrow", 86400],
];
const near = (seconds, otherwise) => {
  const found = NEAR.find(([, away]) => isoDay(seconds) === isoDay(now() + away));
  return found ? found[0] : otherwise(seconds);
};
/** "09:04", and the day before it unless it is today. */
export function timeWithDay(seconds) {
  const day = near(seconds, shortDay);
  return day === "today" ? timeOf(seconds) : `${day}, ${timeOf(seconds)}`;
}

const longDate = (seconds) => say(seconds, { weekday: "long", day: "numeric", month: "long", year: "numeric" });
const date = (seconds) =>
  say(seconds, { day: "numeric", month: "long", ...(year(seconds) === year(now()) ? {} : { year: "numeric" }) });
const shortDate = (seconds) => say(seconds, { day: "numeric", month: "short", year: "numeric" });

// The tokens of Slack's <!date^…>: docs.slack.dev/messaging/formatting-message-text#date-formatting
const TOKENS = {
  date_num: isoDay,
  date_slash: (at) => isoDay(at).replaceAll("-", "/"),
  date_long: longDate,
  date_long_full: longDate,
  date_long_pretty: (at) => near(at, longDate),
  date_long_full_pretty: (at) => near(at, longDate),
  date: date,
  date_pretty: (at) => near(at, date),
  date_short: shortDate,
  date_short_pretty: (at) => near(at, shortDate),
  day_divider_pretty: (at) => near(at, longDate),
  time: timeOf,
  time_secs: (at) => say(at, { hour: "2-digit", minute: "2-digit", second: "2-digit" }),
  ago: (at) => since(at),
};

function since(at) {
  const minutes = Math.round((now() - at) / 60);
  const [amount, unit] =
    Math.abs(minutes) < 60
      ? [minutes, "minute"]
      : Math.abs(minutes) < 1440
        ? [Math.round(minutes / 60), "hour"]
        : [Math.round(minutes / 1440), "day"];
  return new Intl.RelativeTimeFormat("en", { numeric: "auto" }).format(-amount, unit);
}

const living = new WeakMap();

/** A time whose words depend on the present: `write` is asked again by `retell`. */
export function livingTime(write, props) {
  const node = h("time", { ...props, "data-living": true }, write());
  living.set(node, write);
  return node;
}

/** The clock has moved: what was "today" may be "yesterday". */
export function retell() {
  for (const node of document.querySelectorAll("[data-living]")) {
    const words = living.get(node)();
    if (node.textContent !== words) node.textContent = words;
  }
}

/** Slack's date format, such as "{date_pretty} {time}", for a moment; `otherwise` if it is none. */
export function dated(at, format, otherwise, props) {
  if (!Number.isFinite(at)) return otherwise;
  const write = () => format.replace(/\{(\w+)\}/g, (whole, name) => (TOKENS[name] ? TOKENS[name](at) : whole));
  return livingTime(write, props);
}

/** Seconds that a wall clock in the viewer's zone has to be taken back to reach UTC. */
function offset(seconds) {
  const parts = Object.fromEntries(
    new Intl.DateTimeFormat("en-GB", {
      timeZone: clock.zone,
      year: "numeric",
      month: "2-digit",
      day: "2-digit",
      hour: "2-digit",
      minute: "2-digit",
      second: "2-digit",
    })
      .formatToParts(new Date(seconds * 1000))
      .map((part) => [part.type, Number(part.value)]),
  );
  return (
    Date.UTC(parts.year, parts.month - 1, parts.day, parts.hour, parts.minute, parts.second) / 1000 -
    Math.floor(seconds)
  );
}

/** "2026-05-12T09:30" on the viewer's wall, as seconds since the epoch. */
export function fromWall(text) {
  const naive = Date.parse(`${text}Z`) / 1000;
  const guess = naive - offset(naive);
  return naive - offset(guess);
}

export const toWall = (seconds) => new Date((seconds + offset(seconds)) * 1000).toISOString().slice(0, 16);
