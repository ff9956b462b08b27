import { createServer } from "node:http";
import { chromium } from "playwright-core";
import { Inbox } from "./inbox.mjs";

const { CHROMIUM = "/usr/bin/chromium" } = process.env;
const FLAGS = ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
  "--disable-background-networking", "--disable-component-update", "--disable-sync"];

/** Chromium, on a page that comes from somewhere else than the gateway. */
export class Browser {
  #browser;
  #site;

  static async start() {
    const browser = new Browser();
    browser.#site = createServer((_, response) =>
      response.writeHead(200, { "Content-Type": "text/html" }).end("<!doctype html><title>elsewhere</title>"));
    await new Promise((resolve) => browser.#site.listen(0, "127.0.0.1", resolve));
    browser.#browser = await chromium.launch({ executablePath: CHROMIUM, args: FLAGS });
    return browser;
  }

  async #page(inbox) {
    // the certificate of the gateway signs itself
    const page = await this.#browser.newPage({ ignoreHTTPSErrors: true });
    page.on("pageerror", (error) => inbox.fail(String(error)));
    await page.exposeFunction("heard", (message) => inbox.add(message));
    await page.goto(`http://localhost:${this.#site.address().port}/`);
    return page;
  }

  /** The browser's own WebSocket. */
  async webSocket(url, protocols = []) {
    const inbox = new Inbox();
    const page = await this.#page(inbox);
    const closed = new Promise((resolve) => {
      page.exposeFunction("gone", async (code, reason, clean) => {
        inbox.fail(`closed with ${code} ${reason}`);
        resolve([code, reason, clean]);
        await page.close();
      });
    });
    await page.evaluate(([to, wanted]) => {
      window.socket = new WebSocket(to, wanted);
      socket.onmessage = ({ data }) => heard({ data: JSON.parse(data) });
      socket.onclose = ({ code, reason, wasClean }) => gone(code, reason, wasClean);
    }, [url, protocols]);
    return {
      inbox,
      closed,
      protocol: () => page.evaluate(() => socket.protocol),
      send: (message) => page.evaluate((text) => socket.send(text), JSON.stringify(message)),
      close: () => page.evaluate(() => socket.close(1000)),
    };
  }

  /** The browser's own EventSource. */
  async eventSource(url, names) {
    const inbox = new Inbox();
    const page = await this.#page(inbox);
    const protocol = await this.#protocolTo(url, page);
    const opened = page.evaluate(([to, wanted]) => {
      window.source = new EventSource(to);
      for (const name of wanted) {
        source.addEventListener(name, ({ type, data, lastEventId }) => {
          if (data !== undefined) {
            heard({ event: type, id: lastEventId, data: JSON.parse(data) });
          }
        });
      }
      source.addEventListener("error", () => heard({ event: "broken", data: source.readyState }));
      return new Promise((resolve) => source.addEventListener("open", () => resolve(), { once: true }));
    }, [url, names]);
    // a page that is closed before is told so; nobody may be waiting
    opened.catch(() => {});
    return { inbox, open: opened, protocol, close: () => page.close() };
  }

  /** Looks at what the page is answered: `h2`, `http/1.1`. */
  async #protocolTo(url, page) {
    const session = await page.context().newCDPSession(page);
    let protocol;
    session.on("Network.responseReceived", ({ response }) => {
      protocol = response.url === url ? response.protocol : protocol;
    });
    await session.send("Network.enable");
    return () => protocol;
  }

  async close() {
    await this.#browser?.close();
    await new Promise((resolve) => this.#site.close(resolve));
  }
}
