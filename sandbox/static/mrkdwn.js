// Slack's mrkdwn as nodes, and back: the text people type becomes what Slack would send to the app.
import { h } from "./dom.js";
import { emoji, EMOJI, lift } from "./emoji.js";
import { dated } from "./times.js";

const ENTITIES = { "&amp;": "&", "&lt;": "<", "&gt;": ">" };

/** Names for ids, filled from each state: people, channels, who looks, where a mention leads. */
export const names = { people: new Map(), channels: new Map(), me: "" };

/** Whom the one who looks can mention and choose: staff everybody, an outsider those in the shared channels. */
export const known = () => [...names.people.values()].filter((person) => person.known);

const plain = (text) => text.replace(/&(?:amp|lt|gt);/g, (entity) => ENTITIES[entity]);

const PERMALINK =
  /^https:\/\/[a-z0-9-]+\.slack\.example\/archives\/([A-Z0-9]+)\/p(\d{10})(\d{6})(?:\?(?:.*&)?thread_ts=([\d.]+))?/;

/** A link to one of the workspace's messages stays on the page; any other opens beside it. */
export function link(url, label) {
  const [, channel, seconds, micros, root] = PERMALINK.exec(url) ?? [];
  if (channel)
    return h("a", { href: `#${channel}/${root ?? `${seconds}.${micros}`}`, "data-go": channel }, label ?? "message");
  if (!/^(https?:|mailto:|tel:|\/)/i.test(url)) return h("span", {}, label ?? url);
  return h("a", { href: url, target: "_blank", rel: "noreferrer noopener" }, label ?? url);
}

export function personMention(id, label) {
  const name = names.people.get(id)?.name ?? label ?? id;
  return h("span", { class: id === names.me ? "mention me" : "mention", "data-mention": id }, `@${name}`);
}

export function channelMention(id, label) {
  const name = names.channels.get(id)?.name ?? label;
  if (!name) return h("span", { class: "mention" }, "#private channel");
  return h("a", { class: "mention", href: `#${id}`, "data-go": id }, `#${name}`);
}

function special(body, label) {
  const [kind, ...rest] = body.split("^");
  if (kind === "date") {
    const said = dated(Number(rest[0]), rest[1] ?? "", label, { title: label });
    return rest[2] ? link(rest[2], said) : h("span", {}, said);
  }
  if (kind === "subteam") return h("span", { class: "mention" }, label ?? "@group");
  return h("span", { class: "mention me" }, `@${label ?? kind}`);
}

function token(inside) {
  const bar = inside.indexOf("|");
  const [body, label] = bar < 0 ? [inside, undefined] : [inside.slice(0, bar), plain(inside.slice(bar + 1))];
  if (body.startsWith("@")) return personMention(body.slice(1), label);
  if (body.startsWith("#")) return channelMention(body.slice(1), label);
  if (body.startsWith("!")) return special(body.slice(1), label);
  if (/^(https?:|mailto:|tel:)/i.test(body)) return link(plain(body), label);
  return null;
}

const STYLES = { "*": "strong", _: "em", "~": "del" };
const WORD = /[\p{L}\p{N}]/u;

/** The end of a *bold*, _italic_ or ~struck~ run that begins at `at`, or -1. */
function closing(text, at) {
  const mark = text[at];
  if (at > 0 && WORD.test(text[at - 1])) return -1;
  if (/[\s]|^$/.test(text[at + 1] ?? "") || text[at + 1] === mark) return -1;
  for (let end = text.indexOf(mark, at + 2); end > 0; end = text.indexOf(mark, end + 1)) {
    if (!/\s/.test(text[end - 1]) && !WORD.test(text[end + 1] ?? "")) return end;
  }
  return -1;
}

/** What stands at `at`, as [node, how many characters it took], or null for an ordinary character. */
function standing(text, at) {
  const char = text[at];
  if (char === "<") {
    const end = text.indexOf(">", at);
    const node = end > at && token(text.slice(at + 1, end));
    return node ? [node, end + 1 - at] : null;
  }
  if (char === "h" && !WORD.test(text[at - 1] ?? "")) {
    const address = /^https?:\/\/[^\s<>|]*[^\s<>|.,;:!?)'"*_~]/.exec(text.slice(at, at + 2000))?.[0];
    if (address) return [link(plain(address)), address.length];
  }
  if (char === "`") {
    const end = text.indexOf("`", at + 1);
    return end > at + 1 ? [h("code", {}, plain(text.slice(at + 1, end))), end + 1 - at] : null;
  }
  if (STYLES[char]) {
    const end = closing(text, at);
    return end > 0 ? [h(STYLES[char], {}, inline(text.slice(at + 1, end))), end + 1 - at] : null;
  }
  const name = char === ":" && /^:([a-z0-9_+-]+):/.exec(text.slice(at, at + 60))?.[1];
  return name && EMOJI[name] ? [emoji(name), name.length + 2] : null;
}

