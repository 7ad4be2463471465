// Choosing from a list by typing: external selects, people, conversations, and every select of several.
import { button, h, icon } from "./dom.js";
import { place } from "./menus.js";
import { known, names, said } from "./mrkdwn.js";

const PAUSE = 180;
const NOWHERE = -2;
let serial = 0;

/** Options or option groups as flat rows: {key, label, hint, group, raw}. */
export function rowsOf(answer) {
  const row = (option, group) => ({
    key: option.value,
    label: option.text.text,
    shown: option.text,
    hint: option.description?.text,
    group,
    raw: option,
  });
  const groups = answer.option_groups ?? [];
  return [
    ...(answer.options ?? []).map((option) => row(option)),
    ...groups.flatMap((group) => group.options.map((option) => row(option, group.label.text))),
  ];
}

const fits = (row, query) => row.label.toLowerCase().includes(query.toLowerCase());

export const among = (rows) => async (query) => rows.filter((row) => !query || fits(row, query));

export function peopleRows() {
  const people = known().filter((person) => !person.deleted && !person.bot);
  return people.map((person) => ({ key: person.id, label: person.name, hint: person.title, raw: person.id }));
}

export function channelRows() {
  const channels = [...names.channels.values()].filter((channel) => channel.name);
  return channels.map((channel) => ({ key: channel.id, label: `#${channel.name}`, raw: channel.id }));
}

/**
 * A combobox. `find(query)` promises rows; `chosen` are the rows picked so far; `changed(rows)` hears of every choice.
 * With `several` the choices stand before the box as chips.
 */
export function picker({ find, chosen, changed, several = false, most = Infinity, placeholder, label, disabled }) {
  const id = `list-${(serial += 1)}`;
  let rows = [];
  let active = -1;
  let picked = chosen;
  let timer = 0;
  let asked = 0;

  const list = h("div", { id, popover: "manual", role: "listbox", class: "popover listbox", "aria-label": label });
  const box = h("input", {
    role: "combobox",
    "aria-expanded": "false",
    "aria-controls": id,
    "aria-autocomplete": "list",
    "aria-label": label,
    autocomplete: "off",
    spellcheck: "false",
    placeholder,
    disabled,
    value: several ? "" : (picked[0]?.label ?? ""),
  });
  const chips = h("span", { class: "chips" });
  const clear = button("Clear", () => choose(null), { class: "quiet clear", tabindex: "-1" }, icon("close"));
  const root = h(
    "div",
    { class: several ? "picker several" : "picker" },
    several && chips,
    box,
    !several && clear,
    list,
  );

  const isOpen = () => list.matches(":popover-open");

  function paint() {
    clear.hidden = several || !picked.length;
    chips.replaceChildren(
      ...picked.map((row) =>
        h(
          "span",
          { class: "chip", "data-value": row.key },
          row.label,
          button(`Remove ${row.label}`, () => drop(row), { class: "quiet" }, icon("close")),
        ),
      ),
    );
  }

  function drop(row) {
    picked = picked.filter((other) => other.key !== row.key);
    paint();
    changed(picked);
  }

  function choose(row) {
    if (!several) picked = row ? [row] : [];
    else if (row && !picked.some((other) => other.key === row.key) && picked.length < most) picked = [...picked, row];
    box.value = several ? "" : (row?.label ?? "");
    close();
    paint();
    changed(picked);
  }

  function point(to) {
    active = rows.length && to !== NOWHERE ? (to + rows.length) % rows.length : -1;
    const options = list.querySelectorAll("[role=option]");
    options.forEach((option, index) => option.setAttribute("aria-selected", String(index === active)));
    options[active]?.scrollIntoView({ block: "nearest" });
    if (options[active]) box.setAttribute("aria-activedescendant", options[active].id);
    else box.removeAttribute("aria-activedescendant");
  }

  function options() {
    let group;
    return rows.flatMap((row, index) => {
      const pick = (event) => {
        event.preventDefault();
        choose(row);
      };
      const option = h(
        "div",
        {
          role: "option",
          id: `${id}-${index}`,
          "data-value": row.key,
          onpointerdown: (event) => event.preventDefault(),
          onclick: pick,
        },
        h("span", {}, row.shown ? said(row.shown) : row.label),
        row.hint && h("small", {}, row.hint),
      );
      const head = row.group !== group && h("div", { class: "group", role: "presentation" }, row.group);
      group = row.group;
      return [head, option].filter(Boolean);
    });
  }

  async function open(query) {
    const mine = (asked += 1);
    if (!isOpen()) {
      list.replaceChildren(h("div", { class: "empty" }, "…"));
      list.showPopover();
      box.setAttribute("aria-expanded", "true");
      place(list, root, { wide: true });
    }
    const found = await find(query);
    if (mine !== asked || !isOpen()) return;
    rows = found.filter((row) => !several || !picked.some((other) => other.key === row.key));
    list.replaceChildren(...(rows.length ? options() : [h("div", { class: "empty" }, "Nothing fits")]));
    place(list, root, { wide: true });
    point(query ? 0 : NOWHERE);
  }

  function close() {
    asked += 1;
    clearTimeout(timer);
    if (isOpen()) list.hidePopover();
    box.setAttribute("aria-expanded", "false");
    point(NOWHERE);
  }

  function keys(event) {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (isOpen()) point(event.key === "ArrowDown" ? active + 1 : Math.max(active, 0) - 1);
      else open("");
    } else if (event.key === "Enter" && isOpen()) {
      event.preventDefault();
      if (rows[active]) choose(rows[active]);
    } else if (event.key === "Escape" && isOpen()) {
      event.preventDefault();
      event.stopPropagation();
      leave();
    } else if (event.key === "Backspace" && several && !box.value && picked.length) drop(picked.at(-1));
  }

  function leave() {
    close();
    if (several) box.value = "";
    else if (!box.value && picked.length) choose(null);
    else box.value = picked[0]?.label ?? "";
  }

  box.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(() => open(box.value), PAUSE);
  });
  box.addEventListener("click", () => isOpen() || open(several ? box.value : ""));
  box.addEventListener("keydown", keys);
  box.addEventListener("blur", leave);
  paint();
  return root;
}
