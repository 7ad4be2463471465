// The open thread, beside the channel or over it.
import { onlyReads } from "./channel.js";
import { fillList } from "./scroll.js";
import { rows } from "./timeline.js";

const $ = (selector) => document.querySelector(selector);

/** Paint the thread of the state, or hide the pane. */
export function showThread(state, here, composer) {
  const open = Boolean(state.thread) && !here.home;
  $("[data-thread-pane]").hidden = !open;
  document.body.classList.toggle("with-thread", open);
  if (!open) return;
  const place = `${state.thread.channel}/${state.thread.ts}`;
  const channel = state.channels.find((one) => one.id === state.thread.channel);
  $("[data-thread-where]").textContent = channel?.kind === "direct" ? channel.name : `#${channel?.name}`;
  $("[data-thread-close]").href = `#${here.channel}`;
  fillList($("[data-thread-list]"), rows(state.thread.messages, { inThread: true }), place);
  composer.at(place, {
    placeholder: `Reply as ${state.me.name.split(" ")[0]}`,
    app: { ...state.app, commands: [] },
    readOnly: onlyReads(state, channel),
  });
}
