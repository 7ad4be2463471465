// Two people side by side: what both share stands above, each has a page of their own below.
import { Bar } from "./bar.js";
import { h, icon, keep } from "./dom.js";
import { Guide } from "./guide.js";
import { learn } from "./known.js";
import { face, standing, whereabouts } from "./people.js";
import { badge, peopleMenu } from "./sidebar.js";
import { listen, state as readState, viewer } from "./wire.js";

const $ = (selector) => document.querySelector(selector);
const halves = [...document.querySelectorAll("[data-half]")];
const narrow = matchMedia("(max-width: 760px)");

let state = null;

const personOf = (half) => half.dataset.half;
const frameOf = (half) => half.querySelector("iframe");
const halfOf = (id) => halves.find((half) => personOf(half) === id);

/** Put somebody on one of the two seats. */
function seat(half, id) {
  const [left, right] = halves.map((one) => (one === half ? id : personOf(one)));
  location.assign(`/?as=${left}&beside=${right}`);
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
  peopleMenu(half.querySelector("[data-who]"), free, (id) => seat(half, id), "Who sits here?");
}

function drawWho({ person, place, unread }) {
  return h(
    "span",
    { class: "you" },
    face(person.id),
    h(
      "span",
      { class: "you-words" },
      h("strong", { "data-person": person.id }, person.name),
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
    const person = state.people.find((one) => one.id === personOf(half));
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
  else seat(halves[1], id);
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

select(halfOf(viewer));
await refresh();
listen(refresh, connected);
