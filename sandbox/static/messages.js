// A channel's timeline and a thread: rows of messages with everything one can do to them.
import { body } from "./blocks.js";
import { button, h, icon } from "./dom.js";
import { emoji } from "./emoji.js";
import { Values } from "./forms.js";
import { confirmed, menu, toast } from "./menus.js";
import { mrkdwn, names, typed, untyped } from "./mrkdwn.js";
import { face } from "./people.js";
import { dayOf, fullTime, timeOf, timeWithDay } from "./times.js";
import { act } from "./wire.js";

const QUICK = ["ticket", "eyes", "white_check_mark", "+1"];
const GROUPED = 300;
const kept = new Map();
export const dismissed = new Set();
const editing = new Set();

/** Set by the page: how to read the state again, and the app's message shortcuts. */
export const desk = { refresh: async () => {}, shortcuts: [], channel: "" };

async function does(what, facts) {
  const answer = await act(what, { channel: desk.channel, ...facts });
  if (!answer.ok) toast(answer.error);
  await desk.refresh();
  return answer;
}

function hostOf(message) {
  const key = `${desk.channel}-${message.ts}`;
  if (!kept.has(key)) kept.set(key, new Values());
  const values = kept.get(key);
  return {
    kind: "message",
    key,
    values,
    press: (element, block, option) => does("press", { ts: message.ts, action_id: element.action_id, block_id: block.block_id, option }),
    options: async () => {
      toast("The sandbox asks for options in forms only.");
      return [];
    },
  };
}

const react = (message, name) => {
  const mine = message.reactions.find((reaction) => reaction.name === name)?.users.includes(names.me);
  return does(mine ? "unreact" : "react", { ts: message.ts, name });
};

const who = (ids) => ids.map((id) => (id === names.me ? "you" : (names.people.get(id)?.name ?? id))).join(", ");

function reactions(message) {
  if (!message.reactions.length) return null;
  const pill = ({ name, users }) =>
    h(
      "button",
      { type: "button", class: "reaction", "data-reaction": name, "aria-pressed": String(users.includes(names.me)), title: `${who(users)} reacted with :${name}:`, onclick: () => react(message, name) },
      emoji(name),
      h("span", {}, String(users.length)),
    );
  return h("div", { class: "reactions" }, message.reactions.map(pill));
}

function replies(message) {
  const { count, last, users, fresh } = message.replies;
  return h(
    "a",
    { class: fresh ? "replies fresh" : "replies", href: `#${desk.channel}/${message.ts}`, "data-thread": message.ts, "data-focus": "replies" },
    h("span", { class: "faces" }, users.slice(0, 4).map((id) => face(id))),
    h("strong", {}, count === 1 ? "1 reply" : `${count} replies`),
    h("span", { class: "quietly" }, `last ${timeWithDay(Number(last))}`),
    fresh > 0 && h("span", { class: "fresh-mark" }, `${fresh} new`),
  );
}

async function remove(message) {
  const plain = (text) => ({ type: "plain_text", text });
  const sure = await confirmed({ title: plain("Delete message"), text: plain("Delete this message? This cannot be undone."), confirm: plain("Delete"), style: "danger" });
  if (sure) does("delete", { ts: message.ts });
}

function more(message, redraw) {
  const shortcuts = desk.shortcuts.map((shortcut) => ({
    label: shortcut.name,
    hint: "Liaison",
    data: { "data-shortcut": shortcut.callback_id },
    act: () => does("shortcut", { ts: message.ts, callback_id: shortcut.callback_id }),
  }));
  const strip = { strip: QUICK.map((name) => ({ label: emoji(name), spoken: `React with ${name.replaceAll("_", " ")}`, data: { "data-quick": name }, act: () => react(message, name) })) };
  const edit = () => {
    editing.add(message.ts);
    redraw();
  };
  const own = [
    "-",
    { label: "Edit message", data: { "data-do": "edit" }, act: edit },
    { label: "Delete message", danger: true, data: { "data-do": "delete" }, act: () => remove(message) },
  ];
  const thread = { label: "Reply in thread", data: { "data-do": "thread" }, act: () => (location.hash = `#${desk.channel}/${message.thread ?? message.ts}`) };
  return [strip, thread, shortcuts.length && "-", ...shortcuts, ...(message.mine ? own : [])];
}

function tools(message, redraw) {
  const quick = QUICK.map((name) => button(`React with ${name.replaceAll("_", " ")}`, () => react(message, name), { class: "tool wide-only", "data-quick": name, tabindex: "-1" }, emoji(name)));
  const thread = h("a", { class: "tool wide-only", href: `#${desk.channel}/${message.thread ?? message.ts}`, "aria-label": "Reply in thread", title: "Reply in thread", "data-do": "thread", tabindex: "-1" }, icon("thread"));
  const dots = button("More actions", () => menu(dots, more(message, redraw), { label: "Message" }), { class: "tool", "data-do": "more", "data-focus": "more", "aria-haspopup": "menu" }, icon("dots"));
  return h("div", { class: "tools", role: "toolbar", "aria-label": "Message actions" }, quick, thread, dots);
}

