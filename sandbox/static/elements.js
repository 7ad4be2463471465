// The interactive elements of Block Kit. Each is drawn with its `host`, the message, modal or home it stands in:
// host.values keeps what was entered, host.press(…) tells the app, host.options(…) asks it for choices.
import { marks, select, staticSelect } from "./choices.js";
import { h, icon } from "./dom.js";
import { dateTime, richInput, when, written } from "./fields.js";
import { confirmed, menu } from "./menus.js";
import { said } from "./mrkdwn.js";

const text = (object) => object?.text ?? "";

/** A control's place: its element, block and host, whether choosing tells the app, and a label for the ear. */
class Seat {
  constructor(element, block, host, label) {
    Object.assign(this, { element, block, host, label: label || text(element.placeholder) || element.action_id });
    this.tells = block.type !== "input" || block.dispatch_action === true;
  }

  get held() {
    return this.host.values.of(this.block, this.element);
  }

  keep(value) {
    this.host.values.set(this.block.block_id, this.element.action_id, value);
  }

  async tell(option, node) {
    if (!(await confirmed(this.element.confirm))) return false;
    node?.setAttribute("aria-busy", "true");
    await this.host.press(this.element, this.block, option);
    node?.removeAttribute("aria-busy");
    return true;
  }

  /** Keep a choice, and tell the app if it wants to know; an emptied control is told only where Slack would. */
  change(value, node) {
    this.keep(value);
    if (this.tells && value !== null) this.tell(value, node);
  }

  wrap(node) {
    const { action_id: action, type } = this.element;
    return h("div", { class: `control ${type}`, "data-action-id": action, "data-block-id": this.block.block_id }, node);
  }
}

function pressable(seat) {
  const { element } = seat;
  const look = `button ${element.style ?? ""}`;
  const props = {
    class: look,
    "data-action-id": element.action_id,
    "data-block-id": seat.block.block_id,
    "data-value": element.value,
    "aria-label": element.accessibility_label,
  };
  const press = async () => node.getAttribute("aria-busy") !== "true" && seat.tell(element.value, node);
  const node = element.url
    ? h(
        "a",
        {
          ...props,
          href: /^https?:/i.test(element.url) ? element.url : null,
          target: "_blank",
          rel: "noreferrer noopener",
          onclick: press,
        },
        said(element.text),
        icon("out"),
      )
    : h("button", { type: "button", ...props, onclick: press }, said(element.text));
  return node;
}

function overflow(seat) {
  const { element, block } = seat;
  const row = (option) => ({
    label: said(option.text),
    hint: text(option.description),
    url: option.url,
    data: { "data-value": option.value },
    act: () => seat.tell(option.value, node),
  });
  const open = () => menu(node, element.options.map(row), { label: "More" });
  const node = h(
    "button",
    {
      type: "button",
      class: "button overflow",
      "data-action-id": element.action_id,
      "data-block-id": block.block_id,
      "aria-haspopup": "menu",
      "aria-expanded": "false",
      "aria-label": "More actions",
      title: "More actions",
      onclick: open,
    },
    icon("dots"),
  );
  return node;
}

function trash(seat) {
  const { element, block } = seat;
  const press = () => seat.tell(element.value, node);
  const node = h(
    "button",
    {
      type: "button",
      class: "button overflow",
      title: text(element.text),
      "aria-label": element.accessibility_label ?? text(element.text),
      "data-action-id": element.action_id,
      "data-block-id": block.block_id,
      onclick: press,
    },
    icon("trash"),
  );
  return node;
}

function feedback(seat) {
  const one = (choice) =>
    h(
      "button",
      {
        type: "button",
        class: "button",
        "data-action-id": seat.element.action_id,
        "data-value": choice.value,
        onclick: () => seat.tell(choice.value),
      },
      said(choice.text),
    );
  return h(
    "span",
    { class: "feedback" },
    [seat.element.positive_button, seat.element.negative_button].filter(Boolean).map(one),
  );
}

const DRAW = {
  button: pressable,
  workflow_button: pressable,
  icon_button: trash,
  feedback_buttons: feedback,
  overflow,
  static_select: staticSelect,
  radio_buttons: (seat) => marks(seat, "radio"),
  checkboxes: (seat) => marks(seat, "checkbox"),
  plain_text_input: written,
  email_text_input: written,
  url_text_input: written,
  number_input: written,
  rich_text_input: richInput,
  datepicker: (seat) => when(seat, "date"),
  timepicker: (seat) => when(seat, "time"),
  datetimepicker: dateTime,
};

export function element(described, block, host, label) {
  if (/_select$/.test(described.type) && described.type !== "static_select")
    return select(new Seat(described, block, host, label));
  const draw = DRAW[described.type];
  if (draw) return draw(new Seat(described, block, host, label));
  return h("span", { class: "unknown-block" }, `(${described.type} is not drawn here)`);
}
