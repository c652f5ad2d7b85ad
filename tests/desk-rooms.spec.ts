// Rooms at the staff desk: who comes today, what waits for staff, what is outside the hours, booking, blocking, inductions.
// At Pasila and Maunula, so that no other journey's rooms are taken.
import { mounted, open, requests, settled } from './support/app';
import { expectAccessible, expectLargeTargets, expectNoSidewaysScroll } from './support/checks';
import { box, EVERYWHERE, log, PIN, result, scan, signIn } from './support/desk';
import { tabTo } from './support/keyboard';
import { expect, status, test } from './support/test';
import { anyOf, LANGUAGES, t, type Language } from './support/words';
import type { APIRequestContext, Locator, Page } from '@playwright/test';

// One after the other: they book the same rooms.
test.describe.configure({ mode: 'default' });
test.use({ viewport: { width: 1280, height: 900 } });

const HOUR = 3_600_000;
const path = (language: Language) => (language === 'fi' ? '/desk/rooms' : `/desk/${language}/rooms`);
const button = (scope: Page | Locator, word: string, language: Language = 'fi') =>
  scope.getByRole('button', { name: t(word, {}, language), exact: true });
const view = (page: Page, word: string, language: Language = 'fi') =>
  page.getByRole('navigation', { name: t('desk.rooms_views', {}, language) }).getByRole('button', { name: t(word, {}, language) });
const row = (page: Page, text: string) => page.locator('.j-bookings > .j-booking').filter({ hasText: text });
const why = (scope: Page | Locator) => scope.getByLabel(t('desk.rooms_why'), { exact: true });
const instant = (time: number) => new Date(time).toISOString().replace('.000', '');
/** A wall-clock time in Helsinki in winter. */
const at = (day: string, clock: string) => instant(Date.parse(`${day}T${clock}:00Z`) - 2 * HOUR);

interface Booking {
  id: string;
  code: string;
  name: string;
  start: string;
  end: string;
}

/** The rooms of a library, looked after by somebody who works everywhere. */
async function atRooms(page: Page, library: string, language: Language = 'fi'): Promise<void> {
  await signIn(page, EVERYWHERE);
  await open(page, path(language));
  const choice = page.locator(`button[data-id="${library}"]`);
  const name = (await choice.innerText()).trim();
  await choice.click();
  await expect(box(page, language)).toBeFocused();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(t('desk.rooms_at', { library: name }, language));
}

/** A resident in a browser of their own. */
async function resident<T>(page: Page, card: string, act: (request: APIRequestContext) => Promise<T>): Promise<T> {
  const baseURL = `http://127.0.0.1:${process.env.JAETTU_TEST_PORT}`;
  const context = await page.context().browser()!.newContext({ baseURL });
  expect((await context.request.post('/api/v1/session', { data: { card, pin: PIN } })).status()).toBe(200);
  const done = await act(context.request);
  await context.close();
  return done;
}

/** Staff book for somebody, whatever the rules say. */
async function bookFor(page: Page, card: string, room: string, start: string, end: string): Promise<Booking> {
  const minutes = (Date.parse(end) - Date.parse(start)) / 60_000;
  const made = await page.request.post('/api/v1/desk/times', { data: { room, starts: [start], minutes, card, people: 2 } });
  expect(made.status(), await made.text()).toBe(201);
  return (await made.json()).items[0];
}

/** A resident books. */
async function bookOwn(page: Page, card: string, room: string, start: string, end: string): Promise<Booking> {
  return resident(page, card, async (request) => {
    const { min_people } = await (await request.get(`/api/v1/rooms/${room}`)).json();
    const made = await request.post('/api/v1/bookings', { data: { room, start, end, people: min_people } });
    expect(made.status(), await made.text()).toBe(201);
    return made.json();
  });
}

/** Of a resident's own booking, how far it is. */
const stateOf = (page: Page, card: string, id: string): Promise<string> =>
  resident(page, card, async (request) => (await (await request.get(`/api/v1/bookings/${id}`)).json()).state);