function editor(message, redraw, begun) {
  const close = () => {
    editing.delete(message.ts);
    redraw();
  };
  const save = async () => {
    const answer = await act("edit", { channel: desk.channel, ts: message.ts, text: typed(box.value.trim()) });
    if (!answer.ok) toast(answer.error);
    else close();
    await desk.refresh();
  };
  const keys = (event) => {
    if (event.key === "Escape") close();
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    save();
  };
  const box = h("textarea", { "aria-label": "Edit message", rows: 2, onkeydown: keys, "data-editor": message.ts, autofocus: true });
  box.value = begun ?? untyped(message.text);
  setTimeout(() => box.focus());
  return h("div", { class: "editor" }, box, h("div", { class: "editor-buttons" }, h("button", { type: "button", class: "button", onclick: close }, "Cancel"), h("button", { type: "button", class: "button primary", onclick: save }, "Save")));
}

function attachment(one, host) {
  const inside = one.blocks ? body(one.blocks, "", host) : [one.pretext && mrkdwn(one.pretext), one.title && h("strong", {}, one.title), mrkdwn(one.text ?? one.fallback ?? "")];
  return h("div", { class: "attachment" }, inside);
}

function head(message) {
  const person = names.people.get(message.user);
  const name = message.name ?? person?.name ?? "Someone";
  return h(
    "div",
    { class: "head" },
    h("strong", { class: "author" }, name),
    person?.bot && h("span", { class: "tag" }, "App"),
    person?.from && h("span", { class: "tag outside" }, person.from),
    person?.guest && h("span", { class: "tag" }, "Guest"),
    h("time", { class: "time", title: fullTime(Number(message.ts)) }, timeOf(Number(message.ts))),
    edited(message),
  );
}

const edited = (message) => message.edited && h("span", { class: "edited", title: fullTime(Number(message.edited)) }, "(edited)");

function notice(message) {
  if (!message.ephemeral) return null;
  const hide = () => {
    dismissed.add(message.ts);
    desk.refresh(true);
  };
  return h("div", { class: "ephemeral-note" }, icon("eye"), "Only visible to you", h("button", { type: "button", class: "link", onclick: hide }, "Dismiss"));
}

function content(message, redraw, begun) {
  if (editing.has(message.ts)) return editor(message, redraw, begun);
  const host = hostOf(message);
  return [
    body(message.blocks, message.text, host),
    message.attachments?.map((one) => attachment(one, host)),
    message.files?.map((file) => h("div", { class: "file" }, icon("file"), file)),
  ];
}

const QUIET = new Set(["channel_join", "channel_leave", "channel_topic", "channel_name", "channel_purpose"]);

export function row(item, old) {
  if (item.kind === "day") return h("li", { class: "day", role: "separator" }, h("span", {}, item.label));
  if (item.kind === "new") return h("li", { class: "new-line", role: "separator" }, h("span", {}, "New"));
  if (item.kind === "count") return h("li", { class: "day count-line", role: "separator" }, h("span", {}, item.label));
  const { message, compact, inThread } = item;
  if (QUIET.has(message.subtype)) return h("li", { class: "message system", "data-ts": message.ts }, h("div", { class: "what" }, mrkdwn(message.text)));
  const redraw = () => {
    const fresh = row(item);
    node.replaceChildren(...fresh.children);
  };
  const classes = ["message", compact && "compact", message.ephemeral && "ephemeral", message.broadcast && "broadcast"].filter(Boolean).join(" ");
  const node = h(
    "li",
    { class: classes, "data-ts": message.ts, "data-user": message.user, "data-ephemeral": message.ephemeral },
    compact ? h("time", { class: "margin-time", "aria-hidden": "true" }, timeOf(Number(message.ts))) : face(message.user, message.name),
    h(
      "div",
      { class: "what" },
      notice(message),
      !compact && head(message),
      message.broadcast && !inThread && h("a", { class: "quietly", href: `#${desk.channel}/${message.thread}` }, "replied to a thread"),
      content(message, redraw, old?.querySelector("[data-editor]")?.value),
      compact && edited(message),
      reactions(message),
      !inThread && message.replies && replies(message),
    ),
    !message.ephemeral && tools(message, redraw),
  );
  return node;
}

/** Messages as rows to keep: days between, a line where the unread begin, runs of one author drawn together. */
export function rows(messages, { since, inThread } = {}) {
  const items = [];
  let before = null;
  let marked = false;
  for (const message of messages.filter((one) => !dismissed.has(one.ts))) {
    const at = Number(message.ts);
    const day = dayOf(at);
    if (!inThread && day !== (before && dayOf(Number(before.ts)))) {
      items.push({ kind: "day", key: `day-${at}`, label: day });
      before = null;
    }
    if (since && !marked && message.ts > since && !message.mine) {
      items.push({ kind: "new", key: "new" });
      marked = true;
      before = null;
    }
    const same = before && before.user === message.user && before.name === message.name && before.ephemeral === message.ephemeral;
    const compact = Boolean(same && at - Number(before.ts) < GROUPED && !message.ephemeral && !message.blocks.length && !before.blocks.length && !QUIET.has(before.subtype));
    items.push({ kind: "message", key: message.ts, message, compact, inThread });
    if (inThread && items.length === 1 && messages.length > 1) {
      const count = messages.length - 1;
      items.push({ kind: "count", key: "count", label: count === 1 ? "1 reply" : `${count} replies` });
      before = null;
    } else before = message;
  }
  return items;
}
