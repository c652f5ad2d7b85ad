// Going to pages, and knowing when the app has taken over.
import { expect, type Locator, type Page, type Response } from '@playwright/test';

/** Resolves when the app has taken the page over from the server. */
export async function mounted(page: Page): Promise<void> {
  await page.waitForFunction(() => performance.getEntriesByName('app-mounted').length > 0, undefined, {
    timeout: 10_000,
  });
}

/** Loads a page and waits for the app. */
export async function open(page: Page, path: string): Promise<Response | null> {
  const response = await page.goto(path);
  expect(response?.status(), path).toBe(200);
  await mounted(page);
  return response;
}

/** Resolves once what has been asked for is there and has been drawn. */
export async function settled(page: Page): Promise<void> {
  await page.waitForLoadState('load');
  await page.evaluate(
    () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(resolve, 50)))),
  );
}

/** The one heading that names the page. */
export const heading = (page: Page): Locator => page.getByRole('heading', { level: 1 });

/** The page lives at another instant from now on: the app adds the server's lead to the phone's clock. */
export async function at(page: Page, instant: string): Promise<void> {
  const html = await (await page.request.get('/fi/')).text();
  const ahead = Number(/data-ahead="(-?\d+)"/.exec(html)?.[1]);
  expect(ahead, 'seconds that the server runs ahead').not.toBeNaN();
  const shift = Date.parse(instant) - ahead * 1000 - Date.now();
  const set = (by: number) => {
    const now = Date.now.bind(Date);
    Date.now = () => now() + by;
  };
  await page.addInitScript(set, shift);
  if (page.url() !== 'about:blank') await page.evaluate(set, shift);
}

/** Addresses of all requests from now on. */
export function requests(page: Page): string[] {
  const urls: string[] = [];
  page.on('request', (request) => urls.push(request.url()));
  return urls;
}

/** Adds rules to the page; the content security policy does not concern sheets made like this. */
export async function addStyle(page: Page, rules: string): Promise<void> {
  await page.evaluate((text) => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(text);
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
  }, rules);
}
