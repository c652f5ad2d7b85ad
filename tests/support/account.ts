// Signing in, and asking the API as somebody who is signed in.
import { heading, open } from './app';
import { expect } from './test';
import { t } from './words';
import type { Browser, Page } from '@playwright/test';

/** Signs in with an example card and stays on one's own page. */
export async function signIn(page: Page, card: string): Promise<void> {
  await open(page, '/fi/me');
  await page.getByLabel(t('account.card'), { exact: true }).fill(card);
  await page.getByLabel(t('account.pin'), { exact: true }).fill('1234');
  await page.getByRole('button', { name: t('account.sign_in') }).click();
  await expect(heading(page)).toHaveText(t('account.title'));
}

/** Asks the API from within the page: with its cookie, and from its own origin. */
export async function ask(page: Page, method: string, path: string, body?: unknown): Promise<{ status: number; json: any }> {
  return page.evaluate(
    async ([method, path, body]) => {
      const headers = { 'content-type': 'application/json' };
      const sent = method === 'GET' ? undefined : JSON.stringify(body ?? {});
      const response = await fetch(`/api/v1${path}`, { method, headers, body: sent });
      return { status: response.status, json: await response.json() };
    },
    [method, path, body] as const,
  );
}

/** A librarian of all libraries, in a browser of their own. */
export async function librarian(browser: Browser): Promise<Page> {
  const context = await browser.newContext({ serviceWorkers: 'block' });
  const page = await context.newPage();
  await signIn(page, '3000 0002');
  return page;
}

/** Lends a thing to a card, as it is done for somebody who has reserved it. */
export async function lend(resident: Page, staff: Page, card: string, item: string): Promise<void> {
  const hold = await ask(resident, 'POST', `/items/${item}/holds`, { pickup_library: 'kallio' });
  expect(hold.status, JSON.stringify(hold.json)).toBe(201);
  const barcode = await bring(staff, hold.json.id);
  const lent = await ask(staff, 'POST', '/desk/checkouts', { card, barcode, library: 'kallio' });
  expect(lent.status, JSON.stringify(lent.json)).toBe(201);
}

/** Fetches the copy that is promised to a hold and brings it to the hold shelf in Kallio: its barcode. */
export async function bring(staff: Page, hold: string): Promise<string> {
  const libraries = (await ask(staff, 'GET', '/libraries')).json.items.map((library: { id: string }) => library.id);
  for (const library of libraries) {
    const today = (await ask(staff, 'GET', `/desk/${library}/today`)).json;
    const row = today.to_fetch.find((row: { hold: string }) => row.hold === hold);
    if (!row) continue;
    for (const desk of new Set([library, 'kallio'])) {
      const back = await ask(staff, 'POST', '/desk/returns', { barcode: row.barcode, library: desk });
      expect(back.status, JSON.stringify(back.json)).toBe(200);
    }
    return row.barcode;
  }
  throw new Error(`no copy is to be fetched for ${hold}`);
}
