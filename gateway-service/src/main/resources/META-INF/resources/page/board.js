import { boardUrl } from "./address.js";
import { Connection } from "./connection.js";
import { askToDraw, forgetDrawing } from "./frame.js";
import { formatDuration } from "./number.js";
import { inOrder, quantity } from "./quantity.js";
import { Reading } from "./reading.js";
import { emergencyStop, numbers, uptimeSeconds } from "./telemetry.js";

const MOST_READINGS = 24;
const STALE_MILLIS = 10_000;
/** A board that usually reports every ten seconds is not stale because one report took eleven. */
const STALE_PACES = 2.5;
const SLOWEST_STALE_MILLIS = 60_000;

const STATE_NAMES = { connecting: "Connecting", live: "Live", stale: "Stale", refused: "Refused" };

/** One board on the page: its connection, state and readings. Values are taken at once and shown in the next frame. */
export class Board {
  id;
  element;
  state = "connecting";

  #page;
  #connection = null;
  #readings = new Map();
  #unshown = 0;
  #uptime;
  #stopped = false;
  #summary = "";
  #phase = "connecting";
  #end = null;
  #retryAt = null;
  #connectedAt = 0;
  #heardAt = null;
  #intervals = [0, 0];
  #heardSinceDrawn = false;
  #parts;
  #readingTemplate;

