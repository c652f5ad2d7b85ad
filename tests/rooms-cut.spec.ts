// A phone that loses the network before, during or after the commit: afterwards there is one booking, and the page says the truth.
import { signIn } from './support/account';
import { heading, mounted, open } from './support/app';
import { CUTS, Network, type Cut } from './support/proxy';
import { bookAt, bookPath, confirm, freeFrom, hold, instant, own, state } from './support/rooms';
import { testAt, type Served } from './support/served';
import { expect } from './support/test';
import { t } from './support/words';
import type { Page } from '@playwright/test';

const ROOM = 'kallio-hiljainen-huone';
const DAY = '2026-11-25';

/** Each journey goes through a network of its own. */
const test = testAt('2026-11-23T12:00:00Z').extend<{ network: Network }>({
  network: async ({ served }, use) => {
    const network = await Network.before(served.port);
    await use(network);
    await network.end();
  },
  baseURL: async ({ network }, use) => use(network.url),
});

test.beforeEach(({ faults }) => {
  faults.expect(/net::ERR_|Failed to fetch/);
  test.setTimeout(60_000);
});

/** What somebody has, asked of the server itself. */
async function live(page: Page, served: Served): Promise<{ state: string; start: string }[]> {
  const answer = await page.request.get(`${served.url}/api/v1/me/bookings`);
  const { items } = await answer.json();
  return items.map(({ state, start }: { state: string; start: string }) => ({ state, start }));
}

/** Waits until the network has broken, and gives it back while the phone still tries. */
async function tunnel(network: Network): Promise<void> {
  await expect.poll(() => network.cuts).toBe(1);
  await new Promise((resolve) => setTimeout(resolve, 1500));
  network.giveBack();
}

/** Somebody who has nothing, and a time that is free. */
async function arrive(page: Page, card: string): Promise<number> {
  await signIn(page, card);
  for (const booking of await own(page)) await page.request.delete(`/api/v1/bookings/${booking.id}`, { data: {} });
  return freeFrom(page, ROOM, DAY);
}

const BEFORE: Record<Cut, string> = {
  before: 'before the request arrives',
  after: 'before anything of the answer arrives',
  within: 'in the middle of the answer',
};

for (const cut of CUTS) {
  test.describe(`the network goes ${BEFORE[cut]}`, () => {
    test('keeping a time for the form', async ({ page, network, served }) => {
      const start = await arrive(page, '1000 0001');
      network.breakAt(/^POST \/api\/v1\/bookings HTTP/, cut);
      await page.goto(bookPath(ROOM, start));
      await tunnel(network);
      await expect(page.locator('#countdown')).toContainText(/\d:\d\d/, { timeout: 20_000 });
      expect(await live(page, served)).toEqual([{ state: 'held', start: instant(start) }]);
      await confirm(page).tap();
      await expect(state(page)).toContainText(t('booking.state_confirmed'));
      expect(await live(page, served)).toEqual([{ state: 'confirmed', start: instant(start) }]);
    });

    test('confirming', async ({ page, network, served }) => {
      const start = await arrive(page, '1000 0002');
      await hold(page, bookPath(ROOM, start));
      network.breakAt(/^POST \/api\/v1\/bookings\/[\w-]+\/confirm HTTP/, cut);
      await confirm(page).tap();
      await tunnel(network);
      await expect(page).toHaveURL(/\/me\/bookings\/[\w-]+$/, { timeout: 20_000 });
      await expect(state(page)).toContainText(t('booking.state_confirmed'));
      expect(await live(page, served)).toEqual([{ state: 'confirmed', start: instant(start) }]);
    });

    test('moving', async ({ page, network, served }) => {
      const start = await arrive(page, '1000 0003');
      const booking = await bookAt(page, ROOM, start);
      const later = await freeFrom(page, ROOM, '2026-11-26');
      await open(page, `${bookPath(ROOM, later)}&move=${booking.id}`);
      network.breakAt(/^PATCH \/api\/v1\/bookings\/[\w-]+ HTTP/, cut);
      await page.getByRole('button', { name: t('booking.move') }).tap();
      await tunnel(network);
      await expect(page).toHaveURL(new RegExp(`/me/bookings/${booking.id}$`), { timeout: 20_000 });
      await expect(page.locator('.j-when strong')).toContainText('26.11.');
      expect(await live(page, served)).toEqual([{ state: 'confirmed', start: instant(later) }]);
    });

    test('giving up', async ({ page, network, served }) => {
      const start = await arrive(page, '1000 0004');
      const booking = await bookAt(page, ROOM, start);
      await open(page, `/fi/me/bookings/${booking.id}`);
      await page.locator('#cancel > summary').tap();
      network.breakAt(/^DELETE \/api\/v1\/bookings\/[\w-]+ HTTP/, cut);
      await page.getByRole('button', { name: t('booking.cancel_yes') }).tap();
      await tunnel(network);
      await expect(state(page)).toContainText(t('booking.state_cancelled'), { timeout: 20_000 });
      expect(await live(page, served)).toEqual([]);
    });

    test('booking a series', async ({ page, network, served }) => {
      const start = await arrive(page, '1000 0005');
      await open(page, `${bookPath(ROOM, start).replace('/book?', '/series?')}&weeks=2`);
      const weeks = await page.getByRole('checkbox').count();
      network.breakAt(/^POST \/api\/v1\/series HTTP/, cut);
      await page.getByRole('button', { name: t('booking.series_book') }).tap();
      await tunnel(network);
      await expect(page.getByText(t('booking.series_made', { count: weeks }))).toBeVisible({ timeout: 20_000 });
      const have = await live(page, served);
      expect(new Set(have.map((one) => one.start)).size).toBe(weeks);
      expect(have).toHaveLength(weeks);
      for (const { id } of await own(page)) await page.request.delete(`/api/v1/bookings/${id}`, { data: {} });
    });
  });
}

test('a network that stays away is said, and pressing again later books once', async ({ page, network, served }) => {
  test.setTimeout(90_000);
  const start = await arrive(page, '1000 0006');
  await hold(page, bookPath(ROOM, start));
  network.breakAt(/^POST \/api\/v1\/bookings\/[\w-]+\/confirm HTTP/, 'after');
  await confirm(page).tap();
  await expect(page.locator('.j-form__trouble')).toContainText(t('form.unknown'), { timeout: 40_000 });
  await expect(page.locator('.j-form__trouble')).toBeFocused();
  network.giveBack();
  await page.getByRole('button', { name: t('form.again') }).tap();
  await expect(state(page)).toContainText(t('booking.state_confirmed'));
  expect(await live(page, served)).toEqual([{ state: 'confirmed', start: instant(start) }]);
});

test('who loads the page anew instead finds what they have already', async ({ page, network, served }) => {
  const start = await arrive(page, '1000 0007');
  await hold(page, bookPath(ROOM, start));
  network.breakAt(/^POST \/api\/v1\/bookings\/[\w-]+\/confirm HTTP/, 'after');
  await confirm(page).tap();
  await expect.poll(() => network.cuts).toBe(1);
  network.giveBack();
  // The app may be faster and lead to the booking by itself in the same moment, which ends this.
  await expect(() => page.goto('/fi/me/bookings')).toPass();
  await mounted(page);
  await expect(heading(page)).toHaveText(t('booking.own_back'));
  await expect(page.locator('.j-thing').first()).toContainText(t('booking.state_confirmed'));
  expect(await live(page, served)).toEqual([{ state: 'confirmed', start: instant(start) }]);
});
