// The same time every week on a phone: one week is taken and another time chosen instead, all is booked in one step, and
// given up again.
import { ask, signIn } from './support/account';
import { heading, mounted, open } from './support/app';
import { expectAccessible, expectLargeTargets, expectNoSidewaysScroll } from './support/checks';
import { HOUR, bookAt, bookPath, instant, own, state } from './support/rooms';
import { testAt } from './support/served';
import { expect, status } from './support/test';
import { anyOf, t } from './support/words';
import type { Browser, Page } from '@playwright/test';

const test = testAt('2026-11-23T12:00:00Z');
const WEEK = 7 * 24 * HOUR;
const weeks = (page: Page) => page.locator('.j-weeks > li');
const send = (page: Page) => page.getByRole('button', { name: t('booking.series_book') });

/** A time of a room that is free in each of four weeks: its start in the first. */
async function freeEachWeek(page: Page, room: string): Promise<number> {
  for (let hour = 8; hour < 17; hour += 1) {
    for (const day of ['2026-11-24', '2026-11-25', '2026-11-26']) {
      const start = Date.parse(`${day}T${String(hour).padStart(2, '0')}:00:00Z`);
      const query = `room=${room}&start=${instant(start)}&end=${instant(start + HOUR)}&weeks=4`;
      const plan = (await ask(page, 'GET', `/series/plan?${query}`)).json;
      if (plan.weeks?.every((week: { refused: unknown[] }) => week.refused.length === 0)) return start;
    }
  }
  throw new Error(`no time of ${room} is free in four weeks`);
}

/** Somebody else, in a browser of their own. */
async function another(browser: Browser, card: string): Promise<Page> {
  const context = await browser.newContext({ serviceWorkers: 'block' });
  const page = await context.newPage();
  await signIn(page, card);
  return page;
}

test('a series with one clash is booked with its alternative, and given up: one date, then all', async ({ page, browser, served }) => {
  test.setTimeout(60_000);
  const room = 'kallio-hiljainen-huone';
  await signIn(page, '1000 0001');
  const start = await freeEachWeek(page, room);
  const other = await another(browser, '1000 0002');
  await bookAt(other, room, start + WEEK);
  await open(page, bookPath(room, start));
  await page.getByRole('link', { name: t('booking.series_way') }).tap();
  await expect(heading(page)).toHaveText(t('booking.series_title', { name: 'Hiljainen huone' }));
  await expect(heading(page)).toBeFocused();
  await expect(weeks(page)).toHaveCount(4);
  await expect(page.getByRole('checkbox')).toHaveCount(3);
  const clash = page.getByRole('group', { name: t('booking.no_taken') });
  await expect(clash.getByRole('radio', { name: t('booking.series_skip') })).toBeChecked();
  await expect(page.locator('#counted')).toContainText(t('booking.series_free', { count: 3 }));
  await expect(page.locator('#counted')).toContainText(t('booking.series_not', { count: 1 }));
  await expectAccessible(page, 'the plan of a series');
  await expectNoSidewaysScroll(page);
  await expectLargeTargets(page);
  const instead = clash.getByRole('radio', { name: anyOf('booking.series_instead') }).first();
  const chosen = (await instead.getAttribute('value'))!;
  await instead.tap();
  await send(page).tap();
  await expect(page.getByText(t('booking.series_made', { count: 4 }))).toBeVisible();
  await mounted(page);
  await expectAccessible(page, 'own bookings with a series');
  await expectNoSidewaysScroll(page);
  const booked = await own(page);
  expect(booked.map((one) => one.start).sort()).toEqual([instant(start), chosen, instant(start + 2 * WEEK), instant(start + 3 * WEEK)].sort());
  expect(new Set(booked.map((one) => one.series)).size).toBe(1);
  await expect(page.getByText(t('booking.series_part'))).toHaveCount(4);

  await page.locator('.j-thing').first().getByRole('link').tap();
  await expect(page.getByRole('region', { name: t('booking.series_others') }).getByRole('listitem')).toHaveCount(3);
  await expectAccessible(page, 'a booking of a series');
  await page.getByText(t('booking.series_cancel_one')).tap();
  await page.getByRole('button', { name: t('booking.cancel_yes') }).tap();
  await expect(state(page)).toContainText(t('booking.state_cancelled'));
  expect(await own(page)).toHaveLength(3);

  await page.getByRole('region', { name: t('booking.series_others') }).getByRole('link').first().tap();
  await expect(state(page)).toContainText(t('booking.state_confirmed'));
  await page.locator('#cancel-series > summary').tap();
  await page.getByRole('button', { name: t('booking.series_cancel_yes') }).tap();
  await expect(state(page)).toContainText(t('booking.state_cancelled'));
  expect(await own(page)).toHaveLength(0);
  await other.context().close();
  expect(served.url).toBe(new URL(page.url()).origin);
});