/** A room of a library in which nothing is booked between two clock times of today. */
async function freeToday(page: Page, library: string, from: string, until: string): Promise<string> {
  const { rooms } = await (await page.request.get(`/api/v1/desk/${library}/rooms`)).json();
  for (const { id } of rooms) {
    const times = `start=${at('2026-11-23', from)}&end=${at('2026-11-23', until)}`;
    const { items } = await (await page.request.get(`/api/v1/desk/times/plan?room=${id}&${times}`)).json();
    if (items[0].in_the_way.length === 0) return id;
  }
  throw new Error(`nothing is free at ${library}`);
}

interface Form {
  whose?: string;
  card?: string;
  room: string;
  day: string;
  start: string;
  end: string;
  weeks?: number;
  /** How often it is sent, one press right after the other. */
  presses?: number;
}

/** Fills in the form for booking and sends it. */
async function fill(page: Page, form: Form): Promise<void> {
  await view(page, 'desk.rooms_book').click();
  await page.getByLabel(t('desk.rooms_for'), { exact: true }).selectOption(form.whose ?? 'block');
  if (form.card) await page.getByLabel(t('desk.rooms_card')).fill(form.card);
  await page.getByLabel(t('desk.rooms_room')).selectOption(form.room);
  await page.locator('#for-day').fill(form.day);
  await page.getByLabel(t('desk.rooms_start')).fill(form.start);
  await page.getByLabel(t('desk.rooms_end')).fill(form.end);
  await page.getByLabel(t('desk.rooms_weeks')).fill(`${form.weeks ?? 1}`);
  await button(page, 'desk.rooms_go_on').click({ clickCount: form.presses ?? 1 });
}

const plan = (page: Page) => page.getByRole('region', { name: t('desk.rooms_plan') });

for (const language of LANGUAGES) {
  test(`every view of the rooms fits and has no faults: ${language}`, async ({ page, faults }) => {
    faults.expect(status(409));
    const check = async (where: string) => {
      await settled(page);
      for (const width of [390, 1024, 1280]) {
        await page.setViewportSize({ width, height: 900 });
        await expectNoSidewaysScroll(page);
        await expectLargeTargets(page);
        await expectAccessible(page, `${where} at ${width} px`);
      }
    };
    await atRooms(page, 'maunula', language);
    const day = `2026-12-0${1 + LANGUAGES.indexOf(language)}`;
    await bookFor(page, '1000 0006', 'maunula-verstas', at(day, '21:00'), at(day, '22:00'));
    await expect(page.locator('section > .j-bookings > .j-booking').first()).toBeVisible();
    await check('the day');
    await view(page, 'desk.rooms_waiting', language).click();
    await expect(page.locator('.j-booking').first()).toBeVisible();
    await check('what waits');
    await page.locator('.j-booking .j-linkbutton').first().click();
    await expect(page.locator('#why-back')).toBeFocused();
    await check('why it is refused');
    await page.keyboard.press('Escape');
    await view(page, 'desk.rooms_outside', language).click();
    await expect(page.getByText(t('desk.rooms_none_outside', {}, language))).toBeVisible();
    await check('nothing is outside the hours');
    await view(page, 'desk.rooms_book', language).click();
    await expect(page.locator('#for-room')).toBeVisible();
    await button(page, 'desk.rooms_go_on', language).click();
    await expect(page.locator('#for-card')).toBeFocused();
    await check('booking, with what is wrong');
    await page.locator('#for-whom').selectOption('block');
    await page.locator('#for-room').selectOption('maunula-verstas');
    await page.locator('#for-day').fill(day);
    await page.locator('#for-start').fill('21:00');
    await page.locator('#for-end').fill('23:00');
    await page.locator('#for-weeks').fill('3');
    await button(page, 'desk.rooms_go_on', language).click();
    await expect(page.locator('#plan')).toBeFocused();
    await check('what is in the way');
    await view(page, 'desk.rooms_induct', language).click();
    await expect(page.locator('#induction')).toBeVisible();
    await check('inductions');
  });
}

