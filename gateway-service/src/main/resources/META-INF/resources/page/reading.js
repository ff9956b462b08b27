import { Curve } from "./curve.js";
import { formatNumber } from "./number.js";
import { quantity } from "./quantity.js";
import { Series, WINDOW_MILLIS } from "./series.js";

/** Keys come from outside and may be of any length. */
const LONGEST_PATH = 200;

/** One number of a board on the page: name, current value, curve, lowest and highest. */
export class Reading {
  series = new Series();
  quantity;
  element;

  #number;
  #low;
  #high;
  #canvas;
  #curve;
  #shownRange = "";

  /** @param redraw called when the reading has to be drawn again though no value came */
  constructor(path, template, redraw) {
    this.quantity = quantity(path);
    this.element = template.content.cloneNode(true).firstElementChild;
    this.element.dataset.kind = this.quantity.kind;
    const where = path.join(".").slice(0, LONGEST_PATH);
    this.element.dataset.path = where;
    this.element.querySelector("h3").title = where;
    this.element.querySelector(".name").textContent = this.quantity.name;
    this.element.querySelector(".origin").textContent = this.quantity.origin;
    this.element.querySelector(".unit").textContent = this.quantity.unit;
    this.#number = this.element.querySelector("data");
    this.#low = this.element.querySelector(".low");
    this.#high = this.element.querySelector(".high");
    this.#canvas = this.element.querySelector("canvas");
    this.#curve = new Curve(this.#canvas, this.quantity.span, redraw);
  }

  /** No value for so long that the curve is empty. */
  isFaded(now) {
    return now - this.series.latestAt > WINDOW_MILLIS;
  }

  draw(now) {
    this.series.forgetBefore(now - WINDOW_MILLIS);
    this.#drawNumber();
    this.#drawRange();
    this.#curve.draw(this.series, now);
  }

  recolour() {
    this.#curve.recolour();
  }

  close() {
    this.#curve.close();
    this.element.remove();
  }

  #drawNumber() {
    const exact = String(this.series.latest);
    if (this.#number.value !== exact) {
      this.#number.value = exact;
      this.#number.textContent = formatNumber(this.series.latest, this.quantity.digits);
    }
  }

  #drawRange() {
    const range = this.series.range();
    const { name, digits, unit } = this.quantity;
    const low = range ? formatNumber(range.low, digits) : "";
    const high = range ? formatNumber(range.high, digits) : "";
    const steady = low === high;
    const shown = `${low} ${high} ${this.series.size > 1}`;
    if (shown === this.#shownRange) {
      return;
    }
    this.#shownRange = shown;
    this.#low.textContent = steady ? (this.series.size > 1 ? "steady" : "") : `min ${low}`;
    this.#high.textContent = steady ? "" : `max ${high}`;
    const spoken = range ? `between ${low} and ${high} ${unit}`.trim() : "no values";
    this.#canvas.setAttribute("aria-label", `${name}, last two minutes: ${spoken}`);
  }
}
