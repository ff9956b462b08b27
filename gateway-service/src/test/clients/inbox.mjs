const LIMIT_MILLIS = 20_000;

/** Whether a value has these members, at any depth; further members do not matter. */
function has(value, wanted) {
  return wanted !== null && typeof wanted === "object" && value !== null && typeof value === "object"
    ? Object.entries(wanted).every(([name, member]) => has(value[name], member))
    : Object.is(value, wanted);
}

/** What one client has heard and nobody has looked at yet: `{data}`, of an event stream also `{event, id}`. */
export class Inbox {
  #heard = [];
  #waiting = null;
  #failure = null;

  add(message) {
    this.#heard.push(message);
    this.#waiting?.();
  }

  /** There will be nothing more; who waits is told why. */
  fail(reason) {
    this.#failure ??= reason;
    this.#waiting?.();
  }

  /** The first message that has these members; those before it are forgotten. */
  async until(wanted) {
    const passed = [];
    const end = Date.now() + LIMIT_MILLIS;
    for (;;) {
      while (this.#heard.length > 0) {
        const message = this.#heard.shift();
        if (has(message, wanted)) {
          return message;
        }
        passed.push(message);
      }
      const rest = end - Date.now();
      if (this.#failure !== null || rest <= 0) {
        const why = this.#failure ?? "nothing more came";
        throw new Error(`waited for ${JSON.stringify(wanted)}, ${why}; came: ${JSON.stringify(passed.slice(-5))}`);
      }
      await new Promise((resolve) => {
        const timer = setTimeout(resolve, rest);
        this.#waiting = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  }

  /** The very first message, whatever it is. */
  async first() {
    return this.until({});
  }
}