test('the rooms are one tap from the desk, and back, and both have their address', async ({ page }) => {
  await signIn(page, EVERYWHERE);
  await open(page, '/desk/');
  await page.getByRole('button', { name: 'Pasila' }).click();
  await expect(box(page)).toBeFocused();
  await page.getByRole('link', { name: t('desk.rooms_title') }).click();
  await expect(page).toHaveURL(/\/desk\/rooms$/);
  const name = page.getByRole('heading', { level: 1 });
  await expect(name).toHaveText(t('desk.rooms_at', { library: 'Pasila' }));
  await expect(name).toBeFocused();
  await expect(page).toHaveTitle(new RegExp(`^${t('desk.rooms_title')} `));
  await expect(page.getByRole('link', { name: 'Svenska' })).toHaveAttribute('href', '/desk/sv/rooms');
  await page.reload();
  await mounted(page);
  await expect(name).toHaveText(t('desk.rooms_at', { library: 'Pasila' }));
  await page.getByRole('link', { name: t('desk.back') }).click();
  await expect(page).toHaveURL(/\/desk\/$/);
  await expect(page.getByRole('heading', { name: t('desk.today') })).toBeVisible();
  await page.goBack();
  await expect(name).toHaveText(t('desk.rooms_at', { library: 'Pasila' }));
});

test('who comes says the code, it is noted once however often it is scanned, and the day shows it', async ({ page }) => {
  await atRooms(page, 'pasila');
  const room = await freeToday(page, 'pasila', '14:45', '15:30');
  const booking = await bookFor(page, '1000 0005', room, at('2026-11-23', '14:45'), at('2026-11-23', '15:30'));
  await page.reload();
  await mounted(page);
  const mine = row(page, [booking.code.slice(0, 3), booking.code.slice(3)].join('-'));
  await expect(mine).toContainText('Asukas 5');
  await expect(mine).toContainText('14:45–15:30');
  const posts: string[] = [];
  page.on('request', (request) => {
    if (request.url().endsWith('/check-in')) posts.push(request.url());
  });
  await expect(box(page)).toBeFocused();
  await scan(page, `${booking.code.slice(0, 3)}-${booking.code.slice(3).toLowerCase()}`);
  await scan(page, booking.code);
  const arrived = result(page, t('desk.rooms_arrived'));
  await expect(arrived).toContainText(anyOf('desk.rooms_arrived_before'));
  await expect(arrived).toContainText('Asukas 5');
  await expect(log(page).getByText(t('desk.rooms_arrived'))).toHaveCount(2);
  await expect(log(page)).not.toContainText('Asukas 5');
  await expect(mine).toContainText(anyOf('desk.rooms_here_since'));
  await expect(button(mine, 'desk.rooms_came')).toBeHidden();
  expect(posts).toHaveLength(1);
  // It was somebody else.
  await arrived.getByRole('button', { name: t('desk.rooms_not_came') }).click();
  await expect(result(page, t('desk.rooms_not_came_done'))).toContainText('Asukas 5');
  await expect(mine.getByRole('button', { name: t('desk.rooms_came') })).toBeVisible();
});

test('a counter at which nothing is done asks once a minute and not more often', async ({ page }) => {
  await atRooms(page, 'pasila');
  await settled(page);
  const asked = requests(page);
  await page.waitForTimeout(5_000);
  // A minute may begin meanwhile: then the lists of today and of what waits are asked for, each once.
  expect(asked.filter((url) => url.includes('/api/')).length).toBeLessThanOrEqual(2);
});

test('a code for another day is shown and not noted, and one that nobody has is not known', async ({ page, faults }) => {
  faults.expect(status(404));
  await atRooms(page, 'pasila');
  const later = await bookFor(page, '1000 0005', 'pasila-ryhmatyotila-1', at('2026-12-15', '22:00'), at('2026-12-15', '23:00'));
  await scan(page, later.code);
  const shown = result(page, t('desk.rooms_other_time'));
  await expect(shown).toContainText('15.12. 22:00–23:00');
  await scan(page, 'ZZZ-ZZ2');
  await expect(result(page, t('desk.refused'))).toBeVisible();
});

