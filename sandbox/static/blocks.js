// The blocks of Block Kit, in the order they came.
import { h, icon } from "./dom.js";
import { chart } from "./charts.js";
import { element } from "./elements.js";
import { mrkdwn, said } from "./mrkdwn.js";
import { markdown, richText } from "./richtext.js";

function picture(image) {
  const url = image.slack_file?.id ? `/page/file/${image.slack_file.id}` : (image.image_url ?? "");
  const own = url.startsWith("/") || url.startsWith("data:image/") || url.startsWith(location.origin);
  if (own) return h("img", { src: url, alt: image.alt_text, loading: "lazy" });
  return h(
    "span",
    { class: "no-picture", title: "The sandbox loads nothing from elsewhere" },
    icon("picture"),
    image.alt_text,
  );
}

function section(block, host) {
  const body = h(
    "div",
    { class: "section-body" },
    block.text && said(block.text),
    block.fields &&
      h(
        "div",
        { class: "fields" },
        block.fields.map((field) => h("div", {}, said(field))),
      ),
  );
  const { accessory } = block;
  if (!accessory) return body;
  const aside = accessory.type === "image" ? picture(accessory) : element(accessory, block, host);
  return h("div", { class: `section with-${accessory.type}` }, body, h("div", { class: "accessory" }, aside));
}

function context(block) {
  return block.elements.map((part) =>
    part.type === "image" ? picture(part) : h("span", { class: "context-part" }, said(part)),
  );
}

function input(block, host) {
  const error = host.errors?.[block.block_id];
  const label = block.label?.text ?? "";
  const control = element(block.element, block, host, label);
  const control_id = `${host.key}-${block.block_id}`;
  const target = control.querySelector("input:not([type=radio],[type=checkbox]),textarea,select");
  if (target) target.id = control_id;
  if (target && error) {
    target.setAttribute("aria-invalid", "true");
    target.setAttribute("aria-describedby", `${control_id}-error`);
  }
  return h(
    "div",
    { class: error ? "field wrong" : "field" },
    h(
      "label",
      { for: target ? control_id : null },
      said(block.label),
      block.optional && h("span", { class: "optional" }, " (optional)"),
    ),
    control,
    error && h("p", { class: "error", role: "alert", id: `${control_id}-error` }, icon("warning"), error),
    block.hint && h("p", { class: "hint" }, said(block.hint)),
  );
}

function cell(value) {
  if (value?.type === "rich_text") return richText(value);
  return h("span", {}, value?.text ?? String(value?.value ?? value?.number ?? ""));
}

function table(block) {
  const align = (index) => {
    const setting = block.column_settings?.[index];
    return (
      [setting?.align && `align-${setting.align}`, setting?.is_wrapped && "wrapped"].filter(Boolean).join(" ") || null
    );
  };
  const row = (tag) => (cells) =>
    h(
      "tr",
      {},
      cells.map((value, index) => h(tag, { class: align(index), scope: tag === "th" ? "col" : null }, cell(value))),
    );
  const [head, ...rest] = block.rows;
  const drawn = h(
    "table",
    {},
    block.caption && h("caption", {}, block.caption),
    h("thead", {}, row("th")(head)),
    h("tbody", {}, rest.map(row("td"))),
  );
  return h("div", { class: "table", tabindex: "0", role: "region", "aria-label": block.caption ?? "Table" }, drawn);
}

const ALERTS = { warning: "warning", error: "warning", success: "check", info: "info", default: "info" };

function alert(block) {
  const level = block.level ?? "default";
  return h(
    "div",
    { class: `alert alert-${level}`, role: level === "error" ? "alert" : "note" },
    icon(ALERTS[level] ?? "info"),
    h("div", {}, said(block.text)),
  );
}

function card(block, host) {
  return h(
    "div",
    { class: "card" },
    block.hero_image && picture(block.hero_image),
    block.title && h("div", { class: "card-title" }, said(block.title)),
    block.subtitle && h("div", { class: "card-subtitle" }, said(block.subtitle)),
    block.body && said(block.body),
    block.subtext && h("div", { class: "hint" }, said(block.subtext)),
    block.actions &&
      h(
        "div",
        { class: "actions" },
        block.actions.map((one) => element(one, block, host)),
      ),
  );
}

function container(block, host) {
  const title = block.title ? said(block.title) : block.rich_text_title && richText(block.rich_text_title);
  const inside = (block.blocks ?? block.elements ?? []).map((child) => draw(child, host));
  if (!block.is_collapsible)
    return h("div", { class: "container" }, title && h("div", { class: "card-title" }, title), inside);
  return h(
    "details",
    { class: "container", open: !block.default_collapsed },
    h("summary", { class: "card-title" }, title),
    inside,
  );
}

const STATUS = { complete: "check", error: "warning", in_progress: "clock", pending: "clock" };
const task = (one) =>
  h(
    "div",
    { class: "task" },
    icon(STATUS[one.status] ?? "clock"),
    h("span", {}, one.title, one.details && richText(one.details)),
  );

const DRAW = {
  section,
  header: (block) => h("h3", {}, said(block.text)),
  divider: () => h("hr"),
  context,
  actions: (block, host) => block.elements.map((one) => element(one, block, host)),
  context_actions: (block, host) => block.elements.map((one) => element(one, block, host)),
  image: (block) =>
    h("figure", { class: "figure" }, block.title && h("figcaption", {}, said(block.title)), picture(block)),
  rich_text: richText,
  input,
  table,
  data_table: table,
  data_visualization: chart,
  alert,
  markdown: (block) => markdown(block.text),
  card,
  carousel: (block, host) =>
    h(
      "div",
      { class: "carousel" },
      (block.elements ?? block.cards ?? []).map((one) => card(one, host)),
    ),
  container,
  task_card: task,
  plan: (block) => [
    block.title && h("div", { class: "card-title" }, typeof block.title === "string" ? block.title : said(block.title)),
    (block.tasks ?? []).map(task),
  ],
};

export function draw(block, host) {
  const inside =
    DRAW[block.type]?.(block, host) ?? h("span", { class: "unknown-block" }, `(${block.type} is not drawn here)`);
  return h("div", { class: `block is-${block.type}`, "data-block-id": block.block_id }, inside);
}

/** A message's or home's blocks; its text stands in when there are none. */
export function body(blocks, text, host) {
  if (!blocks?.length) return h("div", { class: "blocks" }, text ? h("div", { class: "block" }, mrkdwn(text)) : null);
  return h(
    "div",
    { class: "blocks" },
    blocks.map((block) => draw(block, host)),
  );
}
