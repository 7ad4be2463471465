// The controls one chooses with: selects of every kind, radio buttons, checkboxes. Each is drawn on its seat.
import { h } from "./dom.js";
import { worded } from "./emoji.js";
import { said } from "./mrkdwn.js";
import { among, channelRows, peopleRows, picker, rowsOf } from "./pickers.js";

const text = (object) => object?.text ?? "";

export function staticSelect(seat) {
  const { element } = seat;
  const rows = rowsOf(element);
  const now = seat.held?.value;
  const option = (row) => h("option", { value: row.key, selected: row.key === now }, worded(row.label));
  const groups = (element.option_groups ?? []).map((group) =>
    h("optgroup", { label: text(group.label) }, rowsOf(group).map(option)),
  );
  const empty = h("option", { value: "", selected: now === undefined }, text(element.placeholder) || "Choose…");
  const change = () => {
    seat.change(rows.find((row) => row.key === node.value)?.raw ?? null, node);
    node.classList.toggle("unset", !node.value);
  };
  const node = h(
    "select",
    { class: now === undefined ? "unset" : "", "aria-label": seat.label, onchange: change },
    empty,
    groups.length ? groups : rows.map(option),
  );
  return seat.wrap(node);
}

const SOURCES = {
  static: (seat) => among(rowsOf(seat.element)),
  external: (seat) => async (query) =>
    query.length < (seat.element.min_query_length ?? 3)
      ? []
      : rowsOf({ options: await seat.host.options(seat.element, seat.block, query) }),
  users: () => among(peopleRows()),
  conversations: () => among(channelRows()),
  channels: () => among(channelRows()),
};

function asRow(kind, raw) {
  if (kind === "static" || kind === "external") return rowsOf({ options: [raw] })[0];
  const rows = kind === "users" ? peopleRows() : channelRows();
  return rows.find((row) => row.key === raw) ?? { key: raw, label: raw, raw };
}

export function select(seat) {
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
    picker({
      find: SOURCES[kind](seat),
      chosen: raws.map((raw) => asRow(kind, raw)),
      changed,
      several,
      most: element.max_selected_items,
      placeholder: text(element.placeholder) || "Type to choose…",
      label: seat.label,
    }),
  );
  return root;
}

export function marks(seat, type) {
  const { element } = seat;
  const on = new Set([seat.held ?? []].flat().map((option) => option.value));
  const group = `${seat.host.key}-${seat.block.block_id}-${element.action_id}`;
  const change = () => {
    const picked = element.options.filter((option, index) => boxes[index].checked);
    seat.change(type === "radio" ? (picked[0] ?? null) : picked, fieldset);
  };
  const boxes = element.options.map((option) =>
    h("input", { type, name: group, value: option.value, checked: on.has(option.value), onchange: change }),
  );
  const rows = element.options.map((option, index) =>
    h(
      "label",
      { class: "mark" },
      boxes[index],
      h("span", {}, said(option.text), option.description && h("small", {}, said(option.description))),
    ),
  );
  const fieldset = h("fieldset", { "aria-label": seat.label }, rows);
  return seat.wrap(fieldset);
}
