// Faces and who is who.
import { h } from "./dom.js";
import { names } from "./mrkdwn.js";
import { clock, now } from "./times.js";

const initials = (name) =>
  name
    .replace(/\(.*\)/, "")
    .split(/\s+/)
    .filter(Boolean)
    .slice(0, 2)
    .map((word) => word[0].toUpperCase())
    .join("");

/** `shown` is the name under which it was said: what the app says under a person's name bears their face. */
export function face(id, shown) {
  const lent = id === names.bot && shown && [...names.people.values()].find((one) => one.name === shown && !one.bot);
  const person = lent || names.people.get(id);
  if (id === names.bot && !lent)
    return h("span", { class: "face bot", "aria-hidden": "true" }, h("img", { src: "/static/mark.svg", alt: "" }));
  const node = h("span", { class: "face", "aria-hidden": "true" }, initials(shown ?? person?.name ?? "?"));
  if (/^[0-9a-f]{6}$/i.test(person?.colour ?? "")) node.style.setProperty("--face", `#${person.colour}`);
  return node;
}

/** The city of a time zone: "America/New_York" is New York. */
const city = (zone) => zone.split("/").at(-1).replaceAll("_", " ");

function timeIn(zone) {
  return new Intl.DateTimeFormat("en-GB", { timeZone: zone, hour: "2-digit", minute: "2-digit" }).format(
    new Date(now() * 1000),
  );
}

/** Somebody's local time and where that is: "09:12 in New York". */
export const whereabouts = (person) => `${timeIn(person.zone ?? clock.zone)} in ${city(person.zone ?? clock.zone)}`;

/** What somebody is: their title, and the company if it is another one. */
export const standing = (person) =>
  [person.title, person.from && !person.title?.includes(person.from) && `of ${person.from}`].filter(Boolean).join(", ");
