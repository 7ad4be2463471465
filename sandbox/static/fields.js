// The controls one writes in: text, numbers, dates and times. Each is drawn on its seat.
import { h } from "./dom.js";
import { clock, fromWall, toWall } from "./times.js";

const text = (object) => object?.text ?? "";

/** How much was written of how much fits. What is too much stays in the field, as in Slack, and is counted in red. */
function counter(node, most) {
  const count = h("span", { class: "count", "aria-hidden": "true" });
  const paint = () => {
    const length = [...node.value].length;
    const over = length > most;
    count.textContent = over ? `${length} / ${most}, ${length - most} too many` : `${length} / ${most}`;
    count.classList.toggle("over", over);
  };
  node.addEventListener("input", paint);
  paint();
  return count;
}

const KINDS = { email_text_input: "email", url_text_input: "url", number_input: "number" };

export function written(seat) {
  const { element } = seat;
  const { multiline } = element;
  const initial = seat.held ?? "";
  const onEnter = element.dispatch_action_config?.trigger_actions_on ?? ["on_enter_pressed"];
  const value = () => (node.value === "" ? null : node.value);
  const input = () => {
    seat.keep(value());
    if (seat.block.dispatch_action && onEnter.includes("on_character_entered")) seat.tell(value());
  };
  const keydown = (event) => {
    if (event.key !== "Enter" || multiline || event.isComposing) return;
    if (seat.block.dispatch_action && onEnter.includes("on_enter_pressed")) {
      event.preventDefault();
      seat.tell(value(), node);
    }
  };
  const props = {
    placeholder: text(element.placeholder),
    "aria-label": seat.label,
    oninput: input,
    onkeydown: keydown,
    autocomplete: "off",
  };
  const number = KINDS[element.type] === "number" && {
    step: element.is_decimal_allowed ? "any" : "1",
    min: element.min_value,
    max: element.max_value,
  };
  const node = multiline
    ? h("textarea", { rows: 4, ...props })
    : h("input", { type: KINDS[element.type] ?? "text", ...props, ...number });
  node.value = initial;
  return h("div", { class: "written" }, seat.wrap(node), element.max_length && counter(node, element.max_length));
}

export function when(seat, type) {
  const change = () => {
    if (node.value && Number(node.value.slice(0, 4)) < 1000 && type !== "time") return;
    seat.change(node.value || null, node);
  };
  const node = h("input", { type, value: seat.held ?? "", "aria-label": seat.label, onchange: change });
  return seat.wrap(node);
}

export function dateTime(seat) {
  const at = seat.held;
  const change = () => {
    if (node.value && Number(node.value.slice(0, 4)) < 1000) return;
    seat.change(node.value ? Math.round(fromWall(node.value)) : null, node);
  };
  const node = h("input", {
    type: "datetime-local",
    value: at ? toWall(at) : "",
    "aria-label": seat.label,
    onchange: change,
  });
  return h(
    "div",
    { class: "written" },
    seat.wrap(node),
    h("span", { class: "count" }, clock.zone.replaceAll("_", " ")),
  );
}

const rich = (words) => ({
  type: "rich_text",
  elements: [{ type: "rich_text_section", elements: [{ type: "text", text: words }] }],
});
const wordsOf = (value) =>
  (value?.elements ?? [])
    .flatMap((part) => part.elements ?? [])
    .map((run) => run.text ?? "")
    .join("");

export function richInput(seat) {
  const node = h("textarea", {
    rows: 5,
    placeholder: text(seat.element.placeholder),
    "aria-label": seat.label,
    oninput: () => seat.keep(node.value ? rich(node.value) : null),
  });
  node.value = wordsOf(seat.held);
  return seat.wrap(node);
}
