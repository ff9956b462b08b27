/**
 * The clients that people use, against a packaged gateway and a real Redis: `make check-clients`. What they are to see of
 * which stream is in streams.mjs.
 */
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { after, before, describe, it } from "node:test";
import { Browser } from "./browser.mjs";
import { curl, eventSource, python, ws } from "./clients.mjs";
import { CuttingProxy } from "./cutting-proxy.mjs";
import { Gateway } from "./gateway.mjs";
import { STREAMS } from "./streams.mjs";

const AT_ONCE = { concurrency: 4, timeout: 120_000 };

const gateway = await Gateway.start();
let browser;
before(async () => (browser = await Browser.start()));
after(async () => {
  await browser?.close();
  await gateway.close();
});

const SOCKET_CLIENTS = {
  "npm's ws": (url) => ws(url),
  "Python's websockets": (url) => python(url),
  "Chromium's WebSocket": (url) => browser.webSocket(url),
};
const EVENT_CLIENTS = {
  "npm's eventsource": (url, names) => eventSource(url, names),
  "Chromium's EventSource": (url, names) => browser.eventSource(url, names),
};

/** The same stream for somebody else, who must not meet what others have left. */
function fresh(row) {
  return row.fresh === undefined ? row : { ...row, ...row.fresh() };
}

const somebody = () => `user-${randomUUID()}`;

/** An address with a token in its query, where browsers have to put it; of somebody new unless it is said of whom. */
function address(scheme, port, row, path, who = somebody()) {
  const target = path(who);
  return `${scheme}://127.0.0.1:${port}${target}${target.includes("?") ? "&" : "?"}token=${gateway.token(who, row.roles)}`;
}

const names = (row) => [...new Set(["message", "connected", "disconnected", row.event])];

const SOCKETS = STREAMS.filter(({ socket }) => socket);
const EVENTS = STREAMS.filter(({ events }) => events);

function publish(row) {
  const mark = `mark-${randomUUID()}`;
  return { id: gateway.publish(row.channel, row.data(mark)), expected: row.expected(mark) };
}

async function hearsOpening(client, row) {
  const opening = row.opened ?? row.opening;
  await client.open;
  if (opening) {
    const first = await client.inbox.first();
    assert.deepEqual(pick(first.data, opening), opening);
    assert.equal(first.event, row.event === "message" ? "message" : "connected");
  }
}

/** Those members of a value that another one has, so that a difference is shown as one. */
function pick(value, like) {
  return like !== null && typeof like === "object" && value !== null && typeof value === "object" && !Array.isArray(like)
    ? Object.fromEntries(Object.keys(like).map((name) => [name, pick(value[name], like[name])]))
    : value;
}

async function hears(client, row, { id, expected }) {
  const event = await client.inbox.until({ event: row.event, data: expected });
  if (row.id) {
    assert.equal(event.id, id);
  }
}

for (const [name, connect] of Object.entries(SOCKET_CLIENTS)) {
  describe(name, AT_ONCE, () => {
    for (const row of SOCKETS) {
      it(`speaks with ${row.api} about ${row.name}`, async () => {
        const client = await connect(address("ws", gateway.port, row, row.socket));

        const { data: first } = await client.inbox.first();
        assert.deepEqual(pick(first, row.opening), row.opening);
        for (const { send, answer } of row.exchange) {
          await client.send(send);
          await client.inbox.until({ data: answer });
        }
        await client.inbox.until({ data: publish(row).expected });

        await client.close();
        const [code] = await client.closed;
        assert.equal(code, 1000);
      });
    }
  });
}

for (const [name, connect] of Object.entries(EVENT_CLIENTS)) {
  describe(name, { concurrency: 8, timeout: 120_000 }, () => {
    for (const row of EVENTS.map(fresh)) {
      it(`listens to ${row.api} about ${row.name}, and comes back by itself`, async () => {
        const proxy = await CuttingProxy.to(gateway.port);
        const client = await connect(address("http", proxy.port, row, row.events), names(row));
        try {
          await hearsOpening(client, row);
          const seen = publish(row);
          await hears(client, row, seen);

          proxy.cut();
          const missed = publish(row);

          if (row.recovers) {
            await hears(client, row, missed);
          } else {
            await client.inbox.until({ data: row.opened });
          }
          if (row.id) {
            assert.deepEqual(proxy.lastEventIds, [null, seen.id]);
          }
          await hears(client, row, publish(row));
        } finally {
          await client.close();
          await proxy.close();
        }
      });
    }
  });
}

