/** Takes an HTTP answer with its head apart, as `curl --include` prints it, into events. */
export class SseReader {
  #text = "";
  #head = null;
  #inbox;

  constructor(inbox) {
    this.#inbox = inbox;
    this.head = new Promise((resolve) => (this.#head = resolve));
  }

  take(text) {
    this.#text += text;
    if (this.#head !== null) {
      const end = this.#text.indexOf("\r\n\r\n");
      if (end < 0) {
        return;
      }
      this.#head(this.#text.slice(0, end));
      this.#head = null;
      this.#text = this.#text.slice(end + 4);
    }
    for (let end = this.#text.indexOf("\n\n"); end >= 0; end = this.#text.indexOf("\n\n")) {
      this.#event(this.#text.slice(0, end).split("\n"));
      this.#text = this.#text.slice(end + 2);
    }
  }

  #event(lines) {
    const values = (field) =>
      lines.filter((line) => line.startsWith(`${field}:`)).map((line) => line.slice(field.length + 1).replace(/^ /, ""));
    if (lines.every((line) => line.startsWith(":"))) {
      this.#inbox.add({ event: ":" });
      return;
    }
    const data = values("data").join("\n");
    this.#inbox.add({ event: values("event")[0] ?? "message", id: values("id")[0] ?? "", data: data && JSON.parse(data) });
  }
}
