// A channel's or thread's messages in the order in which they are read, with what stands between them.
import { names } from "./mrkdwn.js";
import { dayOf } from "./times.js";

const GROUPED = 300;
export const dismissed = new Set();

export const QUIET = new Set(["channel_join", "channel_leave", "channel_topic", "channel_name", "channel_purpose"]);

/** Messages as rows to keep: days between, a line where the unread begin, runs of one author drawn together. */
export function rows(messages, { since, inThread } = {}) {
  const items = [];
  let before = null;
  let marked = false;
  for (const message of messages.filter((one) => !dismissed.has(one.ts))) {
    const at = Number(message.ts);
    const day = dayOf(at);
    if (!inThread && day !== (before && dayOf(Number(before.ts)))) {
      items.push({ kind: "day", key: `day-${at}`, label: day });
      before = null;
    }
    if (since && !marked && message.ts > since && !message.mine) {
      items.push({ kind: "new", key: "new" });
      marked = true;
      before = null;
    }
    const same =
      before && before.user === message.user && before.name === message.name && before.ephemeral === message.ephemeral;
    const compact = Boolean(
      same &&
      at - Number(before.ts) < GROUPED &&
      !message.ephemeral &&
      !message.blocks.length &&
      !before.blocks.length &&
      !QUIET.has(before.subtype),
    );
    const status = names.people.get(message.user)?.status;
    items.push({ kind: "message", key: message.ts, message, compact, inThread, status });
    if (inThread && items.length === 1 && messages.length > 1) {
      const count = messages.length - 1;
      items.push({ kind: "count", key: "count", label: count === 1 ? "1 reply" : `${count} replies` });
      before = null;
    } else before = message;
  }
  return items;
}
