// Service worker: the app starts without a network and shows what was last seen, saying so.
// `cargo xtask finish` fills in the next line: the hashed files of this build, and in each language the page that says that
// a page is not kept here.
const BUILD = { version: "dev", assets: [], words: {}, elsewhere: {} };

const LANGUAGES = ["fi", "sv", "en"];
const LIMIT = 60;
const PAGE_PATIENCE = 3000;
const NEW_PAGE_PATIENCE = 12000;
const ANSWER_PATIENCE = 6000;
const STORED_AT = "x-jaettu-cached";

// One set of caches per build: a page never meets the files of another build.
const ASSETS = `assets ${BUILD.version}`;
const PAGES = `pages ${BUILD.version}`;
const ANSWERS = `answers ${BUILD.version}`;

const HASHED = /^\/(words\.\w+\.[0-9a-f]{8,}\.json|[\w./-]+-[0-9a-f]{8,}(_bg)?\.(js|mjs|wasm|css))$/;
// The staff desk is another app, and nothing without a network.
const DESK = /^\/desk(\/|$)/;
// Personal, or a secret in the address: never kept.
const PRIVATE_PAGE = /^\/(fi|sv|en)\/me(\/|$)/;
// What the owner of a phone may have kept there, in a cache that they make and take away (own_phone.rs).
const OWN = "own";
const OWN_PAGE = /^\/(fi|sv|en)\/me(\/bookings(\/[\w-]+)?)?$/;
const OWN_LIMIT = 20;
const PRIVATE_ANSWER = /^\/api\/v1\/(me|desk|session|bookings|series|digituki\/appointments|calendar|volunteers)(\/|$)/;

self.addEventListener("install", (event) => event.waitUntil(install()));
self.addEventListener("activate", (event) => event.waitUntil(activate()));
self.addEventListener("fetch", (event) => {
  const answer = respond(event);
  if (answer) event.respondWith(answer);
});

async function install() {
  const [open] = await openPages();
  const language = languageOf(new URL(open?.url ?? self.location.href));
  const words = BUILD.words[language];
  const assets = await caches.open(ASSETS);
  await assets.addAll(words ? [...BUILD.assets, words] : BUILD.assets);
  const shell = `/${language}/`;
  await keep(PAGES, shell, await fetch(shell));
  // What is open came before there was a worker to keep it.
  await Promise.all((await openPages()).map(({ url }) => keepPage(new URL(url))));
  // The app loads nothing later that a newer build could have taken away, so the new worker need not wait.
  await self.skipWaiting();
}

async function activate() {
  const current = [ASSETS, PAGES, ANSWERS, OWN];
  const old = (await caches.keys()).filter((name) => !current.includes(name));
  await Promise.all(old.map((name) => caches.delete(name)));
  await self.registration.navigationPreload?.enable();
  await self.clients.claim();
}

function respond(event) {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method === "DELETE" && /^\/api\/v1\/(session|me)$/.test(url.pathname)) event.waitUntil(caches.delete(OWN));
  if (request.method !== "GET" || url.origin !== self.location.origin || DESK.test(url.pathname)) return undefined;
  if (HASHED.test(url.pathname)) return asset(event, url);
  if (OWN_PAGE.test(url.pathname)) return ownPage(event, url);
  if (isPage(url)) return page(event, url);
  if (url.pathname.startsWith("/api/v1/") && !PRIVATE_ANSWER.test(url.pathname)) return apiAnswer(event);
  return undefined;
}

/** Hashed files never change: the network is asked only for what is missing. */
async function asset(event, url) {
  const known = await caches.match(url.pathname);
  if (known) return known;
  const response = await fetch(event.request);
  if (response.ok) event.waitUntil(keep(ASSETS, url.pathname, response.clone()));
  else if (response.status === 404) event.waitUntil(renew(event.clientId));
  return response;
}

/** A page of a build that is gone from the server: forget it and fetch the new one, once. */
const renewed = new Set();
async function renew(id) {
  await caches.delete(PAGES);
  const client = await self.clients.get(id);
  if (!client || renewed.has(client.url)) return;
  renewed.add(client.url);
  await client.navigate(client.url);
}

/**
 * Pages come from the network; if it is slow or gone, as they were last seen. What was never seen is worth waiting
 * for; if it does not come at all, the start page's shell says so.
 */
async function page(event, url) {
  const network = Promise.resolve(event.preloadResponse).then((response) => response ?? fetch(event.request));
  const fresh = await inTime(network, PAGE_PATIENCE);
  if (fresh && fresh.status < 500) {
    if (!PRIVATE_PAGE.test(url.pathname)) event.waitUntil(keep(PAGES, url.pathname + url.search, fresh.clone()));
    return fresh;
  }
  const pages = await caches.open(PAGES);
  const seen = await pages.match(url.pathname + url.search) ?? await pages.match(url.pathname);
  if (seen) return seen;
  // The app says itself what it could not get.
  if (event.request.mode !== "navigate") return network;
  return withoutNetwork(event.request, fresh ?? await inTime(network, NEW_PAGE_PATIENCE));
}

