/**
 * The live page in a real browser: `npm ci && npm test`, with Chromium where `CHROMIUM` says, else at its usual place.
 * By itself it plays the gateway too and tests the page alone; with `BASE_URL`, `TOKEN` and `BOARDS` (ids with commas
 * between) in the environment it looks at a running gateway, with the checks that need no hand on the other side.
 */
import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, describe, it } from "node:test";
import { chromium } from "playwright-core";
import { EXPIRED_TOKEN, GatewayImitation, TOKEN } from "./gateway-imitation.mjs";
import { telemetry } from "./telemetry.mjs";

const { BASE_URL, CHROMIUM = "/usr/bin/chromium" } = process.env;
const FLAGS = ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
  "--disable-background-networking", "--disable-component-update", "--disable-sync"];
const LIMIT = { timeout: 20_000 };

let browser;
before(async () => {
  browser = await chromium.launch({ executablePath: CHROMIUM, args: FLAGS });
});
after(() => browser.close());

/** A page that remembers everything it complained about. */
async function openPage(url, { options = {}, prepare = () => {} } = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
  const page = await context.newPage();
  page.complaints = [];
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) {
      page.complaints.push(message.text());
    }
  });
  page.on("pageerror", (error) => page.complaints.push(String(error)));
  await prepare(page);
  await page.addInitScript(() => {
    addEventListener("securitypolicyviolation", (e) => console.error(`policy: ${e.violatedDirective} ${e.blockedURI}`));
  });
  await page.goto(url);
  return page;
}

/** The page's clock runs as usual and can be turned forward. */
const withClock = (page) => page.clock.install();

const board = (page, id) => page.locator(`[data-board="${id}"]`);
const value = (page, id, path) => board(page, id).locator(`[data-path="${path}"] data`);

async function reaches(page, id, state) {
  await page.waitForFunction(
    ([wanted, name]) => document.querySelector(`[data-board="${CSS.escape(name)}"]`)?.dataset.state === wanted,
    [state, id], LIMIT);
}

async function shows(locator, text) {
  await locator.filter({ hasText: text }).first().waitFor(LIMIT);
}

/** Pixels of the canvas' own ink at full strength: the line, not the ruler or the tint below the line. */
function inkedPixels(canvas) {
  return canvas.evaluate((element) => {
    const copy = new OffscreenCanvas(element.width, element.height).getContext("2d", { willReadFrequently: true });
    copy.drawImage(element, 0, 0);
    const { data } = copy.getImageData(0, 0, element.width, element.height);
    let count = 0;
    for (let i = 3; i < data.length; i += 4) {
      count += data[i] > 200 ? 1 : 0;
    }
    return count;
  });
}

