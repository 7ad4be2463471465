// Who you are, and the places you can go.
import { h, icon, keep } from "./dom.js";
import { menu } from "./menus.js";
import { face, standing, whereabouts } from "./people.js";
import { statusMark, statusWords } from "./statuses.js";
import { viewer } from "./wire.js";

const KINDS = { public: "hash", private: "lock", shared: "shared" };

export const badge = (count) =>
  count > 0 && h("span", { class: "badge", "aria-label": `${count} unread` }, count > 99 ? "99+" : String(count));

export function become(id) {
  const query = new URLSearchParams(location.search);
  query.set("as", id);
  location.assign(`/?${query}`);
}

const GROUPS = ["Guests", "Customers and strangers"];

function group(person) {
  if (person.from) return GROUPS[1];
  return person.guest ? GROUPS[0] : "";
}

const about = (person) => [
  [standing(person), whereabouts(person)].filter(Boolean).join(" · "),
  person.status && h("span", { class: "away" }, statusWords(person.status)),
];

/** The people one can be, staff first, each with what waits for them; `before` are rows of the menu above them. */
export function peopleMenu(anchor, people, choose, label, before = []) {
  const able = people.filter((person) => person.able && person.id !== viewer);
  const rows = [label, ...GROUPS].flatMap((heading) => {
    const those = able.filter((person) => (group(person) || label) === heading);
    const drawn = those.map((person) => ({
      mark: face(person.id),
      label: [person.name, statusMark(person), badge(person.unread)],
      hint: about(person),
      data: { "data-person": person.id },
      act: () => choose(person.id),
    }));
    return drawn.length ? [{ heading }, ...drawn] : [];
  });
  menu(anchor, [...before, ...rows], { label, kind: "menu people" });
}

function place(item) {
  const { channel, open } = item;
  const mark = channel.kind === "direct" ? face(channel.with) : icon(KINDS[channel.kind]);
  const classes = ["place", open && "open", channel.unread && "unread", !channel.member && "faint", channel.kind]
    .filter(Boolean)
    .join(" ");
  return h(
    "li",
    {},
    h(
      "a",
      {
        class: classes,
        href: `#${channel.id}`,
        "data-channel": channel.id,
        "data-channel-name": channel.name,
        "data-unread": channel.unread || null,
        "aria-current": open ? "page" : null,
        title: channel.kind === "shared" ? `Slack Connect: shared with ${channel.shared_with}` : null,
      },
      mark,
      h("span", { class: "place-name" }, channel.name),
      badge(channel.unread),
    ),
  );
}

function home(item) {
  return h(
    "li",
    {},
    h(
      "a",
      {
        class: item.open ? "place open" : "place",
        href: "#home",
        "data-home": true,
        "aria-current": item.open ? "page" : null,
      },
      icon("home"),
      h("span", { class: "place-name" }, item.label),
    ),
  );
}

const heading = (item) => h("li", { class: "places-heading" }, item.label);

function draw(item) {
  if (item.kind === "heading") return heading(item);
  return item.kind === "home" ? home(item) : place(item);
}

export function places(list, state, here) {
  const entry = (channel) => ({
    kind: "place",
    key: channel.id,
    channel,
    open: !here.home && channel.id === here.channel,
  });
  const of = (test) => state.channels.filter(test).map(entry);
  const mine = of((channel) => channel.member && channel.kind !== "direct");
  const direct = of((channel) => channel.kind === "direct");
  const others = of((channel) => !channel.member);
  const items = [
    mine.length && { kind: "heading", key: "h-mine", label: "Channels" },
    ...mine,
    direct.length && { kind: "heading", key: "h-direct", label: "Direct messages" },
    ...direct,
    state.app.home && { kind: "heading", key: "h-apps", label: "Apps" },
    state.app.home && { kind: "home", key: "home", label: `${state.app.name} · Home`, open: here.home },
    others.length && { kind: "heading", key: "h-others", label: "Other channels, to look into" },
    ...others,
  ].filter(Boolean);
  keep(list, items, (item) => item.key, draw);
}

const waiting = (others) =>
  others > 0 && h("span", { class: "waiting", title: "Something waits for somebody else" });

export function you(node, state) {
  keep(
    node,
    [
      {
        key: "you",
        me: state.me,
        standing: standing(state.me),
        place: whereabouts(state.me),
        others: state.people.filter((person) => person.able && person.id !== viewer && person.unread).length,
      },
    ],
    (item) => item.key,
    (item) =>
      h(
        "span",
        { class: "you" },
        face(item.me.id),
        h(
          "span",
          { class: "you-words" },
          h("small", {}, "You are"),
          h("span", { class: "you-name" }, h("strong", { "data-person": item.me.id }, item.me.name), statusMark(item.me)),
          item.standing && h("small", {}, item.standing),
          h("small", {}, item.place),
        ),
        waiting(item.others),
        icon("switch"),
      ),
  );
}

/** Who one is, in the bar of a small screen. */
export function youInTheBar(node, state) {
  const others = state.people.filter((person) => person.able && person.id !== viewer && person.unread).length;
  keep(
    node,
    [{ key: "you", me: state.me.id, name: state.me.name.split(" ")[0], others }],
    (item) => item.key,
    (item) => h("span", { class: "you" }, face(item.me), h("strong", {}, item.name), waiting(item.others)),
  );
}
