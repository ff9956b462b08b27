import { connect, createServer } from "node:net";

/** Passes bytes on to a port of this machine, and cuts every connection when it is told to. */
export class CuttingProxy {
  /** What came along as `Last-Event-ID`, request by request; null where nothing did. */
  lastEventIds = [];

  #sockets = new Set();
  #server;

  static async to(port) {
    const proxy = new CuttingProxy();
    proxy.#server = createServer((near) => proxy.#join(near, connect(port, "127.0.0.1")));
    await new Promise((resolve) => proxy.#server.listen(0, "127.0.0.1", resolve));
    return proxy;
  }

  get port() {
    return this.#server.address().port;
  }

  #join(near, far) {
    for (const [socket, other] of [[near, far], [far, near]]) {
      this.#sockets.add(socket);
      socket.on("error", () => {});
      socket.on("close", () => {
        this.#sockets.delete(socket);
        other.destroy();
      });
    }
    near.once("data", (head) => {
      this.lastEventIds.push(/^last-event-id: *(.*)\r$/im.exec(head.toString("latin1"))?.[1] ?? null);
      far.write(head);
      near.pipe(far);
    });
    far.pipe(near);
  }

  cut() {
    this.#sockets.forEach((socket) => socket.resetAndDestroy());
  }

  async close() {
    this.cut();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