test('a card at the counter shows what its person has booked today, and one press notes that they came', async ({ page }) => {
  await signIn(page, EVERYWHERE);
  await open(page, '/desk/');
  await page.getByRole('button', { name: 'Pasila' }).click();
  await expect(box(page)).toBeFocused();
  const room = await freeToday(page, 'pasila', '15:30', '16:15');
  await bookFor(page, '1000 0007', room, at('2026-11-23', '15:30'), at('2026-11-23', '16:15'));
  await scan(page, '1000 0007');
  const holder = page.getByRole('region', { name: 'Asukas 7' });
  await expect(holder).toContainText('15:30–16:15');
  await expectAccessible(page, 'a card with a booking');
  await holder.getByRole('button', { name: t('desk.rooms_came') }).click();
  await expect(result(page, t('desk.rooms_arrived'))).toContainText('Asukas 7');
  await expect(holder).toContainText(anyOf('desk.rooms_here_since'));
  await expect(holder.getByRole('button', { name: t('desk.rooms_came') })).toBeHidden();
});

test('what waits is approved or refused with the keyboard, and its people are told why', async ({ page }) => {
  await atRooms(page, 'maunula');
  const yes = await bookOwn(page, '1000 0002', 'maunula-keittio', at('2026-12-16', '12:00'), at('2026-12-16', '14:00'));
  const no = await bookOwn(page, '1000 0003', 'maunula-keittio', at('2026-12-17', '12:00'), at('2026-12-17', '14:00'));
  await page.reload();
  await mounted(page);
  await expect(box(page)).toBeFocused();
  await tabTo(page, view(page, 'desk.rooms_waiting'));
  await page.keyboard.press('Enter');
  const title = page.getByRole('heading', { level: 2, name: t('desk.rooms_waiting') });
  await expect(title).toHaveText(/\(\d+\)/);
  const before = Number(/\((\d+)\)/.exec((await title.textContent())!)![1]);
  const mine = row(page, 'Asukas 2');
  await tabTo(page, mine.getByRole('button', { name: t('desk.rooms_approve') }));
  await page.keyboard.press('Enter');
  await expect(result(page, t('desk.rooms_approved'))).toContainText(t('desk.rooms_told'));
  await expect(title).toHaveText(new RegExp(`\\(${before - 1}\\)`));
  expect(await stateOf(page, '1000 0002', yes.id)).toBe('confirmed');
  const other = row(page, 'Asukas 3');
  await other.getByRole('button', { name: t('desk.rooms_refuse') }).focus();
  await page.keyboard.press('Enter');
  const asked = result(page, t('desk.rooms_refuse_ask'));
  await expect(why(asked)).toBeFocused();
  await button(asked, 'desk.rooms_refuse').click();
  await expect(why(asked)).toHaveAccessibleDescription(new RegExp(t('desk.rooms_why_wrong')));
  await page.keyboard.type('Keittiö remontoidaan.');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await expect(result(page, t('desk.rooms_denied'))).toContainText(t('desk.rooms_told'));
  await expect(other).toBeHidden();
  await expect(box(page)).toBeFocused();
  expect(await stateOf(page, '1000 0003', no.id)).toBe('denied');
});

test('what is outside the hours as they are now is listed, and taken back with a reason or left', async ({ page }) => {
  await atRooms(page, 'pasila');
  const room = 'pasila-ryhmatyotila-3';
  const one = await bookOwn(page, '1000 0004', room, at('2026-12-16', '20:00'), at('2026-12-16', '21:00'));
  const other = await bookOwn(page, '1000 0008', room, at('2026-12-16', '18:00'), at('2026-12-16', '19:00'));
  // The example data keeps its hours: this day is told as if they had changed. Which bookings that concerns the server's own
  // tests see.
  await page.route((url) => url.searchParams.has('outside_hours'), async (route) => {
    const day = await route.fetch({ url: route.request().url().replace('outside_hours=true', 'date=2026-12-16') });
    const { items } = await day.json();
    const told = items.filter(({ id }: Booking) => [one.id, other.id].includes(id));
    await route.fulfill({ json: { items: told.map((booking: Booking) => ({ ...booking, outside_hours: true })), next: null } });
  });
  await page.reload();
  await mounted(page);
  await view(page, 'desk.rooms_outside').click();
  await expect(page.getByRole('heading', { name: `${t('desk.rooms_outside')} (2)` })).toBeVisible();
  await expect(row(page, 'Asukas 8')).toBeVisible();
  await expectAccessible(page, 'what is outside the hours');
  await row(page, 'Asukas 4').getByRole('button', { name: t('desk.rooms_take_back') }).click();
  await why(result(page, t('desk.rooms_take_back_ask'))).fill('Kirjasto avataan myöhemmin.');
  await button(page, 'desk.rooms_take_back').click();
  await expect(result(page, t('desk.rooms_taken_back'))).toContainText('Asukas 4');
  await expect(row(page, 'Asukas 4')).toBeHidden();
  await expect(row(page, 'Asukas 8')).toBeVisible();
  expect(await stateOf(page, '1000 0004', one.id)).toBe('cancelled');
  expect(await stateOf(page, '1000 0008', other.id)).toBe('confirmed');
});

