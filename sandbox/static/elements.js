// The interactive elements of Block Kit. Each is drawn with its `host`, the message, modal or home it stands in:
// host.values keeps what was entered, host.press(…) tells the app, host.options(…) asks it for choices.
import { h, icon } from "./dom.js";
import { unnamed } from "./emoji.js";
import { confirmed, menu } from "./menus.js";
import { said } from "./mrkdwn.js";
import { among, channelRows, peopleRows, picker, rowsOf } from "./pickers.js";
import { clock, fromWall, toWall } from "./times.js";

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
  const props = { class: look, "data-action-id": element.action_id, "data-block-id": seat.block.block_id, "data-value": element.value, "aria-label": element.accessibility_label };
  const press = async () => node.getAttribute("aria-busy") !== "true" && seat.tell(element.value, node);
  const node = element.url
    ? h("a", { ...props, href: /^https?:/i.test(element.url) ? element.url : null, target: "_blank", rel: "noreferrer noopener", onclick: press }, said(element.text), icon("out"))
    : h("button", { type: "button", ...props, onclick: press }, said(element.text));
  return node;
}

function overflow(seat) {
  const { element, block } = seat;
  const row = (option) => ({
    label: said(option.text), hint: text(option.description), url: option.url, data: { "data-value": option.value },
    act: () => seat.tell(option.value, node),
  });
  const open = () => menu(node, element.options.map(row), { label: "More" });
  const node = h(
    "button",
    { type: "button", class: "button overflow", "data-action-id": element.action_id, "data-block-id": block.block_id, "aria-haspopup": "menu", "aria-expanded": "false", "aria-label": "More actions", title: "More actions", onclick: open },
    icon("dots"),
  );
  return node;
}

function staticSelect(seat) {
  const { element } = seat;
  const rows = rowsOf(element);
  const now = seat.held?.value;
  const option = (row) => h("option", { value: row.key, selected: row.key === now }, unnamed(row.label));
  const groups = (element.option_groups ?? []).map((group) => h("optgroup", { label: text(group.label) }, rowsOf(group).map(option)));
  const empty = h("option", { value: "", selected: now === undefined }, text(element.placeholder) || "Choose…");
  const change = () => {
    seat.change(rows.find((row) => row.key === node.value)?.raw ?? null, node);
    node.classList.toggle("unset", !node.value);
  };
  const node = h("select", { class: now === undefined ? "unset" : "", "aria-label": seat.label, onchange: change }, empty, groups.length ? groups : rows.map(option));
  return seat.wrap(node);
}

const SOURCES = {
  static: (seat) => among(rowsOf(seat.element)),
  external: (seat) => async (query) => (query.length < (seat.element.min_query_length ?? 3) ? [] : rowsOf({ options: await seat.host.options(seat.element, seat.block, query) })),
  users: () => among(peopleRows()),
  conversations: () => among(channelRows()),
  channels: () => among(channelRows()),
};

function asRow(kind, raw) {
  if (kind === "static" || kind === "external") return rowsOf({ options: [raw] })[0];
  const rows = kind === "users" ? peopleRows() : channelRows();
  return rows.find((row) => row.key === raw) ?? { key: raw, label: raw, raw };
}

function select(seat) {
  const { element } = seat;
  const several = element.type.startsWith("multi_");
  const kind = element.type.replace("multi_", "").replace("_select", "");
  const raws = [seat.held ?? []].flat();
  const changed = (rows) => {
    const value = several ? rows.map((row) => row.raw) : (rows[0]?.raw ?? null);
    seat.change(value, root);
    if (kind === "external" && !seat.tells) seat.host.hold?.(element, seat.block, value);
  };
  const root = seat.wrap(
    picker({ find: SOURCES[kind](seat), chosen: raws.map((raw) => asRow(kind, raw)), changed, several, most: element.max_selected_items, placeholder: text(element.placeholder) || "Type to choose…", label: seat.label }),
  );
  return root;
}