/** One line of mrkdwn as nodes. */
function inline(text) {
  const nodes = [];
  let from = 0;
  for (let at = 0; at < text.length;) {
    const found = standing(text, at);
    if (found) {
      nodes.push(...lift(plain(text.slice(from, at))), found[0]);
      at += found[1];
      from = at;
    } else at += 1;
  }
  return [...nodes, ...lift(plain(text.slice(from)))];
}

const BULLET = /^(\s*)([•◦▪*-]|\d{1,3}[.)])\s+(.*)$/;

function row(line) {
  const item = BULLET.exec(line);
  if (!item) return h("div", { class: "line" }, line ? inline(line) : h("br"));
  const [, indent, mark, rest] = item;
  const bullet = /\d/.test(mark) ? mark : "•";
  return h(
    "div",
    { class: indent.length ? "line item deep" : "line item" },
    h("span", { class: "bullet" }, bullet),
    h("span", {}, inline(rest)),
  );
}

function prose(text) {
  const nodes = [];
  let quote = null;
  for (const line of text.split("\n")) {
    const quoted = /^(?:&gt;|>)\s?(.*)$/.exec(line);
    if (!quoted) {
      quote = null;
      nodes.push(row(line));
    } else {
      if (!quote) nodes.push((quote = h("blockquote")));
      quote.append(row(quoted[1]));
    }
  }
  return nodes;
}

/** A whole text: fenced code apart from prose, quotes, bullets, styles, mentions, dates, emoji. */
export function mrkdwn(text) {
  const parts = String(text ?? "").split(/\n?```\n?/);
  const nodes = parts.flatMap((part, index) => {
    const fenced = index % 2 === 1 && index < parts.length - 1;
    if (fenced) return [h("pre", {}, plain(part))];
    if (part === "" && parts.length > 1) return [];
    return prose(index % 2 === 1 ? "```" + part : part);
  });
  return h("div", { class: "mrkdwn" }, nodes);
}

/** A text object: mrkdwn is drawn, plain text gets at most its emoji. */
export function said(object) {
  if (!object) return "";
  if (typeof object === "string") return h("span", {}, lift(object));
  if (object.type === "mrkdwn" && object.verbatim !== "plain") return mrkdwn(object.text);
  return h("span", { class: "plain" }, signs(object.text ?? ""));
}

/** Plain text with :names: turned into emoji. */
function signs(text) {
  return text.split(/(:[a-z0-9_+-]+:)/).flatMap((part) => {
    const name = /^:(.+):$/.exec(part)?.[1];
    return name && EMOJI[name] ? [emoji(name)] : lift(part);
  });
}

/** Typed text with names and addresses in angle brackets, as a composer sends it; Slack escapes the rest. */
export function typed(text) {
  const tokens = [
    ...known().map((person) => [`@${person.name}`, `<@${person.id}>`]),
    ...[...names.channels.values()]
      .filter((channel) => channel.name)
      .map((channel) => [`#${channel.name}`, `<#${channel.id}|${channel.name}>`]),
  ].sort((a, b) => b[0].length - a[0].length);
  const linked = text.replace(/(?<![<|])\bhttps?:\/\/[^\s<>]+[^\s<>.,;:!?)'"]/g, "<$&>");
  return tokens.reduce((out, [name, encoded]) => replaceWords(out, name, encoded), linked);
}

function replaceWords(text, word, by) {
  let out = "";
  let from = 0;
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
    const free = !WORD.test(text[at - 1] ?? "") && !WORD.test(text[at + word.length] ?? "");
    if (!free || at < from) continue;
    out += text.slice(from, at) + by;
    from = at + word.length;
  }
  return out + text.slice(from);
}

/** The other way round, for the box in which a message is edited. */
export function untyped(text) {
  const back = text
    .replace(/<@([A-Z0-9]+)(?:\|[^>]*)?>/g, (whole, id) =>
      names.people.has(id) ? `@${names.people.get(id).name}` : whole,
    )
    .replace(/<#([A-Z0-9]+)(?:\|([^>]*))?>/g, (whole, id, label) => `#${names.channels.get(id)?.name ?? label}`)
    .replace(/<(https?:[^|>]+)(?:\|[^>]*)?>/g, "$1");
  return plain(back);
}
