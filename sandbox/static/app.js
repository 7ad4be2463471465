// The page: reads the state whenever something changed, and brings what is on screen to it.
import { Bar } from "./bar.js";
import { draw as drawBlock } from "./blocks.js";
import { Composer } from "./composer.js";
import { desk } from "./desk.js";
import { h, icon, keep } from "./dom.js";
import { Values } from "./forms.js";
import { guide, reopenGuide } from "./guide.js";
import { toast } from "./menus.js";
import { onChange, show as showModal } from "./modal.js";
import { names, typed } from "./mrkdwn.js";
import { places, peopleMenu, you, become } from "./sidebar.js";
import { fillList, nearEnd } from "./scroll.js";
import { rows } from "./timeline.js";
import { clock } from "./times.js";
import { act, listen, state as readState } from "./wire.js";

const $ = (selector) => document.querySelector(selector);
const main = $("[data-main]");
const threadPane = $("[data-thread-pane]");
const timeline = $("[data-timeline]");
const threadList = $("[data-thread-list]");
const homeBlocks = $("[data-home-blocks]");
const homeValues = new Values();

let here = { channel: "", thread: "", home: false };
let back = 0;
let state = null;
let since = "";
let running = null;
let again = false;
let warned = null;

function placeFromHash() {
  const [channel, thread] = decodeURIComponent(location.hash.slice(1)).split("/");
  if (channel === "home") return { channel: "", thread: "", home: true };
  return { channel: channel ?? "", thread: thread ?? "", home: false };
}

/** Read the state and paint it; calls that come meanwhile are answered by one more round. */
async function refresh(onlyPaint = false) {
  if (onlyPaint === true && state) {
    paint();
    return;
  }
  if (running) {
    again = true;
    await running;
    return;
  }
  running = (async () => {
    do {
      again = false;
      await round();
    } while (again);
  })();
  try {
    await running;
  } finally {
    running = null;
  }
}

async function round() {
  const asked = { ...here };
  let fresh;
  try {
    fresh = await readState({
      channel: asked.channel,
      thread: asked.thread,
      home: asked.home ? 1 : "",
      back: back || "",
    });
  } catch {
    connected(false);
    return;
  }
  if (asked.channel !== here.channel || asked.thread !== here.thread || asked.home !== here.home) {
    again = true;
    return;
  }
  state = fresh;
  paint();
  if (document.hidden) return;
  if (state.open?.unread) await read({ channel: state.open.id });
  if (state.thread?.unread) await read({ channel: state.thread.channel, thread: state.thread.ts });
}

async function read(what) {
  const answer = await act("read", what);
  if (answer.ok) again = true;
}

function learn() {
  clock.zone = state.me.zone;
  clock.ahead = state.now - Date.now() / 1000;
  names.people = new Map(state.people.map((person) => [person.id, person]));
  names.channels = new Map(
    state.channels.filter((channel) => channel.kind !== "direct").map((channel) => [channel.id, channel]),
  );
  names.me = state.me.id;
  names.bot = state.app.id;
  desk.shortcuts = state.app.shortcuts.filter((shortcut) => shortcut.type === "message");
  desk.channel = here.channel;
}

function paint() {
  learn();
  if (!here.home && !here.channel && land()) return;
  you($("[data-you]"), state);
  places($("[data-places]"), state, here);
  bar.show(state);
  guide($("[data-guide-strip]"), state);
  paintChannel();
  paintThread();
  paintHome();
  showModal(state.modal);
  warn();
  const waiting = state.channels.reduce((sum, channel) => sum + channel.unread, 0);
  document.title = `${waiting ? `(${waiting}) ` : ""}${state.me.name} · ${state.team}`;
  document.body.dataset.ready = "true";
}

/** Where somebody arrives who asked for no place: where something is new, else the first channel of their own. */
function land() {
  const mine = state.channels.filter((channel) => channel.member);
  const target = mine.find((channel) => channel.unread) ?? mine[0] ?? state.channels[0];
  if (!target) return false;
  history.replaceState(null, "", `#${target.id}`);
  moved();
  return true;
}

