// One person's page: reads the state whenever something changed, and brings what is on screen to it.
import { Bar } from "./bar.js";
import { ChannelPane } from "./channel.js";
import { Composer } from "./composer.js";
import { desk } from "./desk.js";
import { Guide } from "./guide.js";
import { HomePane } from "./home.js";
import { learn } from "./known.js";
import { toast } from "./menus.js";
import { onChange, show as showModal } from "./modal.js";
import { typed } from "./mrkdwn.js";
import { become, peopleMenu, places, you, youInTheBar } from "./sidebar.js";
import { statusRows } from "./statuses.js";
import { showThread } from "./thread.js";
import { retell } from "./times.js";
import { act, listen, state as readState, viewer } from "./wire.js";

const $ = (selector) => document.querySelector(selector);
const isFramed = document.body.classList.contains("framed");
const EARLIER = 100;
const HALF_A_MINUTE = 30_000;

let here = { channel: "", thread: "", home: false };
let back = 0;
let state = null;
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
    const home = asked.home ? 1 : "";
    fresh = await readState({ channel: asked.channel, thread: asked.thread, home, back: back || "" });
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

function paint() {
  learn(state);
  desk.shortcuts = state.app.shortcuts.filter((shortcut) => shortcut.type === "message");
  desk.channel = here.channel;
  if (!here.home && !here.channel && land()) return;
  you($("[data-you]"), state);
  places($("[data-places]"), state, here);
  if (bar) showBar();
  channelPane.show(state, here);
  nameTheThread();
  showThread(state, here, threadComposer);
  homePane.show(state, here);
  showModal(state.modal);
  retell();
  warn();
  const waiting = state.channels.reduce((sum, channel) => sum + channel.unread, 0);
  document.title = `${waiting ? `(${waiting}) ` : ""}${state.me.name} · ${state.team}`;
  document.body.dataset.waiting = waiting || "";
  document.body.dataset.ready = "true";
}

function showBar() {
  bar.show(state);
  youInTheBar($("[data-you-small]"), state);
  const open = state.open && state.channels.find((channel) => channel.id === state.open.id);
  guide.show(state, open?.name === "cs-desk" && open.member && !state.open.messages.length);
}

/** Where somebody arrives who asked for no place: where something is new, else the channel of their own, their first. */
function land() {
  const mine = state.channels.filter((channel) => channel.member);
  const fresh = isFramed ? null : mine.find((channel) => channel.unread);
  const target = fresh ?? mine[0] ?? state.channels[0];
  if (!target) return false;
  history.replaceState(null, "", `#${target.id}`);
  moved();
  return true;
}

/** The address may name a thread by one of its replies. */
function nameTheThread() {
  if (!state.thread || here.home || state.thread.ts === here.thread) return;
  here.thread = state.thread.ts;
  history.replaceState(null, "", `#${here.channel}/${here.thread}`);
}

/** Slack's complaints about the app, as they come; those from before the page was opened stay unsaid. */
function warn() {
  warned ??= state.warnings.length;
  for (const words of state.warnings.slice(warned)) toast(words, "slack");
  warned = state.warnings.length;
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
  if (thread) $("[data-thread-scroll]").dataset.place = "";
  else channelPane.wrote();
  return tell(slash ? "command" : "say", { channel, ...facts });
}

async function moved() {
  const was = here;
  here = placeFromHash();
  document.body.classList.remove("drawer");
  if (was.channel !== here.channel || was.home !== here.home) {
    back = 0;
    channelPane.enter();
  }
  if (here.home && !was.home) await act("open_home");
  await refresh();
  const open = state?.channels.find((one) => one.id === here.channel);
  if (was.channel !== here.channel && open?.with === state?.app.id) await act("open_home", { tab: "messages" });
}

/** Whom else one can be, and one's own status. */
const whoMenu = (anchor) =>
  peopleMenu(anchor, state.people, become, "Be somebody else", statusRows(state.me, state.statuses));

function connected(yes) {
  $("[data-offline]").hidden = yes;
}

/** Put words into the box of the desk's channel, for the reader to send. */
function typeForMe(text) {
  const place = state.channels.find((channel) => channel.name === "cs-desk")?.id;
  if (place && place !== here.channel) location.hash = `#${place}`;
  composer.offer(place ?? here.channel, text);
}

const composer = new Composer({
  name: "channel",
  send: (text) => say(text, ""),
  shortcut: (callback_id) => tell("shortcut", { callback_id }),
});
const threadComposer = new Composer({ name: "thread", send: (text) => say(text, here.thread) });
const channelPane = new ChannelPane({ composer, join: (channel) => tell("join", { channel }) });
const homePane = new HomePane(tell);
const guide =
  !isFramed &&
  new Guide({
    strip: $("[data-guide-strip]"),
    welcome: $("[data-welcome]"),
    become,
    type: (id, text) => (id === viewer ? typeForMe(text) : become(id)),
    isThere: (id) => id === viewer,
  });
const bar =
  !isFramed &&
  new Bar({
    refresh,
    minute: () => state && paint(),
    showGuide: () => guide.reopen(),
    words: "Side by side",
    beside: (anchor) => {
      const sit = (id) => location.assign(`/?as=${viewer}&beside=${id}${location.hash}`);
      peopleMenu(anchor, state.people, sit, "Who sits beside you?");
    },
  });

$("[data-composer-place]").append(composer.root);
$("[data-thread-composer-place]").append(threadComposer.root);
desk.refresh = refresh;
onChange(refresh);

for (const yours of document.querySelectorAll("[data-you],[data-you-small]"))
  yours.addEventListener("click", () => state && whoMenu(yours));
for (const opener of document.querySelectorAll("[data-drawer]"))
  opener.addEventListener("click", () => document.body.classList.toggle("drawer"));
$("[data-shade]").addEventListener("click", () => document.body.classList.remove("drawer"));
$("[data-places]").addEventListener("click", () => document.body.classList.remove("drawer"));
$("[data-earlier]").addEventListener("click", () => {
  back += EARLIER;
  refresh();
});
addEventListener("hashchange", moved);
addEventListener("type-for-me", (event) => typeForMe(event.detail));
addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || event.defaultPrevented || document.querySelector("dialog[open],:popover-open")) return;
  if (document.body.classList.contains("drawer")) document.body.classList.remove("drawer");
  else if (here.thread) location.hash = `#${here.channel}`;
});
document.addEventListener("visibilitychange", () => document.hidden || refresh());

// Without a bar there is no tick of the minute.
if (isFramed) setInterval(() => state && paint(), HALF_A_MINUTE);

await moved();
listen(refresh, connected);
