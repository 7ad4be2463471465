// The open channel: its head, its messages, the box to write in.
import { h, icon, keep } from "./dom.js";
import { names } from "./mrkdwn.js";
import { fillList, nearEnd } from "./scroll.js";
import { rows } from "./timeline.js";

const $ = (selector) => document.querySelector(selector);
const SIGNS = { private: "lock", shared: "shared", public: "hash" };

const firstName = (person) => person.name.split(" ")[0];

/** What stands instead of the box for somebody who is not in the channel. */
export const onlyReads = (state, channel) =>
  channel?.member ? "" : `${firstName(state.me)} is not in #${channel?.name} and can only read along.`;

export class ChannelPane {
  constructor({ composer, join }) {
    this.composer = composer;
    this.join = join;
    this.main = $("[data-main]");
    /** Where the line stands under which everything is new. */
    this.since = "";
    $("[data-arrived]").addEventListener("click", () => {
      const box = $("[data-scroll]");
      box.scrollTo({ top: box.scrollHeight, behavior: "smooth" });
    });
    $("[data-scroll]").addEventListener("scroll", (event) => {
      if (nearEnd(event.target)) $("[data-arrived]").hidden = true;
    });
  }

  /** Somebody comes to it anew. */
  enter() {
    this.main.dataset.since = "";
  }

  /** The viewer has written: nothing above is new any more. */
  wrote() {
    this.since = "";
    $("[data-scroll]").dataset.place = "";
  }

  show(state, here) {
    const channel = state.open && state.channels.find((one) => one.id === state.open.id);
    this.main.hidden = here.home;
    if (here.home) return;
    $("[data-empty]").hidden = Boolean(channel);
    $("[data-channel-head]").hidden = !channel;
    this.composer.root.hidden = !channel;
    if (channel) this.paint(state, channel);
    else $("[data-timeline]").replaceChildren();
  }

  paint(state, channel) {
    const { open } = state;
    this.main.dataset.open = channel.id;
    if (this.main.dataset.since !== channel.id) {
      this.since = open.unread ? open.read : "";
      this.main.dataset.since = channel.id;
    }
    keep($("[data-channel-head]"), [headOf(channel, open)], (item) => item.key, drawHead);
    $("[data-earlier]").hidden = !open.earlier;
    $("[data-start]").hidden = open.earlier || open.messages.length > 0;
    $("[data-start]").textContent =
      channel.kind === "direct"
        ? `This is the beginning of what you and ${channel.name} tell each other.`
        : `Nobody has said anything in #${channel.name} yet.`;
    this.announce(fillList($("[data-timeline]"), rows(open.messages, { since: this.since }), channel.id));
    this.offerToWrite(state, channel);
  }

  offerToWrite(state, channel) {
    const to = channel.kind === "direct" ? channel.name : `#${channel.name}`;
    const mayJoin = channel.kind === "public" && !channel.member;
    this.composer.at(channel.id, {
      placeholder: `Message ${to} as ${firstName(state.me)}`,
      app: state.app,
      readOnly: onlyReads(state, channel),
      join: mayJoin ? () => this.join(channel.id) : null,
    });
  }

  announce(message) {
    if (!message || message.mine) return;
    const name = names.people.get(message.user)?.name ?? "Somebody";
    $("[data-announce]").textContent = `${name}: ${message.text.slice(0, 120)}`;
    if (!nearEnd($("[data-scroll]"))) $("[data-arrived]").hidden = false;
  }
}

const headOf = (channel, open) => ({
  key: "head",
  name: channel.name,
  topic: open.topic,
  sign: SIGNS[channel.kind],
  shared: channel.shared_with,
  members: open.members,
});

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
