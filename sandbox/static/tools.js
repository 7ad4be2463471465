// What one can do to a message: react, answer, the app's shortcuts, change and delete one's own.
import { desk, does, react } from "./desk.js";
import { button, h, icon } from "./dom.js";
import { emoji } from "./emoji.js";
import { confirmed, menu, toast } from "./menus.js";
import { typed, untyped } from "./mrkdwn.js";
import { act } from "./wire.js";

const QUICK = ["ticket", "eyes", "white_check_mark", "+1"];
export const editing = new Set();

async function remove(message) {
  const plain = (text) => ({ type: "plain_text", text });
  const sure = await confirmed({
    title: plain("Delete message"),
    text: plain("Delete this message? This cannot be undone."),
    confirm: plain("Delete"),
    style: "danger",
  });
  if (sure) does("delete", { ts: message.ts });
}

function more(message, redraw) {
  const shortcuts = desk.shortcuts.map((shortcut) => ({
    label: shortcut.name,
    hint: "Liaison",
    data: { "data-shortcut": shortcut.callback_id },
    act: () => does("shortcut", { ts: message.ts, callback_id: shortcut.callback_id }),
  }));
  const strip = {
    strip: QUICK.map((name) => ({
      label: emoji(name),
      spoken: `React with ${name.replaceAll("_", " ")}`,
      data: { "data-quick": name },
      act: () => react(message, name),
    })),
  };
  const edit = () => {
    editing.add(message.ts);
    redraw();
  };
  const own = [
    "-",
    { label: "Edit message", data: { "data-do": "edit" }, act: edit },
    { label: "Delete message", danger: true, data: { "data-do": "delete" }, act: () => remove(message) },
  ];
  const thread = {
    label: "Reply in thread",
    data: { "data-do": "thread" },
    act: () => (location.hash = `#${desk.channel}/${message.thread ?? message.ts}`),
  };
  return [strip, thread, shortcuts.length && "-", ...shortcuts, ...(message.mine ? own : [])];
}

export function tools(message, redraw) {
  const quick = QUICK.map((name) =>
    button(
      `React with ${name.replaceAll("_", " ")}`,
      () => react(message, name),
      { class: "tool wide-only", "data-quick": name, tabindex: "-1" },
      emoji(name),
    ),
  );
  const thread = h(
    "a",
    {
      class: "tool wide-only",
      href: `#${desk.channel}/${message.thread ?? message.ts}`,
      "aria-label": "Reply in thread",
      title: "Reply in thread",
      "data-do": "thread",
      tabindex: "-1",
    },
    icon("thread"),
  );
  const dots = button(
    "More actions",
    () => menu(dots, more(message, redraw), { label: "Message" }),
    { class: "tool", "data-do": "more", "data-focus": "more", "aria-haspopup": "menu" },
    icon("dots"),
  );
  return h("div", { class: "tools", role: "toolbar", "aria-label": "Message actions" }, quick, thread, dots);
}

/** The box that stands in place of one's own message while it is changed; `begun` is what was typed so far. */
export function editor(message, redraw, begun) {
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
  const box = h("textarea", {
    "aria-label": "Edit message",
    rows: 2,
    onkeydown: keys,
    "data-editor": message.ts,
    autofocus: true,
  });
  box.value = begun ?? untyped(message.text);
  setTimeout(() => box.focus());
  return h(
    "div",
    { class: "editor" },
    box,
    h(
      "div",
      { class: "editor-buttons" },
      h("button", { type: "button", class: "button", onclick: close }, "Cancel"),
      h("button", { type: "button", class: "button primary", onclick: save }, "Save"),
    ),
  );
}
