// What every part of the page knows of the workspace, filled from each state.
import { names } from "./mrkdwn.js";
import { clock } from "./times.js";

let learnt;

// A state that is painted once more tells nothing new of the time: it was made a while ago.
export function learn(state) {
  clock.zone = state.me.zone;
  if (state !== learnt) clock.ahead = state.now - Date.now() / 1000;
  learnt = state;
  names.people = new Map(state.people.map((person) => [person.id, person]));
  names.channels = new Map(
    state.channels.filter((channel) => channel.kind !== "direct").map((channel) => [channel.id, channel]),
  );
  names.me = state.me.id;
  names.bot = state.app.id;
}
