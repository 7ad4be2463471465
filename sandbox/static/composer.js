// The box one writes in: messages, /commands, and suggestions for commands, people and channels.
import { button, h, icon } from "./dom.js";
import { known, names } from "./mrkdwn.js";

const SUGGESTED = 6;

function commands(text, app) {
  const begun = /^\/(\S*)$/.exec(text);
  if (!begun) return [];
  const rows = (app.commands ?? []).flatMap((command) => [
    { take: `${command.command} `, label: command.command, hint: command.usage_hint || command.description, from: 0 },
  ]);
  const shortcuts = (app.shortcuts ?? []).filter((shortcut) => shortcut.type === "global");
  const quick = shortcuts.map((shortcut) => ({
    label: shortcut.name,
    hint: `Shortcut · ${shortcut.description}`,
    shortcut,
  }));
  const wanted = begun[1].toLowerCase();
  return [
    ...rows.filter((row) => row.label.startsWith(text)),
    ...quick.filter((row) => row.label.toLowerCase().startsWith(wanted)),
  ];
}

function mentions(text, mark, candidates) {
  const begun = new RegExp(`(?:^|\\s)${mark}([\\p{L}\\p{N}-]*(?: [\\p{L}\\p{N}]*)?)$`, "u").exec(text);
  if (!begun) return [];
  const from = text.length - begun[1].length - 1;
  const wanted = begun[1].toLowerCase();
  const fits = candidates.filter(
    (one) => one.name.toLowerCase().startsWith(wanted) || (wanted && one.name.toLowerCase().includes(` ${wanted}`)),
  );
  return fits.map((one) => ({ take: `${mark}${one.name} `, label: `${mark}${one.name}`, hint: one.hint, from }));
}

function suggestions(text, app) {
  const people = known().filter((person) => !person.deleted && person.id !== names.me);
  people.sort((a, b) => (b.id === app.id) - (a.id === app.id));
  const rows = [
    ...commands(text, app),
    ...mentions(
      text,
      "@",
      people.map((person) => ({ name: person.name, hint: person.title })),
    ),
    ...mentions(
      text,
      "#",
      [...names.channels.values()].filter((channel) => channel.name),
    ),
  ];
  const exact = rows.length === 1 && text.slice(rows[0].from) === rows[0].take?.trim();
  return exact && !text.startsWith("/") ? [] : rows.slice(0, SUGGESTED);
}

/** `send(text)` promises whether the text was taken; refused text stays in the box. `drafts` keeps what is not sent, by place. */
export class Composer {
  constructor({ name, send, shortcut }) {
    this.drafts = new Map();
    this.key = "";
    this.app = {};
    this.rows = [];
    this.active = 0;
    this.send = send;
    this.shortcut = shortcut;
    this.box = h("textarea", {
      rows: 1,
      "data-composer": name,
      "aria-label": "Message",
      "aria-autocomplete": "list",
      "aria-controls": `suggest-${name}`,
      autocomplete: "off",
    });
    this.list = h("div", {
      class: "suggestions",
      id: `suggest-${name}`,
      role: "listbox",
      "aria-label": "Suggestions",
      hidden: true,
    });
    this.sendButton = button("Send", () => this.submit(), { class: "send", "data-send": name }, icon("send"));
    const slash =
      shortcut &&
      button("Commands and shortcuts", () => this.insert("/"), { class: "quiet", "data-slash": true }, icon("slash"));
    const at = button("Mention someone", () => this.insert("@"), { class: "quiet" }, icon("at"));
    this.join = h("button", { type: "button", class: "button", "data-join": true }, "Join");
    this.words = h("span");
    this.note = h("div", { class: "composer-note", hidden: true }, this.words, this.join);
    this.form = h(
      "div",
      { class: "composer-box" },
      this.box,
      h(
        "div",
        { class: "composer-tools" },
        slash,
        at,
        h("span", { class: "composer-hint" }, "Enter sends, Shift + Enter breaks the line"),
        this.sendButton,
      ),
    );
    this.root = h("div", { class: "composer" }, this.list, this.form, this.note);
    this.box.addEventListener("input", () => this.typed());
    this.box.addEventListener("keydown", (event) => this.pressed(event));
    this.box.addEventListener("blur", () => this.suggest([]));
  }

