// Borrowing as a resident meets it; what staff do meanwhile goes through the API, in a browser of their own.
import { ask, bring, lend, librarian, signIn } from './support/account';
import { heading, mounted, open } from './support/app';
import { expectAccessible } from './support/checks';
import { expect, status, test } from './support/test';
import { anyOf, LANGUAGES, t } from './support/words';
import type { Locator, Page } from '@playwright/test';

const part = (page: Page, id: string) => page.locator(`section[aria-labelledby=${id}]`);
const thing = (page: Page, id: string, name: string) => part(page, id).locator('.j-thing').filter({ hasText: name });
const toast = (page: Page, key: string) => page.locator('[role=status] .j-toast').filter({ hasText: t(key) });

/** Reserves a thing on its page: its Finnish name. */
async function reserve(page: Page, item: string): Promise<string> {
  const name = (await ask(page, 'GET', `/items/${item}`)).json.name.fi;
  await open(page, `/fi/items/${item}`);
  await page.getByRole('link', { name: t('catalogue.hold'), exact: true }).click();
  await expect(heading(page)).toHaveText(t('circulation.hold_title', { name }));
  await expect(part(page, 'deal')).toContainText(anyOf('circulation.deal_days'));
  await page.getByLabel(t('circulation.pickup_label')).selectOption('kallio');
  await expect(part(page, 'deal')).toContainText('Kallio');
  await page.getByRole('button', { name: t('catalogue.hold'), exact: true }).click();
  await expect(heading(page)).toHaveText(t('circulation.placed_title', { name }));
  return name;
}

test('from search to return, with both sides', async ({ page, browser }) => {
  test.setTimeout(90_000);
  const staff = await librarian(browser);
  await signIn(page, '1000 0002');
  const name = await reserve(page, 'kuviosaha');
  const hold = (await ask(page, 'GET', '/me/holds')).json.items.find((hold: any) => hold.name.fi === name);
  const barcode = await bring(staff, hold.id);
  await open(page, '/fi/me');
  const collect = part(page, 'collect');
  await expect(collect).toContainText(name);
  const code = (await ask(page, 'GET', '/me/holds')).json.items.find((one: any) => one.id === hold.id).code;
  await expect(collect.locator('.j-code').first()).toContainText(code.slice(0, 3));
  await collect.getByRole('button', { name: t('circulation.show_big') }).first().click();
  await expect(page.locator('dialog[open] .j-code--big')).toBeVisible();
  await page.keyboard.press('Escape');
  expect((await ask(staff, 'POST', '/desk/checkouts', { card: '1000 0002', barcode, library: 'kallio' })).status).toBe(201);
  await page.reload();
  await expect(thing(page, 'loans', name)).toContainText(t('circulation.return'));
  expect((await ask(staff, 'POST', '/desk/returns', { barcode, library: 'kallio' })).status).toBe(200);
  await page.reload();
  await expect(thing(page, 'loans', name)).toHaveCount(0);
  await staff.context().close();
});

test('a loan is renewed to the day that was told, and not when somebody waits', async ({ page, browser }) => {
  test.setTimeout(90_000);
  const staff = await librarian(browser);
  await signIn(page, '1000 0003');
  await lend(page, staff, '1000 0003', 'ukulele');
  await page.reload();
  await mounted(page);
  const loan = thing(page, 'loans', 'Ukulele');
  const button = loan.getByRole('button', { name: anyOf('circulation.renew') });
  const told = /(\d+\.\d+\.)/.exec(await button.innerText())![1]!;
  await button.click();
  await expect(toast(page, 'circulation.renewed')).toBeVisible();
  await expect(loan.locator('.j-state')).toContainText(told);
  // The copy of the example data that somebody waits for.
  await page.context().clearCookies();
  await signIn(page, '1000 0001');
  await expect(thing(page, 'loans', 'Kahvakuula')).toContainText(t('problem.others_waiting'));
  await expect(thing(page, 'loans', 'Kahvakuula').getByRole('button', { name: anyOf('circulation.renew') })).toHaveCount(0);
  await staff.context().close();
});

