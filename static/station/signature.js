// A signature drawn by finger or pen, or by the arrows of a keyboard, as an SVG path in a box of 300 × 100.

import { h } from "../shared/dom.js";

const last = (list) => list[list.length - 1];

const BOX = { width: 300, height: 100 };
const NEAR = 1.2; // box units; closer points add bytes and no shape
const FIRST = [30, 60]; // where the arrows begin
const ARROWS = { ArrowLeft: [-6, 0], ArrowRight: [6, 0], ArrowUp: [0, -6], ArrowDown: [0, 6] };

/** {element, path(), clear()}: path() is "" until something is drawn. onChange() at each stroke's end. */
export function signaturePad(label, onChange) {
  const canvas = h("canvas", { class: "signature", width: BOX.width * 2, height: BOX.height * 2, tabindex: "0", role: "img", "aria-label": label });
  const pen = canvas.getContext("2d");
  pen.scale(2, 2);
  pen.lineWidth = 2;
  pen.lineCap = pen.lineJoin = "round";
  let strokes = [];

  function at(event) {
    const frame = canvas.getBoundingClientRect();
    const within = (part, whole, most) => Math.max(0, Math.min(most, Math.round((part / whole) * most * 10) / 10));
    return [within(event.clientX - frame.left, frame.width, BOX.width), within(event.clientY - frame.top, frame.height, BOX.height)];
  }

  function line(from, to) {
    pen.strokeStyle = getComputedStyle(canvas).color;
    pen.beginPath();
    pen.moveTo(...from);
    pen.lineTo(...to);
    pen.stroke();
  }

  canvas.addEventListener("pointerdown", (event) => {
    canvas.setPointerCapture(event.pointerId);
    strokes.push([at(event)]);
    line(last(strokes)[0], last(strokes)[0]);
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!canvas.hasPointerCapture(event.pointerId)) return;
    const stroke = last(strokes);
    const point = at(event);
    if (Math.hypot(point[0] - last(stroke)[0], point[1] - last(stroke)[1]) < NEAR) return;
    line(last(stroke), point);
    stroke.push(point);
  });
  canvas.addEventListener("pointerup", onChange);
  canvas.addEventListener("keydown", (event) => {
    const way = ARROWS[event.key];
    if (!way) return;
    event.preventDefault();
    if (strokes.length === 0) strokes.push([FIRST]);
    const from = last(last(strokes));
    const to = [Math.max(0, Math.min(BOX.width, from[0] + way[0])), Math.max(0, Math.min(BOX.height, from[1] + way[1]))];
    line(from, to);
    last(strokes).push(to);
    onChange();
  });

  return {
    element: canvas,
    path: () => pathOf(strokes),
    clear() {
      strokes = [];
      pen.clearRect(0, 0, BOX.width, BOX.height);
      onChange();
    },
  };
}

/** [[x, y], …] strokes → "M1 2L3 4M…". A dot is a line to itself, so that it shows. */
export function pathOf(strokes) {
  return strokes.map((points) => {
    const [first, ...rest] = points.length > 1 ? points : [points[0], points[0]];
    return `M${first.join(" ")}${rest.map((point) => `L${point.join(" ")}`).join("")}`;
  }).join("");
}
