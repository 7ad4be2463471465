// The bar above the workspace: the clock that can be pushed, Slack's moods, two people side by side.
import { h, icon } from "./dom.js";
import { menu, toast } from "./menus.js";
import { Moods } from "./moods.js";
import { clock, now, shortDay, timeOf } from "./times.js";
import { act } from "./wire.js";

const PUSHES = [
  ["+15 min", 15],
  ["+1 h", 60],
  ["+1 day", 1440],
];

const $ = (selector) => document.querySelector(selector);

/** `beside(anchor)` is what the button with the two columns does, `words` what it is called. */
export class Bar {
  constructor({ refresh, minute, showGuide, beside, words }) {
    this.refresh = refresh;
    this.minute = minute;
    this.time = $("[data-clock]");
    this.time.addEventListener("click", () => this.pushMenu());
    $("[data-pushes]").append(...PUSHES.map(([label, minutes]) => this.pushButton(label, minutes)));
    this.moods = new Moods(refresh, [$("[data-misbehave]"), $("[data-rest]")]);
    $("[data-misbehave]").addEventListener("click", () => this.moods.toggle());
    $("[data-beside] .bar-words").textContent = words;
    $("[data-beside]").addEventListener("click", (event) => beside(event.currentTarget));
    $("[data-show-guide]").addEventListener("click", showGuide);
    const rest = $("[data-rest]");
    const rows = [
      { label: "Misbehave…", act: () => this.moods.toggle() },
      { label: "Show the first steps", act: showGuide },
      { label: words, act: () => beside(rest) },
    ];
    rest.addEventListener("click", () => menu(rest, rows, { label: "More" }));
    setInterval(() => this.tick() && this.minute(), 1000);
  }

  show(state) {
    this.tick();
    this.moods.show(state);
  }

  pushButton(label, minutes) {
    const title = `Push the clock ${label.slice(1)} ahead`;
    const props = { type: "button", class: "push", "data-push": minutes, title, "aria-label": title };
    return h("button", { ...props, onclick: () => this.push(minutes, label) }, label);
  }

  /** The same pushes, where the bar has no room for buttons. */
  pushMenu() {
    const rows = PUSHES.map(([label, minutes]) => ({
      label: `${label.slice(1)} ahead`,
      data: { "data-push": minutes },
      act: () => this.push(minutes, label),
    }));
    menu(this.time, rows, { label: "Push the clock ahead" });
  }

  /** Whether another minute has begun. */
  tick() {
    const at = now();
    const [day, time] = [shortDay(at), timeOf(at)];
    if (this.time.dataset.said === `${day}${time}`) return false;
    this.time.dataset.said = `${day}${time}`;
    this.time.replaceChildren(
      icon("clock"),
      h("span", { class: "clock-day" }, day),
      h("strong", {}, time),
      h("span", { class: "clock-more" }, icon("ahead")),
    );
    this.time.title = `The sandbox's time in ${clock.zone}; push it ahead`;
    return true;
  }

  async push(minutes, label) {
    const answer = await act("push", { minutes });
    if (answer.ok) toast(`The clock is ${label.slice(1)} further.`, "good");
    else toast(answer.error);
    await this.refresh();
  }
}