test('without a network renewing says that nothing was sent, and works once it is back', async ({ page, context }) => {
  await signIn(page, '1000 0007');
  await mounted(page);
  const loan = thing(page, 'loans', 'auvak');
  const before = await loan.locator('.j-state').innerText();
  await context.setOffline(true);
  await loan.getByRole('button', { name: anyOf('circulation.renew') }).click();
  const trouble = loan.locator('.j-form__trouble').first();
  await expect(trouble).toContainText(t('form.offline'));
  await expect(trouble).toBeFocused();
  await expect(loan.locator('.j-state')).toHaveText(before);
  await context.setOffline(false);
  await loan.getByRole('button', { name: anyOf('circulation.renew') }).click();
  await expect(toast(page, 'circulation.renewed')).toBeVisible();
  await expect(loan.locator('.j-state')).not.toHaveText(before);
});

test('a hold is paused, goes on, is moved and given up, and its place stays', async ({ page, faults }) => {
  faults.expect(status(422));
  await signIn(page, '1000 0004');
  await ask(page, 'POST', '/items/ompelukone/holds', { pickup_library: 'kallio' });
  await page.reload();
  await mounted(page);
  const hold = thing(page, 'holds', 'Ompelukone');
  const place = /\d+\.\/\d+/.exec(await hold.locator('.j-state').innerText())![0]!;
  await hold.getByText(t('circulation.change')).click();
  // A day that will not do is said and marked where it stands.
  const until = hold.getByLabel(t('circulation.pause_until'));
  await until.fill('2020-01-01');
  await hold.getByRole('button', { name: t('circulation.pause') }).click();
  await expect(hold.locator('.j-field__error').filter({ hasText: t('circulation.pause_wrong') })).toBeVisible();
  await expect(until).toHaveAttribute('aria-invalid', 'true');
  // Leaving it empty means what the help says.
  await expect(until).toHaveAccessibleDescription(new RegExp(t('circulation.pause_help')));
  await until.fill('');
  await hold.getByRole('button', { name: t('circulation.pause') }).click();
  await expect(toast(page, 'circulation.paused')).toBeVisible();
  await expect(hold).toContainText(t('circulation.frozen'));
  await hold.getByRole('button', { name: t('circulation.go_on') }).click();
  await expect(toast(page, 'circulation.went_on')).toBeVisible();
  await expect(hold).toContainText(place);
  await until.fill('2026-12-01');
  await hold.getByRole('button', { name: t('circulation.pause') }).click();
  await expect(hold).toContainText(t('circulation.frozen_until', { date: '1.12.2026' }));
  await hold.getByRole('button', { name: t('circulation.go_on') }).click();
  await expect(hold).toContainText(place);
  await hold.getByLabel(t('circulation.pickup_label')).selectOption('oodi');
  await hold.getByRole('button', { name: t('circulation.pickup_save') }).click();
  await expect(hold).toContainText(t('circulation.pickup', { library: 'Oodi' }));
  const last = hold.getByLabel(t('circulation.last_day'));
  await last.fill('2026-12-24');
  await hold.getByRole('button', { name: t('circulation.last_day_save') }).click();
  await expect(hold).toContainText(t('circulation.not_after', { date: '24.12.2026' }));
  await last.fill('');
  await hold.getByRole('button', { name: t('circulation.last_day_save') }).click();
  await expect(hold).not.toContainText('24.12.2026');
  // One press gives it up, and one takes that back: the place is still there.
  const cancel = hold.getByRole('button', { name: t('circulation.cancel'), exact: true });
  await cancel.click();
  await expect(toast(page, 'circulation.cancelled')).toBeVisible();
  await expect(hold).toHaveCount(0);
  const back = page.getByRole('button', { name: t('circulation.restore') });
  await expectAccessible(page, 'a reservation that was given up');
  await back.click();
  await expect(toast(page, 'circulation.restored')).toBeVisible();
  await expect(hold).toContainText(place);
  await expect(back).toHaveCount(0);
  await cancel.click();
  await expect(hold).toHaveCount(0);
});

