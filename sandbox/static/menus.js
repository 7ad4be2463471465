// Menus, confirmations and toasts: what opens above the page and closes again.
import { button, h, icon } from "./dom.js";
import { said } from "./mrkdwn.js";

/** Put a popover beside its anchor, where there is room. */
export function place(popover, anchor, { wide = false, end = false } = {}) {
  const box = anchor.getBoundingClientRect();
  if (wide) popover.style.minWidth = `${box.width}px`;
  const size = popover.getBoundingClientRect();
  const below = innerHeight - box.bottom - 8;
  const up = below < Math.min(size.height, 260) && box.top > below;
  const left = end ? box.right - size.width : box.left;
  popover.style.maxHeight = `${Math.max(120, (up ? box.top : below) - 12)}px`;
  const height = Math.min(size.height, parseFloat(popover.style.maxHeight));
  popover.style.left = `${Math.max(8, Math.min(left, innerWidth - size.width - 8))}px`;
  popover.style.top = `${up ? box.top - height - 4 : box.bottom + 4}px`;
}

function arrows(menu) {
  return (event) => {
    const items = [...menu.querySelectorAll("[role^=menuitem]")];
    const at = items.indexOf(document.activeElement);
    const to = {
      ArrowDown: at + 1,
      ArrowRight: at + 1,
      ArrowUp: at - 1,
      ArrowLeft: at - 1,
      Home: 0,
      End: items.length - 1,
    }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    items[(to + items.length) % items.length]?.focus();
  };
}

/**
 * A menu under its button. Rows: {label, hint, act, danger, url, mark, data, checked}, {heading}, "-" for a line,
 * or {strip, look} for rows beside each other.
 */
export function menu(anchor, rows, { label, kind = "menu" } = {}) {
  const close = () => popover.isConnected && popover.hidePopover();
  const draw = (row) => {
    if (row === "-") return h("hr", { role: "separator" });
    if (row.heading) return h("p", { class: "menu-heading", role: "presentation" }, row.heading);
    if (row.strip) return h("div", { class: row.look ?? "strip", role: "group" }, row.strip.map(draw));
    const choose = () => {
      close();
      row.act?.();
    };
    const props = {
      role: row.checked === undefined ? "menuitem" : "menuitemradio",
      "aria-checked": row.checked === undefined ? null : String(row.checked),
      class: row.danger ? "row danger" : "row",
      onclick: choose,
      "aria-label": row.spoken,
      ...row.data,
    };
    const inside = [row.mark, h("span", { class: "row-text" }, row.label, row.hint && h("small", {}, row.hint))];
    if (row.url) return h("a", { ...props, href: row.url, target: "_blank", rel: "noreferrer noopener" }, inside);
    return h("button", { type: "button", ...props }, inside);
  };
  const popover = h(
    "div",
    { popover: "auto", role: "menu", class: `popover ${kind}`, "aria-label": label },
    rows.filter(Boolean).map(draw),
  );
  popover.addEventListener("keydown", arrows(popover));
  popover.addEventListener("toggle", (event) => {
    if (event.newState !== "closed") return;
    anchor.setAttribute("aria-expanded", "false");
    const inside = popover.contains(document.activeElement) || document.activeElement === document.body;
    popover.remove();
    if (inside) anchor.focus({ preventScroll: true });
  });
  (anchor.closest("dialog") ?? document.body).append(popover);
  popover.showPopover();
  place(popover, anchor, { end: true });
  anchor.setAttribute("aria-expanded", "true");
  popover.querySelector("[role^=menuitem]")?.focus({ preventScroll: true });
}

/** Slack's confirm object as a dialog; resolves to whether the person agreed. */
export function confirmed(ask) {
  if (!ask) return Promise.resolve(true);
  return new Promise((resolve) => {
    const answer = (yes) => () => dialog.close(yes ? "yes" : "");
    const dialog = h(
      "dialog",
      { class: "confirm", "aria-label": ask.title?.text ?? "Are you sure?", "data-confirm": true },
      h("h2", {}, said(ask.title ?? { type: "plain_text", text: "Are you sure?" })),
      h("div", { class: "confirm-text" }, said(ask.text)),
      h(
        "div",
        { class: "confirm-buttons" },
        h(
          "button",
          { type: "button", class: "button", onclick: answer(false), "data-answer": "deny" },
          said(ask.deny ?? { type: "plain_text", text: "Cancel" }),
        ),
        h(
          "button",
          {
            type: "button",
            class: `button ${ask.style ?? "primary"}`,
            onclick: answer(true),
            "data-answer": "confirm",
            autofocus: true,
          },
          said(ask.confirm ?? { type: "plain_text", text: "Yes" }),
        ),
      ),
    );
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(dialog.returnValue === "yes");
    });
    document.body.append(dialog);
    dialog.showModal();
  });
}

/** A sentence at the foot of the page: what went wrong, or what was done. */
export function toast(sentence, kind = "bad") {
  const above = [...document.querySelectorAll("dialog[open]")].at(-1) ?? document.body;
  let shelf = document.querySelector(".toasts");
  if (shelf?.parentNode !== above) {
    shelf?.remove();
    shelf = h("div", { class: "toasts", popover: "manual", role: "status", "aria-live": "polite" });
    above.append(shelf);
  }
  const gone = () => note.remove();
  const note = h(
    "div",
    { class: `toast ${kind}`, "data-toast": kind },
    h("span", {}, sentence),
    button("Dismiss", gone, { class: "quiet" }, icon("close")),
  );
  shelf.append(note);
  if (shelf.matches(":popover-open")) shelf.hidePopover();
  shelf.showPopover();
  setTimeout(gone, kind === "good" ? 3000 : 8000);
}
