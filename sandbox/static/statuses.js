// Somebody's Slack status: how it is shown beside the name, and how it is chosen.
import { emoji } from "./emoji.js";
import { toast } from "./menus.js";
import { shortDay } from "./times.js";
import { act } from "./wire.js";

const sign = (status) => emoji(status.emoji.replaceAll(":", ""));

/** "Vacationing until Tue 19 May", in the reader's zone. */
export const statusWords = (status) => (status.until ? `${status.text} until ${shortDay(status.until)}` : status.text);

/** The emoji that stands beside the name. */
export function statusMark(person) {
  const { status } = person ?? {};
  if (!status?.emoji) return null;
  const mark = sign(status);
  mark.title = statusWords(status);
  mark.classList.add("status");
  mark.dataset.status = status.text;
  return mark;
}

async function set(person, choice) {
  const answer = await act("status", { as: person.id, kind: choice.kind });
  if (!answer.ok) toast(answer.error);
}

/** Rows of a menu in which a person's status is chosen. `choices`: what the sandbox offers, the empty one among them. */
export function statusRows(person, choices) {
  const present = person.status?.text ?? "";
  const strip = choices.map((choice) => ({
    label: [choice.emoji && sign(choice), choice.label],
    checked: choice.text === present,
    data: { "data-set-status": choice.kind },
    act: () => set(person, choice),
  }));
  const ends = person.status?.until ? `, until ${shortDay(person.status.until)}` : "";
  return [{ heading: `${person.name.split(" ")[0]}'s status${ends}` }, { strip, look: "segments" }];
}
