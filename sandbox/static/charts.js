// data_visualization blocks as inline SVG: bar, line, area and pie, with a legend that says the numbers.
import { h, svg } from "./dom.js";

// Drawn to the size at which it is shown, so that its letters stay readable on a phone.
const [WIDE, HIGH] = innerWidth > 640 ? [520, 220] : [290, 190];
const [LEFT, BOTTOM, TOP] = [36, 34, 10];

/** A round top for an axis, no less than the largest value. */
function ceiling(value) {
  const power = 10 ** Math.floor(Math.log10(value || 1));
  return [1, 2, 4, 6, 8, 10].map((step) => step * power).find((top) => top >= value) ?? value;
}

/** Where the axis has lines, as shares of its top: at whole numbers, as things are counted. */
function parts(top) {
  const count = [5, 4, 3, 2].find((many) => Number.isInteger(top / many)) ?? 1;
  return Array.from({ length: count + 1 }, (_, index) => index / count);
}

function frame(title, ...inside) {
  return svg("svg", { viewBox: `0 0 ${WIDE} ${HIGH}`, class: "chart", role: "img", "aria-label": title }, ...inside);
}

function axes(top, categories, config) {
  const y = (value) => TOP + (HIGH - BOTTOM - TOP) * (1 - value / top);
  const lines = parts(top).flatMap((part) => {
    const at = y(top * part);
    const label = Number((top * part).toFixed(2)).toLocaleString("en");
    return [
      svg("line", { x1: LEFT, x2: WIDE, y1: at, y2: at, class: "grid" }),
      svg("text", { x: LEFT - 6, y: at + 4, "text-anchor": "end" }, label),
    ];
  });
  const step = (WIDE - LEFT) / categories.length;
  const every = Math.ceil(categories.length / 10);
  const fits = Math.max(4, Math.floor((step * every) / 6.2));
  const labels = categories.map((name, index) => {
    if (index % every) return null;
    const short = name.length > fits ? `${name.slice(0, fits - 1)}…` : name;
    return svg("text", { x: LEFT + step * (index + 0.5), y: HIGH - BOTTOM + 16, "text-anchor": "middle" }, short);
  });
  const below =
    config.x_label &&
    svg("text", { x: LEFT + (WIDE - LEFT) / 2, y: HIGH - 3, "text-anchor": "middle", class: "axis" }, config.x_label);
  return { y, step, drawn: [...lines, ...labels, below] };
}

function bars(series, categories, { y, step }) {
  const width = Math.min(34, (step * 0.72) / series.length);
  return series.flatMap((one, nth) =>
    one.data.map((point, index) => {
      const x = LEFT + step * (index + 0.5) + (nth - series.length / 2) * width;
      const tip = svg("title", {}, `${one.name}, ${point.label}: ${point.value}`);
      return svg(
        "rect",
        {
          x: x + 1,
          y: y(point.value),
          width: width - 2,
          height: Math.max(0, y(0) - y(point.value)),
          rx: 2,
          class: `series-${nth % 6}`,
        },
        tip,
      );
    }),
  );
}

function lines(series, categories, { y, step }, filled) {
  const x = (index) => LEFT + step * (index + 0.5);
  return series.flatMap((one, nth) => {
    const points = one.data.map((point, index) => `${x(index)},${y(point.value)}`);
    const area =
      filled &&
      svg("polygon", {
        points: [`${x(0)},${y(0)}`, ...points, `${x(one.data.length - 1)},${y(0)}`].join(" "),
        class: `area series-${nth % 6}`,
      });
    const dots = one.data.map((point, index) =>
      svg(
        "circle",
        { cx: x(index), cy: y(point.value), r: 3.5, class: `series-${nth % 6}` },
        svg("title", {}, `${one.name}, ${point.label}: ${point.value}`),
      ),
    );
    return [area, svg("polyline", { points: points.join(" "), class: `trace trace-${nth % 6}` }), ...dots].filter(
      Boolean,
    );
  });
}

function xy(block) {
  const { type, series, axis_config: config = {} } = block.chart;
  const categories = config.categories ?? series[0].data.map((point) => point.label);
  const top = ceiling(Math.max(...series.flatMap((one) => one.data.map((point) => point.value))));
  const grid = axes(top, categories, config);
  const marks = type === "bar" ? bars(series, categories, grid) : lines(series, categories, grid, type === "area");
  return [
    config.y_label && h("div", { class: "axis-label" }, config.y_label),
    frame(block.title, ...grid.drawn, ...marks),
    legend(series.map((one) => one.name)),
  ];
}

function slice(from, to) {
  const at = (part) =>
    [100 + 90 * Math.sin(2 * Math.PI * part), 100 - 90 * Math.cos(2 * Math.PI * part)]
      .map((n) => n.toFixed(2))
      .join(" ");
  if (to - from > 0.9999) return "M100 10 A90 90 0 1 1 99.99 10 Z";
  return `M100 100 L${at(from)} A90 90 0 ${to - from > 0.5 ? 1 : 0} 1 ${at(to)} Z`;
}

function pie(block) {
  const { segments } = block.chart;
  const total = segments.reduce((sum, segment) => sum + segment.value, 0);
  let done = 0;
  const slices = segments.map((segment, nth) => {
    const path = svg(
      "path",
      { d: slice(done / total, (done + segment.value) / total), class: `slice series-${nth % 6}` },
      svg("title", {}, `${segment.label}: ${segment.value}`),
    );
    done += segment.value;
    return path;
  });
  const round = svg(
    "svg",
    { viewBox: "0 0 200 200", class: "chart pie", role: "img", "aria-label": block.title },
    ...slices,
  );
  return h(
    "div",
    { class: "pie-row" },
    round,
    legend(segments.map((segment) => `${segment.label}: ${segment.value.toLocaleString("en")}`)),
  );
}

const legend = (labels) =>
  h(
    "ul",
    { class: "legend" },
    labels.map((label, nth) => h("li", {}, h("i", { class: `dot series-${nth % 6}` }), label)),
  );

export function chart(block) {
  return h(
    "figure",
    { class: "figure" },
    h("figcaption", {}, block.title),
    block.chart.type === "pie" ? pie(block) : xy(block),
  );
}
