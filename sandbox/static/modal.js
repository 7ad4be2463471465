// The modal on the viewer's screen: one dialog that follows the top of the view stack.
import { draw } from "./blocks.js";
import { button, h, icon, keep } from "./dom.js";
import { Values } from "./forms.js";
import { toast } from "./menus.js";
import { said } from "./mrkdwn.js";
import { act } from "./wire.js";

const kept = new Map();
let screen = null;

function hostOf(view) {
  if (!kept.has(view.id)) kept.set(view.id, new Values(view.values));
  const host = { kind: "modal", key: view.id, values: kept.get(view.id), errors: {}, view };
  const facts = (element, block) => ({
    view: view.id,
    action_id: element.action_id,
    block_id: block.block_id,
    values: host.values.entered(host.view.blocks),
  });
  host.press = async (element, block, option) => done(await act("press_in_view", { ...facts(element, block), option }));
  host.hold = async (element, block, value) =>
    heard(await act("hold", { view: view.id, values: { [block.block_id]: value } }));
  host.options = async (element, block, query) =>
    heard(await act("options", { ...facts(element, block), query })).options ?? [];
  return host;
}

let refresh = () => {};
export const onChange = (callback) => (refresh = callback);

function heard(answer) {
  if (!answer.ok && answer.error) toast(answer.error);
  return answer;
}

async function done(answer) {
  heard(answer);
  await refresh();
  return answer;
}

async function leave({ everything = false } = {}) {
  if (!screen || screen.busy) return;
  await done(await act("close_view", { view: screen.view.id, everything }));
}

function paintBlocks() {
  const { view, host, blocks } = screen;
  const items = view.blocks.map((block, index) => ({ block, error: host.errors[block.block_id], index }));
  keep(
    blocks,
    items,
    (item) => item.block.block_id ?? `nth-${item.index}`,
    (item) => draw(item.block, host),
  );
}

function firstField(within) {
  const field = within.querySelector("input:not([type=hidden]),textarea,select");
  (field ?? screen.dialog.querySelector("footer .primary") ?? screen.dialog).focus({ preventScroll: true });
}

function wrong(errors) {
  screen.host.errors = errors;
  paintBlocks();
  const [first] = Object.keys(errors);
  const block = [...screen.blocks.children].find((node) => node.dataset.blockId === first);
  if (!block) return;
  block.scrollIntoView({ block: "center", behavior: "smooth" });
  firstField(block);
}

async function submit(event) {
  event.preventDefault();
  if (screen.busy) return;
  const { view, host } = screen;
  busy(true);
  const answer = await act("submit", { view: view.id, values: host.values.entered(view.blocks) });
  busy(false);
  if (answer.errors) wrong(answer.errors);
  else await done(answer);
}

function busy(on) {
  if (!screen) return;
  screen.busy = on;
  screen.dialog.querySelector("footer .primary")?.toggleAttribute("disabled", on);
  screen.dialog.classList.toggle("busy", on);
}

function feet(view) {
  const send =
    view.submit &&
    h(
      "button",
      { type: "submit", class: "button primary", "data-view-submit": true, disabled: view.submit_disabled },
      said(view.submit),
    );
  const cancel = h(
    "button",
    { type: "button", class: "button", onclick: () => leave(), "data-view-close": true },
    said(view.close ?? { type: "plain_text", text: view.submit ? "Cancel" : "Close" }),
  );
  return send ? [cancel, send] : [cancel];
}

function open(view, depth) {
  const host = hostOf(view);
  const blocks = h("div", { class: "blocks modal-blocks" });
  const title = h("h2", { id: "modal-title" }, said(view.title));
  const back = depth > 1 && button("Back", () => leave(), { class: "quiet", "data-view-back": true }, icon("back"));
  const form = h(
    "form",
    { novalidate: true, onsubmit: submit },
    h(
      "header",
      {},
      back,
      title,
      button("Close", () => leave({ everything: true }), { class: "quiet", "data-view-cross": true }, icon("close")),
    ),
    blocks,
    h("footer", {}, ...feet(view)),
  );
  const dialog = h(
    "dialog",
    { class: "modal", "data-view": view.id, "data-callback-id": view.callback_id, "aria-labelledby": "modal-title" },
    form,
  );
  dialog.addEventListener("cancel", (event) => {
    event.preventDefault();
    leave();
  });
  screen = { view, host, blocks, dialog, busy: false };
  paintBlocks();
  document.body.append(dialog);
  dialog.showModal();
  firstField(blocks);
}

function shut() {
  screen?.dialog.close();
  screen?.dialog.remove();
  screen = null;
}

/** Bring the screen to the state: nothing open, the same view changed, or another view on top. */
export function show(modal) {
  if (!modal) {
    shut();
    kept.clear();
    return;
  }
  const { view, depth } = modal;
  if (screen?.view.id !== view.id) {
    shut();
    open(view, depth);
    return;
  }
  if (screen.view.hash === view.hash) return;
  screen.view = view;
  screen.host.view = view;
  screen.host.errors = {};
  screen.dialog.querySelector("#modal-title").replaceChildren(said(view.title));
  screen.dialog.querySelector("footer").replaceChildren(...feet(view));
  busy(screen.busy);
  paintBlocks();
}
