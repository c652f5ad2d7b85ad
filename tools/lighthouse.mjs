// Lighthouse on a phone with a bad connection: node tools/lighthouse.mjs CHROMIUM RUNS FLAGS URL…
// Prints one line of JSON per address: the median of each figure, of a first and of a repeat visit.
// DevTools throttling: the simulated kind does not know about WebAssembly and reports paints that never were.
import { launch } from "chrome-launcher";
import lighthouse, { defaultConfig } from "lighthouse";

const [chromePath, runs, flags, ...urls] = process.argv.slice(2);
if (urls.length === 0) {
  console.error("usage: node tools/lighthouse.mjs CHROMIUM RUNS FLAGS URL…");
  process.exit(2);
}

const settings = { onlyCategories: ["performance"], formFactor: "mobile", throttlingMethod: "devtools" };

async function visit(chrome, url, repeat) {
  const options = { port: chrome.port, logLevel: "error", output: "json", disableStorageReset: repeat };
  const { lhr } = await lighthouse(url, options, { ...defaultConfig, settings: { ...defaultConfig.settings, ...settings } });
  if (lhr.runtimeError) throw new Error(`${url}: ${lhr.runtimeError.message}`);
  const value = (name) => lhr.audits[name].numericValue;
  const marks = lhr.audits["user-timings"]?.details?.items ?? [];
  return {
    fcp: value("first-contentful-paint"),
    lcp: value("largest-contentful-paint"),
    tbt: value("total-blocking-time"),
    cls: value("cumulative-layout-shift"),
    mounted: marks.find((mark) => mark.name === "app-mounted")?.startTime,
  };
}

function median(values) {
  const known = values.filter((value) => value !== undefined).sort((one, other) => one - other);
  return known.length === 0 ? null : known[Math.floor(known.length / 2)];
}

const medians = (visits) =>
  Object.fromEntries(["fcp", "lcp", "tbt", "cls", "mounted"].map((name) => [name, median(visits.map((visit) => visit[name]))]));

for (const url of urls) {
  const first = [];
  const again = [];
  for (let run = 0; run < Number(runs); run += 1) {
    const chrome = await launch({ chromePath, chromeFlags: ["--headless=new", "--disable-gpu", ...flags.split(" ")] });
    try {
      first.push(await visit(chrome, url, false));
      again.push(await visit(chrome, url, true));
    } finally {
      chrome.kill();
    }
  }
  console.log(JSON.stringify({ url, first: medians(first), again: medians(again) }));
}