test('a hold that staff are about to fetch can still be moved and paused; on its way and ready it says why not', async ({ page, browser }) => {
  test.setTimeout(90_000);
  const staff = await librarian(browser);
  await signIn(page, '1000 0008');
  const hold = (await ask(page, 'POST', '/items/petankki/holds', { pickup_library: 'kallio' })).json;
  expect(hold.state).toBe('to_fetch');
  await open(page, '/fi/me');
  const row = thing(page, 'holds', hold.name.fi);
  await row.getByText(t('circulation.change')).click();
  await row.getByLabel(t('circulation.pickup_label')).selectOption('oodi');
  await row.getByRole('button', { name: t('circulation.pickup_save') }).click();
  await expect(row).toContainText(t('circulation.pickup', { library: 'Oodi' }));
  await row.getByRole('button', { name: t('circulation.pause'), exact: true }).click();
  await expect(row).toContainText(t('circulation.frozen'));
  await row.getByRole('button', { name: t('circulation.go_on') }).click();
  await expect(row).not.toContainText(t('circulation.frozen'));
  await row.getByLabel(t('circulation.pickup_label')).selectOption('kallio');
  await row.getByRole('button', { name: t('circulation.pickup_save') }).click();
  await expect(row).toContainText(t('circulation.pickup', { library: 'Kallio' }));
  await bring(staff, hold.id);
  await page.reload();
  const ready = part(page, 'collect');
  await expect(ready).toContainText(t('circulation.ready_stays'));
  await expect(ready.getByText(t('circulation.change'))).toHaveCount(0);
  expect((await ask(page, 'DELETE', `/me/holds/${hold.id}`)).status).toBe(200);
  await staff.context().close();
});

/** The names in a choice, without distances. */
const names = async (choice: Locator) =>
  (await choice.locator('option').allInnerTexts()).map((name) => name.split(' · ')[0]!.trim());

for (const language of LANGUAGES) {
  test(`libraries to collect from stand in the order of the names that are shown, the usual one first: ${language}`, async ({ page }) => {
    await signIn(page, '1000 0001');
    await open(page, `/${language}/items/porakone/hold`);
    const [usual, ...others] = await names(page.getByLabel(t('circulation.pickup_label', {}, language)));
    expect(usual).toBeTruthy();
    expect(others.length).toBeGreaterThan(30);
    // Swedish knows å, ä and ö as Finnish does; in English pages the names are still ours.
    expect(others).toEqual([...others].sort(new Intl.Collator('sv').compare));
  });
}

test.describe('with the place allowed', () => {
  test.use({ geolocation: { latitude: 60.1925, longitude: 24.963 }, permissions: ['geolocation'] });

  test('the nearest libraries come first in the choice on pressing the button, and what was chosen stays chosen', async ({ page }) => {
    await signIn(page, '1000 0001');
    await open(page, '/fi/items/porakone/hold');
    const choice = page.getByLabel(t('circulation.pickup_label'));
    await choice.selectOption('oodi');
    const before = await names(choice);
    await page.getByRole('button', { name: t('common.near') }).click();
    await expect(page.getByRole('status').filter({ hasText: anyOf('form.near_done') })).toContainText('Vallila');
    await expect(choice.locator('option').first()).toHaveText(/^Vallila · (\d+ m|\d,\d km)$/);
    await expect(choice).toHaveValue('oodi');
    // Once more adds no second distance.
    await page.getByRole('button', { name: t('common.near') }).click();
    await expect(choice.locator('option').first()).toHaveText(/^Vallila · (\d+ m|\d,\d km)$/);
    expect((await names(choice)).sort()).toEqual(before.sort());
    await expectAccessible(page);
  });
});

test('where the place is not given the choice says so and stays in the order of names', async ({ page }) => {
  await signIn(page, '1000 0001');
  await open(page, '/fi/items/porakone/hold');
  const before = await names(page.getByLabel(t('circulation.pickup_label')));
  await page.getByRole('button', { name: t('common.near') }).click();
  await expect(page.getByRole('status').filter({ hasText: t('libraries.near_denied') })).toBeVisible();
  expect(await names(page.getByLabel(t('circulation.pickup_label')))).toEqual(before);
});