/** Slack's complaints about the app, as they come; those from before the page was opened stay unsaid. */
function warn() {
  warned ??= state.warnings.length;
  for (const words of state.warnings.slice(warned)) toast(words, "slack");
  warned = state.warnings.length;
}

function announce(message) {
  if (!message || message.mine) return;
  $("[data-announce]").textContent =
    `${names.people.get(message.user)?.name ?? "Somebody"}: ${message.text.slice(0, 120)}`;
  if (!nearEnd($("[data-scroll]"))) $("[data-arrived]").hidden = false;
}

function paintChannel() {
  const channel = state.open && state.channels.find((one) => one.id === state.open.id);
  main.hidden = here.home;
  if (here.home) return;
  $("[data-empty]").hidden = Boolean(channel);
  $("[data-channel-head]").hidden = !channel;
  composer.root.hidden = !channel;
  if (!channel) {
    timeline.replaceChildren();
    return;
  }
  main.dataset.open = channel.id;
  if (main.dataset.since !== channel.id) {
    since = state.open.unread ? state.open.read : "";
    main.dataset.since = channel.id;
  }
  const sign = { private: "lock", shared: "shared", public: "hash" }[channel.kind];
  const head = {
    key: "head",
    name: channel.name,
    topic: state.open.topic,
    sign,
    shared: channel.shared_with,
    members: state.open.members,
    start: state.open.start,
  };
  keep($("[data-channel-head]"), [head], (item) => item.key, drawHead);
  $("[data-earlier]").hidden = !state.open.earlier;
  $("[data-start]").hidden = state.open.earlier || state.open.messages.length > 0;
  $("[data-start]").textContent =
    channel.kind === "direct"
      ? `This is the beginning of what you and ${channel.name} tell each other.`
      : `Nobody has said anything in #${channel.name} yet.`;
  announce(fillList(timeline, rows(state.open.messages, { since }), channel.id));
  const to = channel.kind === "direct" ? channel.name : `#${channel.name}`;
  const readOnly = channel.member ? "" : `${state.me.name.split(" ")[0]} is not in ${to} and can only read along.`;
  const join = channel.kind === "public" && !channel.member ? () => tell("join", { channel: channel.id }) : null;
  composer.at(channel.id, { placeholder: `Message ${to}`, app: state.app, readOnly, join });
}

function drawHead(item) {
  const members = h(
    "span",
    { class: "members", title: item.members.map((id) => names.people.get(id)?.name ?? id).join(", ") },
    icon("people"),
    String(item.members.length),
  );
  return h(
    "div",
    { class: "head-words" },
    h("h1", {}, item.sign && icon(item.sign), item.name),
    item.shared && h("span", { class: "tag outside" }, `Slack Connect · ${item.shared}`),
    item.topic && h("p", {}, item.topic),
    item.sign && members,
  );
}

function paintThread() {
  const open = Boolean(state.thread) && !here.home;
  threadPane.hidden = !open;
  document.body.classList.toggle("with-thread", open);
  if (!open) return;
  if (state.thread.ts !== here.thread) {
    here.thread = state.thread.ts;
    history.replaceState(null, "", `#${here.channel}/${here.thread}`);
  }
  const channel = state.channels.find((one) => one.id === state.thread.channel);
  $("[data-thread-where]").textContent = channel?.kind === "direct" ? channel.name : `#${channel?.name}`;
  $("[data-thread-close]").href = `#${here.channel}`;
  fillList(threadList, rows(state.thread.messages, { inThread: true }), `${state.thread.channel}/${state.thread.ts}`);
  const readOnly = channel?.member
    ? ""
    : `${state.me.name.split(" ")[0]} is not in #${channel?.name} and can only read along.`;
  threadComposer.at(`${state.thread.channel}/${state.thread.ts}`, {
    placeholder: "Reply…",
    app: { ...state.app, commands: [] },
    readOnly,
  });
}

