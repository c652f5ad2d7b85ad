// Working at the staff desk: signing in, scanning as a barcode reader does, and things to scan.
import { expect, type Locator, type Page } from '@playwright/test';
import { execFileSync } from 'node:child_process';
import { open } from './app';
import { t, type Language } from './words';

/** Works at Kallio alone, and at every library. */
export const AT_KALLIO = '3000 0001';
export const EVERYWHERE = '3000 0002';
export const PIN = '1234';

export const path = (language: Language) => (language === 'fi' ? '/desk/' : `/desk/${language}/`);
export const box = (page: Page, language: Language = 'fi'): Locator =>
  page.getByLabel(t('desk.field', {}, language));
export const log = (page: Page): Locator => page.getByRole('log', { name: t('desk.log') });
/** What came of the last scan, by its large words. */
export const result = (page: Page, head: string): Locator => page.getByRole('region', { name: head });

/** Whose card is open. */
export const holderIs = (page: Page, name: string): Promise<void> =>
  expect(page.getByRole('region', { name })).toBeVisible();

/** As a barcode reader does it: fast, to whatever has the focus, with Enter at the end. */
export async function scan(page: Page, text: string): Promise<void> {
  await page.keyboard.type(text);
  await page.keyboard.press('Enter');
}

/** Signs in without the form. */
export async function signIn(page: Page, card: string): Promise<void> {
  const answer = await page.request.post('/api/v1/session', { data: { card, pin: PIN } });
  expect(answer.status(), card).toBe(200);
}

/** A desk at a library, at which somebody works who may work at every one. */
export async function atDeskOf(page: Page, library: string): Promise<void> {
  await signIn(page, EVERYWHERE);
  await open(page, path('fi'));
  await page.getByRole('button', { name: library }).click();
  await expect(box(page)).toBeFocused();
}

/** A desk at Kallio at which somebody works. */
export async function atDesk(page: Page, language: Language = 'fi'): Promise<void> {
  await signIn(page, AT_KALLIO);
  await open(page, path(language));
  await expect(box(page, language)).toBeFocused();
}

export interface Copy {
  item: string;
  barcode: string;
  /** Whether it goes back to its own library, wherever it is returned. */
  homeOnly: boolean;
}

/** Gives something on the shelf of a library that no other journey touches, each time another one. */
export function takingFrom(library: string): (page: Page) => Promise<Copy> {
  let free: Copy[] = [];
  return async (page) => {
    // Those that belong there alone are left for the journey about them.
    if (free.length === 0) free = (await shelf(page, library)).filter((copy) => !copy.homeOnly);
    return free.shift()!;
  };
}

/** Copies on the shelf of a library for which nobody waits. */
export async function shelf(page: Page, library = 'kallio'): Promise<Copy[]> {
  const server = process.env.JAETTU_SERVER ?? 'target/release/jaettu-server';
  const folder = process.env.JAETTU_TEST_DATA!;
  const csv = execFileSync(server, ['export', 'items', '--data-dir', folder], { encoding: 'utf8' });
  const [head, ...rows] = csv.split('\n').map((line) => line.trim().split(';'));
  // The last columns are those of the copy; what is said of the thing stands in its first row alone.
  const last = (name: string) => head.indexOf(name) - head.length;
  const homeOnly = new Set(rows.filter((row) => row.at(last('home_only')) === 'true').map((row) => row[0]));
  const { items } = await (await page.request.get('/api/v1/items?limit=100')).json();
  const waited = items.filter((item: { waiting: number }) => item.waiting > 0).map((item: { id: string }) => item.id);
  return rows
    .filter((row) => ['home', 'library'].every((name) => row.at(last(name)) === library))
    .filter((row) => row.at(last('place')) === 'shelf' && !waited.includes(row[0]))
    .map((row) => ({ item: row[0], barcode: row.at(last('barcode'))!, homeOnly: homeOnly.has(row[0]) }));
}
