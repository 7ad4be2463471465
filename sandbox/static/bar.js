// The bar above the workspace: the clock that can be pushed, Slack's moods, two people side by side.
import { h } from "./dom.js";
import { menu, place, toast } from "./menus.js";
import { clock, now, shortDay, timeOf } from "./times.js";
import { peopleMenu } from "./sidebar.js";
import { act, viewer } from "./wire.js";

const PUSHES = [
  ["+15 min", 15],
  ["+1 h", 60],
  ["+1 day", 1440],
];

const FRAMED = parent !== window;

export class Bar {
  constructor({ refresh, minute, showGuide }) {
    this.refresh = refresh;
    this.minute = minute;
    this.state = null;
    this.time = document.querySelector("[data-clock]");
    const pushes = PUSHES.map(([label, minutes]) =>
      h(
        "button",
        {
          type: "button",
          class: "push",
          "data-push": minutes,
          title: `Push the clock ${label.slice(1)} ahead`,
          onclick: () => this.push(minutes, label),
        },
        label,
      ),
    );
    document.querySelector("[data-pushes]").append(...pushes);
    this.moodButton = document.querySelector("[data-misbehave]");
    this.moodButton.addEventListener("click", () => this.moods());
    const beside = document.querySelector("[data-beside]");
    if (FRAMED) beside.querySelector(".bar-words").textContent = "One screen";
    if (FRAMED) beside.title = "Back to one screen";
    beside.addEventListener("click", () => this.beside(beside));
    const rest = document.querySelector("[data-rest]");
    rest.addEventListener("click", () =>
      menu(
        rest,
        [
          { label: "Misbehave…", act: () => this.moods() },
          { label: "Show the first steps", act: showGuide },
          { label: FRAMED ? "One screen" : "Side by side", act: () => this.beside(rest) },
        ],
        { label: "More" },
      ),
    );
    document.querySelector("[data-show-guide]").addEventListener("click", showGuide);
    setInterval(() => this.tick() && this.minute(), 1000);
  }

  show(state) {
    this.state = state;
    this.tick();
    const on = state.faults.some((fault) => fault.on);
    this.moodButton.classList.toggle("on", on);
    document.querySelector("[data-rest]").classList.toggle("on", on);
    if (this.panel) this.fill();
  }

  /** Whether another minute has begun. */
  tick() {
    const at = now();
    const [day, time] = [shortDay(at), timeOf(at)];
    if (this.time.dataset.said === `${day}${time}`) return false;
    this.time.dataset.said = `${day}${time}`;
    this.time.replaceChildren(h("span", { class: "clock-day" }, day), h("strong", {}, time));
    this.time.title = `Sandbox time in ${clock.zone}`;
    return true;
  }

  async push(minutes, label) {
    const answer = await act("push", { minutes });
    if (answer.ok) toast(`The clock is ${label.slice(1)} further.`, "good");
    else toast(answer.error);
    await this.refresh();
  }

  beside(anchor) {
    if (FRAMED) {
      parent.location.assign(`/?as=${viewer}${location.hash}`);
      return;
    }
    peopleMenu(
      anchor,
      this.state.people,
      (id) => location.assign(`/?as=${viewer}&beside=${id}${location.hash}`),
      "Who sits beside you?",
    );
  }

  moods() {
    if (this.panel) {
      this.panel.hidePopover();
      return;
    }
    this.panel = h("div", {
      popover: "auto",
      class: "popover moods",
      role: "dialog",
      "aria-label": "Let Slack misbehave",
    });
    this.panel.addEventListener("toggle", (event) => {
      if (event.newState !== "closed") return;
      this.panel.remove();
      this.panel = null;
    });
    this.fill();
    document.body.append(this.panel);
    this.panel.showPopover();
    const anchor = this.moodButton.offsetParent ? this.moodButton : document.querySelector("[data-rest]");
    place(this.panel, anchor, { end: true });
    this.panel.querySelector("input,button")?.focus();
  }

  fill() {
    const set = async (fault, amount) => {
      const answer = await act("misbehave", { kind: fault.kind, amount });
      if (!answer.ok) toast(answer.error);
      await this.refresh();
    };
    const focus = document.activeElement?.dataset?.fault;
    const row = (fault) => {
      const amount = fault.counts ? Number(fault.left > 0 ? 0 : 3) : Number(!fault.on);
      return h(
        "label",
        { class: "mood" },
        h("input", {
          type: "checkbox",
          role: "switch",
          checked: fault.on,
          "data-fault": fault.kind,
          onchange: () => set(fault, amount),
        }),
        h("span", {}, fault.label, fault.hint && h("small", {}, fault.hint)),
        fault.left > 0 && h("span", { class: "badge" }, `${fault.left} left`),
      );
    };
    const happened = this.state.happened.map(([what, count]) =>
      h("li", {}, h("span", {}, what), h("span", {}, `× ${count}`)),
    );
    this.panel.replaceChildren(
      h("h2", {}, "Let Slack misbehave"),
      h("p", { class: "quietly" }, "Nothing should get lost, and nothing be said twice."),
      ...this.state.faults.map(row),
      h(
        "button",
        { type: "button", class: "button", "data-fault-clear": true, onclick: () => set({ kind: "none" }, 0) },
        "Behave again",
      ),
      happened.length ? h("ul", { class: "happened", "aria-label": "What happened so far" }, happened) : "",
    );
    if (focus) this.panel.querySelector(`[data-fault="${focus}"]`)?.focus();
  }
}
