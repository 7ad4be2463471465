// One message: who said it and when, what it says, who reacted and who answered.
import { body } from "./blocks.js";
import { desk, does, react } from "./desk.js";
import { h, icon } from "./dom.js";
import { emoji } from "./emoji.js";
import { Values } from "./forms.js";
import { toast } from "./menus.js";
import { mrkdwn, names } from "./mrkdwn.js";
import { face, whereabouts } from "./people.js";
import { statusMark } from "./statuses.js";
import { dismissed, QUIET } from "./timeline.js";
import { fullTime, livingTime, timeOf, timeWithDay } from "./times.js";
import { editing, editor, tools } from "./tools.js";

const kept = new Map();

function hostOf(message) {
  const key = `${desk.channel}-${message.ts}`;
  if (!kept.has(key)) kept.set(key, new Values());
  const values = kept.get(key);
  return {
    kind: "message",
    key,
    values,
    press: (element, block, option) =>
      does("press", { ts: message.ts, action_id: element.action_id, block_id: block.block_id, option }),
    options: async () => {
      toast("The sandbox asks for options in forms only.");
      return [];
    },
  };
}

const who = (ids) => ids.map((id) => (id === names.me ? "you" : (names.people.get(id)?.name ?? id))).join(", ");

function reactions(message) {
  if (!message.reactions.length) return null;
  const pill = ({ name, users }) =>
    h(
      "button",
      {
        type: "button",
        class: "reaction",
        "data-reaction": name,
        "aria-pressed": String(users.includes(names.me)),
        title: `${who(users)} reacted with :${name}:`,
        onclick: () => react(message, name),
      },
      emoji(name),
      h("span", {}, String(users.length)),
    );
  return h("div", { class: "reactions" }, message.reactions.map(pill));
}

function replies(message) {
  const { count, last, users, fresh } = message.replies;
  return h(
    "a",
    {
      class: fresh ? "replies fresh" : "replies",
      href: `#${desk.channel}/${message.ts}`,
      "data-thread": message.ts,
      "data-focus": "replies",
    },
    h(
      "span",
      { class: "faces" },
      users.slice(0, 4).map((id) => face(id)),
    ),
    h("strong", {}, count === 1 ? "1 reply" : `${count} replies`),
    h("span", { class: "quietly" }, "last ", livingTime(() => timeWithDay(Number(last)))),
    fresh > 0 && h("span", { class: "fresh-mark" }, `${fresh} new`),
  );
}

function attachment(one, host) {
  const inside = one.blocks
    ? body(one.blocks, "", host)
    : [
        one.pretext && mrkdwn(one.pretext),
        one.title && h("strong", {}, one.title),
        mrkdwn(one.text ?? one.fallback ?? ""),
      ];
  return h("div", { class: "attachment" }, inside);
}

/** In a thread no lines part the days, so there the time tells its day. */
function said(message, inThread) {
  const at = Number(message.ts);
  const props = { class: "time", title: fullTime(at) };
  return inThread ? livingTime(() => timeWithDay(at), props) : h("time", props, timeOf(at));
}

function head(message, inThread) {
  const person = names.people.get(message.user);
  const name = message.name ?? person?.name ?? "Someone";
  const tellTime = (event) => (event.target.title = person ? whereabouts(person) : "");
  return h(
    "div",
    { class: "head" },
    h("strong", { class: "author", onmouseenter: tellTime }, name),
    statusMark(person),
    person?.bot && h("span", { class: "tag" }, "App"),
    person?.from && h("span", { class: "tag outside" }, person.from),
    person?.guest && h("span", { class: "tag" }, "Guest"),
    said(message, inThread),
    edited(message),
  );
}

const edited = (message) =>
  message.edited && h("span", { class: "edited", title: fullTime(Number(message.edited)) }, "(edited)");

function notice(message) {
  if (!message.ephemeral) return null;
  const hide = () => {
    dismissed.add(message.ts);
    desk.refresh(true);
  };
  return h(
    "div",
    { class: "ephemeral-note" },
    icon("eye"),
    "Only visible to you",
    h("button", { type: "button", class: "link", onclick: hide }, "Dismiss"),
  );
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

export function row(item, old) {
  if (item.kind === "day") return h("li", { class: "day", role: "separator" }, h("span", {}, item.label));
  if (item.kind === "new") return h("li", { class: "new-line", role: "separator" }, h("span", {}, "New"));
  if (item.kind === "count") return h("li", { class: "day count-line", role: "separator" }, h("span", {}, item.label));
  const { message, compact, inThread } = item;
  if (QUIET.has(message.subtype))
    return h(
      "li",
      { class: "message system", "data-ts": message.ts },
      h("div", { class: "what" }, mrkdwn(message.text)),
    );
  const redraw = () => {
    const fresh = row(item);
    node.replaceChildren(...fresh.children);
  };
  const classes = ["message", compact && "compact", message.ephemeral && "ephemeral", message.broadcast && "broadcast"]
    .filter(Boolean)
    .join(" ");
  const node = h(
    "li",
    { class: classes, "data-ts": message.ts, "data-user": message.user, "data-ephemeral": message.ephemeral },
    compact
      ? h("time", { class: "margin-time", "aria-hidden": "true" }, timeOf(Number(message.ts)))
      : face(message.user, message.name),
    h(
      "div",
      { class: "what" },
      notice(message),
      !compact && head(message, inThread),
      message.broadcast &&
        !inThread &&
        h("a", { class: "quietly", href: `#${desk.channel}/${message.thread}` }, "replied to a thread"),
      content(message, redraw, old?.querySelector("[data-editor]")?.value),
      compact && edited(message),
      reactions(message),
      !inThread && message.replies && replies(message),
    ),
    !message.ephemeral && tools(message, redraw),
  );
  return node;
}
