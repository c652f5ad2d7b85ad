// Going to pages, and knowing when the app has taken over.
import { expect, type Locator, type Page, type Response } from '@playwright/test';

/** Resolves when the app has taken the page over from the server. */
export async function mounted(page: Page): Promise<void> {
  await page.waitForFunction(() => performance.getEntriesByName('app-mounted').length > 0);
}

/** Loads a page and waits for the app. */
export async function open(page: Page, path: string): Promise<Response | null> {
  const response = await page.goto(path);
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

/** Loads the page at another hour than the server's: the app reads the phone's clock, which is moved. */
export async function at(page: Page, instant: string): Promise<void> {
  const html = await (await page.request.get('/fi/')).text();
  const ahead = Number(/data-ahead="(-?\d+)"/.exec(html)?.[1]);
  expect(ahead, 'seconds that the server runs ahead').not.toBeNaN();
  await page.clock.setFixedTime(new Date(Date.parse(instant) - ahead * 1000));
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
