// Rooms and machines on a phone: from home to a booked time, moving and giving it up, and two who want the same.
import { ask, signIn } from './support/account';
import { heading, mounted, open } from './support/app';
import { expectAccessible, expectLargeTargets, expectNoSidewaysScroll } from './support/checks';
import { tabTo } from './support/keyboard';
import { offline } from './support/offline';
import { HOUR, confirm, free, hold, state } from './support/rooms';
import { expect, status, test } from './support/test';
import { anyOf, t } from './support/words';
import type { Page } from '@playwright/test';

const menu = (page: Page) => page.getByRole('navigation', { name: t('shell.menu') });
const names = (page: Page) => page.locator('.j-card__title');
const slots = (page: Page) => page.locator('.j-card .j-slot');
const field = (page: Page) => page.getByRole('searchbox', { name: t('booking.find_words') });
const parts = (page: Page) => page.locator('.j-times .j-time--free');

/** Books a time for good: the booking's own page. */
async function book(page: Page, path: string): Promise<string> {
  await hold(page, path);
  await confirm(page).tap();
  await expect(page).toHaveURL(/\/fi\/me\/bookings\/[\w-]+$/);
  await mounted(page);
  return new URL(page.url()).pathname;
}

test('from home to a booked room in four taps', async ({ page }) => {
  await signIn(page, '1000 0001');
  await open(page, '/fi/');
  await menu(page).getByRole('link', { name: t('shell.rooms') }).tap();
  await expect(heading(page)).toHaveText(t('booking.find_title'));
  await expect(heading(page)).toBeFocused();
  const slot = slots(page).nth(2);
  const name = await names(page).first().innerText();
  await expect(slot).toHaveAccessibleName(new RegExp(`^${t('rooms.book_it', { name })}.*\\d\\d:\\d\\d ?–\\d\\d:\\d\\d$`));
  await slot.tap();
  await expect(heading(page)).toHaveText(t('booking.book_title', { name }));
  await expect(page.locator('#countdown')).toContainText(/9:\d\d/);
  await expectAccessible(page, 'while a time is kept');
  await expectNoSidewaysScroll(page);
  await expectLargeTargets(page);
  await confirm(page).tap();
  await expect(heading(page)).toHaveText(t('booking.own_title', { name }));
  await expect(state(page)).toContainText(anyOf('booking.state_confirmed'));
  await mounted(page);
  await expectAccessible(page, 'a booking');
  await expectNoSidewaysScroll(page);
  await expectLargeTargets(page);
  await menu(page).getByRole('link', { name: t('shell.me') }).tap();
  const own = page.getByRole('region', { name: t('booking.own') });
  await expect(own.getByRole('link', { name })).toBeVisible();
});

test('who is not signed in signs in on the way and comes back to the same time', async ({ page }) => {
  const path = await free(page, 'kallio-hiljainen-huone', '2026-11-25');
  await open(page, path);
  const when = (await page.locator('.j-when strong').textContent())!;
  await page.getByRole('link', { name: t('booking.sign_in') }).tap();
  await mounted(page);
  await page.getByLabel(t('account.card'), { exact: true }).fill('1000 0002');
  await page.getByLabel(t('account.pin'), { exact: true }).fill('1234');
  await page.getByRole('button', { name: t('account.sign_in') }).tap();
  await expect(page.locator('.j-when strong')).toHaveText(when);
  await expect(page.locator('#countdown')).toBeVisible();
  await expect(confirm(page)).toBeEnabled();
});

test('the time is kept for ten minutes, is said three times, and can be tried for after that', async ({ page }) => {
  await signIn(page, '1000 0003');
  await hold(page, await free(page, 'kallio-hiljainen-huone', '2026-11-26'));
  const later = (seconds: number) =>
    page.evaluate((by) => {
      const now = Date.now.bind(Date);
      Date.now = () => now() + by * 1000;
    }, seconds);
  const said = page.locator('#held-said');
  await later(300);
  await expect(said).toHaveText(t('booking.held_five'));
  await later(240);
  await expect(said).toHaveText(t('booking.held_one'));
  await later(60);
  await expect(page.locator('#countdown p').last()).toHaveText(t('booking.held_over'));
  await confirm(page).tap();
  await expect(state(page)).toContainText(t('booking.state_confirmed'));
});