test('a block that collides names who is in the way, and replaces them in one step', async ({ page, faults }) => {
  faults.expect(status(409));
  await atRooms(page, 'pasila');
  const day = '2026-12-16';
  const one = await bookFor(page, '1000 0005', 'pasila-kokoushuone-maailma', at(day, '20:30'), at(day, '21:00'));
  await fill(page, { room: 'pasila-kokoushuone-maailma', day, start: '20:00', end: '23:00' });
  await expect(plan(page)).toContainText('Asukas 5');
  await expect(plan(page)).toContainText([one.code.slice(0, 3), one.code.slice(3)].join('-'));
  await expect(plan(page)).toContainText(t('desk.rooms_closed_then'));
  await expect(page.locator('#plan')).toBeFocused();
  const replace = plan(page).getByRole('radio', { name: anyOf('desk.rooms_replace') });
  const go = button(plan(page), 'desk.rooms_close_chosen');
  // Nothing is taken back by itself, and nothing without a reason.
  await expect(plan(page).getByRole('radio', { name: t('desk.rooms_skip') })).toBeChecked();
  await go.click();
  await expect(plan(page).getByRole('group', { name: t('desk.rooms_plan') })).toBeFocused();
  await expect(plan(page).getByRole('group', { name: t('desk.rooms_plan') })).toHaveAccessibleDescription(t('desk.rooms_none_chosen'));
  await replace.check();
  await go.click();
  await expect(why(plan(page))).toBeFocused();
  // Somebody else comes between: it is told again, and nothing has happened.
  await bookFor(page, '1000 0006', 'pasila-kokoushuone-maailma', at(day, '22:00'), at(day, '22:30'));
  await why(plan(page)).fill('Vesivahinko.');
  await go.click();
  await expect(plan(page)).toContainText('Asukas 6');
  await expect(log(page)).toContainText(t('desk.rooms_changed'));
  expect(await stateOf(page, '1000 0005', one.id)).toBe('confirmed');
  await why(plan(page)).fill('Vesivahinko.');
  await plan(page).getByRole('radio', { name: t('desk.rooms_replace', { count: 2 }) }).check();
  await go.click();
  await expect(result(page, t('desk.rooms_closed', { count: 1 }))).toContainText('20:00–23:00');
  // Its day is shown.
  await expect(row(page, t('desk.rooms_block'))).toContainText('20:00–23:00');
  await expect(row(page, 'Asukas 5')).toBeHidden();
  expect(await stateOf(page, '1000 0005', one.id)).toBe('cancelled');
});

