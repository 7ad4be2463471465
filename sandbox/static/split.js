// Two people side by side: what both share stands above, each has a page of their own below.
import { Bar } from "./bar.js";
import { h, icon, keep } from "./dom.js";
import { Guide } from "./guide.js";
import { learn } from "./known.js";
import { face, standing, whereabouts } from "./people.js";
import { badge, peopleMenu } from "./sidebar.js";
import { statusMark, statusRows } from "./statuses.js";
import { listen, state as readState, viewer } from "./wire.js";

const $ = (selector) => document.querySelector(selector);
const halves = [...document.querySelectorAll("[data-half]")];
const narrow = matchMedia("(max-width: 760px)");

let state = null;

const personOf = (half) => half.dataset.half;
const frameOf = (half) => half.querySelector("iframe");
const halfOf = (id) => halves.find((half) => personOf(half) === id);
const known = (id) => state.people.find((person) => person.id === id);
/** Where somebody looks in their half, as the page's own address has it after the #. */
const placeIn = (half) => frameOf(half).contentWindow.location.hash.slice(1);

/** This page's address names both places, so that each half comes back to its own. */
function openFrames() {
  const places = location.hash.slice(1).split("|");
  for (const [index, half] of halves.entries()) {
    const frame = frameOf(half);
    frame.addEventListener("load", () => frame.contentWindow.addEventListener("hashchange", remember));
    frame.src = `/?as=${personOf(half)}&pane=${frame.name}#${places[index] ?? ""}`;
  }
}

const remember = () => history.replaceState(null, "", `#${halves.map(placeIn).join("|")}`);

/** Put somebody on one of the two seats; who sits on the other stays where they are. */
function seat(half, id) {
  const [left, right] = halves.map((one) => (one === half ? id : personOf(one)));
  const places = halves.map((one) => (one === half ? "" : placeIn(one)));
  location.assign(`/?as=${left}&beside=${right}#${places.join("|")}`);
}

function select(half) {
  for (const one of halves) one.classList.toggle("selected", one === half);
  if (state) paint();
}

/** Where there is room for one page only, the other's name is a tab; the name of whom one sees changes the person. */
function pressed(half) {
  if (narrow.matches && !half.classList.contains("selected")) {
    select(half);
    return;
  }
  const free = state.people.filter((person) => !halfOf(person.id));
  const status = statusRows(known(personOf(half)), state.statuses);
  peopleMenu(half.querySelector("[data-who]"), free, (id) => seat(half, id), "Who sits here?", status);
}

function drawWho({ person, place, unread }) {
  return h(
    "span",
    { class: "you" },
    face(person.id),
    h(
      "span",
      { class: "you-words" },
      h("span", { class: "you-name" }, h("strong", { "data-person": person.id }, person.name), statusMark(person)),
      h("small", {}, standing(person), h("span", { class: "place" }, ` · ${place}`)),
    ),
    badge(unread),
    icon("switch"),
  );
}

function paint() {
  learn(state);
  bar.show(state);
  guide.show(state, false);
  for (const half of halves) {
    const person = known(personOf(half));
    const item = { key: "who", person, place: whereabouts(person), unread: person.unread };
    keep(half.querySelector("[data-who]"), [item], (one) => one.key, drawWho);
  }
  document.title = `${halves.map((half) => $(`[data-person="${personOf(half)}"]`).textContent).join(" and ")} · ${state.team}`;
  document.body.dataset.ready = "true";
}

async function refresh() {
  try {
    state = await readState({});
  } catch {
    connected(false);
    return;
  }
  paint();
}

function connected(yes) {
  $("[data-offline]").hidden = yes;
}

function bring(id) {
  const half = halfOf(id);
  if (half) select(half);
  else seat(halfOf(guide.leastNeeded(halves.map(personOf))), id);
}

function type(id, text) {
  bring(id);
  const half = halfOf(id);
  if (half) frameOf(half).contentWindow.dispatchEvent(new CustomEvent("type-for-me", { detail: text }));
}

const guide = new Guide({
  strip: $("[data-guide-strip]"),
  become: bring,
  type,
  isThere: (id) => Boolean(halfOf(id)) && (!narrow.matches || halfOf(id).classList.contains("selected")),
  leaving: (id) => !halfOf(id) && guide.leastNeeded(halves.map(personOf)),
});
const bar = new Bar({
  refresh,
  minute: () => state && paint(),
  showGuide: () => guide.reopen(),
  words: "One screen",
  beside: () => {
    const half = halves.find((one) => narrow.matches && one.classList.contains("selected")) ?? halves[0];
    location.assign(`/?as=${personOf(half)}${frameOf(half).contentWindow.location.hash}`);
  },
});

for (const half of halves) half.querySelector("[data-who]").addEventListener("click", () => state && pressed(half));
narrow.addEventListener("change", () => state && paint());
document.addEventListener("visibilitychange", () => document.hidden || refresh());

openFrames();
select(halfOf(viewer));
await refresh();
listen(refresh, connected);