  /** @param page told `changed()` when the state is another one, and `refused(ending)`, `removed(board)` */
  constructor(id, page, { boardTemplate, readingTemplate }) {
    this.id = id;
    this.#page = page;
    this.#readingTemplate = readingTemplate;
    this.element = boardTemplate.content.cloneNode(true).firstElementChild;
    this.#parts = Object.fromEntries(
      ["id", "demo", "lamp", "state-name", "age", "uptime", "detail", "retry", "again", "remove", "estop", "readings",
        "waiting", "more"].map((name) => [name, this.element.querySelector(`.${name}`)]));
    this.element.dataset.board = id;
    this.element.setAttribute("aria-label", `Board ${id}`);
    this.#parts.id.textContent = id;
    this.#parts.demo.hidden = !id.startsWith("demo-");
    this.#parts.remove.setAttribute("aria-label", `Remove ${id}`);
    this.#parts.again.setAttribute("aria-label", `Try to reach ${id} now`);
    this.#parts.remove.addEventListener("click", () => this.#page.removed(this));
    this.#parts.again.addEventListener("click", () => this.#connection?.retryNow());
  }

  /** Connects, or connects anew, with this token. */
  connect(token) {
    this.#connection?.close();
    this.#connection = new Connection(boardUrl(this.id, token), this);
    this.#connection.start();
  }

  close() {
    this.#connection?.close();
    forgetDrawing(this);
    for (const reading of this.#readings.values()) {
      reading.close();
    }
    this.element.remove();
  }

  connecting() {
    this.#phase = "connecting";
    this.#retryAt = null;
    this.tick();
  }

  connected() {
    this.#phase = "connected";
    this.#end = null;
    this.#connectedAt = Date.now();
    this.tick();
  }

  telemetry(data) {
    const now = Date.now();
    this.#intervals = [this.#intervals[1], this.#heardAt === null ? 0 : now - this.#heardAt];
    this.#heardAt = now;
    this.#heardSinceDrawn = true;
    this.#uptime = uptimeSeconds(data) ?? this.#uptime;
    this.#stopped = emergencyStop(data) ?? this.#stopped;
    this.#take(numbers(data), now);
    this.tick();
  }

  ended(end, retryAt) {
    this.#phase = end.refused ? "refused" : "lost";
    this.#end = end;
    this.#retryAt = retryAt;
    if (end.refused) {
      this.#page.refused(end);
    }
    this.tick();
  }

  /** Time has passed, or something came: settles the state, which the title tells also while the tab is hidden. */
  tick() {
    const state = this.#stateAt(Date.now());
    const summary = `${state} ${this.#stopped}`;
    if (summary !== this.#summary) {
      this.#summary = summary;
      this.state = state;
      this.#page.changed();
    }
    askToDraw(this);
  }

  get stopped() {
    return this.#stopped;
  }

  /** Puts the keyboard focus where the next board can be removed. */
  focus() {
    this.#parts.remove.focus();
  }

  recolour() {
    for (const reading of this.#readings.values()) {
      reading.recolour();
    }
  }

  draw(now) {
    this.#drawState(now);
    this.#drawReadings(now);
    if (this.#heardSinceDrawn) {
      this.#heardSinceDrawn = false;
      this.#blink();
    }
  }

  /** Known quantities get the first places; a place is free again when its number has not come for two minutes. */
  #take(found, now) {
    const fresh = [];
    for (const { path, value } of found) {
      const reading = this.#readings.get(path.join("\u0000"));
      if (reading) {
        reading.series.add(now, value);
      } else {
        fresh.push({ path, value });
      }
    }
    const places = fresh.length > 0 ? this.#freePlaces(now) : 0;
    if (places > 0) {
      const candidates = fresh.map((each) => ({ ...each, quantity: quantity(each.path) }));
      candidates.sort((one, other) => inOrder(one.quantity, other.quantity));
      for (const { path, value } of candidates.slice(0, places)) {
        this.#addReading(path, now).series.add(now, value);
      }
    }
    this.#unshown = Math.max(0, fresh.length - places);
  }

  #freePlaces(now) {
    let faded = 0;
    for (const reading of this.#readings.values()) {
      faded += reading.isFaded(now) ? 1 : 0;
    }
    return MOST_READINGS - this.#readings.size + faded;
  }

  #addReading(path, now) {
    if (this.#readings.size === MOST_READINGS) {
      const [key, faded] = [...this.#readings].find(([, reading]) => reading.isFaded(now));
      faded.close();
      this.#readings.delete(key);
    }
    const reading = new Reading(path, this.#readingTemplate, () => askToDraw(this));
    this.#readings.set(path.join("\u0000"), reading);
    return reading;
  }

  #stateAt(now) {
    switch (this.#phase) {
      case "refused":
        return "refused";
      case "connected":
        if (this.#heardAt !== null && now - this.#heardAt < this.#staleMillis()) {
          return "live";
        }
        return now - this.#connectedAt < STALE_MILLIS ? "connecting" : "stale";
      default:
        return "connecting";
    }
  }

  #staleMillis() {
    const pace = Math.max(...this.#intervals) * STALE_PACES;
    return Math.min(Math.max(STALE_MILLIS, pace), SLOWEST_STALE_MILLIS);
  }

  #drawState(now) {
    this.element.dataset.state = this.state;
    this.element.dataset.stopped = this.#stopped;
    setText(this.#parts["state-name"], STATE_NAMES[this.state]);
    setText(this.#parts.age, this.#heardAt === null ? "nothing heard yet" : `last event ${ago(now - this.#heardAt)}`);
    setText(this.#parts.uptime, this.#uptime === undefined ? "" : `running for ${formatDuration(this.#uptime)}`);
    setText(this.#parts.detail, this.#detail());
    setText(this.#parts.retry, this.#retryAt === null ? "" : nextTry(this.#retryAt - now));
    setText(this.#parts.estop, this.#stopped ? "Emergency stop: the board reports that its stop is on." : "");
    this.#parts.again.hidden = this.#retryAt === null;
  }

  #detail() {
    if (this.#end) {
      return this.#end.text;
    }
    if (this.state === "stale") {
      return this.#heardAt === null
        ? "Connected, but this board has not been heard. Is it switched on, and is this its id?"
        : "Connected, but no values come from this board.";
    }
    return "";
  }

  #drawReadings(now) {
    const readings = [...this.#readings.values()];
    const ordered = readings.sort((one, other) => inOrder(one.quantity, other.quantity));
    ordered.forEach((reading, place) => {
      if (this.#parts.readings.children[place] !== reading.element) {
        this.#parts.readings.insertBefore(reading.element, this.#parts.readings.children[place] ?? null);
      }
      reading.draw(now);
    });
    setText(this.#parts.waiting, ordered.length === 0 ? this.#expectation() : "");
    setText(this.#parts.more, this.#unshown === 0 ? "" : `and ${this.#unshown} more not shown`);
  }

  #expectation() {
    if (this.state === "refused") {
      return "";
    }
    return this.#heardAt === null ? "Its values appear here." : "This board has sent no numbers yet.";
  }

  #blink() {
    if (!matchMedia("(prefers-reduced-motion: reduce)").matches) {
      this.#parts.lamp.animate([{ opacity: 1, transform: "scale(1.6)" }, { opacity: 1, transform: "scale(1)" }], 500);
    }
  }
}

/** Leaves equal text alone, so that screen readers are not told again. */
function setText(element, text) {
  if (element.textContent !== text) {
    element.textContent = text;
  }
}

function ago(millis) {
  return millis < 2_000 ? "just now" : `${formatDuration(millis / 1000)} ago`;
}

function nextTry(millis) {
  return millis < 1_000 ? "Trying again now." : `Next try in ${formatDuration(millis / 1000)}.`;
}
