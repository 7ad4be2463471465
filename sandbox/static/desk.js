// What the viewer does to the channel on the screen, and the message shortcuts there are.
import { toast } from "./menus.js";
import { names } from "./mrkdwn.js";
import { act } from "./wire.js";

/** Set by the page: how to read the state again, and the app's message shortcuts. */
export const desk = { refresh: async () => {}, shortcuts: [], channel: "" };

/** Do something in the channel, say so if it did not work, and read the state again. */
export async function does(what, facts) {
  const answer = await act(what, { channel: desk.channel, ...facts });
  if (!answer.ok) toast(answer.error);
  await desk.refresh();
  return answer;
}

export const react = (message, name) => {
  const mine = message.reactions.find((reaction) => reaction.name === name)?.users.includes(names.me);
  return does(mine ? "unreact" : "react", { ts: message.ts, name });
};