function marks(seat, type) {
  const { element } = seat;
  const on = new Set([seat.held ?? []].flat().map((option) => option.value));
  const group = `${seat.host.key}-${seat.block.block_id}-${element.action_id}`;
  const change = () => {
    const picked = element.options.filter((option, index) => boxes[index].checked);
    seat.change(type === "radio" ? (picked[0] ?? null) : picked, fieldset);
  };
  const boxes = element.options.map((option) => h("input", { type, name: group, value: option.value, checked: on.has(option.value), onchange: change }));
  const rows = element.options.map((option, index) =>
    h("label", { class: "mark" }, boxes[index], h("span", {}, said(option.text), option.description && h("small", {}, said(option.description)))),
  );
  const fieldset = h("fieldset", { "aria-label": seat.label }, rows);
  return seat.wrap(fieldset);
}

function counter(node, most) {
  const count = h("span", { class: "count", "aria-hidden": "true" });
  const paint = () => (count.textContent = `${node.value.length} / ${most}`);
  node.addEventListener("input", paint);
  paint();
  return count;
}

const KINDS = { email_text_input: "email", url_text_input: "url", number_input: "number" };

function written(seat) {
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
  const props = { placeholder: text(element.placeholder), maxlength: element.max_length ?? 3000, minlength: element.min_length, "aria-label": seat.label, oninput: input, onkeydown: keydown, autocomplete: "off" };
  const number = KINDS[element.type] === "number" && { step: element.is_decimal_allowed ? "any" : "1", min: element.min_value, max: element.max_value };
  const node = multiline ? h("textarea", { rows: 4, ...props }) : h("input", { type: KINDS[element.type] ?? "text", ...props, ...number });
  node.value = initial;
  return h("div", { class: "written" }, seat.wrap(node), element.max_length && counter(node, element.max_length));
}

function when(seat, type) {
  const change = () => {
    if (node.value && Number(node.value.slice(0, 4)) < 1000 && type !== "time") return;
    seat.change(node.value || null, node);
  };
  const node = h("input", { type, value: seat.held ?? "", "aria-label": seat.label, onchange: change });
  return seat.wrap(node);
}

function dateTime(seat) {
  const at = seat.held;
  const change = () => {
    if (node.value && Number(node.value.slice(0, 4)) < 1000) return;
    seat.change(node.value ? Math.round(fromWall(node.value)) : null, node);
  };
  const node = h("input", { type: "datetime-local", value: at ? toWall(at) : "", "aria-label": seat.label, onchange: change });
  return h("div", { class: "written" }, seat.wrap(node), h("span", { class: "count" }, clock.zone.replaceAll("_", " ")));
}

const rich = (words) => ({ type: "rich_text", elements: [{ type: "rich_text_section", elements: [{ type: "text", text: words }] }] });
const wordsOf = (value) => (value?.elements ?? []).flatMap((part) => part.elements ?? []).map((run) => run.text ?? "").join("");

function richInput(seat) {
  const node = h("textarea", { rows: 5, placeholder: text(seat.element.placeholder), "aria-label": seat.label, oninput: () => seat.keep(node.value ? rich(node.value) : null) });
  node.value = wordsOf(seat.held);
  return seat.wrap(node);
}

function trash(seat) {
  const { element, block } = seat;
  const press = () => seat.tell(element.value, node);
  const node = h("button", { type: "button", class: "button overflow", title: text(element.text), "aria-label": element.accessibility_label ?? text(element.text), "data-action-id": element.action_id, "data-block-id": block.block_id, onclick: press }, icon("trash"));
  return node;
}

function feedback(seat) {
  const one = (choice) => h("button", { type: "button", class: "button", "data-action-id": seat.element.action_id, "data-value": choice.value, onclick: () => seat.tell(choice.value) }, said(choice.text));
  return h("span", { class: "feedback" }, [seat.element.positive_button, seat.element.negative_button].filter(Boolean).map(one));
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
  if (/_select$/.test(described.type) && described.type !== "static_select") return select(new Seat(described, block, host, label));
  const draw = DRAW[described.type];
  if (draw) return draw(new Seat(described, block, host, label));
  return h("span", { class: "unknown-block" }, `(${described.type} is not drawn here)`);
}
