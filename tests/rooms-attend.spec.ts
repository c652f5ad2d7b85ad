// Coming: the code at the door, wrong and right, the address that it carries, and when it is too early.
import { ask, signIn } from './support/account';
import { heading, mounted, open } from './support/app';
import { expectAccessible, expectLargeTargets, expectNoSidewaysScroll } from './support/checks';
import { HOUR, bookAt, doorCode, state } from './support/rooms';
import { testAt } from './support/served';
import { expect, status } from './support/test';
import { anyOf, t } from './support/words';
import type { Page } from '@playwright/test';

/** Two in the afternoon in Helsinki. */
const NOW = Date.parse('2026-11-23T12:00:00Z');
const test = testAt('2026-11-23T12:00:00Z');
const code = (page: Page) => page.getByLabel(t('booking.check_in_code'));
const send = (page: Page) => page.getByRole('button', { name: t('booking.check_in_button') });

/** A room to which one checks in and that is free from an instant on for half an hour. */
async function freeAt(page: Page, start: number, not: string[] = []): Promise<string> {
  const rooms = (await ask(page, 'GET', '/rooms?limit=100')).json.items;
  for (const room of rooms.filter((one: { rules: { check_in?: unknown } }) => one.rules.check_in)) {
    if (room.min_people > 1 || not.includes(room.id)) continue;
    const free = (await ask(page, 'GET', `/rooms/${room.id}/availability?from=2026-11-23&days=1`)).json.free;
    const fits = (span: { start: string; end: string }) =>
      Date.parse(span.start) <= start && Date.parse(span.end) >= start + HOUR / 2;
    if (free.some(fits) && room.rules.min_minutes <= 30 && room.rules.grid_minutes === 30) return room.id;
  }
  throw new Error('no room to which one checks in is free now');
}

test('a wrong code is said where it was typed, the right one checks in, and that stays', async ({ page, served, faults }) => {
  faults.expect(status(422));
  await signIn(page, '1000 0001');
  const room = await freeAt(page, NOW);
  const booking = await bookAt(page, room, NOW, 0.5);
  await open(page, `/fi/me/bookings/${booking.id}`);
  await expect(page.locator('.j-answer')).toContainText(anyOf('booking.check_in_until'));
  await expectAccessible(page, 'a booking to check in to');
  await expectNoSidewaysScroll(page);
  await expectLargeTargets(page);
  await code(page).fill('0000');
  await send(page).tap();
  await expect(page.locator('#code-wrong')).toHaveText(t('booking.check_in_wrong'));
  await expect(code(page)).toBeFocused();
  await expect(code(page)).toHaveValue('0000');
  await code(page).fill(doorCode(served, room));
  await send(page).tap();
  await expect(state(page)).toContainText(t('booking.state_here'));
  await expect(code(page)).toHaveCount(0);
  await page.reload();
  await expect(state(page)).toContainText(t('booking.state_here'));
  await ask(page, 'DELETE', `/bookings/${booking.id}`);
});

test('the address at the door leads a stranger through signing in to their booking, with the code in its place', async ({ page, served }) => {
  await signIn(page, '1000 0002');
  const room = await freeAt(page, NOW);
  await bookAt(page, room, NOW, 0.5);
  const here = `/fi/rooms/${room}/here?code=${doorCode(served, room)}`;
  await page.context().clearCookies();
  await open(page, here);
  await expect(page.getByText(t('booking.here_why'))).toBeVisible();
  await page.getByRole('main').getByRole('link', { name: t('account.sign_in') }).tap();
  await mounted(page);
  await page.getByLabel(t('account.card'), { exact: true }).fill('1000 0002');
  await page.getByLabel(t('account.pin'), { exact: true }).fill('1234');
  await page.getByRole('button', { name: t('account.sign_in') }).tap();
  await expect(page).toHaveURL(here);
  await expect(code(page)).toHaveValue(doorCode(served, room));
  await mounted(page);
  await expectAccessible(page, 'at the door');
  await expectNoSidewaysScroll(page);
  await expectLargeTargets(page);
  await send(page).tap();
  await expect(state(page)).toContainText(t('booking.state_here'));
});

test('the field for the code appears by itself on a page that is open when its time comes', async ({ page }) => {
  await signIn(page, '1000 0004');
  const [soon, now] = [NOW + HOUR / 2, NOW];
  const later = await bookAt(page, await freeAt(page, soon), soon, 0.5);
  const early = await (await page.request.get(`/fi/me/bookings/${later.id}`)).text();
  const booking = await bookAt(page, await freeAt(page, now, [later.room]), now, 0.5);
  // As if the page had been loaded a second before one can check in.
  const here = `/fi/me/bookings/${booking.id}`;
  let asked = 0;
  await page.route(`**${here}`, async (route) => {
    asked += 1;
    if (asked > 1) return route.continue();
    await route.fulfill({ contentType: 'text/html', body: early.replace(/data-in="\d+"/, 'data-in="1"') });
  });
  await page.goto(here);
  await expect(page.locator('#check-in-later')).toBeVisible();
  await expect(code(page)).toBeVisible();
  expect(asked).toBe(2);
  await ask(page, 'DELETE', `/bookings/${later.id}`);
});

test('who comes too early is told when, and who has no booking what to do', async ({ page, faults }) => {
  faults.expect(status(422));
  await signIn(page, '1000 0003');
  const soon = NOW + HOUR / 2;
  const room = await freeAt(page, soon);
  await open(page, `/fi/rooms/${room}/here`);
  await expect(page.getByText(t('booking.here_none'))).toBeVisible();
  await expect(page.getByText(t('booking.here_none_what'))).toBeVisible();
  await expectAccessible(page, 'at the door without a booking');
  const booking = await bookAt(page, room, soon, 0.5);
  await page.reload();
  await mounted(page);
  await page.getByRole('link', { name: /14:30/ }).tap();
  await expect(heading(page)).toContainText(t('booking.own_title', { name: '' }).trim());
  await expect(page.locator('.j-answer')).toContainText('14:15');
  await expect(page.locator('.j-answer')).toContainText(t('booking.check_in_later'));
  await expect(code(page)).toHaveCount(0);
  const early = await ask(page, 'POST', `/bookings/${booking.id}/check-in`, { code: '0000' });
  expect(early.json.errors.map((error: { code: string }) => error.code)).toContain('too_early_to_check_in');
});
