// The panel that lets Slack misbehave, and says what becomes of Liaison's promises meanwhile.
import { h } from "./dom.js";
import { place, toast } from "./menus.js";
import { act } from "./wire.js";

const POSTS_AT_ONCE = 3;

// What Liaison does about each mood today.
const MEANWHILE = {
  429: "Liaison waits as long as Slack asks it to, then goes on.",
  "500_before": "Liaison looks whether the message is there; it is not, so it is posted.",
  "500_after": "Liaison looks for the message by its marker and finds it: it is not said twice.",
  reset: "Liaison looks for the message by its marker and finds it: it is not said twice.",
  hang: "Liaison hangs up after ten seconds, then looks whether the message is there.",
  lost:
    "Lost for good: it is as if Slack had given up, so Liaison cannot know of it. Nothing is back-filled; " +
    "a thread is read only once, when a case is opened from a message in it. Say it again.",
  doubled: "The second one has no effect.",
  down:
    "Liaison keeps what it has to say and says it afterwards. " +
    "Buttons and commands that need an answer of Slack's ask to try again.",
};

/** `anchors`: buttons the panel may hang from, the first that is visible is taken. */
export class Moods {
  constructor(refresh, anchors) {
    this.refresh = refresh;
    this.anchors = anchors;
    this.panel = null;
  }

  show(state) {
    this.state = state;
    const on = state.faults.some((fault) => fault.on);
    for (const anchor of this.anchors) anchor.classList.toggle("on", on);
    if (this.panel) this.fill();
  }

  toggle() {
    if (this.panel) {
      this.panel.hidePopover();
      return;
    }
    const props = { popover: "auto", class: "popover moods", role: "dialog", "aria-label": "Let Slack misbehave" };
    this.panel = h("div", props);
    this.panel.addEventListener("toggle", (event) => {
      if (event.newState !== "closed") return;
      this.panel.remove();
      this.panel = null;
    });
    this.fill();
    document.body.append(this.panel);
    this.panel.showPopover();
    place(this.panel, this.anchors.find((anchor) => anchor.offsetParent) ?? this.anchors[0], { end: true });
    this.panel.querySelector("input,button")?.focus({ preventScroll: true });
  }

  async set(fault, amount) {
    const answer = await act("misbehave", { kind: fault.kind, amount });
    if (!answer.ok) toast(answer.error);
    await this.refresh();
  }

  row(fault) {
    const amount = fault.counts ? (fault.left > 0 ? 0 : POSTS_AT_ONCE) : Number(!fault.on);
    return h(
      "label",
      { class: "mood" },
      h("input", {
        type: "checkbox",
        role: "switch",
        checked: fault.on,
        "data-fault": fault.kind,
        onchange: () => this.set(fault, amount),
      }),
      h(
        "span",
        {},
        fault.label,
        fault.hint && h("small", {}, fault.hint),
        fault.on && MEANWHILE[fault.kind] && h("small", { class: "meanwhile" }, MEANWHILE[fault.kind]),
      ),
      fault.left > 0 && h("span", { class: "badge" }, `${fault.left} left`),
    );
  }

  fill() {
    const focus = document.activeElement?.dataset?.fault;
    const happened = this.state.happened.map(([what, count]) =>
      h("li", {}, h("span", {}, what), h("span", {}, `× ${count}`)),
    );
    this.panel.replaceChildren(
      h("h2", {}, "Let Slack misbehave"),
      h("p", { class: "quietly" }, "What Liaison has heard it keeps, and what it has to say it says once."),
      ...this.state.faults.map((fault) => this.row(fault)),
      h(
        "button",
        {
          type: "button",
          class: "button",
          "data-fault-clear": true,
          onclick: () => this.set({ kind: "none" }, 0),
        },
        "Behave again",
      ),
      happened.length ? h("ul", { class: "happened", "aria-label": "What happened so far" }, happened) : "",
    );
    if (focus) this.panel.querySelector(`[data-fault="${focus}"]`)?.focus({ preventScroll: true });
  }
}
