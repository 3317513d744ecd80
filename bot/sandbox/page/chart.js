// Slack's data_visualization block: lines as a drawing, every other kind of chart as a table of its values.
import { h } from "./dom.js";

const SPACE = "http://www.w3.org/2000/svg";
const WIDTH = 480;
const HEIGHT = 220;
const EDGE = { left: 52, right: 26, top: 12, bottom: 26 };
const STROKES = [
  { color: "#0072b2", dash: "" },
  { color: "#5c5c5c", dash: "7 4" },
  { color: "#d55e00", dash: "8 3 2 3" },
  { color: "#009e73", dash: "2 3" },
];

const short = new Intl.NumberFormat("en", { notation: "compact", maximumSignificantDigits: 3 });
const exact = new Intl.NumberFormat("en");

function svg(tag, props, ...children) {
  const node = document.createElementNS(SPACE, tag);
  for (const [name, value] of Object.entries(props)) node.setAttribute(name, value);
  node.append(...children.flat());
  return node;
}

const stroke = (at) => STROKES[at % STROKES.length];

// From value and number of the point to the place on the drawing.
function scales(series) {
  const values = series.flatMap((line) => line.data.map((point) => point.value));
  const [low, high] = [Math.min(0, ...values), Math.max(0, ...values)];
  const count = Math.max(series[0].data.length - 1, 1);
  return {
    marks: [low, (low + high) / 2, high],
    x: (at) => EDGE.left + (at / count) * (WIDTH - EDGE.left - EDGE.right),
    y: (value) =>
      HEIGHT - EDGE.bottom - ((value - low) / (high - low || 1)) * (HEIGHT - EDGE.top - EDGE.bottom),
  };
}

function grid({ marks, y }) {
  return marks.map((value) => [
    svg("line", { x1: EDGE.left, x2: WIDTH - EDGE.right, y1: y(value), y2: y(value), class: "chart-grid" }),
    svg("text", { x: EDGE.left - 8, y: y(value) + 4, "text-anchor": "end" }, short.format(value)),
  ]);
}

function labels(names, { x }) {
  const step = Math.ceil(names.length / 5);
  return names
    .map((name, at) => ({ name, at }))
    .filter(({ at }) => (names.length - 1 - at) % step === 0)
    .map(({ name, at }) => svg("text", { x: x(at), y: HEIGHT - 6, "text-anchor": "middle" }, name));
}

function path(line, at, { x, y }) {
  const { color, dash } = stroke(at);
  const points = line.data.map((point, place) => `${x(place)},${y(point.value)}`).join(" ");
  return svg("polyline", { points, stroke: color, "stroke-dasharray": dash, class: "chart-line" });
}

function drawing(series, names, title) {
  const scale = scales(series);
  return svg(
    "svg",
    { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, class: "chart", role: "img", "aria-label": title },
    grid(scale).flat(),
    labels(names, scale),
    series.map((line, at) => path(line, at, scale)),
  );
}

function legend(series) {
  return h(
    "ul",
    { class: "chart-legend" },
    series.map((line, at) =>
      h(
        "li",
        { "--stroke": stroke(at).color },
        `${line.name}: ${exact.format(line.data.at(-1).value)} (${line.data.at(-1).label})`,
      ),
    ),
  );
}

function values(chart) {
  const points = chart.segments ?? chart.series.flatMap((line) => line.data);
  return h(
    "table",
    {},
    points.map((point) => h("tr", {}, h("td", {}, point.label), h("td", {}, exact.format(point.value)))),
  );
}

export function chart(block) {
  const { type, series, axis_config: axis } = block.chart;
  const title = h("figcaption", {}, block.title);
  if (type !== "line") return h("figure", {}, title, values(block.chart));
  return h("figure", {}, title, drawing(series, axis.categories, block.title), legend(series));
}