/** How curl connects, and the line with which the answer has to begin. */
const PROTOCOLS = {
  "HTTP/1.1": { begins: "HTTP/1.1 200", arguments: () => ["--http1.1"] },
  "HTTP/2 without TLS": { begins: "HTTP/2 200", arguments: () => ["--http2-prior-knowledge"] },
  "HTTP/2 over TLS": { begins: "HTTP/2 200", tls: true, arguments: () => ["--http2", "--cacert", gateway.certificate] },
};

function curlTo(row, protocol, lastEventId, who) {
  const [scheme, port] = protocol.tls ? ["https", gateway.tlsPort] : ["http", gateway.port];
  return curl(address(scheme, port, row, row.events, who), protocol.arguments(), lastEventId);
}

for (const [name, protocol] of Object.entries(PROTOCOLS)) {
  describe(`curl over ${name}`, AT_ONCE, () => {
    for (const row of EVENTS.map(fresh)) {
      it(`listens to ${row.api} about ${row.name}, and returns after an event`, async () => {
        const who = somebody();
        const client = curlTo(row, protocol, undefined, who);
        const head = await client.open;
        assert.ok(head.startsWith(protocol.begins), head);
        assert.match(head, /^content-type: *text\/event-stream/im);
        await hearsOpening(client, row);
        const seen = publish(row);
        await hears(client, row, seen);
        await client.inbox.until({ event: row.beats });
        client.close();
        await client.closed;

        const missed = publish(row);
        const again = curlTo(row, protocol, seen.id, who);

        await hearsOpening(again, row);
        if (row.recovers) {
          await hears(again, row, missed);
        }
        await hears(again, row, publish(row));
        again.close();
        await again.closed;
      });
    }
  });
}

const DEVICE = STREAMS[0];

describe("a browser", AT_ONCE, () => {
  it("may offer its token as a subprotocol, and is not told it again", async () => {
    const url = `ws://127.0.0.1:${gateway.port}${DEVICE.socket()}`;
    const client = await browser.webSocket(url, ["bearer", gateway.token(`user-${randomUUID()}`)]);

    await client.inbox.until({ data: DEVICE.opening });
    assert.equal(await client.protocol(), "bearer");
    await client.close();
    await client.closed;
  });

  it("reads why its WebSocket is refused", async () => {
    const client = await browser.webSocket(`ws://127.0.0.1:${gateway.port}${DEVICE.socket()}`);

    assert.deepEqual(await client.closed, [1008, "Authentication required", true]);
  });

  it("does not come back with an EventSource that is refused", async () => {
    const client = await browser.eventSource(`http://127.0.0.1:${gateway.port}${DEVICE.events()}`, names(DEVICE));

    const closed = 2;
    await client.inbox.until({ event: "broken", data: closed });
    await client.close();
  });
});

describe("over TLS", AT_ONCE, () => {
  it("a WebSocket works as without", async () => {
    const options = { ca: readFileSync(gateway.certificate) };
    const client = ws(address("wss", gateway.tlsPort, DEVICE, DEVICE.socket), { options });

    await client.inbox.until({ data: DEVICE.opening });
    await client.inbox.until({ data: publish(DEVICE).expected });
    client.close();
    assert.equal((await client.closed)[0], 1000);
  });

  it("a browser's EventSource speaks HTTP/2", async () => {
    const client = await browser.eventSource(address("https", gateway.tlsPort, DEVICE, DEVICE.events), names(DEVICE));

    await hearsOpening(client, DEVICE);
    await hears(client, DEVICE, publish(DEVICE));
    assert.equal(client.protocol(), "h2");
    await client.close();
  });
});

describe("when the gateway stops and starts again", { timeout: 120_000 }, () => {
  it("everybody is told, responses end, and those that can come back do", async () => {
    const socket = ws(address("ws", gateway.port, DEVICE, DEVICE.socket));
    await socket.inbox.first();
    const curls = Object.values(PROTOCOLS).map((protocol) => curlTo(DEVICE, protocol));
    const sources = await Promise.all(Object.values(EVENT_CLIENTS).map((connect) =>
      connect(address("http", gateway.port, DEVICE, DEVICE.events), names(DEVICE))));
    const events = [...curls, ...sources];
    for (const client of events) {
      await hearsOpening(client, DEVICE);
    }

    await gateway.stop();

    assert.deepEqual(await socket.closed, [1001, "Server shutting down"]);
    for (const client of events) {
      await client.inbox.until({ event: "disconnected" });
    }
    // curl tells an end from a break: 18 would be a body, 92 a stream that broke off
    assert.deepEqual(await Promise.all(curls.map(({ closed }) => closed)), [0, 0, 0]);

    await gateway.run();

    for (const source of sources) {
      await source.inbox.until({ event: "connected", data: DEVICE.opening });
      await hears(source, DEVICE, publish(DEVICE));
      await source.close();
    }
  });
});
