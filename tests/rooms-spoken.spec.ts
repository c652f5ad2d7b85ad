// What a screen reader is told of rooms, in three languages. The server is this file's own, so nothing of it depends on the day or
// on what others book: what is read aloud changes only where somebody means it.
import { ask } from './support/account';
import { mounted, open } from './support/app';
import { HOUR, bookAt, instant } from './support/rooms';
import { testAt } from './support/served';
import { expect } from './support/test';
import { LANGUAGES } from './support/words';
import type { Page } from '@playwright/test';

const test = testAt('2026-11-23T12:00:00Z');
const ROOM = 'vallila-lukuhuone';
/** Wednesday at 12 in Helsinki. */
const START = Date.parse('2026-11-25T10:00:00Z');
const WEEK = 7 * 24 * HOUR;

async function arrive(page: Page, card: string): Promise<void> {
  const answer = await page.request.post('/api/v1/session', { data: { card, pin: '1234' } });
  expect(answer.status()).toBe(200);
}

/** What stands in the page, as it is read: without addresses, and with the same code whichever was drawn. */
async function spoken(page: Page, name: string): Promise<void> {
  await mounted(page);
  const read = await page.getByRole('main').ariaSnapshot();
  // Where a link leads is not read; a colon stays only before what is.
  const without = read.replace(/:\n( +)- \/url:.*(?!\n\1)$/gm, '');
  const lines = without.split('\n').filter((line) => !line.includes('/url:') && !/^\s*- (status|text: "")$/.test(line));
  const text = lines.map((line) => line.replace(/ [A-Z0-9]{3}-[A-Z0-9]{3}$/, ' ABC-DEF').trimEnd()).join('\n');
  expect(`${text}\n`).toMatchSnapshot(['spoken', `${name}.yml`]);
}

test.describe.configure({ mode: 'serial' });

for (const language of LANGUAGES) {
  test(`the list of rooms: ${language}`, async ({ page }) => {
    await open(page, `/${language}/rooms?library=vallila`);
    await spoken(page, `list-${language}`);
  });

  test(`a room with its calendar: ${language}`, async ({ page }) => {
    await open(page, `/${language}/rooms/${ROOM}?date=2026-11-25`);
    await spoken(page, `room-${language}`);
  });

  test(`the form in which one books: ${language}`, async ({ page }) => {
    // Before anybody has signed in: what is kept for somebody counts down.
    await open(page, `/${language}/rooms/${ROOM}/book?start=${instant(START)}&minutes=60`);
    await spoken(page, `book-${language}`);
  });

  test(`the plan of a series: ${language}`, async ({ page, browser, served }) => {
    const context = await browser.newContext({ baseURL: served.url, serviceWorkers: 'block' });
    const other = await context.newPage();
    await arrive(other, '1000 0002');
    await other.goto('/fi/');
    const taken = await bookAt(other, ROOM, START + WEEK);
    await arrive(page, '1000 0001');
    await open(page, `/${language}/rooms/${ROOM}/series?start=${instant(START)}&minutes=60&weeks=3`);
    await spoken(page, `series-${language}`);
    await ask(other, 'DELETE', `/bookings/${taken.id}`);
    await context.close();
  });

  test(`one's own booking: ${language}`, async ({ page }) => {
    await arrive(page, '1000 0001');
    await page.goto(`/${language}/`);
    const booking = await bookAt(page, ROOM, START);
    await open(page, `/${language}/me/bookings/${booking.id}`);
    await spoken(page, `own-${language}`);
    await ask(page, 'DELETE', `/bookings/${booking.id}`);
  });
}
