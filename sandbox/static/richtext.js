// The rich_text block and Slack's Markdown block.
import { h } from "./dom.js";
import { emoji, lift } from "./emoji.js";
import { channelMention, link, personMention } from "./mrkdwn.js";
import { dated } from "./times.js";

const WRAPS = [
  ["code", "code"],
  ["bold", "strong"],
  ["italic", "em"],
  ["strike", "del"],
  ["underline", "u"],
];

function bare(element) {
  switch (element.type) {
    case "text":
      return h("span", { class: "run" }, lift(element.text));
    case "link":
      return link(element.url, element.text);
    case "user":
      return personMention(element.user_id);
    case "channel":
      return channelMention(element.channel_id);
    case "emoji":
      return emoji(element.name);
    case "date":
      return h("span", {}, dated(element.timestamp, element.format ?? "", element.fallback ?? ""));
    case "broadcast":
      return h("span", { class: "mention me" }, `@${element.range}`);
    case "usergroup":
      return h("span", { class: "mention" }, "@group");
    case "color":
      return h("code", {}, element.value);
    default:
      return h("span", {}, element.text ?? "");
  }
}

function styled(element) {
  return WRAPS.filter(([name]) => element.style?.[name]).reduce((node, [, tag]) => h(tag, {}, node), bare(element));
}

const run = (part) => (part.elements ?? []).map(styled);

function part(element) {
  switch (element.type) {
    case "rich_text_list": {
      const items = element.elements.map((item) => h("li", {}, run(item)));
      return h(
        element.style === "ordered" ? "ol" : "ul",
        { class: `indent-${element.indent ?? 0}`, start: element.offset ? element.offset + 1 : null },
        items,
      );
    }
    case "rich_text_preformatted":
      return h("pre", {}, run(element));
    case "rich_text_quote":
      return h("blockquote", {}, run(element));
    default:
      return h("div", { class: "line" }, run(element));
  }
}

export const richText = (block) => h("div", { class: "rich" }, (block.elements ?? []).map(part));

const MARKS = [
  [/`([^`]+)`/, (inside) => h("code", {}, inside)],
  [/\*\*(\S(?:.*?\S)?)\*\*/, (inside) => h("strong", {}, spans(inside))],
  [/__(\S(?:.*?\S)?)__/, (inside) => h("strong", {}, spans(inside))],
  [/~~(\S(?:.*?\S)?)~~/, (inside) => h("del", {}, spans(inside))],
  [/\[([^\]]+)\]\(([^)\s]+)\)/, (label, url) => link(url, label)],
  [/\*(\S(?:.*?\S)?)\*/, (inside) => h("em", {}, spans(inside))],
  [/\b_(\S(?:.*?\S)?)_\b/, (inside) => h("em", {}, spans(inside))],
];

function spans(text) {
  const found = MARKS.map(([pattern, draw]) => [pattern.exec(text), draw]).filter(([match]) => match);
  if (!found.length) return lift(text);
  const [match, draw] = found.reduce((first, other) => (other[0].index < first[0].index ? other : first));
  return [
    ...lift(text.slice(0, match.index)),
    draw(...match.slice(1)),
    ...spans(text.slice(match.index + match[0].length)),
  ];
}

const LINES = [
  [
    /^(#{1,6})\s+(.*)$/,
    (marks, text) => h("div", { class: `heading level-${Math.min(marks.length, 3)}` }, spans(text)),
  ],
  [
    /^\s*[-*+]\s+\[([ xX])\]\s+(.*)$/,
    (done, text) =>
      h(
        "div",
        { class: "line item" },
        h("span", { class: "bullet" }, done === " " ? "☐" : "☑"),
        h("span", {}, spans(text)),
      ),
  ],
  [
    /^\s*[-*+]\s+(.*)$/,
    (text) => h("div", { class: "line item" }, h("span", { class: "bullet" }, "•"), h("span", {}, spans(text))),
  ],
  [
    /^\s*(\d+[.)])\s+(.*)$/,
    (mark, text) => h("div", { class: "line item" }, h("span", { class: "bullet" }, mark), h("span", {}, spans(text))),
  ],
  [/^>\s?(.*)$/, (text) => h("blockquote", {}, spans(text))],
  [/^(?:---+|\*\*\*+)$/, () => h("hr")],
];

function line(text) {
  for (const [pattern, draw] of LINES) {
    const match = pattern.exec(text);
    if (match) return draw(...match.slice(1));
  }
  return h("div", { class: "line" }, text ? spans(text) : h("br"));
}

export function markdown(text) {
  const parts = text.split(/^```.*$/m);
  const nodes = parts.flatMap((part, index) =>
    index % 2
      ? [h("pre", {}, part.replace(/^\n|\n$/g, ""))]
      : part
          .replace(/^\n+|\n+$/g, "")
          .split("\n")
          .map(line),
  );
  return h("div", { class: "mrkdwn" }, nodes);
}
