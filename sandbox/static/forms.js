// What the fields of a surface hold: what was entered here, what Slack held before, or what the app began with.

const FIRST = {
  rich_text_input: "initial_value",
  plain_text_input: "initial_value",
  email_text_input: "initial_value",
  url_text_input: "initial_value",
  number_input: "initial_value",
  static_select: "initial_option",
  external_select: "initial_option",
  radio_buttons: "initial_option",
  multi_static_select: "initial_options",
  multi_external_select: "initial_options",
  checkboxes: "initial_options",
  users_select: "initial_user",
  conversations_select: "initial_conversation",
  channels_select: "initial_channel",
  multi_users_select: "initial_users",
  multi_conversations_select: "initial_conversations",
  multi_channels_select: "initial_channels",
  datepicker: "initial_date",
  timepicker: "initial_time",
  datetimepicker: "initial_date_time",
};

/** What people entered into one surface, by block and action; it outlives redrawing. `before` is a view's `state.values`. */
export class Values {
  constructor(before = {}) {
    this.kept = new Map();
    this.before = before;
  }

  set(block, action, value) {
    this.kept.set(`${block}\n${action}`, value);
  }

  of(block, element) {
    const key = `${block.block_id}\n${element.action_id}`;
    if (this.kept.has(key)) return this.kept.get(key);
    const { type, ...held } = this.before[block.block_id]?.[element.action_id] ?? {};
    return Object.values(held)[0] ?? element[FIRST[element.type]] ?? null;
  }

  /** The inputs somebody touched, by block id. What an external select holds, Slack was told when it was chosen. */
  entered(blocks) {
    const inputs = blocks.filter((block) => block.type === "input" && !block.element.type.includes("external_select"));
    const touched = inputs.filter((block) => this.kept.has(`${block.block_id}\n${block.element.action_id}`));
    return Object.fromEntries(
      touched.map((block) => [block.block_id, this.kept.get(`${block.block_id}\n${block.element.action_id}`)]),
    );
  }
}
