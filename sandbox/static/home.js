// The app's home tab, as it has drawn it for the viewer.
import { draw } from "./blocks.js";
import { keep } from "./dom.js";
import { Values } from "./forms.js";
import { act } from "./wire.js";

const $ = (selector) => document.querySelector(selector);

export class HomePane {
  /** `tell(what, facts)` does something as the viewer. */
  constructor(tell) {
    this.view = null;
    this.host = {
      kind: "home",
      key: "home",
      values: new Values(),
      press: (element, block, option) =>
        tell("press_home", { action_id: element.action_id, block_id: block.block_id, option }),
      options: async (element, block, query) => {
        const asked = { view: this.view.id, action_id: element.action_id, block_id: block.block_id, query };
        return (await act("options", asked)).options ?? [];
      },
    };
  }

  show(state, here) {
    const pane = $("[data-home-pane]");
    pane.hidden = !here.home;
    if (!here.home) return;
    this.view = state.home;
    pane.dataset.view = state.home?.id ?? "";
    const blocks = state.home?.blocks ?? [];
    $("[data-home-empty]").hidden = Boolean(blocks.length);
    keep(
      $("[data-home-blocks]"),
      blocks.map((block, index) => ({ block, key: block.block_id ?? `nth-${index}` })),
      (item) => item.key,
      (item) => draw(item.block, this.host),
    );
  }
}
