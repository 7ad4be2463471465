// The short names that bots of this kind use. An unknown name stays as it was written.
import { h, svg } from "./dom.js";

export const EMOJI = {
  ticket: "🎫",
  eyes: "👀",
  white_check_mark: "✅",
  heavy_check_mark: "✔️",
  ballot_box_with_check: "☑️",
  x: "❌",
  "+1": "👍",
  thumbsup: "👍",
  "-1": "👎",
  thumbsdown: "👎",
  wave: "👋",
  raised_hands: "🙌",
  clap: "👏",
  pray: "🙏",
  muscle: "💪",
  point_right: "👉",
  hourglass: "⌛",
  hourglass_flowing_sand: "⏳",
  alarm_clock: "⏰",
  stopwatch: "⏱️",
  timer_clock: "⏲️",
  clock3: "🕒",
  clock9: "🕘",
  calendar: "📆",
  date: "📅",
  spiral_calendar_pad: "🗓️",
  warning: "⚠️",
  rotating_light: "🚨",
  exclamation: "❗",
  question: "❓",
  bangbang: "‼️",
  no_entry: "⛔",
  no_entry_sign: "🚫",
  octagonal_sign: "🛑",
  construction: "🚧",
  sos: "🆘",
  red_circle: "🔴",
  large_orange_circle: "🟠",
  large_yellow_circle: "🟡",
  large_green_circle: "🟢",
  large_blue_circle: "🔵",
  white_circle: "⚪",
  black_circle: "⚫",
  large_purple_circle: "🟣",
  inbox_tray: "📥",
  outbox_tray: "📤",
  envelope: "✉️",
  incoming_envelope: "📨",
  email: "📧",
  speech_balloon: "💬",
  left_speech_bubble: "🗨️",
  mega: "📣",
  loudspeaker: "📢",
  bell: "🔔",
  no_bell: "🔕",
  phone: "☎️",
  telephone_receiver: "📞",
  link: "🔗",
  scissors: "✂️",
  paperclip: "📎",
  pushpin: "📌",
  round_pushpin: "📍",
  memo: "📝",
  pencil: "📝",
  pencil2: "✏️",
  clipboard: "📋",
  page_facing_up: "📄",
  file_folder: "📁",
  card_index: "📇",
  mag: "🔍",
  mag_right: "🔎",
  books: "📚",
  bookmark: "🔖",
  label: "🏷️",
  bust_in_silhouette: "👤",
  busts_in_silhouette: "👥",
  handshake: "🤝",
  office: "🏢",
  house: "🏠",
  robot_face: "🤖",
  speaking_head_in_silhouette: "🗣️",
  arrow_right: "➡️",
  arrow_left: "⬅️",
  arrow_up: "⬆️",
  arrow_down: "⬇️",
  arrow_right_hook: "↪️",
  leftwards_arrow_with_hook: "↩️",
  arrows_counterclockwise: "🔄",
  repeat: "🔁",
  jigsaw: "🧩",
  twisted_rightwards_arrows: "🔀",
  back: "🔙",
  tada: "🎉",
  sparkles: "✨",
  star: "⭐",
  star2: "🌟",
  fire: "🔥",
  zap: "⚡",
  rocket: "🚀",
  bulb: "💡",
  heart: "❤️",
  trophy: "🏆",
  dart: "🎯",
  checkered_flag: "🏁",
  triangular_flag_on_post: "🚩",
  gem: "💎",
  bug: "🐛",
  wrench: "🔧",
  hammer: "🔨",
  hammer_and_wrench: "🛠️",
  gear: "⚙️",
  lock: "🔒",
  unlock: "🔓",
  key: "🔑",
  shield: "🛡️",
  package: "📦",
  credit_card: "💳",
  moneybag: "💰",
  scales: "⚖️",
  chart_with_upwards_trend: "📈",
  chart_with_downwards_trend: "📉",
  bar_chart: "📊",
  small_red_triangle: "🔺",
  small_red_triangle_down: "🔻",
  small_orange_diamond: "🔸",
  black_small_square: "▪️",
  raising_hand: "🙋",
  writing_hand: "✍️",
  vertical_traffic_light: "🚦",
  smile: "😄",
  slightly_smiling_face: "🙂",
  sweat_smile: "😅",
  thinking_face: "🤔",
  cry: "😢",
  relieved: "😌",
  sunglasses: "😎",
  zzz: "💤",
  sunny: "☀️",
  crescent_moon: "🌙",
  palm_tree: "🌴",
  face_with_thermometer: "🤒",
  coffee: "☕",
  seedling: "🌱",
  ok: "🆗",
  new: "🆕",
  information_source: "ℹ️",
  pause_button: "⏸️",
  double_vertical_bar: "⏸️",
  arrow_forward: "▶️",
  heavy_plus_sign: "➕",
  heavy_minus_sign: "➖",
  small_blue_diamond: "🔹",
  recycle: "♻️",
  ghost: "👻",
  globe_with_meridians: "🌐",
  busstop: "🚏",
  wastebasket: "🗑️",
  hammer_and_pick: "⚒️",
};

