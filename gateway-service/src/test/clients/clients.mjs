import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { EventSource } from "eventsource";
import WebSocket from "ws";
import { Inbox } from "./inbox.mjs";
import { SseReader } from "./sse-reader.mjs";

/** Where Python with its packages is. */
const PYTHON = process.env.CLIENTS_PYTHON ?? "python3";

/*
 * Every socket client is {inbox, send(object), closed: promise of [code, reason], close()}, every event client is
 * {inbox, open: promise, close()}.
 */

/** npm's ws. */
export function ws(url, { protocols = [], options = {} } = {}) {
  const inbox = new Inbox();
  const socket = new WebSocket(url, protocols, options);
  socket.on("message", (text) => inbox.add({ data: JSON.parse(text) }));
  socket.on("error", (error) => inbox.fail(String(error)));
  const closed = new Promise((resolve) => {
    socket.on("close", (code, reason) => {
      inbox.fail(`closed with ${code} ${reason}`);
      resolve([code, String(reason)]);
    });
  });
  return {
    inbox,
    closed,
    protocol: () => socket.protocol,
    send: (message) => socket.send(JSON.stringify(message)),
    close: () => socket.close(1000),
  };
}

/** PyPI's websockets. */
export function python(url) {
  const inbox = new Inbox();
  const child = spawn(PYTHON, [fileURLToPath(new URL("socket_client.py", import.meta.url)), url]);
  let complaint = "";
  child.stderr.on("data", (text) => (complaint += text));
  child.on("error", (error) => inbox.fail(String(error)));
  const closed = new Promise((resolve) => {
    createInterface({ input: child.stdout }).on("line", (line) => {
      const heard = JSON.parse(line);
      if (heard.closed) {
        resolve(heard.closed);
      } else {
        inbox.add(heard);
      }
    });
    child.on("close", (status) => {
      inbox.fail(`python ended with ${status}: ${complaint.slice(-600)}`);
      resolve([null, complaint]);
    });
  });
  return {
    inbox,
    closed,
    send: (message) => child.stdin.write(`${JSON.stringify(message)}\n`),
    close: () => child.stdin.end(),
  };
}

/** npm's eventsource, with a token in the query as in a browser. */
export function eventSource(url, names) {
  const inbox = new Inbox();
  const source = new EventSource(url);
  for (const name of names) {
    source.addEventListener(name, ({ type, data, lastEventId }) => {
      // an error of the connection has no data; the source comes back by itself
      if (data !== undefined) {
        inbox.add({ event: type, id: lastEventId, data: JSON.parse(data) });
      }
    });
  }
  const open = new Promise((resolve) => source.addEventListener("open", resolve, { once: true }));
  return { inbox, open, close: () => source.close() };
}

/** curl; `arguments_` say how it connects. */
export function curl(url, arguments_, lastEventId) {
  const inbox = new Inbox();
  const reader = new SseReader(inbox);
  const header = lastEventId === undefined ? [] : ["--header", `Last-Event-ID: ${lastEventId}`];
  const child = spawn("curl", ["--no-buffer", "--silent", "--show-error", "--include", "--max-time", "60",
    ...arguments_, ...header, url]);
  let complaint = "";
  child.stdout.setEncoding("utf8").on("data", (text) => reader.take(text));
  child.stderr.on("data", (text) => (complaint += text));
  child.on("error", (error) => inbox.fail(String(error)));
  const closed = new Promise((resolve) => {
    child.on("close", (status) => {
      inbox.fail(`curl ended with ${status} ${complaint}`);
      resolve(status);
    });
  });
  return { inbox, open: reader.head, closed, close: () => child.kill() };
}