async function eventually(check, message) {
  const end = Date.now() + LIMIT.timeout;
  while (!(await check())) {
    assert.ok(Date.now() < end, message);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

describe("a running gateway", { skip: !BASE_URL }, () => {
  const { TOKEN: token, BOARDS = "" } = process.env;
  const boards = BOARDS.split(",").filter(Boolean);

  it("shows values and curves of every board, and the browser complains of nothing", async () => {
    const page = await openPage(`${BASE_URL}#token=${token}&boards=${boards.map(encodeURIComponent).join(",")}`);

    for (const id of boards) {
      await reaches(page, id, "live");
      const reading = board(page, id).locator(".reading").first();
      await shows(reading.locator("data"), /\d/);
      await eventually(async () => (await inkedPixels(reading.locator("canvas"))) > 5, `no curve of ${id}`);
      assert.equal(await board(page, id).locator(".demo").isVisible(), id.startsWith("demo-"));
    }
    assert.ok(!page.url().includes("token"), "the token has left the address");
    assert.deepEqual(page.complaints, []);
    await page.context().close();
  });

  it("tells of a token that is not accepted, and does not come back with it", async () => {
    const page = await openPage(`${BASE_URL}#token=no-token-at-all&boards=${encodeURIComponent(boards[0])}`);

    await reaches(page, boards[0], "refused");
    await shows(page.locator("#start-problem"), "does not accept this token");
    assert.equal(await board(page, boards[0]).locator(".again").isVisible(), false);
    await page.context().close();
  });
});

describe("the page alone", { skip: Boolean(BASE_URL) }, () => {
  let gateway;
  let pages;

  beforeEach(async () => {
    gateway = await GatewayImitation.start();
    pages = [];
  });
  afterEach(async () => {
    for (const page of pages) {
      await page.context().close();
    }
    await gateway.close();
  });

  async function open(fragment, settings) {
    const page = await openPage(gateway.url + fragment, settings);
    pages.push(page);
    return page;
  }

  async function watching(id, settings) {
    const page = await open(`#token=${TOKEN}&boards=${encodeURIComponent(id)}`, settings);
    await eventually(() => gateway.watchers(id) === 1, `nobody watches ${id}`);
    return page;
  }

  it("shows names, values and units, and draws curves", async () => {
    const page = await watching("demo-mushroom1");

    gateway.publish("demo-mushroom1", telemetry(0));
    const air = { temperature_c: 21.87000084, gas_ohm: 48123 };
    gateway.publish("demo-mushroom1", { ...telemetry(1), bme688: { a: air } });

    await reaches(page, "demo-mushroom1", "live");
    await shows(value(page, "demo-mushroom1", "bme688.a.temperature_c"), "21.87");
    const temperature = board(page, "demo-mushroom1").locator('[data-path="bme688.a.temperature_c"]');
    assert.equal(await temperature.locator(".name").textContent(), "Temperature");
    assert.equal(await temperature.locator(".origin").textContent(), "BME688 A");
    assert.equal(await temperature.locator(".unit").textContent(), "°C");
    assert.equal(await value(page, "demo-mushroom1", "bme688.a.gas_ohm").textContent(), "48\u202f123");
    assert.equal(await board(page, "demo-mushroom1").locator(".reading").count(), 11);
    await shows(board(page, "demo-mushroom1").locator(".uptime"), "running for 21 s");
    await eventually(async () => (await inkedPixels(temperature.locator("canvas"))) > 20, "no curve");
    await shows(temperature.locator(".range"), /min 21\.8\d\s*max \d/);
    assert.deepEqual(page.complaints, []);
  });

  it("marks demo boards, and only those", async () => {
    const page = await open(`#token=${TOKEN}&boards=demo-mushroom1,mushroom1`);

    await board(page, "mushroom1").waitFor(LIMIT);
    assert.equal(await board(page, "demo-mushroom1").locator(".demo").isVisible(), true);
    assert.equal(await board(page, "mushroom1").locator(".demo").isVisible(), false);
  });

  it("takes the token out of the address, never sends it but to the stream, and survives a reload", async () => {
    const page = await watching("demo-mushroom1");
    assert.equal(new URL(page.url()).hash, "#boards=demo-mushroom1");

    await page.reload();

    await eventually(() => gateway.opened === 2 && gateway.watchers("demo-mushroom1") === 1, "no return after reload");
    gateway.publish("demo-mushroom1", telemetry(0));
    await reaches(page, "demo-mushroom1", "live");
    assert.deepEqual(gateway.requests.filter((request) => request.includes(TOKEN)), []);
  });

  it("asks for a token when there is none, and takes the whole link for one", async () => {
    const page = await open("");
    assert.equal(await page.locator("#start").isVisible(), true);
    assert.match(await page.locator("#token-hint").textContent(), /make demo/);

    await page.getByLabel("Token").fill(`${gateway.url}#token=${TOKEN}&boards=demo-hyphae1`);
    await page.getByLabel("Token").press("Enter");

    await eventually(() => gateway.watchers("demo-hyphae1") === 1, "the link was not understood");
    assert.equal(await page.locator("#start").isVisible(), false);
    assert.equal(new URL(page.url()).hash, "#boards=demo-hyphae1");
    assert.deepEqual(page.complaints, []);
  });

  it("adds and removes boards, and the address follows", async () => {
    const page = await watching("demo-mushroom1");

    await page.getByLabel("Board id").fill("lab:7/a große");
    await page.getByRole("button", { name: "Add board" }).click();
    await eventually(() => gateway.watchers("lab:7/a große") === 1, "not added");
    assert.equal(new URL(page.url()).hash, "#boards=demo-mushroom1,lab%3A7%2Fa%20gro%C3%9Fe");
    await page.getByRole("button", { name: "Remove demo-mushroom1" }).click();

    await eventually(() => gateway.watchers("demo-mushroom1") === 0, "still watched");
    assert.equal(await page.locator(".board").count(), 1);
    assert.equal(new URL(page.url()).hash, "#boards=lab%3A7%2Fa%20gro%C3%9Fe");
    gateway.publish("lab:7/a große", { temperature: 4 });
    await shows(value(page, "lab:7/a große", "temperature"), "4.00");
    assert.deepEqual(page.complaints, []);
  });

  it("comes back by itself after the gateway shut down and started again", async () => {
    const page = await watching("demo-mushroom1");
    gateway.publish("demo-mushroom1", telemetry(0));
    await reaches(page, "demo-mushroom1", "live");

    gateway.end("demo-mushroom1", 1001, "Server shutting down");
    await shows(board(page, "demo-mushroom1").locator(".detail"), "shutting down or restarting");
    await shows(board(page, "demo-mushroom1").locator(".retry"), /Next try|Trying again/);

    await eventually(() => gateway.watchers("demo-mushroom1") === 1, "no return");
    gateway.publish("demo-mushroom1", { temperature: 7.25 });
    await shows(value(page, "demo-mushroom1", "temperature"), "7.25");
    await reaches(page, "demo-mushroom1", "live");
    assert.equal(await board(page, "demo-mushroom1").locator(".detail").textContent(), "");
    assert.deepEqual(page.complaints, []);
  });

  it("waits longer from try to try, and comes back at once when the network does", async () => {
    const page = await watching("demo-mushroom1");
    await page.evaluate(() => {
      window.pauses = [];
      const real = window.setTimeout;
      window.setTimeout = (callback, pause) => {
        if (pause !== 10_000) {
          window.pauses.push(pause);
        }
        return real(callback, pause > 2_000 ? 600_000 : pause / 20);
      };
    });

    await gateway.shutDown();

    await page.waitForFunction(() => window.pauses.at(-1) > 2_000, null, LIMIT);
    const pauses = await page.evaluate(() => window.pauses);
    pauses.forEach((pause, attempt) => {
      const longest = Math.min(30_000, 1_000 * 2 ** attempt);
      assert.ok(pause >= longest / 2 && pause <= longest, `pause ${attempt} of ${pauses}`);
    });
    await gateway.listen();
    await page.evaluate(() => dispatchEvent(new Event("online")));
    await eventually(() => gateway.watchers("demo-mushroom1") === 1, "no return on 'online'");
  });

  for (const [token, says] of [
    ["", "No token was given"],
    ["forged", "does not accept this token"],
    [EXPIRED_TOKEN, "has expired"],
  ]) {
    it(`stops and says what to do when ${says.toLowerCase()}`, async () => {
      const page = await open(`#token=${token}&boards=demo-mushroom1`, { prepare: withClock });

      await reaches(page, "demo-mushroom1", "refused");
      await shows(board(page, "demo-mushroom1").locator(".detail"), says);
      await shows(page.locator("#start-problem"), says);
      await page.evaluate(() => dispatchEvent(new Event("online")));
      await page.clock.runFor(120_000);
      assert.equal(gateway.opened, 1, "a refused token is not tried again");

      await page.getByLabel("Token").fill(TOKEN);
      await page.getByRole("button", { name: "Watch" }).click();
      await eventually(() => gateway.watchers("demo-mushroom1") === 1, "the new token was not used");
      assert.equal(await page.locator("#start").isVisible(), false);
      assert.deepEqual(page.complaints, []);
    });
  }

  it("says so when the user has too many connections, and leaves the other boards alone", async () => {
    gateway.connectionsPerUser = 1;
    const page = await watching("demo-mushroom1");

    await page.getByLabel("Board id").fill("demo-hyphae1");
    await page.getByLabel("Board id").press("Enter");

    await reaches(page, "demo-hyphae1", "refused");
    await shows(board(page, "demo-hyphae1").locator(".detail"), "Connection limit exceeded");
    assert.equal(await page.locator("#start").isVisible(), false, "another token would not help");
    gateway.publish("demo-mushroom1", telemetry(0));
    await reaches(page, "demo-mushroom1", "live");

    await page.getByRole("button", { name: "Remove demo-mushroom1" }).click();
    await eventually(() => gateway.watchers("demo-mushroom1") === 0, "still watched");
    await page.getByRole("button", { name: "Try to reach demo-hyphae1 now" }).click();
    await eventually(() => gateway.watchers("demo-hyphae1") === 1, "no second try");
  });

  it("calls a board stale after ten silent seconds, unless its pace is slower", async () => {
    const page = await watching("demo-mushroom1", { prepare: withClock });
    gateway.publish("demo-mushroom1", { temperature: 1 });
    await reaches(page, "demo-mushroom1", "live");

    await page.clock.runFor(8_500);
    assert.equal(await board(page, "demo-mushroom1").getAttribute("data-state"), "live");
    await page.clock.runFor(3_000);
    assert.equal(await board(page, "demo-mushroom1").getAttribute("data-state"), "stale");
    assert.match(await board(page, "demo-mushroom1").locator(".age").textContent(), /last event 1[012] s ago/);

    gateway.publish("demo-mushroom1", { temperature: 2 });
    await reaches(page, "demo-mushroom1", "live");
    await page.clock.runFor(15_000);
    assert.equal(await board(page, "demo-mushroom1").getAttribute("data-state"), "live", "its pace is eleven seconds");
  });

  it("asks whether the line is alive when it is silent, and leaves a dead one", async () => {
    const page = await watching("demo-mushroom1", { prepare: withClock });
    await page.evaluate(() => {
      WebSocket.prototype.send = (text) => (window.sent = text);
    });

    await page.clock.runFor(26_000);
    assert.equal(await page.evaluate(() => window.sent), '{"type":"ping"}');
    await page.clock.runFor(10_000);

    await eventually(() => gateway.opened === 2, "no new connection");
  });

  it("shows an emergency stop where nobody can miss it, and takes it back", async () => {
    const page = await watching("demo-mushroom1");

    gateway.publish("demo-mushroom1", telemetry(0, 0, { estop: true }));
    await shows(board(page, "demo-mushroom1").getByRole("alert"), "Emergency stop");
    assert.match(await page.title(), /^Emergency stop/);
    gateway.publish("demo-mushroom1", { temperature: 1 });
    gateway.publish("demo-mushroom1", telemetry(1));

    await page.waitForFunction(() => !document.title.startsWith("Emergency"), null, LIMIT);
    const alert = board(page, "demo-mushroom1").getByRole("alert");
    await eventually(async () => (await alert.textContent()) === "", "the stop is still shown");
  });

  it("takes odd telemetry as it comes", async () => {
    const markup = '<img src=x onerror="document.title=1">';
    const page = await watching(markup);

    for (const odd of ["no json", "[]", "null", "7", '{"type":"telemetry"}', '{"type":"telemetry","data":null}',
      '{"type":"telemetry","data":[1,2]}', '{"type":"telemetry","data":"text"}', '{"type":"wholly new"}']) {
      gateway.say(markup, odd);
    }
    gateway.say(markup, `{"type":"telemetry","data":${'{"a":'.repeat(5_000)}1${"}".repeat(5_000)}}`);
    gateway.say(markup, `{"type":"telemetry","data":{"__proto__":{"x":1},"constructor":2,"over":1e999,"":3}}`);
    gateway.publish(markup, { nothing: null, text: markup, yes: true, empty: {}, [markup]: 5 });
    gateway.publish(markup, { swing: 1.7976931348623157e308, tiny: 5e-324, whole: 9007199254740991, below: -273.15 });
    gateway.publish(markup, { swing: -1.7976931348623157e308, temperature: -3.5, ["k".repeat(10_000)]: 1 });

    await shows(value(page, markup.replaceAll('"', '\\"'), "swing"), "−1.80\u202f×\u202f10³⁰⁸");
    await shows(value(page, markup.replaceAll('"', '\\"'), "temperature"), "−3.50");
    assert.equal(await page.locator("main img").count(), 0, "markup stays text");
    assert.ok((await page.locator(".board").textContent()).includes(markup));
    const swing = page.locator('[data-path="swing"] canvas');
    await eventually(async () => (await inkedPixels(swing)) > 5, "no curve of huge numbers");
    assert.deepEqual(page.complaints, []);
  });

  it("shows 24 of 100 series, the known ones first, and counts the others", async () => {
    const page = await watching("demo-mushroom1");
    const hundred = Object.fromEntries(Array.from({ length: 99 }, (_, i) => [`n${i}`, i]));

    gateway.publish("demo-mushroom1", { ...hundred, temperature_c: 20 });

    await shows(board(page, "demo-mushroom1").locator(".more"), "and 76 more not shown");
    assert.equal(await page.locator(".reading").count(), 24);
    assert.equal(await page.locator(".reading .name").first().textContent(), "Temperature");
    assert.equal(await page.locator("canvas").count(), 24);
  });

  it("keeps at most 600 points of two minutes, and the spikes among them", async () => {
    const page = await open("");

    const kept = await page.evaluate(async () => {
      const { Series } = await import("/page/series.js");
      const series = new Series();
      for (let t = 0; t <= 300_000; t += 10) {
        series.add(1e12 + t, t === 200_010 ? 99 : 1);
      }
      const before = series.size;
      const spike = series.range();
      series.forgetBefore(1e12 + 300_000 - 1_000);
      return { before, spike, after: series.size };
    });

    assert.deepEqual(kept, { before: 600, spike: { low: 1, high: 99 }, after: 6 });
  });

  it("draws at most once per frame, and nothing while the tab is hidden", async () => {
    const page = await watching("demo-mushroom1", {
      prepare: async (fresh) => {
        await withClock(fresh);
        await fresh.addInitScript(() => {
          window.hiddenForTest = false;
          Object.defineProperty(document, "hidden", { get: () => window.hiddenForTest });
          window.drawn = new Map();
          window.frames = 0;
          const clear = CanvasRenderingContext2D.prototype.clearRect;
          CanvasRenderingContext2D.prototype.clearRect = function counted(...rectangle) {
            window.drawn.set(this.canvas, (window.drawn.get(this.canvas) ?? 0) + 1);
            return clear.apply(this, rectangle);
          };
          const count = () => {
            window.frames++;
            requestAnimationFrame(count);
          };
          requestAnimationFrame(count);
        });
      },
    });
    gateway.publish("demo-mushroom1", { temperature: 0 });
    await reaches(page, "demo-mushroom1", "live");

    const most = () => page.evaluate(() => [Math.max(0, ...window.drawn.values()), window.frames]);
    const [drawnBefore, framesBefore] = await most();
    for (let i = 0; i < 5_000; i++) {
      gateway.publish("demo-mushroom1", { temperature: i });
    }
    await shows(value(page, "demo-mushroom1", "temperature"), "4999.00");
    const [drawnAfter, framesAfter] = await most();
    assert.ok(drawnAfter > drawnBefore, "drawn at all");
    assert.ok(drawnAfter - drawnBefore <= framesAfter - framesBefore + 1, `${drawnAfter} in ${framesAfter} frames`);

    await page.evaluate(() => (window.hiddenForTest = true));
    await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
    const [drawnWhenHidden] = await most();
    gateway.publish("demo-mushroom1", { temperature: 5 });
    await page.clock.runFor(5_000);
    assert.equal((await most())[0], drawnWhenHidden);
    await page.evaluate(() => {
      window.hiddenForTest = false;
      document.dispatchEvent(new Event("visibilitychange"));
    });
    await shows(value(page, "demo-mushroom1", "temperature"), "5.00");
  });

  it("fits 360 pixels and draws sharply on a dense screen", async () => {
    const page = await watching("demo-mushroom1", {
      options: { viewport: { width: 360, height: 740 }, deviceScaleFactor: 3 },
    });
    gateway.publish("demo-mushroom1", telemetry(0));
    await shows(value(page, "demo-mushroom1", "bme688.a.temperature_c"), /\d/);

    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 360);
    await eventually(() => page.evaluate(() => {
      const canvas = document.querySelector("canvas");
      return Math.abs(canvas.width - canvas.getBoundingClientRect().width * 3) < 2;
    }), "the canvas has fewer pixels than the screen");
  });

  for (const colorScheme of ["light", "dark"]) {
    it(`has text and curves of enough contrast in ${colorScheme}`, async () => {
      const page = await open(`#token=${TOKEN}&boards=demo-mushroom1,demo-hyphae1`, { options: { colorScheme } });
      await eventually(() => gateway.watchers("demo-mushroom1") === 1, "not watched");
      gateway.publish("demo-mushroom1", { ...telemetry(0, 0, { estop: true }), soil_moisture: 1, odd: 2 });
      await shows(board(page, "demo-mushroom1").getByRole("alert"), "Emergency stop");
      await page.getByRole("button", { name: "Change token" }).click();

      const poor = await page.evaluate(() => {
        const channels = (colour) => colour.match(/[\d.]+/g).map(Number);
        const light = ([r, g, b]) => [r, g, b]
          .map((c) => (c / 255 <= 0.03928 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4))
          .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
        const ground = (element) => {
          const colour = getComputedStyle(element).backgroundColor;
          return channels(colour)[3] === 0 ? ground(element.parentElement) : channels(colour);
        };
        return [...document.querySelectorAll("body *")]
          .filter((each) => each.checkVisibility() && (each.tagName === "CANVAS" || each.tagName === "INPUT"
            || [...each.childNodes].some((child) => child.nodeType === 3 && child.data.trim())))
          .map((each) => {
            const lights = [light(channels(getComputedStyle(each).color)), light(ground(each))].sort((a, b) => b - a);
            return { name: `${each.tagName} ${each.className} ${each.textContent.slice(0, 20)}`,
              needs: each.tagName === "CANVAS" ? 3 : 4.5, has: (lights[0] + 0.05) / (lights[1] + 0.05) };
          })
          .filter(({ needs, has }) => has < needs);
      });

      assert.deepEqual(poor, []);
    });
  }

  it("can be used with the keyboard alone", async () => {
    const page = await open("");

    await page.keyboard.press("Tab");
    await page.keyboard.type(TOKEN);
    await page.keyboard.press("Tab");
    await page.keyboard.type("demo-mushroom1");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");

    await eventually(() => gateway.watchers("demo-mushroom1") === 1, "not watched");
  });

  it("follows a link pasted into the same tab", async () => {
    const page = await watching("demo-mushroom1");

    await page.evaluate((token) => (location.hash = `#token=${token}&boards=demo-hyphae1`), TOKEN);

    await eventually(() => gateway.watchers("demo-hyphae1") === 1, "the link's board is not watched");
    await eventually(() => gateway.watchers("demo-mushroom1") === 0, "the board before is still watched");
    assert.equal(new URL(page.url()).hash, "#boards=demo-hyphae1");
  });
});