/**
 * A page that nobody has seen: if it does come late, that; otherwise a shell of ours, whose app draws what it knows or says
 * so; otherwise, where the app does not know the language, a page that says so itself.
 */
async function withoutNetwork(request, late) {
  if (late && late.status < 500) return late;
  const pages = await caches.open(PAGES);
  const language = languageOf(new URL(request.url));
  const shell = await pages.match(`/${language}/`);
  if (shell && await caches.match(BUILD.words[language])) return shell;
  return await notKept(request, pages, language) ?? late ?? Response.error();
}

/** Says in `language` that the page is not on this phone, between header and footer of a language that has been read. */
async function notKept(request, pages, language) {
  const said = BUILD.elsewhere[language];
  for (const read of said ? LANGUAGES : []) {
    const shell = await pages.match(`/${read}/`);
    if (!shell) continue;
    const from = cameFrom(request);
    const way = said.main.replace("#back", () => from ?? `/${read}/`);
    const main = from ? way : way.replace(said.back, () => said.home);
    const html = (await shell.text())
      .replace(/<title>[^<]*/, () => `<title>${said.title}`)
      // The app would draw the start page here.
      .replace(/<script type="module"[^]*?<\/script>|<link[^>]* rel="(?:module)?preload"[^>]*>/g, "")
      .replace(/<main[^]*<\/main>/, () => `<main class="j-page" id="main" tabindex="-1" lang="${language}">${main}</main>`);
    return new Response(html, { headers: shell.headers });
  }
  return undefined;
}

/** The page of ours on which the reader has just pressed a link, if they did. */
function cameFrom(request) {
  if (!request.referrer.startsWith(`${self.location.origin}/`) || request.referrer === request.url) return undefined;
  const from = new URL(request.referrer);
  return isPage(from) ? from.pathname + from.search : undefined;
}

/** Public answers of the API: from the network, else the last one, marked with the time it was kept. */
async function apiAnswer(event) {
  const network = fetch(event.request);
  const fresh = await inTime(network, ANSWER_PATIENCE);
  if (fresh && fresh.status < 500) {
    event.waitUntil(keep(ANSWERS, event.request.url, fresh.clone()));
    return fresh;
  }
  const answers = await caches.open(ANSWERS);
  return await answers.match(event.request.url) ?? fresh ?? network;
}

/** One's own pages: from the network; without it as it was kept, if the owner of the phone wants it kept. */
async function ownPage(event, url) {
  const network = Promise.resolve(event.preloadResponse).then((response) => response ?? fetch(event.request));
  const fresh = await inTime(network, PAGE_PATIENCE);
  if (fresh && fresh.status < 500) {
    if (fresh.ok) event.waitUntil(keepOwn(url.pathname, fresh.clone()));
    return fresh;
  }
  const kept = await caches.has(OWN) && await (await caches.open(OWN)).match(url.pathname);
  if (kept) return kept;
  return event.request.mode === "navigate" ? withoutNetwork(event.request, fresh ?? await inTime(network, NEW_PAGE_PATIENCE)) : network;
}

async function keepOwn(path, response) {
  if (!await caches.has(OWN)) return;
  const text = await response.text();
  // Somebody who is signed out has nothing to keep here.
  if (text.includes('id="sign-in"')) return void await caches.delete(OWN);
  const headers = new Headers(response.headers);
  headers.set(STORED_AT, new Date().toISOString());
  const own = await caches.open(OWN);
  await own.put(path, new Response(text, { headers }));
  await forgetOldest(own, OWN_LIMIT);
}

/** Keeps a good answer that may be kept, and forgets the oldest beyond the limit. */
async function keep(name, key, response) {
  const forbidden = /no-store|private/.test(response.headers.get("cache-control") ?? "");
  if (!response.ok || response.redirected || forbidden) return;
  const cache = await caches.open(name);
  if (name === ASSETS) return cache.put(key, response);
  const headers = new Headers(response.headers);
  headers.set(STORED_AT, new Date().toISOString());
  await cache.put(key, new Response(response.body, { status: response.status, headers }));
  await forgetOldest(cache, LIMIT);
}

/** What is put again moves to the end, so the first are the oldest. */
async function forgetOldest(cache, limit) {
  const keys = await cache.keys();
  await Promise.all(keys.slice(0, Math.max(0, keys.length - limit)).map((old) => cache.delete(old)));
}

/** The answer, or nothing if there is none within this time. */
function inTime(network, patience) {
  const late = new Promise((resolve) => setTimeout(resolve, patience));
  return Promise.race([network.catch(() => undefined), late]);
}

const isPage = (url) => url.pathname === "/" || LANGUAGES.some((language) => url.pathname.startsWith(`/${language}/`));

function languageOf(url) {
  const first = url.pathname.split("/")[1];
  return LANGUAGES.includes(first) ? first : "fi";
}

async function openPages() {
  const windows = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  return windows.filter((client) => isPage(new URL(client.url)));
}

async function keepPage(url) {
  if (PRIVATE_PAGE.test(url.pathname)) return;
  const response = await fetch(url).catch(() => undefined);
  if (response) await keep(PAGES, url.pathname + url.search, response);
}
