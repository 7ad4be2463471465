// Every time is shown in the zone of the person whose eyes the page borrows.

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

export function timeWithDay(seconds) {
  return isoDay(seconds) === isoDay(now()) ? timeOf(seconds) : `${shortDay(seconds)}, ${timeOf(seconds)}`;
}

const year = (seconds) => say(seconds, { year: "numeric" });
const near = (seconds, otherwise) => {
  const day = dayOf(seconds);
  return day === "Today" || day === "Yesterday" ? day.toLowerCase() : otherwise(seconds);
};
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

export function dated(at, format, otherwise) {
  if (!Number.isFinite(at)) return otherwise;
  return format.replace(/\{(\w+)\}/g, (whole, name) => (TOKENS[name] ? TOKENS[name](at) : whole));
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
