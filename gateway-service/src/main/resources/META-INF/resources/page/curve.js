import { WINDOW_MILLIS } from "./series.js";

/** Where a board was silent for longer there is no line: we do not know what happened. */
const GAP_MILLIS = 25_000;
const LINE_WIDTH = 1.5;
const MARGIN = 4;

/** Canvas sizes are learned here and never asked for while drawing, which would make the browser lay out the page. */
const resizes = new ResizeObserver((entries) => {
  for (const entry of entries) {
    const ratio = window.devicePixelRatio || 1;
    const device = entry.devicePixelContentBoxSize?.[0];
    const width = devicePixels(entry.contentRect.width * ratio, device?.inlineSize);
    const height = devicePixels(entry.contentRect.height * ratio, device?.blockSize);
    curves.get(entry.target)?.resize(width, height, ratio);
  }
});
const curves = new WeakMap();

/** What the browser tells is exact, but some tell the pixels of another screen than the one they say they draw for. */
function devicePixels(computed, told) {
  return Math.abs(computed - told) <= 1 ? told : Math.round(computed);
}

/** Asks to be told also when the page moves to a screen of another density, which not every browser can. */
function observe(canvas) {
  try {
    resizes.observe(canvas, { box: "device-pixel-content-box" });
  } catch {
    resizes.observe(canvas);
  }
}

/** A curve of one series on its canvas: the time runs to the right and ends now. The canvas' CSS `color` is the ink. */
export class Curve {
  #canvas;
  #context;
  #span;
  #resized;
  #ink = "";
  #ratio = 1;

  /**
   * @param span the smallest range of values the height stands for
   * @param resized called when the canvas has changed its size or colour and so is empty or wrong
   */
  constructor(canvas, span, resized) {
    this.#canvas = canvas;
    this.#context = canvas.getContext("2d");
    this.#span = span;
    this.#resized = resized;
    curves.set(canvas, this);
    observe(canvas);
  }

  /** @param ratio device pixels in a CSS pixel; width and height are device pixels */
  resize(width, height, ratio) {
    if (this.#canvas.width !== width || this.#canvas.height !== height) {
      this.#ratio = ratio;
      this.#canvas.width = width;
      this.#canvas.height = height;
      this.#resized();
    }
  }

  /** The colours of the page have changed. */
  recolour() {
    this.#ink = "";
    this.#resized();
  }

  close() {
    resizes.unobserve(this.#canvas);
  }

  draw(series, now) {
    this.#ink ||= getComputedStyle(this.#canvas).color;
    const ratio = this.#ratio;
    const width = this.#canvas.width / ratio;
    const height = this.#canvas.height / ratio;
    const context = this.#context;
    context.clearRect(0, 0, this.#canvas.width, this.#canvas.height);
    context.strokeStyle = context.fillStyle = this.#ink;
    this.#drawRuler(ratio);
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    const range = series.range();
    if (range) {
      const x = (time) => width - MARGIN - ((now - time) / WINDOW_MILLIS) * (width - MARGIN);
      this.#drawLine(series, x, heightOf(range, this.#span, height), height);
    }
  }

  /** A hairline below, with a notch for each half minute; in whole device pixels, or it would blur. */
  #drawRuler(ratio) {
    const context = this.#context;
    const hair = Math.max(1, Math.round(ratio));
    const bottom = this.#canvas.height - hair;
    const right = this.#canvas.width - Math.round(MARGIN * ratio);
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.globalAlpha = 0.28;
    context.fillRect(0, bottom, right, hair);
    for (let quarter = 0; quarter <= 4; quarter++) {
      context.fillRect(Math.round((quarter / 4) * (right - hair)), bottom - 3 * hair, hair, 3 * hair);
    }
    context.globalAlpha = 1;
  }

  #drawLine(series, x, y, height) {
    const context = this.#context;
    context.lineWidth = LINE_WIDTH;
    context.lineJoin = context.lineCap = "round";
    for (const stretch of stretches(series, x, y)) {
      context.beginPath();
      stretch.forEach((point, i) => (i === 0 ? context.moveTo(...point) : context.lineTo(...point)));
      if (stretch.length === 1) {
        context.lineTo(...stretch[0]);
      }
      context.stroke();
      context.lineTo(stretch.at(-1)[0], height - 1);
      context.lineTo(stretch[0][0], height - 1);
      context.globalAlpha = 0.09;
      context.fill();
      context.globalAlpha = 1;
    }
    context.beginPath();
    context.arc(x(series.latestAt), y(series.latest), 2.75, 0, 2 * Math.PI);
    context.fill();
  }
}

/** From value to pixel. Halves are used because the distance of two huge numbers may be no number any more. */
function heightOf({ low, high }, span, height) {
  const middle = low / 2 + high / 2;
  const half = Math.max(high / 2 - low / 2, span / 2);
  const reach = (height - 1 - 2 * MARGIN) / 2;
  return (value) => MARGIN + reach - (half === 0 ? 0 : ((value / 2 - middle / 2) / (half / 2)) * reach);
}

/** The points of a series as pixels, one list for each time without a gap. */
function stretches(series, x, y) {
  const lists = [];
  let previous = -Infinity;
  series.forEach((time, low, high, last) => {
    if (time - previous > GAP_MILLIS) {
      lists.push([]);
    }
    previous = time;
    const points = lists.at(-1);
    if (low !== high) {
      points.push([x(time), y(low)], [x(time), y(high)]);
    }
    points.push([x(time), y(last)]);
  });
  return lists;
}
