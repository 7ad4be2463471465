// The first steps of a newcomer: what has happened of them in the workspace, and what is next.
import { button, h, icon } from "./dom.js";
import { face } from "./people.js";

const KEY = "liaison-guide";
export const FIRST_WORDS = "/case Charged twice for invoice 4711";
const BIND_WORDS = "/case customer Brightwater Foods";

// In the order of sandbox/steps.py, told to `who`. Pieces are plain words, ["b", words], ["go", a channel's name],
// ["home", words] or ["type", what is to be typed].
const STEPS = [
  {
    name: "opened",
    who: "dana",
    title: "Open a case",
    text: ["In ", ["go", "cs-desk"], " say ", ["type", FIRST_WORDS], " and send the form."],
  },
  {
    name: "taken",
    who: "mei",
    title: "Take it",
    text: ["Billing has a card now. As Mei, in ", ["go", "billing"], ", press ", ["b", "Take it"], "."],
  },
  {
    name: "answered",
    who: "mei",
    title: "Answer",
    text: ["Write what you found into the card's thread. Dana reads it in her desk's thread."],
  },
  {
    name: "handed_on",
    who: "mei",
    title: "Hand it on",
    text: ["Mei cannot solve it alone: ", ["b", "Hand on"], " to Engineering, with why and what is needed."],
  },
  {
    name: "done",
    who: "priya",
    title: "Solve it",
    text: ["As Priya, in ", ["go", "engineering"], ": the story came along. ", ["b", "Take it"], ", then ", ["b", "Done"], "."],
  },
  {
    name: "closed",
    who: "dana",
    title: "Close the loop",
    text: ["It is Dana's move, and ", ["home", "Home"], " says so. Tell the customer, then ", ["b", "Close"], " the case."],
  },
  {
    name: "ran_out",
    who: "mei",
    title: "Push the clock",
    text: [
      "Let Mei take another case and leave it lying. ",
      ["b", "+1 h"],
      " and ",
      ["b", "+1 day"],
      " push the clock: first its thread, then Mei herself is asked whether it is still hers.",
    ],
  },
  {
    name: "misbehaved",
    who: "",
    title: "Let Slack misbehave",
    text: [
      "With ",
      ["b", "Misbehave"],
      " let answers get lost, and open another case: what Liaison has to say, it says once.",
    ],
  },
];
/** The last steps belong to no case of this road: taking one passes over none of the others. */
const CASE_STEPS = STEPS.findIndex((step) => step.name === "ran_out");

const firstName = (person) => person.name.split(" ")[0];

function isShut() {
  try {
    return JSON.parse(localStorage.getItem(KEY)).shut === true;
  } catch {
    return false;
  }
}

/** The steps to come; what was passed over on the way is not asked for again. */
function toCome(ticked) {
  const furthest = STEPS.slice(0, CASE_STEPS).findLastIndex((step) => ticked.has(step.name));
  return STEPS.filter((step, index) => index > furthest && !ticked.has(step.name));
}

/**
 * `become(id)` and `type(id, text)` act for the reader; `isThere(id)`: whether that person's screen is in sight;
 * `leaving(id)`: who makes room for them, if somebody has to. `welcome` is where the guide begins, if this page
 * has such a place.
 */
export class Guide {
  constructor({ strip, welcome = null, become, type, isThere, leaving = () => null }) {
    Object.assign(this, { strip, welcome, become, type, isThere, leaving });
  }

  /** `atStart`: the empty channel in which the first step is taken is on the screen. */
  show(state, atStart) {
    this.state = state;
    this.atStart = atStart;
    const ticked = new Set(state.steps);
    const [step] = toCome(ticked);
    const isWelcome = Boolean(this.welcome && atStart && !ticked.size);
    this.strip.hidden = isShut() || isWelcome;
    if (this.welcome) this.welcome.hidden = isShut() || !isWelcome;
    const print = JSON.stringify([state.steps, state.me.id, this.isThere(this.person(step?.who)?.id), isWelcome]);
    if (this.print === print) return;
    this.print = print;
    const drawn = state.me.from ? this.drawOutside() : this.drawStrip(step, ticked);
    this.strip.replaceChildren(...(isWelcome ? [] : drawn));
    this.welcome?.replaceChildren(...(isWelcome ? this.drawWelcome() : []));
  }

  reopen() {
    this.shut(false);
  }

  shut(yes) {
    localStorage.setItem(KEY, JSON.stringify({ shut: yes }));
    if (this.state) this.show(this.state, this.atStart);
  }

  person(handle) {
    return this.state.people.find((one) => one.handle === handle);
  }

  /** Of these people the one whose turn comes last, or never again; the last of equals. */
  leastNeeded(ids) {
    const steps = toCome(new Set(this.state.steps));
    const turn = (id) => steps.findIndex((step) => this.person(step.who)?.id === id);
    const wait = (id) => (turn(id) < 0 ? Infinity : turn(id));
    return ids.reduce((found, id) => (wait(id) >= wait(found) ? id : found));
  }

