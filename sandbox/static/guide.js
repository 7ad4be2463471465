// The first steps, one at a time; the page remembers how far one came and whether one wants them at all.
import { button, h, icon } from "./dom.js";
import { become } from "./sidebar.js";

const KEY = "liaison-guide";
const ownPane = new URLSearchParams(location.search).get("pane") !== "right";

const STEPS = [
  { who: "dana", text: ["You are ", ["b", "Dana"], ", the customer's one contact. In ", ["go", "cs-desk"], " type ", ["code", "/case The scale shows 2 g too much"], " and send the form."] },
  { who: "mei", text: ["A department has a card now: see who has a number beside the name. For a bill, be ", ["be", "mei"], " in ", ["go", "billing"], " and press ", ["b", "Take it"], "."] },
  { who: "mei", text: ["Answer in the card's thread; Dana reads it in her desk. With ", ["b", "Side by side"], " you are both at once."] },
  { text: ["Take nothing and push the clock: ", ["b", "+1 h"], ", ", ["b", "+1 day"], ". Somebody is reminded, and the manager's digest tells of it."] },
  { who: "dana", text: ["Be ", ["be", "dana"], " again, look at ", ["home", "Home"], ", tell the customer in ", ["go", "ext-brightwater"], " and close the case."] },
  { text: ["Now let Slack ", ["b", "misbehave"], ": lost answers, errors, an outage. Nothing is lost, nothing is said twice."] },
];

function remembered() {
  try {
    return JSON.parse(localStorage.getItem(KEY)) ?? { step: 0, shut: false };
  } catch {
    return { step: 0, shut: false };
  }
}

function part(state) {
  const channel = (name) => state.channels.find((one) => one.name === name);
  const person = (name) => state.people.find((one) => one.handle === name);
  return (piece) => {
    if (typeof piece === "string") return piece;
    const [kind, what] = piece;
    if (kind === "go") return channel(what) ? h("a", { href: `#${channel(what).id}` }, `#${what}`) : h("b", {}, `#${what}`);
    if (kind === "home") return h("a", { href: "#home" }, what);
    if (kind === "be") {
      const who = person(what);
      return who ? h("button", { type: "button", class: "link", "data-become": who.id, onclick: () => become(who.id) }, who.name.split(" ")[0]) : h("b", {}, what);
    }
    return h(kind, {}, what);
  };
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
    h(
      "span",
      { class: "guide-buttons" },
      button("Step back", shift(-1), { class: "quiet", disabled: step === 0 }, icon("back")),
      step < STEPS.length - 1 ? h("button", { type: "button", class: "button", "data-guide": "next", onclick: shift(1) }, "Next") : h("button", { type: "button", class: "button", onclick: () => save({ shut: true, step: 0 }) }, "Done"),
      button("Hide the guide", () => save({ shut: true }), { class: "quiet", "data-guide": "close" }, icon("close")),
    ),
  );
}

export function reopenGuide(node, state) {
  localStorage.setItem(KEY, JSON.stringify({ step: 0, shut: false }));
  delete node.dataset.print;
  guide(node, state);
}