test('on a weak network a double tap makes one hold, and not knowing is said to be not knowing', async ({ page, faults }) => {
  test.setTimeout(90_000);
  faults.expect(/net::ERR_FAILED/);
  await signIn(page, '1000 0009');
  await open(page, '/fi/items/molkky/hold');
  let sent = 0;
  const keys = new Set<string>();
  // What is sent arrives, and the answer does not come back.
  await page.route('**/api/v1/items/molkky/holds', async (route) => {
    sent += 1;
    keys.add((await route.request().allHeaders())['idempotency-key'] ?? '');
    if (sent === 1) await route.fetch();
    await route.abort();
  });
  const button = page.locator('#hold-form [type=submit]');
  await button.dblclick();
  await expect(button).toHaveText(t('form.sending'));
  await expect(page.locator('.j-form__trouble')).toContainText(t('form.unknown'), { timeout: 40_000 });
  await page.unroute('**/api/v1/items/molkky/holds');
  await button.click();
  await expect(heading(page)).toHaveText(anyOf('circulation.placed_title'));
  expect(keys.size, 'one key for all tries').toBe(1);
  const holds = (await ask(page, 'GET', '/me/holds')).json.items;
  expect(holds.filter((hold: any) => hold.item === 'molkky')).toHaveLength(1);
});

/** Lets what is sent arrive, or not, and drops every answer; the keys under which it was sent. */
async function dropAnswers(page: Page, pattern: string, arrives: boolean): Promise<{ keys: string[]; stop: () => Promise<void> }> {
  const keys: string[] = [];
  await page.route(pattern, async (route) => {
    keys.push((await route.request().allHeaders())['idempotency-key'] ?? '');
    if (arrives) await route.fetch();
    await route.abort();
  });
  return { keys, stop: () => page.unrouteAll({ behavior: 'wait' }) };
}

/** What the tab remembers of requests whose outcome is unknown. */
const remembered = (page: Page) => page.evaluate(() => Object.keys(sessionStorage).filter((name) => name.startsWith('key ')));

test('a hold whose answer was lost is there once after a reload, and the truth is shown', async ({ page, faults }) => {
  faults.expect(/net::ERR_FAILED/);
  await signIn(page, '1000 0009');
  const address = '**/api/v1/items/rinkka/holds';
  const press = async () => {
    // The same fields both times: which library stands first depends on what one has reserved meanwhile.
    await page.getByLabel(t('circulation.pickup_label')).selectOption('kallio');
    await page.locator('#hold-form [type=submit]').click();
  };
  // It has not arrived: the page offers it again, and the same button sends it under the same key.
  await open(page, '/fi/items/rinkka/hold');
  const first = await dropAnswers(page, address, false);
  await press();
  await expect.poll(() => first.keys.length).toBeGreaterThan(0);
  await first.stop();
  await page.reload();
  await mounted(page);
  const second = await dropAnswers(page, address, true);
  await press();
  await expect.poll(() => second.keys.length).toBeGreaterThan(0);
  await second.stop();
  expect(new Set([...first.keys, ...second.keys]).size, 'one key for all tries').toBe(1);
  expect((await remembered(page)).join(), 'nothing of what was sent').not.toContain('kallio');
  // This time it has arrived, and the page shows it.
  await page.reload();
  await expect(heading(page)).toHaveText(anyOf('circulation.placed_title'));
  const holds = (await ask(page, 'GET', '/me/holds')).json.items;
  expect(holds.filter((hold: any) => hold.item === 'rinkka')).toHaveLength(1);
  // Taken back it may be wished for anew.
  await open(page, '/fi/me');
  const row = thing(page, 'holds', 'Rinkka');
  await row.getByRole('button', { name: t('circulation.cancel'), exact: true }).click();
  await expect(row).toHaveCount(0);
  expect(await remembered(page)).toEqual([]);
});