test('a weekly series with a clash is booked with what is free instead, and taken back as a whole', async ({ page }) => {
  await atRooms(page, 'pasila');
  await bookFor(page, '1000 0006', 'pasila-musiikkihuone', at('2027-01-12', '21:00'), at('2027-01-12', '22:00'));
  await fill(page, { whose: 'library', room: 'pasila-musiikkihuone', day: '2027-01-05', start: '20:30', end: '22:30', weeks: 4 });
  await expect(plan(page).getByText(t('desk.rooms_plan_clash', { count: 1 }))).toBeVisible();
  await expect(plan(page).locator('.j-booking')).toHaveCount(1);
  // What was checked is not booked for what the form says now.
  await page.getByLabel(t('desk.rooms_how_many')).fill('5');
  await expect(plan(page)).toBeHidden();
  await button(page, 'desk.rooms_go_on').click();
  await expect(plan(page).locator('.j-booking')).toHaveCount(1);
  // Every free week is chosen already; none can be chosen, too, and that is said.
  const weeks = plan(page).getByRole('checkbox', { name: t('desk.rooms_choose_time') });
  await expect(weeks).toHaveCount(3);
  for (const at of [0, 1, 2]) await weeks.nth(at).uncheck();
  await button(plan(page), 'desk.rooms_book_chosen').click();
  await expect(plan(page)).toContainText(t('desk.rooms_none_chosen'));
  await expectAccessible(page, 'no time is chosen');
  for (const at of [0, 1]) await weeks.nth(at).check();
  const instead = page.locator('#instead-1');
  const label = await plan(page).locator('label', { has: instead }).innerText();
  const when = /\d\d:\d\d–\d\d:\d\d/.exec(label)![0];
  await instead.check();
  await button(plan(page), 'desk.rooms_book_chosen').click({ clickCount: 2 });
  const made = result(page, t('desk.rooms_booked', { count: 3 }));
  await expect(made).toContainText(`12.1. ${when}`);
  await expect(made).not.toContainText('26.1.');
  // The second press has asked for nothing.
  await expect(log(page)).not.toContainText(t('desk.rooms_changed'));
  const own = row(page, t('desk.rooms_library'));
  await expect(own).toContainText(t('desk.rooms_weekly'));
  await own.getByRole('button', { name: t('desk.rooms_take_back_series') }).click();
  const asked = result(page, t('desk.rooms_series_ask'));
  await why(asked).fill('Kuoro muutti.');
  await button(asked, 'desk.rooms_take_back_series').click();
  await expect(result(page, t('desk.rooms_series_taken_back', { count: 3 }))).toBeVisible();
  await expect(own).toBeHidden();
});

test('one time outside the hours is booked at once, only once, and that it is outside is said', async ({ page }) => {
  await atRooms(page, 'pasila');
  const asked = requests(page);
  const day = '2026-12-18';
  await fill(page, { whose: 'library', room: 'pasila-kokoushuone-maailma', day, start: '22:00', end: '23:00', presses: 2 });
  const booked = result(page, t('desk.rooms_booked', { count: 1 }));
  await expect(booked).toContainText('22:00–23:00');
  await expect(booked).toContainText(t('desk.rooms_closed_then'));
  await expectAccessible(page, 'booked outside the hours');
  await expect(row(page, '22:00–23:00')).toContainText(t('desk.rooms_library'));
  await settled(page);
  expect(asked.filter((url) => url.includes('/desk/times'))).toHaveLength(2);
});

test('on a screen that nobody uses names are covered, and what was being written is still there', async ({ page }) => {
  // Minutes in which nothing happens go by fast.
  await page.addInitScript(() => {
    const every = window.setInterval.bind(window);
    const faster = (act: TimerHandler, pause?: number) => every(act, pause === 60_000 ? 500 : pause);
    window.setInterval = faster as typeof window.setInterval;
  });
  const leave = () =>
    page.evaluate(() => {
      const now = Date.now.bind(Date);
      Date.now = () => now() + 4 * 60_000;
    });
  await atRooms(page, 'maunula');
  const day = '2026-12-18';
  const one = await bookFor(page, '1000 0006', 'maunula-verstas', at(day, '21:00'), at(day, '22:00'));
  await page.locator('#day').fill(day);
  await page.locator('#day-show').click();
  const mine = row(page, [one.code.slice(0, 3), one.code.slice(3)].join('-'));
  await expect(mine).toContainText('Asukas 6');
  await scan(page, one.code);
  const scanned = result(page, t('desk.rooms_other_time'));
  await expect(scanned).toContainText('Asukas 6');
  await leave();
  const covered = page.getByRole('region', { name: t('desk.rooms_covered') });
  await expect(covered).toBeVisible();
  await expect(scanned).toHaveCount(0);
  await expect(mine).toBeHidden();
  for (const width of [390, 1280]) {
    await page.setViewportSize({ width, height: 900 });
    await expectNoSidewaysScroll(page);
    await expectLargeTargets(page);
    await expectAccessible(page, `covered at ${width} px`);
  }
  await page.keyboard.press('Escape');
  await expect(covered).toBeHidden();
  await expect(mine).toBeVisible();
  await expect(scanned).toBeHidden();

  await mine.getByRole('button', { name: t('desk.rooms_take_back') }).click();
  const reason = why(result(page, t('desk.rooms_take_back_ask')));
  await reason.fill('Vesivahinko.');
  await leave();
  await expect(covered).toBeVisible();
  await expect(page.locator('#why-back')).toBeHidden();
  await covered.getByRole('button', { name: t('desk.rooms_uncover') }).click();
  await expect(reason).toHaveValue('Vesivahinko.');
  await expect(covered).toBeHidden();
  await expect(mine).toBeVisible();
});

