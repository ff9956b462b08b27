import { execFileSync, spawn } from "node:child_process";
import { createSign, generateKeyPairSync, randomUUID } from "node:crypto";
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const APPLICATION = fileURLToPath(new URL("../../../target/quarkus-app/quarkus-run.jar", import.meta.url));
const ISSUER = "https://lab.example";
const APIS = ["mycosoft", "ciris", "greenlang", "geminivideo", "veritas"];
const HEARTBEAT = "2s";
const START_MILLIS = 60_000;

const pause = (millis) => new Promise((resolve) => setTimeout(resolve, millis));

async function freePort() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** A packaged gateway beside a redis-server of its own, reachable with and without TLS, and whoever publishes. */
export class Gateway {
  #folder = mkdtempSync(join(tmpdir(), "mycostream-clients-"));
  #keys = generateKeyPairSync("rsa", { modulusLength: 2048 });
  #ports = {};
  #redis;
  #process;
  #publisher;

  static async start() {
    const gateway = new Gateway();
    // a test run that is cut short leaves nothing behind
    process.on("exit", () => gateway.#kill());
    for (const part of ["redis", "http", "https", "management"]) {
      gateway.#ports[part] = await freePort();
    }
    gateway.#makeKeys();
    await gateway.#startRedis();
    await gateway.run();
    return gateway;
  }

  get port() {
    return this.#ports.http;
  }

  get tlsPort() {
    return this.#ports.https;
  }

  /** The certificate that the gateway shows, which signs itself. */
  get certificate() {
    return join(this.#folder, "certificate.pem");
  }

  #makeKeys() {
    writeFileSync(join(this.#folder, "key.pem"), this.#keys.publicKey.export({ type: "spki", format: "pem" }));
    const keytool = (...args) =>
      execFileSync(join(process.env.JAVA_HOME, "bin", "keytool"), [
        ...args, "-keystore", join(this.#folder, "tls.p12"), "-storepass", "not-secret", "-alias", "gateway",
      ], { stdio: "pipe" });
    keytool("-genkeypair", "-keyalg", "RSA", "-dname", "CN=gateway", "-ext", "san=ip:127.0.0.1,dns:localhost");
    keytool("-exportcert", "-rfc", "-file", this.certificate);
  }

  #spawn(name, command, args, environment = {}) {
    const log = openSync(join(this.#folder, `${name}.log`), "a");
    const child = spawn(command, args, { stdio: ["ignore", log, log], env: { ...process.env, ...environment } });
    closeSync(log);
    child.on("error", () => {});
    child.gone = new Promise((resolve) => child.on("close", resolve));
    return child;
  }

  async #startRedis() {
    this.#redis = this.#spawn("redis", "redis-server", [
      "--port", this.#ports.redis, "--bind", "127.0.0.1", "--save", "", "--dir", this.#folder,
    ]);
    await this.#eventually("redis", this.#redis, async () => {
      this.#publisher = connect(this.#ports.redis, "127.0.0.1");
      await new Promise((resolve, reject) => this.#publisher.once("connect", resolve).once("error", reject));
      return true;
    });
    this.#publisher.on("error", () => {});
  }

  /** Starts the gateway, again after `stop` on the same ports. */
  async run() {
    const { redis, http, https, management } = this.#ports;
    const settings = {
      "quarkus.http.host": "127.0.0.1",
      "quarkus.http.port": http,
      "quarkus.http.ssl-port": https,
      "quarkus.http.ssl.certificate.key-store-file": join(this.#folder, "tls.p12"),
      "quarkus.http.ssl.certificate.key-store-password": "not-secret",
      "quarkus.management.host": "127.0.0.1",
      "quarkus.management.port": management,
      "quarkus.management.ssl.certificate.key-store-file": "",
      "quarkus.redis.hosts": `redis://127.0.0.1:${redis}`,
      "mp.jwt.verify.publickey.location": `file://${join(this.#folder, "key.pem")}`,
      "mp.jwt.verify.issuer": ISSUER,
      "gateway.drain.period": "200ms",
    };
    this.#process = this.#spawn("gateway", join(process.env.JAVA_HOME, "bin", "java"), [
      "-Xmx160m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "--enable-native-access=ALL-UNNAMED",
      ...Object.entries(settings).map(([key, value]) => `-D${key}=${value}`),
      "-jar", APPLICATION,
    ], Object.fromEntries(APIS.map((api) => [`GATEWAY_${api}_HEARTBEAT_INTERVAL`.toUpperCase(), HEARTBEAT])));
    await this.#eventually("gateway", this.#process, async () =>
      (await fetch(`http://127.0.0.1:${management}/q/health/ready`)).ok);
  }

  async #eventually(name, child, check) {
    const end = Date.now() + START_MILLIS;
    while (!(await check().catch(() => false))) {
      if (child.exitCode !== null || Date.now() > end) {
        const log = readFileSync(join(this.#folder, `${name}.log`), "utf8").split("\n").slice(-20).join("\n  ");
        throw new Error(`${name} does not start; the end of its log:\n  ${log}`);
      }
      await pause(100);
    }
  }

  /** A token of somebody with these roles. */
  token(user, roles = []) {
    const now = Math.floor(Date.now() / 1000);
    const part = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");
    const head = part({ alg: "RS256", typ: "JWT" });
    const content = `${head}.${part({ iss: ISSUER, sub: user, groups: roles, iat: now, exp: now + 3600 })}`;
    return `${content}.${createSign("RSA-SHA256").update(content).sign(this.#keys.privateKey, "base64url")}`;
  }

  /** Publishes as any program can, and returns the publication's id. */
  publish(channel, data) {
    const id = randomUUID();
    const timestamp = new Date().toISOString();
    const message = JSON.stringify({ channel, data, timestamp, source: "test", message_id: id });
    const words = ["PUBLISH", channel, message];
    const parts = words.map((word) => `$${Buffer.byteLength(word)}\r\n${word}\r\n`);
    this.#publisher.write(`*${words.length}\r\n${parts.join("")}`);
    return id;
  }

  /** Ends the gateway as an operator does, and waits until it is gone. */
  async stop() {
    this.#process.kill("SIGTERM");
    await this.#process.gone;
  }

  async close() {
    this.#publisher.destroy();
    this.#kill();
    await Promise.all([this.#process?.gone, this.#redis?.gone]);
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #kill() {
    this.#process?.kill("SIGKILL");
    this.#redis?.kill("SIGKILL");
  }
}
