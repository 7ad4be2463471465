// The first steps, one at a time; the page remembers how far one came and whether one wants them at all.
import { button, h, icon } from "./dom.js";
import { become } from "./sidebar.js";

const KEY = "liaison-guide";
const ownPane = new URLSearchParams(location.search).get("pane") !== "right";

// Told to `who`; pieces are plain words, ["b" or "code", words], ["go", a channel's name] and ["home", words].
const STEPS = [
  {
    who: "dana",
    text: [
      "You are Dana, the customer's one contact. In ",
      ["go", "cs-desk"],
      " type ",
      ["code", "/case Charged twice for invoice 4711"],
      " and send the form.",
    ],
  },
  {
    who: "mei",
    text: [
      "Billing has a card now. As Mei, in ",
      ["go", "billing"],
      ", press ",
      ["b", "Take it"],
      " and answer in the card's thread.",
    ],
  },
  {
    who: "dana",
    text: ["Dana reads the answer in her desk's thread. With ", ["b", "Side by side"], " you are both people at once."],
  },
  {
    who: "mei",
    text: ["Mei cannot solve it alone: ", ["b", "Hand on"], " to Engineering, with why and what is needed there."],
  },
  {
    who: "priya",
    text: [
      "As Priya, in ",
      ["go", "engineering"],
      ": the whole story came along. Take it, then press ",
      ["b", "Done"],
      " and say what the customer can be told.",
    ],
  },
  {
    who: "dana",
    text: ["It is Dana's move: ", ["home", "Home"], " says so. Tell the customer, then ", ["b", "Close"], " the case."],
  },
  {
    who: "",
    text: [
      "Now let Slack ",
      ["b", "misbehave"],
      ": lost answers, errors, an outage. Nothing gets lost, and nothing is said twice.",
    ],
  },
];

function remembered() {
  try {
    return JSON.parse(localStorage.getItem(KEY)) ?? { step: 0, shut: false };
  } catch {
    return { step: 0, shut: false };
  }
}

function part(state) {
  return (piece) => {
    if (typeof piece === "string") return piece;
    const [kind, what] = piece;
    if (kind === "home") return h("a", { href: "#home" }, what);
    if (kind !== "go") return h(kind, {}, what);
    const channel = state.channels.find((one) => one.name === what);
    return channel ? h("a", { href: `#${channel.id}` }, `#${what}`) : h("b", {}, `#${what}`);
  };
}

function switcher(state, handle) {
  const person = state.people.find((one) => one.handle === handle);
  if (!person || person.id === state.me.id) return null;
  return h(
    "button",
    { type: "button", class: "button primary", "data-become": person.id, onclick: () => become(person.id) },
    `Be ${person.name.split(" ")[0]}`,
  );
}

export function guide(node, state) {
  const memory = remembered();
  const save = (changed) => {
    localStorage.setItem(KEY, JSON.stringify({ ...memory, ...changed }));
    guide(node, state);
  };
  node.hidden = memory.shut || !ownPane;
  if (node.hidden) return;
  const print = `${memory.step} ${state.me.id}`;
  if (node.dataset.print === print) return;
  node.dataset.print = print;
  const step = Math.min(memory.step, STEPS.length - 1);
  const shift = (by) => () => save({ step: step + by });
  node.replaceChildren(
    h("span", { class: "guide-step" }, `${step + 1} of ${STEPS.length}`),
    h("p", {}, STEPS[step].text.map(part(state))),
    switcher(state, STEPS[step].who) ?? "",
    h(
      "span",
      { class: "guide-buttons" },
      button("Step back", shift(-1), { class: "quiet", disabled: step === 0 }, icon("back")),
      step < STEPS.length - 1
        ? h("button", { type: "button", class: "button", "data-guide": "next", onclick: shift(1) }, "Next")
        : h("button", { type: "button", class: "button", onclick: () => save({ shut: true, step: 0 }) }, "Done"),
      button("Hide the guide", () => save({ shut: true }), { class: "quiet", "data-guide": "close" }, icon("close")),
    ),
  );
}

export function reopenGuide(node, state) {
  localStorage.setItem(KEY, JSON.stringify({ step: 0, shut: false }));
  delete node.dataset.print;
  guide(node, state);
}