const homeHost = {
  kind: "home",
  key: "home",
  values: homeValues,
  press: (element, block, option) =>
    tell("press_home", { action_id: element.action_id, block_id: block.block_id, option }),
  options: async (element, block, query) =>
    (await act("options", { view: state.home.id, action_id: element.action_id, block_id: block.block_id, query }))
      .options ?? [],
};

function paintHome() {
  const pane = $("[data-home-pane]");
  pane.hidden = !here.home;
  if (!here.home) return;
  pane.dataset.view = state.home?.id ?? "";
  const blocks = state.home?.blocks ?? [];
  $("[data-home-empty]").hidden = Boolean(blocks.length);
  keep(
    homeBlocks,
    blocks.map((block, index) => ({ block, key: block.block_id ?? `nth-${index}` })),
    (item) => item.key,
    (item) => drawBlock(item.block, homeHost),
  );
}

async function tell(what, facts) {
  const answer = await act(what, facts);
  if (!answer.ok) toast(answer.error);
  await refresh();
  return answer.ok;
}

async function say(text, thread) {
  const { channel } = here;
  const slash = /^\/([a-z0-9_-]+)(?:\s+([\s\S]*))?$/i.exec(text);
  if (slash && thread) {
    toast(`/${slash[1]} is not supported in threads. Sorry!`, "slack");
    return false;
  }
  const facts = slash ? { command: `/${slash[1]}`, text: typed(slash[2] ?? "") } : { text: typed(text), thread };
  $(thread ? "[data-thread-scroll]" : "[data-scroll]").dataset.place = "";
  if (!thread) since = "";
  return tell(slash ? "command" : "say", { channel, ...facts });
}

async function moved() {
  const was = here;
  here = placeFromHash();
  document.body.classList.remove("drawer");
  if (was.channel !== here.channel || was.home !== here.home) {
    back = 0;
    main.dataset.since = "";
  }
  if (here.home && !was.home) await act("open_home");
  await refresh();
  const open = state?.channels.find((one) => one.id === here.channel);
  if (was.channel !== here.channel && open?.with === state?.app.id) await act("open_home", { tab: "messages" });
}

function connected(yes) {
  $("[data-offline]").hidden = yes;
}

const bar = new Bar({
  refresh,
  minute: () => state && paint(),
  showGuide: () => reopenGuide($("[data-guide-strip]"), state),
});
const composer = new Composer({
  name: "channel",
  send: (text) => say(text, ""),
  shortcut: (callback_id) => tell("shortcut", { callback_id }),
});
const threadComposer = new Composer({ name: "thread", send: (text) => say(text, here.thread) });
$("[data-composer-place]").append(composer.root);
$("[data-thread-composer-place]").append(threadComposer.root);
desk.refresh = refresh;
onChange(refresh);

$("[data-you]").addEventListener(
  "click",
  () => state && peopleMenu($("[data-you]"), state.people, become, "Be somebody else"),
);
for (const opener of document.querySelectorAll("[data-drawer]"))
  opener.addEventListener("click", () => document.body.classList.toggle("drawer"));
$("[data-shade]").addEventListener("click", () => document.body.classList.remove("drawer"));
$("[data-places]").addEventListener("click", () => document.body.classList.remove("drawer"));
$("[data-earlier]").addEventListener("click", () => {
  back += 100;
  refresh();
});
$("[data-arrived]").addEventListener("click", () => {
  const box = $("[data-scroll]");
  box.scrollTo({ top: box.scrollHeight, behavior: "smooth" });
});
$("[data-scroll]").addEventListener("scroll", (event) => nearEnd(event.target) && ($("[data-arrived]").hidden = true));
addEventListener("hashchange", moved);
addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || event.defaultPrevented || document.querySelector("dialog[open],:popover-open")) return;
  if (document.body.classList.contains("drawer")) document.body.classList.remove("drawer");
  else if (here.thread) location.hash = `#${here.channel}`;
});
document.addEventListener("visibilitychange", () => document.hidden || refresh());

await moved();
listen(refresh, connected);