test('whoever has had an induction can book the machine, and a scanned card goes on to the next field', async ({ page }) => {
  const machine = 'maunula-laserleikkuri-xtool-m1';
  const wanted = async (request: APIRequestContext) => {
    const { free } = await (await request.get(`/api/v1/rooms/${machine}/availability?from=2026-12-01&days=14`)).json();
    const { rules } = await (await request.get(`/api/v1/rooms/${machine}`)).json();
    const end = instant(Date.parse(free[0].start) + rules.min_minutes * 60_000);
    return request.post('/api/v1/bookings', { data: { room: machine, start: free[0].start, end, people: 1 } });
  };
  const before = await resident(page, '1000 0009', async (request) => (await (await wanted(request)).json()).code);
  expect(before).toBe('induction_missing');
  await atRooms(page, 'maunula');
  await view(page, 'desk.rooms_induct').click();
  await page.getByLabel(t('desk.rooms_card')).focus();
  await scan(page, '1000 0009');
  const which = page.getByLabel(t('desk.rooms_which'));
  await expect(which).toBeFocused();
  await which.selectOption('laser-cutter');
  await button(page, 'desk.rooms_give').click();
  const given = result(page, t('desk.rooms_given'));
  await expect(given).toContainText('Asukas 9');
  await expect(given).toContainText(t('desk.rooms_valid_until', { date: '23.11.2028' }));
  await expect(log(page)).not.toContainText('Asukas 9');
  expect(await resident(page, '1000 0009', async (request) => (await wanted(request)).status())).toBe(201);
  // It was somebody else; what they had before they had not.
  await button(given, 'desk.rooms_not_given').click();
  await expect(result(page, t('desk.rooms_not_given_done'))).toBeVisible();
  const after = await resident(page, '1000 0009', async (request) => (await (await wanted(request)).json()).errors);
  expect(after.map((error: { code: string }) => error.code)).toContain('induction_missing');
});

test('on a bad connection what was done is done once the server answers, and only once', async ({ page, faults }) => {
  faults.expect(/Failed to load resource/);
  await atRooms(page, 'pasila');
  const room = await freeToday(page, 'pasila', '14:30', '14:45');
  const booking = await bookFor(page, '1000 0008', room, at('2026-11-23', '14:30'), at('2026-11-23', '14:45'));
  const keys: string[] = [];
  await page.route('**/check-in', async (route) => {
    keys.push(route.request().headers()['idempotency-key']);
    // The first arrives, and its answer is lost.
    if (keys.length === 1) await route.fetch();
    return keys.length < 4 ? route.abort() : route.continue();
  });
  await scan(page, booking.code);
  await expect(page.getByRole('alert')).toContainText(t('desk.no_answer'));
  await expect(result(page, t('desk.rooms_arrived'))).toContainText('Asukas 8', { timeout: 15_000 });
  expect(keys).toHaveLength(4);
  expect(new Set(keys).size).toBe(1);
  const { items } = await (await page.request.get('/api/v1/desk/pasila/bookings')).json();
  const noted = items.find((one: Booking) => one.id === booking.id);
  expect(noted.version).toBe(1);
});