  /** Show the box for one place, with what was begun there; `readOnly` is the sentence that stands instead of it. */
  at(key, { placeholder, app, readOnly, join }) {
    this.app = app;
    this.note.hidden = !readOnly;
    this.form.hidden = Boolean(readOnly);
    this.words.textContent = readOnly;
    this.join.hidden = !join;
    this.join.onclick = join ?? null;
    this.box.placeholder = placeholder;
    this.box.setAttribute("aria-label", placeholder);
    if (key === this.key) return;
    this.drafts.set(this.key, this.box.value);
    this.key = key;
    this.put(this.drafts.get(key) ?? "");
  }

  put(text) {
    this.box.value = text;
    this.fit();
    this.suggest([]);
  }

  /** Words to send at that place, now or when somebody comes there. */
  offer(key, text) {
    this.drafts.set(key, text);
    if (key !== this.key) return;
    this.put(text);
    this.box.focus();
  }

  fit() {
    this.box.style.height = "auto";
    this.box.style.height = `${Math.min(this.box.scrollHeight, 220)}px`;
    this.sendButton.toggleAttribute("disabled", !this.box.value.trim());
  }

  insert(mark) {
    const before = this.box.value;
    this.box.value = mark === "/" ? "/" : `${before}${before && !/\s$/.test(before) ? " " : ""}${mark}`;
    this.box.focus();
    this.typed();
  }

  typed() {
    this.fit();
    this.suggest(suggestions(this.box.value.slice(0, this.box.selectionStart), this.app));
  }

  suggest(rows) {
    this.rows = rows;
    this.active = 0;
    this.list.hidden = !rows.length;
    this.list.replaceChildren(
      ...rows.map((row, index) =>
        h(
          "div",
          {
            role: "option",
            class: "option",
            "aria-selected": String(index === 0),
            onpointerdown: (event) => event.preventDefault(),
            onclick: () => this.take(index),
          },
          h("strong", {}, row.label),
          row.hint && h("small", {}, row.hint),
        ),
      ),
    );
  }

  point(to) {
    this.active = (to + this.rows.length) % this.rows.length;
    [...this.list.children].forEach((node, index) => node.setAttribute("aria-selected", String(index === this.active)));
  }

  take(index) {
    const { take, from, shortcut } = this.rows[index];
    if (shortcut) {
      this.put("");
      this.shortcut(shortcut.callback_id);
      return;
    }
    const caret = this.box.selectionStart;
    const rest = this.box.value.slice(caret);
    this.box.value = this.box.value.slice(0, from) + take + rest;
    this.box.setSelectionRange(from + take.length, from + take.length);
    this.suggest([]);
    this.fit();
    this.box.focus();
  }

  pressed(event) {
    if (event.isComposing) return;
    if (this.rows.length) {
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        event.preventDefault();
        this.point(this.active + (event.key === "ArrowDown" ? 1 : -1));
        return;
      }
      if (event.key === "Escape") {
        event.stopPropagation();
        this.suggest([]);
        return;
      }
      const whole = this.rows[this.active].take?.trim() === this.box.value.trim();
      if (event.key === "Tab" || (event.key === "Enter" && !whole)) {
        event.preventDefault();
        this.take(this.active);
        return;
      }
    }
    if (event.key !== "Enter" || event.shiftKey) return;
    event.preventDefault();
    this.submit();
  }

  /** The box is free at once: what is written next does not wait for Slack's answer to this. */
  async submit() {
    const text = this.box.value.trim();
    if (!text) return;
    const { key } = this;
    this.put("");
    const taken = await this.send(text).catch(() => false);
    if (taken) this.drafts.delete(key);
    else if (key === this.key && !this.box.value) this.put(text);
    else this.drafts.set(key, text);
  }
}
