// How long a slow phone takes to answer what people do: node tools/interactions.mjs CHROMIUM RUNS FLAGS ADDRESS
// Prints one line of JSON per page: the slowest interaction of a visit, the median of all visits, in milliseconds from
// the touch or key to the next picture (what INP counts), with the processor slowed four times.
import { chromium } from "@playwright/test";

const [executablePath, runs, flags, address] = process.argv.slice(2);
if (!address) {
  console.error("usage: node tools/interactions.mjs CHROMIUM RUNS FLAGS ADDRESS");
  process.exit(2);
}

const WAIT = 700;
const tap = (selector) => async (page) => page.locator(selector).locator("visible=true").first().tap();
const type = (selector, text) => async (page) => {
  await page.locator(selector).tap();
  for (const letter of text) await page.keyboard.press(letter);
};

/** What people do on a page, one after the other. */
const VISITS = {
  "/fi/items": [type("#q", "porakoneita"), tap("#filters > summary"), tap("#filters a"), tap(".j-card__title a")],
  "/fi/libraries": [type("#q", "kal"), tap(".j-check input"), tap(".j-card__title a")],
  "/fi/items/porakone": [tap('#main a[href^="/fi/items/"]'), tap('nav a[href="/fi/libraries"]')],
  "/fi/programme": [tap("#filters > summary"), tap("#filters a"), tap(".j-card__title a")],
  "/fi/programme/actions/116": [tap("#main details > summary"), tap('nav a[href="/fi/items"]')],
};

async function visit(browser, path, deeds) {
  const context = await browser.newContext({ viewport: { width: 412, height: 823 }, isMobile: true, hasTouch: true });
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  await session.send("Emulation.setCPUThrottlingRate", { rate: 4 });
  await page.addInitScript(() => {
    globalThis.slowest = 0;
    const note = (list) => {
      for (const entry of list.getEntries()) if (entry.interactionId) globalThis.slowest = Math.max(globalThis.slowest, entry.duration);
    };
    new PerformanceObserver(note).observe({ type: "event", durationThreshold: 16, buffered: true });
  });
  await page.goto(new URL(path, address).href);
  await page.waitForFunction(() => performance.getEntriesByName("app-mounted").length > 0);
  await page.waitForTimeout(2500);
  for (const deed of deeds) {
    await deed(page);
    await page.waitForTimeout(WAIT);
  }
  const slowest = await page.evaluate(() => globalThis.slowest);
  await context.close();
  return slowest;
}

const browser = await chromium.launch({ executablePath, args: ["--disable-gpu", ...flags.split(" ")] });
for (const [path, deeds] of Object.entries(VISITS)) {
  const found = [];
  for (let run = 0; run < Number(runs); run += 1) found.push(await visit(browser, path, deeds));
  found.sort((one, other) => one - other);
  console.log(JSON.stringify({ path, slowest: found[Math.floor(found.length / 2)] }));
}
await browser.close();
