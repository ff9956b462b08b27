import { ending } from "./ending.js";

/** A connection that lasted this long was a good one: the next pause is short again. */
const PROVEN_MILLIS = 10_000;
/** A browser may take minutes to give up on a host that does not answer. */
const OPENING_LIMIT_MILLIS = 10_000;
const FIRST_PAUSE_MILLIS = 1_000;
const LONGEST_PAUSE_MILLIS = 30_000;
/** After silence we ask; without an answer the line is dead, for example after a laptop slept. */
const ASK_AFTER_MILLIS = 20_000;
const DEAD_AFTER_MILLIS = 30_000;
const WATCH_EVERY_MILLIS = 5_000;

const LOST = ending(1006, "");

/**
 * One WebSocket that comes back by itself, after pauses that grow and are jittered, so that the pages of a whole lab do
 * not return in one instant after a restart of the gateway.
 *
 * The listener is told `connecting()`, `connected()`, `telemetry(data)` and `ended(ending, retryAt)`, with `retryAt` in
 * epoch milliseconds, or null when the connection stays closed.
 */
export class Connection {
  #url;
  #listener;
  #socket = null;
  #attempts = 0;
  #connectedAt = null;
  #heardAt = 0;
  #asked = false;
  #retryTimer = null;
  #openingTimer = null;
  #watchTimer = null;
  #comeBackNow = () => this.retryNow();
  #comeBackWhenSeen = () => {
    if (!document.hidden) {
      this.retryNow();
    }
  };

  constructor(url, listener) {
    this.#url = url;
    this.#listener = listener;
  }

  start() {
    window.addEventListener("online", this.#comeBackNow);
    document.addEventListener("visibilitychange", this.#comeBackWhenSeen);
    this.#open();
  }

  close() {
    window.removeEventListener("online", this.#comeBackNow);
    document.removeEventListener("visibilitychange", this.#comeBackWhenSeen);
    clearTimeout(this.#retryTimer);
    this.#retryTimer = null;
    this.#letGo();
  }

  /** Ends a pause; without effect while connected, while connecting, and after a final refusal. */
  retryNow() {
    if (this.#retryTimer !== null) {
      clearTimeout(this.#retryTimer);
      this.#retryTimer = null;
      this.#open();
    }
  }

  #open() {
    this.#listener.connecting();
    const socket = new WebSocket(this.#url);
    this.#socket = socket;
    this.#connectedAt = null;
    this.#openingTimer = setTimeout(() => this.#lost(LOST), OPENING_LIMIT_MILLIS);
    socket.addEventListener("message", (message) => {
      if (socket === this.#socket) {
        this.#heard(message.data);
      }
    });
    socket.addEventListener("close", (close) => {
      if (socket === this.#socket) {
        this.#lost(ending(close.code, close.reason));
      }
    });
  }

  #heard(text) {
    this.#heardAt = Date.now();
    this.#asked = false;
    const message = parsed(text);
    if (message?.type === "connected") {
      this.#connectedAt = Date.now();
      clearTimeout(this.#openingTimer);
      clearInterval(this.#watchTimer);
      this.#watchTimer = setInterval(() => this.#watch(), WATCH_EVERY_MILLIS);
      this.#listener.connected();
    } else if (message?.type === "telemetry") {
      this.#listener.telemetry(message.data);
    }
  }

  #watch() {
    const silence = Date.now() - this.#heardAt;
    if (silence >= DEAD_AFTER_MILLIS && this.#asked) {
      this.#lost(LOST);
    } else if (silence >= ASK_AFTER_MILLIS && !this.#asked) {
      this.#asked = true;
      this.#socket.send('{"type":"ping"}');
    }
  }

  #lost(end) {
    if (this.#connectedAt !== null && Date.now() - this.#connectedAt >= PROVEN_MILLIS) {
      this.#attempts = 0;
    }
    this.#letGo();
    if (end.comeBack === "never") {
      this.#listener.ended(end, null);
      return;
    }
    const pause = this.#pause(end.comeBack);
    this.#attempts++;
    this.#retryTimer = setTimeout(() => this.retryNow(), pause);
    this.#listener.ended(end, Date.now() + pause);
  }

  #pause(comeBack) {
    const grown = Math.min(LONGEST_PAUSE_MILLIS, FIRST_PAUSE_MILLIS * 2 ** Math.min(this.#attempts, 10));
    const longest = comeBack === "later" ? LONGEST_PAUSE_MILLIS : grown;
    return longest * (0.5 + Math.random() / 2);
  }

  /** Closing a dead socket can take long, so we stop listening to it first. */
  #letGo() {
    clearTimeout(this.#openingTimer);
    clearInterval(this.#watchTimer);
    const socket = this.#socket;
    this.#socket = null;
    socket?.close();
  }
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
