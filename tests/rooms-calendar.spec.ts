// The address at which one's own calendar reads one's bookings: made, copied, fetched, renewed and taken away.
import { signIn } from './support/account';
import { mounted, open } from './support/app';
import { expectAccessible, expectLargeTargets, expectNoSidewaysScroll } from './support/checks';
import { bookAt, freeFrom } from './support/rooms';
import { testAt } from './support/served';
import { expect } from './support/test';
import { t } from './support/words';

const test = testAt('2026-11-23T12:00:00Z');
test.use({ permissions: ['clipboard-read', 'clipboard-write'] });

test('an address is made, copied, read by a calendar, renewed and taken away', async ({ page, request }) => {
  test.setTimeout(60_000);
  await signIn(page, '1000 0001');
  const room = 'kallio-hiljainen-huone';
  await bookAt(page, room, await freeFrom(page, room, '2026-11-25'));
  await open(page, '/fi/me/bookings');
  const part = page.getByRole('region', { name: t('booking.feed') });
  const told = part.getByLabel(t('booking.feed_address'));
  await expect(told).toBeHidden();
  await part.getByRole('button', { name: t('booking.feed_make') }).tap();
  await expect(told).toBeFocused();
  await expectAccessible(page, 'an address that is told');
  await expectNoSidewaysScroll(page);
  await expectLargeTargets(page);
  const first = await told.inputValue();
  await part.getByRole('button', { name: t('booking.feed_copy') }).tap();
  await expect(part.getByText(t('booking.feed_copied'))).toBeVisible();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(first);
  // The same in a program that keeps calendars.
  await expect(part.getByRole('link', { name: t('booking.feed_open') })).toHaveAttribute('href', first.replace(/^https?/, 'webcal'));
  const calendar = await (await request.get(first)).text();
  expect(calendar.match(/BEGIN:VEVENT/g)).toHaveLength(1);

  await page.reload();
  await mounted(page);
  await expect(told).toBeHidden();
  await expect(part).toContainText(t('booking.feed_since', { when: '|' }).split('|')[0]!);
  await page.locator('#feed-renew > summary').tap();
  await expectAccessible(page, 'an address that is there');
  await part.getByRole('button', { name: t('booking.feed_renew_yes') }).tap();
  await expect(told).toBeFocused();
  const second = await told.inputValue();
  expect(second).not.toBe(first);
  expect((await request.get(first)).status()).toBe(404);
  expect((await request.get(second)).status()).toBe(200);

  await page.locator('#feed-end > summary').tap();
  await part.getByRole('button', { name: t('booking.feed_end_yes') }).tap();
  await expect(page.locator('.j-toast').filter({ hasText: t('booking.feed_ended') })).toBeVisible();
  await expect(part.getByRole('button', { name: t('booking.feed_make') })).toBeVisible();
  expect((await request.get(second)).status()).toBe(404);
});

test('an address that is taken away at once is shown no longer, and another can be made', async ({ page, request }) => {
  await signIn(page, '1000 0002');
  // By a link, so that the page is not loaded: what the app has drawn is what stands there afterwards.
  await page.evaluate(() => document.documentElement.setAttribute('data-same-visit', ''));
  await page.getByRole('main').getByRole('link', { name: t('booking.own_all'), exact: true }).tap();
  const part = page.getByRole('region', { name: t('booking.feed') });
  const told = part.getByLabel(t('booking.feed_address'));
  const copied = part.getByText(t('booking.feed_copied'));
  const make = part.getByRole('button', { name: t('booking.feed_make') });
  await make.tap();
  await expect(told).toBeFocused();
  const first = await told.inputValue();
  await part.getByRole('button', { name: t('booking.feed_copy') }).tap();
  await expect(copied).toBeVisible();
  await page.locator('#feed-end > summary').tap();
  await part.getByRole('button', { name: t('booking.feed_end_yes') }).tap();
  await expect(page.locator('.j-toast').filter({ hasText: t('booking.feed_ended') })).toBeVisible();
  await expect(told).toBeHidden();
  await expect(told).toHaveValue('');
  await expect(page.locator('#feed-end')).toBeHidden();
  await expect(part.getByRole('heading', { name: t('booking.feed') })).toBeFocused();
  await expectAccessible(page, 'an address that was taken away');
  expect((await request.get(first)).status()).toBe(404);
  await make.tap();
  await expect(told).toBeFocused();
  await expect(copied).toBeHidden();
  const second = await told.inputValue();
  expect(second).not.toBe(first);
  expect((await request.get(second)).status()).toBe(200);
  await expect(page.locator('html')).toHaveAttribute('data-same-visit');
});