test('whoever leaves lets the time go at once, and what was typed stays while it is asked for', async ({ page }) => {
  await signIn(page, '1000 0004');
  const path = await free(page, 'kallio-hiljainen-huone', '2026-11-27');
  await page.goto(path);
  await page.getByLabel(t('booking.purpose')).fill('Lukupiiri');
  await expect(page.locator('#countdown')).toBeVisible();
  await expect(page.getByLabel(t('booking.purpose'))).toHaveValue('Lukupiiri');
  const held = async () => (await ask(page, 'GET', '/me/bookings')).json.items.filter((one: { state: string }) => one.state === 'held');
  expect(await held()).toHaveLength(1);
  await page.getByRole('link', { name: t('booking.to_room') }).tap();
  await expect(heading(page)).not.toContainText(t('booking.book_title', { name: '' }).trim());
  await expect(page.locator('#d-2026-11-27')).toHaveAttribute('aria-current', 'date');
  await expect.poll(async () => (await held()).length).toBe(0);
});

test('another length is asked for and kept instead', async ({ page }) => {
  await signIn(page, '1000 0005');
  await hold(page, await free(page, 'kallio-ryhmatyotila-2', '2026-11-26', 2));
  await page.getByLabel(t('booking.lasts')).focus();
  await page.getByLabel(t('booking.lasts')).selectOption('30');
  await expect(page.locator('.j-when')).toContainText(t('rooms.minutes', { count: 30 }));
  await expect(page.getByLabel(t('booking.lasts'))).toBeFocused();
  await expect(page.locator('#countdown')).toBeVisible();
  // Staff book for the same person in other journeys: only what is kept here counts.
  const all: { state: string; start: string; end: string }[] = (await ask(page, 'GET', '/me/bookings')).json.items;
  const bookings = all.filter((one) => one.state === 'held');
  expect(bookings).toHaveLength(1);
  expect(Date.parse(bookings[0].end) - Date.parse(bookings[0].start)).toBe(HOUR / 2);
});

test('two who want the same time: one gets it, the other is shown what else is free', async ({ page, browser, faults }) => {
  faults.expect(status(409));
  const path = await free(page, 'kallio-ryhmatyotila-1', '2026-11-26');
  const context = await browser.newContext({ serviceWorkers: 'block', viewport: { width: 390, height: 844 } });
  const other = await context.newPage();
  await signIn(page, '1000 0006');
  await signIn(other, '1000 0007');
  await Promise.all([page.goto(path), other.goto(path)]);
  const both = [page, other];
  await expect.poll(async () => Promise.all(both.map((one) => one.locator('#countdown, #against').count()))).toEqual([1, 1]);
  const won = await Promise.all(both.map((one) => one.locator('#countdown').count()));
  expect(won.sort()).toEqual([0, 1]);
  const loser = (await page.locator('#countdown').count()) ? other : page;
  await expect(loser.locator('#against')).toContainText(t('booking.no_taken'));
  await expectAccessible(loser, 'a time that is taken');
  await loser.getByRole('region', { name: t('booking.instead') }).getByRole('link').first().click();
  await expect(loser.locator('#countdown')).toBeVisible();
  await context.close();
});