  drawStrip(step, ticked) {
    const words = step
      ? [h("strong", {}, `${step.title}. `), ...step.text.map((piece) => this.piece(piece, step))]
      : [
          h("strong", {}, "That was the whole way. "),
          "Now let a customer speak: as Dana say ",
          ["type", BIND_WORDS],
          ", choose #ext-brightwater, save, and be Carla.",
        ].map((piece) => (Array.isArray(piece) ? this.piece(piece, STEPS[0]) : piece));
    return [this.progress(ticked), h("p", {}, words), this.switcher(step?.who), this.hide()];
  }

  /** To somebody of another company the story of the house is not told. */
  drawOutside() {
    const { me, team, channels } = this.state;
    const shared = channels.find((one) => one.kind === "shared" && one.member);
    const words = shared
      ? [
          h("strong", {}, `This is all that ${me.from} sees of ${team}. `),
          "Write in ",
          h("b", {}, `#${shared.name}`),
          ". Liaison hears it once Dana has said ",
          h("code", {}, BIND_WORDS),
          " and chosen this channel there, and asks her in a direct message what to do with it. ",
          h("code", {}, "@Liaison status"),
          " tells what is open.",
        ]
      : [h("strong", {}, `${me.from} shares no channel with ${team}, `), "and so sees nothing of it."];
    return [h("p", {}, words), this.switcher("dana"), this.hide()];
  }

  drawWelcome() {
    return [
      h("img", { src: "/static/mark.svg", alt: "" }),
      h("h2", {}, "One face for the customer"),
      h(
        "p",
        {},
        "This is a small Slack on your own machine, with a sample company and Liaison in it. You are ",
        h("b", {}, "Dana"),
        ", a customer success manager. Brightwater Foods was charged twice. Open a case, and follow it through the company:",
      ),
      h("ol", { class: "road" }, STEPS.map((step) => this.station(step, false))),
      h(
        "div",
        { class: "welcome-buttons" },
        h(
          "button",
          { type: "button", class: "button primary", "data-try": true, onclick: () => this.typeFirstWords() },
          "Type it for me",
        ),
        h("code", {}, FIRST_WORDS),
      ),
      this.hide(),
    ];
  }

  typeFirstWords() {
    this.type(this.person(STEPS[0].who).id, FIRST_WORDS);
  }

  hide() {
    return button("Hide the guide", () => this.shut(true), { class: "quiet", "data-guide": "close" }, icon("close"));
  }

  /** How far one is, and all steps when it is unfolded. */
  progress(ticked) {
    const count = `${STEPS.filter((step) => ticked.has(step.name)).length} of ${STEPS.length}`;
    const bars = STEPS.map((step) => h("i", { class: ticked.has(step.name) ? "ticked" : null }));
    return h(
      "details",
      { class: "steps", "data-steps": count },
      h("summary", { title: "All steps" }, h("span", { class: "bars", "aria-hidden": "true" }, bars), `${count} done`),
      h(
        "ol",
        {},
        STEPS.map((step) => this.station(step, ticked.has(step.name))),
      ),
    );
  }

  station(step, isTicked) {
    const person = this.person(step.who);
    const whose = `${STEPS.indexOf(step) + 1} · ${person ? person.name : "you"}`;
    return h(
      "li",
      { "data-step": step.name, class: isTicked ? "ticked" : null },
      person ? face(person.id) : h("span", { class: "face plain" }, icon("storm")),
      h("span", {}, h("strong", {}, step.title), h("small", {}, whose)),
      isTicked && icon("check", "done"),
    );
  }

  switcher(handle) {
    const person = this.person(handle);
    if (!person || this.isThere(person.id)) return "";
    const leaving = this.state.people.find((one) => one.id === this.leaving(person.id));
    return h(
      "button",
      {
        type: "button",
        class: "button primary",
        "data-become": person.id,
        title: leaving && `In ${firstName(leaving)}'s place`,
        onclick: () => this.become(person.id),
      },
      `Be ${firstName(person)}`,
    );
  }

  piece(piece, step) {
    if (typeof piece === "string") return piece;
    const [kind, what] = piece;
    if (kind === "b") return h("b", {}, what);
    if (kind === "type") {
      const type = () => this.type(this.person(step.who).id, what);
      return h("button", { type: "button", class: "typed", title: "Type it for me", onclick: type }, h("code", {}, what));
    }
    const channel = this.state.channels.find((one) => one.name === what);
    const href = kind === "home" ? "#home" : channel && `#${channel.id}`;
    const words = kind === "home" ? what : `#${what}`;
    return href && this.welcome ? h("a", { href }, words) : h("b", {}, words);
  }
}