test('a fault whose answer was lost is told once, also after a reload; other words are another report', async ({ page, browser, faults }) => {
  test.setTimeout(90_000);
  faults.expect(/net::ERR_FAILED/);
  const staff = await librarian(browser);
  await signIn(page, '1000 0005');
  await lend(page, staff, '1000 0005', 'niittipistooli');
  await page.reload();
  await mounted(page);
  const loan = thing(page, 'loans', 'iittipistooli');
  const report = async (text: string) => {
    const fold = loan.locator('details').filter({ hasText: t('circulation.fault_text') });
    if (!(await fold.evaluate((one: HTMLDetailsElement) => one.open))) await fold.locator('summary').click();
    await loan.getByLabel(t('circulation.fault_text')).fill(text);
    await fold.locator('[type=submit]').click();
  };
  const lost = await dropAnswers(page, '**/faults', true);
  await report('Kalvo on rikki');
  await expect.poll(() => lost.keys.length).toBeGreaterThan(0);
  await lost.stop();
  await page.reload();
  await mounted(page);
  const sent: string[] = [];
  page.on('request', (request) => {
    if (request.url().endsWith('/faults')) sent.push(request.headers()['idempotency-key'] ?? '');
  });
  await report('Kalvo on rikki');
  await expect(toast(page, 'circulation.fault_sent')).toBeVisible();
  expect(sent).toEqual([lost.keys[0]]);
  const tickets = async () =>
    (await ask(staff, 'GET', '/desk/kallio/today')).json.faults.filter((row: any) => row.item === 'niittipistooli').length;
  expect(await tickets()).toBe(1);
  expect(await remembered(page)).toEqual([]);
  await report('Myös reuna on rikki');
  await expect.poll(() => sent.length).toBe(2);
  expect(sent[1]).not.toBe(sent[0]);
  await staff.context().close();
});

test('signing out leaves nothing behind of what was sent', async ({ page, faults }) => {
  faults.expect(/net::ERR_FAILED/);
  await signIn(page, '1000 0003');
  await open(page, '/fi/items/teltta/hold');
  const lost = await dropAnswers(page, '**/api/v1/items/teltta/holds', false);
  await page.locator('#hold-form [type=submit]').click();
  await expect.poll(() => lost.keys.length).toBeGreaterThan(0);
  await lost.stop();
  await open(page, '/fi/me/settings');
  expect(await remembered(page)).toHaveLength(1);
  await page.getByRole('button', { name: t('account.sign_out'), exact: true }).click();
  await expect(heading(page)).toHaveText(t('account.sign_in'));
  expect(await remembered(page)).toEqual([]);
});

test('who is not signed in is told so when asking to hear of a thing, and comes back', async ({ page, faults }) => {
  faults.expect(status(401));
  await open(page, '/fi/items/tekstiilipesuri');
  await page.getByRole('button', { name: t('catalogue.wish') }).click();
  await page.locator('.j-form__trouble').getByRole('link', { name: t('form.sign_in_link') }).click();
  await mounted(page);
  await page.getByLabel(t('account.card'), { exact: true }).fill('1000 0008');
  await page.getByLabel(t('account.pin'), { exact: true }).fill('1234');
  await page.getByRole('button', { name: t('account.sign_in') }).click();
  await expect(page).toHaveURL(/tekstiilipesuri$/);
  await mounted(page);
  await page.getByRole('button', { name: t('catalogue.wish') }).click();
  await expect(toast(page, 'catalogue.wished')).toBeVisible();
  await open(page, '/fi/me');
  await part(page, 'wishes').getByRole('button').click();
  await expect(part(page, 'wishes')).toHaveCount(0);
});

test('who gets no messages is told so before a wish is made, and where to look after reserving', async ({ page, faults }) => {
  faults.expect(status(422));
  await signIn(page, '1000 0007');
  expect((await ask(page, 'PATCH', '/me', { channel: 'none' })).status).toBe(200);
  await open(page, '/fi/items/tekstiilipesuri');
  await mounted(page);
  await page.getByRole('button', { name: t('catalogue.wish') }).click();
  await expect(page.locator('.j-form__trouble')).toContainText(t('problem.no_messages'));
  const hold = await ask(page, 'POST', '/items/tekstiilipesuri/holds', { pickup_library: 'oodi' });
  expect(hold.status, JSON.stringify(hold.json)).toBe(201);
  await open(page, '/fi/items/tekstiilipesuri/hold');
  await expect(page.locator('main')).toContainText(anyOf('circulation.placed_untold'));
  expect((await ask(page, 'DELETE', `/me/holds/${hold.json.id}`)).status).toBe(200);
  expect((await ask(page, 'PATCH', '/me', { channel: 'email' })).status).toBe(200);
});