test('a booking is moved to another day, as long as it was, given up, and had again', async ({ page }) => {
  await signIn(page, '1000 0008');
  const own = await book(page, await free(page, 'oodi-kokoushuone-loru', '2026-11-26', 2));
  const before = (await page.locator('.j-when strong').textContent())!;
  await page.getByRole('link', { name: t('booking.move_link') }).tap();
  await expect(page.getByText(t('booking.moving'))).toBeVisible();
  await page.locator('#d-2026-11-27').tap();
  await expect(page.locator('#d-2026-11-27')).toHaveAttribute('aria-current', 'date');
  await parts(page).first().tap();
  await expect(page.locator('.j-facts').first()).toContainText(t('booking.move_old'));
  await expect(page.getByRole('button', { name: t('booking.move') })).toBeEnabled();
  await page.getByRole('button', { name: t('booking.move') }).tap();
  await expect(page).toHaveURL(own);
  await expect(page.locator('.j-when strong')).not.toHaveText(before);
  await expect(page.locator('.j-when strong')).toContainText('27.11.');
  await mounted(page);
  const moved = (await ask(page, 'GET', own.replace('/fi/me', ''))).json;
  expect(Date.parse(moved.end) - Date.parse(moved.start)).toBe(2 * HOUR);
  await page.locator('#cancel > summary').tap();
  await page.getByRole('button', { name: t('booking.cancel_yes') }).tap();
  await expect(state(page)).toContainText(t('booking.state_cancelled'));
  await expect(page.getByRole('link', { name: t('booking.again') })).toBeVisible();
  await expectAccessible(page, 'given up');
  await page.getByRole('button', { name: t('booking.reinstate') }).tap();
  await expect(state(page)).toContainText(t('booking.state_confirmed'));
  await expect(page.locator('.j-when strong')).toContainText('27.11.');
  await page.locator('#cancel > summary').tap();
  await page.getByRole('button', { name: t('booking.cancel_yes') }).tap();
  await expect(state(page)).toContainText(t('booking.state_cancelled'));
  await open(page, '/fi/me/bookings');
  await expect(page.getByRole('region', { name: t('booking.own_past') })).toContainText(t('booking.state_cancelled'));
  await expectAccessible(page, 'own bookings');
});

test('the form of a time that one has leads to it, where how many come and what for can be changed', async ({ page }) => {
  await signIn(page, '1000 0009');
  const path = await free(page, 'oodi-kokoushuone-loru', '2026-11-30');
  const own = await book(page, path);
  // The way back with the browser.
  await open(page, path);
  await expect(page.locator('#against')).not.toContainText(t('booking.no_taken'));
  await page.locator('#against').getByRole('link', { name: t('booking.see_own') }).tap();
  await expect(page).toHaveURL(own);
  await mounted(page);
  await page.locator('#change > summary').tap();
  await page.getByLabel(t('booking.how_many')).selectOption('3');
  await page.getByLabel(t('booking.purpose')).fill('Yhdistyksen kokous');
  await page.getByRole('button', { name: t('booking.save') }).tap();
  await expect(page.locator('.j-answer')).toContainText(t('booking.people_now', { count: 3 }));
  await expect(page.locator('.j-answer')).toContainText('Yhdistyksen kokous');
  const file = await page.getByRole('link', { name: t('booking.calendar_file') }).getAttribute('href');
  const calendar = await page.request.get(file!);
  expect(await calendar.text()).toContain('BEGIN:VEVENT');
});

test('everything that stands against a time is said at once, with what would do', async ({ page }) => {
  await open(page, '/fi/rooms/kallio-ryhmatyotila-1/book?start=2026-11-24T10:15:00Z&end=2026-11-24T16:00:00Z');
  const against = page.locator('#against');
  await expect(against).toContainText(t('booking.refused'));
  await expect(against).toContainText(anyOf('booking.no_off_grid'));
  await expect(against).toContainText(anyOf('booking.no_too_long'));
  await expectAccessible(page, 'refused');
  await against.getByRole('link').first().tap();
  await expect(against).toHaveCount(0);
});

