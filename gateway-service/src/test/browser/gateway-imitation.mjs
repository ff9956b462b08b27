import { createServer } from "node:http";
import { readFile } from "node:fs/promises";
import { extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import { WebSocketServer } from "ws";

const RESOURCES = fileURLToPath(new URL("../../main/resources/META-INF/resources/", import.meta.url));
const TYPES = { ".html": "text/html", ".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml" };
const DEVICE_PATH = "/ws/devices/";

/** Accepted by the imitation; whatever else is given as a token is refused as the gateway would. */
export const TOKEN = "good-token";
export const EXPIRED_TOKEN = "expired-token";

/**
 * Serves the page and imitates the gateway's device streams, so that the page can be tested alone: every refusal, every
 * end and every odd publication at the moment a test wants it.
 */
export class GatewayImitation {
  connectionsPerUser = 10;
  /** Every request line seen by the HTTP server: a token must never be among them, except of a WebSocket. */
  requests = [];
  opened = 0;

  #http = createServer((request, response) => this.#serve(request, response));
  #sockets = new WebSocketServer({ noServer: true });
  #devices = new Map();
  #port = 0;

  static async start() {
    const gateway = new GatewayImitation();
    gateway.#http.on("upgrade", (request, socket, head) => {
      gateway.#sockets.handleUpgrade(request, socket, head, (client) => gateway.#welcome(client, request));
    });
    await gateway.listen();
    return gateway;
  }

  get url() {
    return `http://127.0.0.1:${this.#port}/`;
  }

  /** Listens, on the same port as before if it has had one. */
  async listen() {
    await new Promise((resolve) => this.#http.listen(this.#port, "127.0.0.1", resolve));
    this.#port = this.#http.address().port;
  }

  /** Stops listening and ends every connection, as a gateway does at shutdown. */
  async shutDown() {
    for (const id of this.#devices.keys()) {
      this.end(id, 1001, "Server shutting down");
    }
    await new Promise((resolve) => {
      this.#http.close(resolve);
      this.#http.closeAllConnections();
    });
  }

  async close() {
    this.#sockets.clients.forEach((client) => client.terminate());
    await this.shutDown();
  }

  watchers(id) {
    return this.#devices.get(id)?.size ?? 0;
  }

  publish(id, data) {
    const timestamp = new Date().toISOString();
    const event = { type: "telemetry", timestamp, source: `device:${id}`, device_id: id, data };
    this.say(id, JSON.stringify(event));
  }

  say(id, text) {
    this.#devices.get(id)?.forEach((client) => client.send(text));
  }

  end(id, code, reason) {
    this.#devices.get(id)?.forEach((client) => client.close(code, reason));
  }

  #welcome(client, request) {
    this.opened++;
    const url = new URL(request.url, this.url);
    const id = decodeURIComponent(url.pathname.slice(DEVICE_PATH.length));
    const refusal = this.#refusal(url.searchParams.get("token"));
    if (refusal) {
      client.close(1008, refusal);
      return;
    }
    const watchers = this.#devices.get(id) ?? new Set();
    this.#devices.set(id, watchers.add(client));
    client.on("close", () => watchers.delete(client));
    client.on("message", () => client.send(JSON.stringify({ type: "pong", device_id: id })));
    const message = `Device stream connected to ${id}`;
    client.send(JSON.stringify({ type: "connected", message, device_id: id, timestamp: new Date().toISOString() }));
  }

  #refusal(token) {
    const open = [...this.#devices.values()].reduce((sum, watchers) => sum + watchers.size, 0);
    switch (token) {
      case null:
        return "Authentication required";
      case EXPIRED_TOKEN:
        return "Token expired";
      case TOKEN:
        return open >= this.connectionsPerUser ? "Connection limit exceeded" : null;
      default:
        return "Invalid token";
    }
  }

  async #serve(request, response) {
    this.requests.push(request.url);
    const path = normalize(new URL(request.url, this.url).pathname);
    try {
      const body = await readFile(join(RESOURCES, path === "/" ? "index.html" : path));
      response.writeHead(200, { "Content-Type": TYPES[extname(path)] ?? "text/html" }).end(body);
    } catch {
      response.writeHead(404).end();
    }
  }
}