const ALIKE = {
  date: "calendar",
  spiral_calendar_pad: "calendar",
  incoming_envelope: "envelope",
  email: "envelope",
  left_speech_bubble: "speech_balloon",
  mag_right: "mag",
  loudspeaker: "mega",
  round_pushpin: "pushpin",
  hammer_and_wrench: "wrench",
  star2: "star",
  timer_clock: "stopwatch",
  phone: "telephone_receiver",
  page_facing_up: "clipboard",
};

// Drawn here in glyphs.svg, so that the commonest look the same on every machine, also on one without an emoji font.
const DRAWN = new Set(
  `
  ticket eyes white_check_mark heavy_check_mark ballot_box_with_check x +1 -1 wave raising_hand hourglass hourglass_flowing_sand alarm_clock stopwatch
  calendar warning rotating_light exclamation question no_entry no_entry_sign octagonal_sign red_circle large_orange_circle large_yellow_circle
  large_green_circle large_blue_circle large_purple_circle white_circle black_circle small_red_triangle small_red_triangle_down inbox_tray outbox_tray
  envelope speech_balloon mega bell no_bell link scissors paperclip pushpin memo pencil2 clipboard mag label bust_in_silhouette busts_in_silhouette handshake
  robot_face house arrow_right arrow_left arrow_up arrow_down arrow_right_hook leftwards_arrow_with_hook repeat arrows_counterclockwise
  twisted_rightwards_arrows back tada sparkles star fire zap rocket bulb bug wrench lock unlock shield package credit_card scales
  chart_with_upwards_trend chart_with_downwards_trend bar_chart slightly_smiling_face thinking_face sunny crescent_moon coffee seedling
  information_source pause_button arrow_forward heart trophy dart checkered_flag triangular_flag_on_post wastebasket gear telephone_receiver
  jigsaw globe_with_meridians books office new black_small_square palm_tree face_with_thermometer
`
    .trim()
    .split(/\s+/),
);

const BARE = /\ufe0f/g;
const NAMES = new Map(
  Object.entries(EMOJI)
    .map(([name, sign]) => [sign.replace(BARE, ""), name])
    .reverse(),
);

const nameOf = (sign) => NAMES.get(sign.replace(BARE, ""));

export function emoji(name) {
  const sign = EMOJI[name];
  if (!sign) return h("span", { class: "emoji unknown" }, `:${name}:`);
  const known = nameOf(sign);
  const drawn = ALIKE[known] ?? known;
  if (!DRAWN.has(drawn)) return h("span", { class: "emoji", title: `:${name}:` }, sign);
  const glyph = svg(
    "svg",
    { class: "glyph", "aria-hidden": "true" },
    svg("use", { href: `/static/glyphs.svg#${drawn}` }),
  );
  return h("span", { class: "emoji", title: `:${name}:` }, glyph, h("span", { class: "spoken" }, sign));
}

const SIGNS = new RegExp(
  [...NAMES.keys()]
    .sort((a, b) => b.length - a.length)
    .map((sign) => `${sign}\\ufe0f?`)
    .join("|"),
  "gu",
);

/** Plain text with the emoji in it lifted out, as a list of nodes and strings. */
export function lift(text) {
  const parts = [];
  let from = 0;
  for (const match of text.matchAll(SIGNS)) {
    parts.push(text.slice(from, match.index), emoji(nameOf(match[0])));
    from = match.index + match[0].length;
  }
  return [...parts, text.slice(from)].filter((part) => part !== "");
}

/** Text for where nodes cannot stand, as in a native list: without emoji, since not every machine can draw them. */
export const worded = (text) =>
  text
    .replace(/:([a-z0-9_+-]+):/g, (whole, name) => (EMOJI[name] ? "" : whole))
    .replace(SIGNS, "")
    .trim();