test.describe('the list', () => {
  test('narrows at once, and the address and the server follow', async ({ page }) => {
    await open(page, '/fi/rooms');
    const all = Number.parseInt(await page.locator('#count').innerText(), 10);
    await field(page).pressSequentially('musiikki', { delay: 30 });
    await expect(names(page).first()).toContainText('usiikki');
    await expect(page).toHaveURL('/fi/rooms?q=musiikki');
    await expect(field(page)).toBeFocused();
    await page.getByLabel(t('booking.find_library')).selectOption('kallio');
    await expect(page).toHaveURL('/fi/rooms?q=musiikki&library=kallio');
    await expect(names(page)).toHaveText(['Musiikkihuone']);
    await expect(page.locator('#said')).toHaveText(t('rooms.count_room', { count: 1 }));
    await page.reload();
    await mounted(page);
    await expect(names(page)).toHaveText(['Musiikkihuone']);
    await field(page).fill('');
    await page.getByLabel(t('booking.find_library')).selectOption('');
    await expect(page.locator('#count')).toHaveText(t('rooms.count_room', { count: all }));
  });

  test('says the same before and after the server has answered', async ({ page }) => {
    await open(page, '/fi/rooms');
    await page.waitForResponse('**/api/v1/availability*');
    for (const [label, value] of [
      ['booking.find_people', '4'],
      ['booking.find_length', '120'],
      ['booking.find_from', '16:00'],
    ] as const) {
      const answered = page.waitForResponse(/\/fi\/rooms\?/);
      await page.getByLabel(t(label)).selectOption(value);
      const first = await page.locator('#results').innerText();
      await answered;
      await expect(page.locator('#said')).toHaveText(await page.locator('#count').innerText());
      expect(await page.locator('#results').innerText()).toBe(first);
    }
    // By what is there, not only by name.
    const answered = page.waitForResponse(/q=piano/);
    await field(page).fill('piano');
    await expect(page.locator('#count')).not.toHaveText(await page.locator('#said').innerText());
    const first = await page.locator('#count').innerText();
    await answered;
    await expect(page.locator('#said')).toHaveText(first);
  });

  test('on a day without a free time every room says so and leads to its calendar', async ({ page }) => {
    await open(page, '/fi/rooms?library=kallio&date=2026-12-06');
    await expect(slots(page)).toHaveCount(0);
    await expect(page.getByText(t('rooms.none_then')).first()).toBeVisible();
    await page.getByRole('link', { name: anyOf('rooms.other_times_of') }).first().tap();
    await expect(page.getByRole('heading', { name: t('booking.calendar') })).toBeVisible();
  });

  test('a day that is over is said to be', async ({ page }) => {
    await open(page, '/fi/rooms?date=2026-11-20');
    await expect(page.locator('#past')).toHaveText(t('booking.past_day'));
    await expect(slots(page)).toHaveCount(0);
    await page.getByLabel(t('booking.find_day')).fill('2026-11-24');
    await expect(page.locator('#past')).toHaveCount(0);
  });

  test('machines are a tap away', async ({ page }) => {
    await open(page, '/fi/rooms');
    await page.getByRole('link', { name: t('booking.find_kind_machine') }).tap();
    await expect(page).toHaveURL('/fi/rooms?kind=machine');
    await expect(page.locator('#count')).toContainText(anyOf('rooms.count_machine'));
    await field(page).fill('ompelukone');
    await expect(names(page).first()).toContainText('mpelukone');
    await expect(page).toHaveURL('/fi/rooms?q=ompelukone&kind=machine');
  });

  test('more are shown on demand, and the reader goes on where the new ones begin', async ({ page }) => {
    await open(page, '/fi/rooms');
    await page.waitForResponse('**/api/v1/availability*');
    await expect(names(page)).toHaveCount(20);
    await page.getByRole('link', { name: anyOf('rooms.more_found') }).tap();
    await expect(names(page)).toHaveCount(40);
    await expect(names(page).nth(20).getByRole('link')).toBeFocused();
  });

  test('words that find nothing get help', async ({ page }) => {
    await open(page, '/fi/rooms');
    await field(page).fill('zzxqzzxq');
    await expect(page.getByRole('heading', { name: t('rooms.empty') })).toBeVisible();
    await page.getByRole('link', { name: t('rooms.clear') }).tap();
    await expect(page).toHaveURL('/fi/rooms');
    await expect(field(page)).toHaveValue('');
    await expect(names(page)).toHaveCount(20);
  });
});