test('what was returned is found again by whoever keeps it', async ({ page, browser }) => {
  test.setTimeout(90_000);
  const staff = await librarian(browser);
  await signIn(page, '1000 0006');
  await expect(part(page, 'ended')).toHaveCount(0);
  expect((await ask(page, 'PATCH', '/me', { keeps_history: true })).status).toBe(200);
  await lend(page, staff, '1000 0006', 'mandoliini');
  const loan = (await ask(page, 'GET', '/me/loans')).json.items.find((loan: any) => loan.item === 'mandoliini');
  const back = { barcode: loan.barcode, library: 'kallio' };
  expect((await ask(staff, 'POST', '/desk/returns', back)).status).toBe(200);
  await page.reload();
  await mounted(page);
  const ended = part(page, 'ended');
  await ended.getByText(t('circulation.ended_show'), { exact: true }).click();
  await expect(ended).toContainText(anyOf('circulation.ended_dates'));
  await ended.getByRole('link', { name: loan.name.fi }).click();
  await expect(page).toHaveURL(/\/fi\/items\/mandoliini$/);
  expect((await ask(page, 'PATCH', '/me', { keeps_history: false })).status).toBe(200);
  await staff.context().close();
});

test('a fault is told with a photo that was made small, and what is missing is asked for', async ({ page, browser, faults }) => {
  test.setTimeout(90_000);
  faults.expect(status(400));
  const staff = await librarian(browser);
  await signIn(page, '1000 0005');
  await lend(page, staff, '1000 0005', 'cajon');
  await page.reload();
  await mounted(page);
  const loan = thing(page, 'loans', 'Caj');
  await loan.getByText(t('circulation.fault'), { exact: true }).click();
  await loan.getByRole('button', { name: t('circulation.fault_send') }).click();
  await expect(loan.locator('.j-field__error')).toHaveText(t('circulation.fault_wrong'));
  await loan.getByLabel(t('circulation.fault_text')).fill('Kalvo on <b>rikki</b>');
  const photo = await page.screenshot();
  await loan.getByLabel(t('circulation.fault_photo')).setInputFiles({ name: 'kuva.png', mimeType: 'image/png', buffer: photo });
  const sent = page.waitForRequest((request) => request.url().endsWith('/faults'));
  await loan.getByRole('button', { name: t('circulation.fault_send') }).click();
  const body = (await sent).postDataJSON();
  expect(body.text).toBe('Kalvo on <b>rikki</b>');
  expect(Buffer.from(body.photo, 'base64').subarray(0, 2).toString('hex'), 'a JPEG').toBe('ffd8');
  await expect(toast(page, 'circulation.fault_sent')).toBeVisible();
  await expect(loan).toContainText(t('problem.fault_reported'));
  await staff.context().close();
});

test('reserving works by keyboard alone at 320 px', async ({ page }) => {
  await page.setViewportSize({ width: 320, height: 640 });
  await signIn(page, '1000 0002');
  await open(page, '/fi/items/petankki');
  const way = page.getByRole('link', { name: t('catalogue.hold'), exact: true });
  await way.focus();
  await page.keyboard.press('Enter');
  await expect(heading(page)).toBeFocused();
  await page.getByLabel(t('circulation.pickup_label')).focus();
  await page.keyboard.press('Tab');
  const button = page.getByRole('button', { name: t('catalogue.hold'), exact: true });
  for (let n = 0; n < 8 && !(await button.evaluate((one) => one === document.activeElement)); n++) await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await expect(heading(page)).toHaveText(anyOf('circulation.placed_title'));
});
