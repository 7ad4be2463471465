// Lists of messages that stay where the reader is.
import { keep } from "./dom.js";
import { row } from "./messages.js";

export const nearEnd = (box) => box.scrollHeight - box.scrollTop - box.clientHeight < 90;

/** Paint a list of messages, staying at its end if one was there, and with what one reads if one was not. */
export function fillList(list, items, place) {
  const box = list.parentElement;
  const fresh = box.dataset.place !== place;
  const stick = fresh || nearEnd(box);
  const [first, last] = [list.querySelector("[data-ts]")?.dataset.ts, list.lastElementChild?.dataset.ts];
  const fromEnd = box.scrollHeight - box.scrollTop;
  keep(list, items, (item) => `${item.kind}-${item.key}`, row);
  box.dataset.place = place;
  const mark = list.querySelector(".new-line");
  if (fresh && mark) mark.scrollIntoView({ block: "start" });
  if (stick && !(fresh && mark && !nearEnd(box))) box.scrollTop = box.scrollHeight;
  if (!stick && first !== list.querySelector("[data-ts]")?.dataset.ts) box.scrollTop = box.scrollHeight - fromEnd;
  return !fresh && list.lastElementChild?.dataset.ts > (last ?? "") ? items.at(-1).message : null;
}