test.describe('near Kallio', () => {
  test.use({ geolocation: { latitude: 60.1835, longitude: 24.9535 }, permissions: ['geolocation'] });

  test('the nearest come first, and the place is sent to nobody', async ({ page }) => {
    await open(page, '/fi/rooms');
    const asked: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    await page.getByRole('button', { name: t('common.near') }).tap();
    await expect(page.getByText(t('rooms.near_done'))).toBeVisible();
    await expect(page.locator('.j-card__meta').first()).toContainText(/\d+ m · Kallio/);
    await page.getByRole('button', { name: t('rooms.near_off') }).tap();
    await expect(page.locator('.j-card__meta').first()).not.toContainText(/\d m · /);
    expect(asked.filter((url) => url.includes('60.'))).toEqual([]);
  });
});

test.describe('without a network', () => {
  test.use({ serviceWorkers: 'allow' });

  test('rooms are found with what the phone has; booking says that it needs the network', async ({ page, context, faults }) => {
    faults.expect(/ERR_INTERNET_DISCONNECTED|Failed to fetch|net::ERR_FAILED/);
    await open(page, '/fi/rooms');
    await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
    await page.reload();
    await mounted(page);
    await page.waitForResponse('**/api/v1/availability*');
    await page.waitForTimeout(300); // it is kept a moment after it has come
    await offline(context, true);
    await field(page).fill('musiikki');
    await expect(names(page).first()).toContainText('usiikki');
    await page.reload();
    await mounted(page);
    await expect(page.getByRole('status').filter({ hasText: anyOf('shell.offline') })).toBeVisible();
    await field(page).fill('studio');
    await expect(names(page).first()).toContainText('tudio');
    await slots(page).first().tap();
    await expect(page.getByRole('alert')).toContainText(t('rooms.offline'));
  });
});

test.describe("on a phone of one's own, without a network", () => {
  test.use({ serviceWorkers: 'allow' });

  test('what one has booked is there with its code', async ({ page, context, faults }) => {
    faults.expect(/ERR_INTERNET_DISCONNECTED|Failed to fetch|net::ERR_FAILED/);
    await signIn(page, '1000 0002');
    await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
    await page.getByLabel(t('account.own_phone')).check();
    await expect.poll(() => page.evaluate(async () => (await (await caches.open('own')).keys()).length)).toBe(2);
    const own = await book(page, await free(page, 'oodi-kokoushuone-loru', '2026-12-03'));
    const { code } = (await ask(page, 'GET', own.replace('/fi/me', ''))).json;
    const said = t('booking.code_brief', { code: `${code.slice(0, 3)}-${code.slice(3)}` });
    await open(page, '/fi/me/bookings');
    await expect(page.getByRole('region', { name: t('booking.own_coming') })).toContainText(said);
    await offline(context, true);
    await page.goto(own);
    await mounted(page);
    await expect(state(page)).toContainText(t('booking.state_confirmed'));
    await expect(page.locator('.j-answer')).toContainText(`${code.slice(0, 3)}-${code.slice(3)}`);
    await page.goto('/fi/me/bookings');
    await mounted(page);
    await expect(page.getByRole('region', { name: t('booking.own_coming') })).toContainText(said);
    await expect(page.getByRole('region', { name: t('booking.own_past') })).toBeVisible();
    await offline(context, false);
  });
});

