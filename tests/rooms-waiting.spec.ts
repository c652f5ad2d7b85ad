// A time that somebody else has, on a phone: waiting for it, being offered it first when it becomes free, and confirming it.
import { ask, signIn } from './support/account';
import { mounted, open } from './support/app';
import { expectAccessible, expectLargeTargets, expectNoSidewaysScroll } from './support/checks';
import { bookAt, bookPath, confirm, freeFrom, state } from './support/rooms';
import { testAt } from './support/served';
import { expect } from './support/test';
import { t } from './support/words';
import type { Browser, Page } from '@playwright/test';

const test = testAt('2026-11-23T12:00:00Z');
const waits = (page: Page) => page.getByRole('region', { name: t('booking.waits') });

/** Somebody else, on a phone of their own. */
async function another(browser: Browser, card: string): Promise<Page> {
  const context = await browser.newContext({ serviceWorkers: 'block', viewport: { width: 390, height: 844 }, hasTouch: true });
  const page = await context.newPage();
  await signIn(page, card);
  return page;
}

/** Waits for a time that others have, on its page. */
async function wait(page: Page, path: string): Promise<void> {
  await open(page, path);
  await expect(page.locator('#against')).toContainText(t('booking.no_taken'));
  await page.getByRole('button', { name: t('booking.wait') }).tap();
  await expect(page.locator('strong', { hasText: t('booking.waited') })).toBeVisible();
}

test('who waits longest is offered a time that becomes free, confirms it, and the next one moves up', async ({ page, browser }) => {
  test.setTimeout(60_000);
  const room = 'kallio-ryhmatyotila-2';
  const holder = await another(browser, '1000 0001');
  const start = await freeFrom(holder, room, '2026-11-27');
  const theirs = await bookAt(holder, room, start);
  const path = bookPath(room, start);
  await signIn(page, '1000 0002');
  await open(page, path);
  await expectAccessible(page, 'a time to wait for');
  await wait(page, path);
  const second = await another(browser, '1000 0003');
  await wait(second, path);

  await open(page, '/fi/me');
  await page.getByRole('link', { name: t('booking.waits_way', { count: 1 }) }).tap();
  await expect(waits(page)).toContainText(t('booking.wait_first'));
  await expectAccessible(page, 'waiting');
  await expectNoSidewaysScroll(page);
  await expectLargeTargets(page);
  await open(second, '/fi/me/bookings');
  await expect(waits(second)).toContainText(t('booking.wait_before', { count: 1 }));

  expect((await ask(holder, 'DELETE', `/bookings/${theirs.id}`)).status).toBe(200);
  const body = { room, start: theirs.start, end: theirs.end, people: 1 };
  expect((await ask(holder, 'POST', '/bookings', body)).status, 'it is kept for who waits').toBe(409);
  await page.reload();
  await mounted(page);
  await expect(waits(page)).toContainText(t('booking.wait_offered', { time: '|' }).split('|')[0]!);
  await expectAccessible(page, 'a time that is offered');
  await waits(page).getByRole('link', { name: t('booking.finish') }).tap();
  await page.getByRole('link', { name: t('booking.finish') }).tap();
  await expect(page.locator('#countdown')).toBeVisible();
  await confirm(page).tap();
  await expect(state(page)).toContainText(t('booking.state_confirmed'));

  await second.reload();
  await mounted(second);
  await expect(waits(second)).toContainText(t('booking.wait_first'));
  await second.getByRole('button', { name: t('booking.wait_remove') }).tap();
  await expect(second.locator('.j-toast').filter({ hasText: t('booking.wait_removed') })).toBeVisible();
  await expect(waits(second)).toHaveCount(0);
  await Promise.all([holder, second].map((one) => one.context().close()));
});