test('weeks are left out, nothing chosen is said, and another number of weeks is asked for', async ({ page, faults }) => {
  faults.expect(status(400));
  const room = 'vallila-lukuhuone';
  await signIn(page, '1000 0003');
  const start = await freeEachWeek(page, room);
  await open(page, bookPath(room, start).replace('/book?', '/series?'));
  await page.getByLabel(t('booking.series_weeks')).focus();
  await page.getByLabel(t('booking.series_weeks')).selectOption('2');
  await expect(weeks(page)).toHaveCount(2);
  await expect(page.getByLabel(t('booking.series_weeks'))).toBeFocused();
  await expect(page.locator('#said')).toHaveText(t('booking.series_free', { count: 2 }));
  await page.getByRole('checkbox').nth(0).uncheck();
  await page.getByRole('checkbox').nth(1).uncheck();
  await send(page).tap();
  const choice = page.getByRole('group', { name: t('booking.series_choose') });
  await expect(choice).toBeFocused();
  await expect(choice).toHaveAccessibleDescription(t('booking.series_wrong'));
  await expectAccessible(page, 'nothing is chosen');
  await page.getByRole('checkbox').nth(1).check();
  await send(page).tap();
  await expect(page.getByText(t('booking.series_made', { count: 1 }))).toBeVisible();
  expect((await own(page)).map((one) => one.start)).toEqual([instant(start + WEEK)]);
});

test('what somebody else takes meanwhile is said, nothing is booked, and what was left out stays so', async ({ page, browser, faults }) => {
  faults.expect(status(409));
  const room = 'munkkiniemi-hiljainen-huone';
  await signIn(page, '1000 0004');
  const start = await freeEachWeek(page, room);
  await open(page, bookPath(room, start).replace('/book?', '/series?'));
  await expect(page.getByRole('checkbox')).toHaveCount(4);
  await page.getByRole('checkbox').nth(0).uncheck();
  const other = await another(browser, '1000 0005');
  await bookAt(other, room, start + 2 * WEEK);
  await send(page).tap();
  await expect(page.getByRole('status').filter({ hasText: t('booking.series_changed') })).toContainText(t('problem.slot_taken'));
  await expect(page.getByRole('group', { name: t('booking.no_taken') })).toBeVisible();
  await expect(page.getByRole('checkbox')).toHaveCount(3);
  await expect(page.getByRole('checkbox').nth(0)).not.toBeChecked();
  expect(await own(page)).toHaveLength(0);
  await send(page).tap();
  await expect(page.getByText(t('booking.series_made', { count: 2 }))).toBeVisible();
  await other.context().close();
});

test('whoever is no longer signed in while choosing weeks comes back to them, with their time', async ({ page, faults }) => {
  faults.expect(status(401));
  const room = 'vallila-lukuhuone';
  await signIn(page, '1000 0006');
  const start = await freeEachWeek(page, room);
  await open(page, bookPath(room, start).replace('/book?', '/series?'));
  await expect(weeks(page)).toHaveCount(4);
  const here = page.url();
  await page.context().clearCookies();
  await send(page).tap();
  await page.locator('.j-form__trouble').getByRole('link', { name: t('form.sign_in_link') }).tap();
  await mounted(page);
  await page.getByLabel(t('account.card'), { exact: true }).fill('1000 0006');
  await page.getByLabel(t('account.pin'), { exact: true }).fill('1234');
  await page.getByRole('button', { name: t('account.sign_in') }).tap();
  await expect(page).toHaveURL(here);
  await expect(weeks(page)).toHaveCount(4);
});

test('how many weeks are possible is said, and why not more', async ({ page }) => {
  const way = page.getByRole('link', { name: t('booking.series_way') });
  const at = (room: string, query = '') => `/fi/rooms/${room}/series?start=2026-11-25T10:00:00Z&minutes=60${query}`;
  await open(page, at('myllypuro-studio'));
  await expect(page.locator('#weeks-most')).toHaveText(t('booking.series_most_ahead', { count: 5, days: 30 }));
  await open(page, at('kallio-hiljainen-huone', '&weeks=400'));
  await expect(page.locator('#weeks-most')).toContainText(t('booking.series_most_quota', { count: 10, quota: '' }).split('.')[0]!);
  await expect(weeks(page)).toHaveCount(10);
  await expect(page.getByRole('link', { name: t('booking.sign_in') })).toBeVisible();
  await expectNoSidewaysScroll(page);
  await open(page, '/fi/rooms/kallio-hiljainen-huone/book?start=2026-11-25T10:00:00Z&minutes=60');
  await expect(way).toBeVisible();
  // Ten days ahead are open for four days more only.
  await open(page, '/fi/rooms/kallio-pelihuone/book?start=2026-12-04T12:00:00Z&minutes=60');
  await expect(way).toHaveCount(0);
});