test.describe('the calendar of a room', () => {
  const room = '/fi/rooms/kallio-ryhmatyotila-1';

  test('is a day in sentences, and the next day is a tap away', async ({ page }) => {
    await open(page, room);
    await expect(heading(page)).toHaveText('Ryhmätyötila 1');
    await expect(parts(page).first()).toContainText(t('booking.part_free'));
    await page.getByRole('link', { name: t('booking.day_after') }).tap();
    await expect(page.locator('#day')).toContainText('24.11.');
    await expect(page.locator('#d-2026-11-24')).toHaveAttribute('aria-current', 'date');
    const when = await parts(page).first().locator('.j-time__when').innerText();
    await parts(page).first().tap();
    await expect(page.locator('.j-when strong')).toContainText(when.slice(0, 5));
  });

  test('leads from a closed day to the next one', async ({ page }) => {
    await open(page, `${room}?date=2026-12-06`);
    await expect(page.getByText(t('booking.closed_text'))).toBeVisible();
    await page.getByRole('link', { name: anyOf('booking.next_free_day') }).tap();
    await expect(page.locator('#day')).toContainText('7.12.');
  });

  test('tells every rule in words', async ({ page }) => {
    await open(page, '/fi/rooms/kallio-sali');
    const rules = page.getByRole('region', { name: t('booking.rules') });
    for (const rule of ['price', 'length', 'ahead', 'notice', 'approval', 'cancel_rule', 'buffers', 'self_service']) {
      await expect(rules.locator('dt', { hasText: t(`booking.${rule}`) }).first()).toBeVisible();
    }
  });

  test('what somebody else books goes away while one looks', async ({ page, browser }) => {
    const path = await free(page, 'kallio-ryhmatyotila-2', '2026-11-27');
    await open(page, '/fi/rooms/kallio-ryhmatyotila-2?date=2026-11-27');
    const before = await page.locator('.j-times').innerText();
    await page.getByRole('link', { name: t('booking.day_after') }).focus();
    const context = await browser.newContext({ serviceWorkers: 'block', viewport: { width: 390, height: 844 }, hasTouch: true });
    const other = await context.newPage();
    await signIn(other, '1000 0002');
    await hold(other, path);
    await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange', { bubbles: true })));
    await expect(page.locator('.j-times')).not.toHaveText(before);
    await expect(page.getByRole('link', { name: t('booking.day_after') })).toBeFocused();
    await context.close();
  });

  test('a week is a grid with the keys of one: a time is booked with nothing but a keyboard', async ({ page }) => {
    await open(page, `${room}?view=week&date=2026-11-30`);
    await expect(page.getByRole('grid')).toBeVisible();
    const at = page.locator(':focus');
    await tabTo(page, page.locator('.j-week td a[tabindex="0"]'));
    const first = await at.getAttribute('aria-label');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowRight');
    await expect(at).not.toHaveAttribute('aria-label', first!);
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('ArrowUp');
    await expect(at).toHaveAttribute('aria-label', first!);
    await page.keyboard.press('End');
    await page.keyboard.press('Home');
    await page.keyboard.press('Control+End');
    await page.keyboard.press('Control+Home');
    await page.keyboard.press('PageDown');
    await expect(page.locator('#day')).toContainText('7.12.');
    await expect(page.locator('.j-week :focus')).toHaveCount(1);
    await page.keyboard.press('PageUp');
    await expect(page.locator('#day')).toContainText('30.11.');
    const start = page.locator('.j-week__free a').first();
    await start.focus();
    await page.keyboard.press('Enter');
    await expect(page.locator('#picked')).toContainText(anyOf('booking.picked'));
    await page.keyboard.press('Escape');
    await expect(page.locator('#picked')).toContainText(t('booking.week_help'));
    await page.locator('.j-week__free a').first().focus();
    await page.keyboard.press('Enter');
    await expect(page.locator('.j-week__end a').first()).toBeVisible();
    await expectAccessible(page, 'choosing an end');
    await page.locator('.j-week__end a').nth(1).focus();
    await page.keyboard.press('Enter');
    await expect(page.locator('.j-when')).toContainText(t('rooms.hours', { count: 1 }));
  });
});

test.describe('without JavaScript', () => {
  test.use({ javaScriptEnabled: false });

  test('a time is found and chosen by plain links', async ({ page }) => {
    await page.goto('/fi/rooms');
    await field(page).fill('ryhmätyötila');
    await page.getByLabel(t('booking.find_library')).selectOption('kallio');
    await page.getByRole('button', { name: t('common.search') }).click();
    await expect(page).toHaveURL(/q=ryhm.*library=kallio/);
    await names(page).first().getByRole('link').click();
    await page.getByRole('link', { name: t('booking.as_week') }).click();
    await page.locator('.j-week__free a').first().click();
    await expect(page.locator('#picked')).toContainText(anyOf('booking.picked'));
    await page.locator('.j-slots a').first().click();
    await expect(heading(page)).toContainText('Ryhmätyötila');
    await expect(page.getByRole('link', { name: t('booking.sign_in') })).toBeVisible();
  });
});
