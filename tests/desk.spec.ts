// Work at the staff desk: signing in, lending, taking back, handing out, and a queue that loses nothing.
import { heading, open, settled } from './support/app';
import { expectAccessible, expectLargeTargets, expectNoSidewaysScroll } from './support/checks';
import { AT_KALLIO, atDesk, box, EVERYWHERE, log, path, PIN, result, scan, shelf, signIn, takingFrom } from './support/desk';
import { expect, status, test } from './support/test';
import { anyOf, LANGUAGES, t } from './support/words';
import type { Page } from '@playwright/test';

// One after the other: they scan things of the same shelf.
test.describe.configure({ mode: 'default' });
test.use({ viewport: { width: 1280, height: 900 } });

const thing = takingFrom('kallio');

const holder = (page: Page, name: string) => page.getByRole('region', { name });
const press = (page: Page, word: string) => page.getByRole('button', { name: t(word) }).click();

/** A resident joins the queue for a thing, in a browser of their own. */
async function reserve(page: Page, card: string, item: string, library: string): Promise<void> {
  const context = await page.context().browser()!.newContext({ baseURL: new URL(page.url()).origin });
  const request = context.request;
  expect((await request.post('/api/v1/session', { data: { card, pin: PIN } })).status()).toBe(200);
  const placed = await request.post(`/api/v1/items/${item}/holds`, { data: { pickup_library: library } });
  expect(placed.status(), await placed.text()).toBe(201);
  await context.close();
}

/** The same resident gives the hold up. */
async function cancel(page: Page, card: string, item: string): Promise<void> {
  const context = await page.context().browser()!.newContext({ baseURL: new URL(page.url()).origin });
  const request = context.request;
  expect((await request.post('/api/v1/session', { data: { card, pin: PIN } })).status()).toBe(200);
  const { items } = await (await request.get('/api/v1/me/holds')).json();
  const hold = items.find((hold: { item: string }) => hold.item === item);
  expect((await request.delete(`/api/v1/me/holds/${hold.id}`)).status()).toBe(200);
  await context.close();
}

/** The copy of a thing that is to be fetched for somebody, wherever that is. */
async function promised(page: Page, item: string): Promise<string> {
  const desks = await (await page.request.get('/api/v1/desk/libraries')).json();
  for (const { id } of desks.items) {
    const { to_fetch } = await (await page.request.get(`/api/v1/desk/${id}/today`)).json();
    const row = to_fetch.find((row: { item: string }) => row.item === item);
    if (row) return row.barcode;
  }
  throw new Error(`nothing of ${item} is promised`);
}

for (const language of LANGUAGES) {
  test(`every state of the desk fits and has no faults: ${language}`, async ({ page, faults }) => {
    faults.expect(status(401));
    faults.expect(status(404));
    const check = async (where: string) => {
      await settled(page);
      for (const width of [390, 1024, 1280]) {
        await page.setViewportSize({ width, height: 900 });
        await expectNoSidewaysScroll(page);
        await expectLargeTargets(page);
        await expectAccessible(page, `${where} at ${width} px`);
      }
    };
    await open(page, path(language));
    await expect(page.locator('html')).toHaveAttribute('lang', language);
    await expect(page.getByLabel(t('desk.card_label', {}, language))).toBeFocused();
    await check('signing in');
    await atDesk(page, language);
    await check('the lists');
    const { barcode } = await thing(page);
    await scan(page, barcode);
    await expect(result(page, t('desk.to_shelf', {}, language))).toBeVisible();
    await check('taken in');
    await scan(page, '1000 0001');
    await scan(page, 'nothing-known');
    await expect(result(page, t('desk.refused', {}, language))).toBeVisible();
    await page.getByText(t('desk.rights', {}, language)).click();
    await check('a card and a refusal');
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: t('desk.find', {}, language) }).click();
    await check('finding somebody');
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: t('desk.register', {}, language) }).click();
    await check('somebody new');
  });
}

test('staff sign in with a scanned card, say where the desk is once, and residents are sent on', async ({ page, faults }) => {
  faults.expect(status(401));
  await open(page, '/desk/');
  await scan(page, EVERYWHERE);
  await expect(page.getByLabel(t('desk.pin'))).toBeFocused();
  await scan(page, '9999');
  await expect(page.getByRole('alert')).toHaveText(t('problem.wrong_pin'));
  await scan(page, PIN);
  await expect(heading(page)).toHaveText(t('desk.choose'));
  await page.getByRole('button', { name: 'Oodi' }).click();
  await expect(heading(page)).toHaveText(t('desk.at', { library: 'Oodi' }));
  await expect(box(page)).toBeFocused();
  await page.reload();
  await expect(heading(page)).toHaveText(t('desk.at', { library: 'Oodi' }));
  await press(page, 'desk.sign_out');
  await page.getByLabel(t('desk.card_label')).fill('1000 0001');
  await page.getByLabel(t('desk.pin')).fill(PIN);
  await press(page, 'desk.sign_in');
  await expect(page.getByRole('alert')).toContainText(t('desk.not_staff'));
});

test('a card and a thing are a loan, the same card again ends it, and a thing alone comes back', async ({ page }) => {
  await atDesk(page);
  const { barcode } = await thing(page);
  await scan(page, '1000 0005');
  await expect(holder(page, 'Asukas 5')).toContainText('1000 0005');
  await scan(page, barcode);
  const lent = result(page, t('desk.lent'));
  await expect(lent).toContainText(barcode);
  await expect(lent.getByText(anyOf('desk.due'))).toBeVisible();
  // A reader that reads twice takes nothing back.
  await scan(page, barcode);
  await expect(log(page).getByText(t('desk.lent'))).toHaveCount(2);
  await expect(lent).toContainText(barcode);
  await expect(lent.getByRole('checkbox').first()).not.toBeChecked();
  await expect(log(page)).toContainText(t('desk.lent'));
  await expect(box(page)).toBeFocused();
  await scan(page, '1000 0005');
  await expect(holder(page, 'Asukas 5')).toBeHidden();
  await scan(page, barcode);
  await expect(result(page, t('desk.to_shelf'))).toContainText(barcode);
});

test('a card that nobody knows closes the one before, so that nothing is lent to the wrong person', async ({ page, faults }) => {
  faults.expect(status(404));
  await atDesk(page);
  await scan(page, '1000 0006');
  await expect(holder(page, 'Asukas 6')).toBeVisible();
  await scan(page, '9999 9999');
  await expect(result(page, t('desk.refused'))).toBeVisible();
  await expect(holder(page, 'Asukas 6')).toBeHidden();
});

test('whoever brings something back while their card is open has returned it', async ({ page }) => {
  await atDesk(page);
  const { barcode } = await thing(page);
  await scan(page, '1000 0006');
  await scan(page, barcode);
  await expect(result(page, t('desk.lent'))).toBeVisible();
  // They go and come again.
  await scan(page, '1000 0006');
  await expect(holder(page, 'Asukas 6')).toBeHidden();
  await scan(page, '1000 0006');
  await expect(holder(page, 'Asukas 6')).toBeVisible();
  await scan(page, barcode);
  await expect(result(page, t('desk.to_shelf'))).toBeVisible();
  await expect(holder(page, 'Asukas 6')).toBeVisible();
});

test('what is not ticked is missing: it is noted in one request, and the thing is set aside', async ({ page }) => {
  await atDesk(page);
  const { barcode } = await thing(page);
  await scan(page, '1000 0006');
  await scan(page, barcode);
  await expect(result(page, t('desk.lent'))).toBeVisible();
  await page.keyboard.press('Escape');
  await scan(page, barcode);
  await expect(result(page, t('desk.to_shelf'))).toBeVisible();
  const asked: string[] = [];
  page.on('request', (request) => {
    if (request.method() === 'POST') asked.push(new URL(request.url()).pathname);
  });
  const part = (await result(page, t('desk.to_shelf')).getByRole('checkbox').first().getAttribute('data-part'))!;
  await press(page, 'desk.rest_missing');
  const aside = result(page, t('desk.to_repair'));
  await expect(aside).toContainText(anyOf('desk.missing_parts'));
  await expect(aside).toContainText(part);
  await expect(log(page)).toContainText(part);
  expect(asked.filter((path) => /missing$|undo$|returns$/.test(path))).toEqual([expect.stringMatching(/\/missing$/)]);
  await expect(page.getByRole('button', { name: t('desk.rest_missing') })).toBeHidden();
  // Looked into the wrong box: nothing is missing, and it goes back to the shelf.
  await page.keyboard.press('F2');
  await expect(result(page, t('desk.undone'))).toContainText(part);
  await scan(page, barcode);
  await expect(result(page, t('desk.to_shelf'))).toBeVisible();
});

test('what nobody waits for any more is in the list of what to take off the hold shelf, until it is scanned', async ({ page }) => {
  await atDesk(page);
  const copy = await thing(page);
  await reserve(page, '1000 0003', copy.item, 'kallio');
  const barcode = await promised(page, copy.item);
  await scan(page, barcode);
  await expect(result(page, t('desk.hold_shelf'))).toBeVisible();
  await cancel(page, '1000 0003', copy.item);
  await page.reload();
  await page.locator('#today-take-down summary').click();
  const row = page.locator('#today-take-down li').filter({ hasText: barcode });
  await expect(row).toContainText(t('desk.take_down_shelf'));
  await scan(page, barcode);
  await expect(result(page, t('desk.to_shelf'))).toContainText(barcode);
  await expect(row).toBeHidden();
});

test('the code of what waits in another library says so', async ({ page }) => {
  await signIn(page, EVERYWHERE);
  await page.addInitScript(() => localStorage.setItem('jaettu-desk-library', 'kallio'));
  await open(page, '/desk/');
  await expect(box(page)).toBeFocused();
  const copy = await thing(page);
  await reserve(page, '1000 0007', copy.item, 'oodi');
  const barcode = await promised(page, copy.item);
  const back = { data: { barcode, library: 'oodi' } };
  const { goes } = await (await page.request.post('/api/v1/desk/returns', back)).json();
  await scan(page, goes.code);
  await expect(result(page, t('desk.waits_at', { library: 'Oodi' }))).toContainText(barcode);
  await expect(holder(page, 'Asukas 7')).toContainText('Oodi');
  await expect(result(page, t('desk.take'))).toBeHidden();
});

test('where somebody is reached is shown with a reason, and no longer once their card is closed', async ({ page }) => {
  await atDesk(page);
  await scan(page, '1000 0002');
  await press(page, 'desk.contact');
  await press(page, 'desk.contact_button');
  await expect(page.getByRole('alert')).toHaveText(t('desk.reason_needed'));
  await page.getByLabel(t('desk.reason')).selectOption(t('desk.reason_late'));
  const asked = page.waitForRequest((request) => request.url().endsWith('/contact'));
  await press(page, 'desk.contact_button');
  expect((await asked).postDataJSON().reason).toBe(t('desk.reason_late'));
  const shown = holder(page, 'Asukas 2').getByRole('heading', { name: t('desk.contact') });
  await expect(shown).toBeVisible();
  await page.keyboard.press('Escape');
  await scan(page, '1000 0002');
  await expect(holder(page, 'Asukas 2')).toBeVisible();
  await expect(shown).toBeHidden();
});

test('a loan is written off only when that is confirmed, and that is taken back', async ({ page }) => {
  await atDesk(page);
  await page.locator('#today-overdue summary').click();
  const row = page.locator('#today-overdue li').first();
  const barcode = (await row.locator('.j-quiet').first().textContent())!;
  const same = page.locator('#today-overdue li').filter({ hasText: barcode });
  await row.getByRole('button', { name: t('desk.write_off') }).click();
  const asks = result(page, t('desk.write_off_ask'));
  await asks.getByRole('button', { name: t('desk.cancel') }).click();
  await expect(asks).toBeHidden();
  await expect(same).toBeVisible();
  await row.getByRole('button', { name: t('desk.write_off') }).click();
  await asks.getByRole('button', { name: t('desk.write_off') }).click();
  await expect(result(page, t('desk.written_off'))).toContainText(barcode);
  await expect(same).toBeHidden();
  await page.keyboard.press('F2');
  await expect(result(page, t('desk.undone'))).toBeVisible();
  await expect(same).toHaveCount(1);
});

test('who cannot be signed out is told so, sees nobody, and is signed out as soon as the server answers', async ({ page, faults }) => {
  faults.expect(/ERR_/);
  await atDesk(page);
  await scan(page, '1000 0005');
  await expect(holder(page, 'Asukas 5')).toBeVisible();
  await page.route('**/api/v1/session', (route) => route.abort());
  await press(page, 'desk.sign_out');
  await expect(page.getByText('Asukas 5')).toBeHidden();
  await expect(page.getByRole('alert')).toContainText(t('desk.still_signed_in'));
  await expect(page.getByLabel(t('desk.card_label'))).toBeHidden();
  await page.unroute('**/api/v1/session');
  await press(page, 'common.retry');
  await expect(page.getByLabel(t('desk.card_label'))).toBeFocused();
  expect((await page.request.get('/api/v1/me')).status()).toBe(401);
});

test('what was scanned and not begun when somebody signs out is not done by the next, and that is said', async ({ page, faults }) => {
  faults.expect(status(401));
  await atDesk(page);
  const [first, second] = [await thing(page), await thing(page)];
  const returned: string[] = [];
  let go = () => {};
  const held = new Promise<void>((resolve) => (go = resolve));
  await page.route('**/api/v1/desk/returns', async (route) => {
    returned.push(route.request().postDataJSON().barcode);
    await held;
    await route.continue();
  });
  await scan(page, first.barcode);
  await scan(page, second.barcode);
  await expect.poll(() => returned).toEqual([first.barcode]);
  await press(page, 'desk.sign_out');
  await expect(page.getByRole('status')).toContainText(second.barcode);
  go();
  await expect(page.getByLabel(t('desk.card_label'))).toBeFocused();
  await expect(page.getByRole('status')).toContainText(second.barcode);
  await expect(page.getByRole('status')).toContainText(t('desk.left_again'));
  await scan(page, EVERYWHERE);
  await scan(page, PIN);
  await expect(box(page).or(heading(page).filter({ hasText: t('desk.choose') }))).toBeVisible();
  expect(returned).toEqual([first.barcode]);
});

test('a fetched thing goes to the hold shelf with a slip without a name, and its code hands it over', async ({ page }) => {
  await page.addInitScript(() => {
    window.print = () => document.documentElement.setAttribute('data-printed', 'yes');
  });
  await atDesk(page);
  const copy = await thing(page);
  await reserve(page, '1000 0004', copy.item, 'kallio');
  await page.reload();
  const barcode = await promised(page, copy.item);
  await expect(page.locator('#today-fetch li').filter({ hasText: barcode })).toHaveCount(1);
  await scan(page, barcode);
  const shelved = result(page, t('desk.hold_shelf'));
  const code = (await shelved.locator('.j-result__code').textContent())!;
  expect(code).toMatch(/^[2-9A-Z]{3}-[2-9A-Z]{3}$/);
  await press(page, 'desk.print_slip');
  await expect(page.locator('html')).toHaveAttribute('data-printed', 'yes');
  const paper = page.locator('.j-paper');
  await expect(paper).toContainText(code);
  await expect(paper).not.toContainText('Asukas');
  await page.emulateMedia({ media: 'print' });
  await expect(paper).toBeVisible();
  await expect(box(page)).toBeHidden();
  await page.emulateMedia({ media: 'screen' });
  await scan(page, code.toLowerCase());
  await expect(holder(page, 'Asukas 4')).toContainText(code);
  await expect(result(page, t('desk.take'))).toContainText(barcode);
  await scan(page, barcode);
  await expect(result(page, t('desk.lent'))).toContainText(barcode);
});

test('what belongs to another library is sent there, and arrives', async ({ page }) => {
  await signIn(page, EVERYWHERE);
  await page.addInitScript(() => localStorage.setItem('jaettu-desk-library', 'oodi'));
  await open(page, '/desk/');
  const home = (await shelf(page)).find((copy) => copy.homeOnly)!;
  await expect(box(page)).toBeFocused();
  await scan(page, home.barcode);
  await expect(result(page, t('desk.send_to', { library: 'Kallio' }))).toContainText(t('desk.lives_there'));
  await press(page, 'desk.other_library');
  await page.getByRole('button', { name: 'Kallio' }).click();
  await expect(page.locator('#today-arriving')).toContainText(home.barcode);
  await scan(page, home.barcode);
  await expect(result(page, t('desk.to_shelf'))).toContainText(home.barcode);
});

test('the last act is taken back by a key, once', async ({ page }) => {
  await atDesk(page);
  const { barcode } = await thing(page);
  await scan(page, '1000 0005');
  await scan(page, barcode);
  await expect(result(page, t('desk.lent'))).toBeVisible();
  await page.keyboard.press('F2');
  await expect(result(page, t('desk.undone'))).toBeVisible();
  await page.keyboard.press('Control+z');
  await expect(log(page)).toContainText(t('desk.nothing_to_undo'));
  await page.keyboard.press('Escape');
  await scan(page, barcode);
  await expect(result(page, t('desk.to_shelf'))).toBeVisible();
});

test('a refusal says every reason, to staff', async ({ page, faults }) => {
  faults.expect(status(422));
  await atDesk(page);
  const { barcode } = await thing(page);
  await scan(page, '1000 0005');
  await scan(page, barcode);
  await expect(result(page, t('desk.lent'))).toBeVisible();
  await scan(page, '1000 0008');
  await page.getByText(t('desk.rights')).click();
  await page.getByLabel(t('desk.why_blocked')).fill('Maksu odottaa');
  await press(page, 'desk.block');
  await expect(holder(page, 'Asukas 8')).toContainText('Maksu odottaa');
  await scan(page, barcode);
  const refused = result(page, t('desk.refused'));
  await expect(refused).toContainText(t('desk.refused_blocked'));
  await expect(refused).toContainText(t('desk.refused_on_loan'));
  await press(page, 'desk.unblock'); // what is unfolded stays so
  await expect(holder(page, 'Asukas 8')).not.toContainText('Maksu odottaa');
});

test('somebody is found by name with a reason, and without one nobody is asked', async ({ page }) => {
  await atDesk(page);
  const asked: string[] = [];
  page.on('request', (request) => {
    if (request.url().endsWith('/people/search')) asked.push(request.postDataJSON().reason);
  });
  await press(page, 'desk.find');
  await scan(page, 'asukas 3');
  await expect(page.getByRole('alert')).toHaveText(t('desk.reason_needed'));
  expect(asked).toEqual([]);
  await page.getByLabel(t('desk.reason')).selectOption(t('desk.reason_no_card'));
  await press(page, 'desk.find_button');
  await expect(page.getByRole('status')).toHaveText(t('desk.found', { count: 1 }));
  await press(page, 'desk.open');
  await expect(holder(page, 'Asukas 3')).toBeVisible();
  expect(asked).toEqual([t('desk.reason_no_card')]);
});

test('somebody new is registered, types their PIN unseen, and borrows at once', async ({ page, faults }) => {
  faults.expect(status(409));
  faults.expect(status(400));
  await atDesk(page);
  const { barcode } = await thing(page);
  await press(page, 'desk.register');
  const fill = (word: string, text: string) => page.getByLabel(t(word), { exact: true }).fill(text);
  await fill('desk.name', 'Testi Lainaaja');
  await fill('desk.new_card', '1000 0001');
  await fill('desk.born', '31.2.1990');
  await fill('desk.new_pin', '4321');
  await fill('desk.pin_again', '4322');
  await expect(page.getByLabel(t('desk.new_pin'), { exact: true })).toHaveAttribute('type', 'password');
  await press(page, 'desk.register_button');
  const saidOf = (field: string) => page.locator(`#${field}-wrong`);
  await expect(saidOf('new-pin')).toHaveText(t('desk.pins_differ'));
  await expect(saidOf('born')).toHaveText(t('desk.wrong_born'));
  await expect(page.getByLabel(t('desk.born'), { exact: true })).toHaveAttribute('aria-invalid', 'true');
  await fill('desk.new_pin', '4321');
  await fill('desk.pin_again', '4321');
  await fill('desk.born', '1.1.2040');
  await press(page, 'desk.register_button');
  // The form cannot know that; the server does, and it is said at the same place.
  await expect(saidOf('born')).toHaveText(t('desk.wrong_born'));
  await expect(saidOf('new-pin')).toBeHidden();
  await fill('desk.born', '28.2.1990');
  await press(page, 'desk.register_button');
  await expect(page.getByRole('alert')).toHaveText(t('problem.card_taken'));
  await expect(page.getByLabel(t('desk.name'), { exact: true })).toHaveValue('Testi Lainaaja');
  // A reader ends what it reads with Enter: the form does not go.
  await page.getByLabel(t('desk.new_card'), { exact: true }).fill('');
  await scan(page, '1000 0077');
  await expect(page.getByLabel(t('desk.born'), { exact: true })).toBeFocused();
  await expect(page.getByRole('alert')).toHaveText(t('problem.card_taken'));
  await press(page, 'desk.register_button');
  await expect(holder(page, 'Testi Lainaaja')).toBeVisible();
  await expect(box(page)).toBeFocused();
  await scan(page, barcode);
  await expect(result(page, t('desk.lent'))).toContainText(barcode);
});

test('a thing that breaks is set aside, and back once it works', async ({ page }) => {
  await atDesk(page);
  const { barcode } = await thing(page);
  await scan(page, barcode);
  await press(page, 'desk.fault');
  await page.getByLabel(t('desk.fault_text')).fill('Johto on poikki');
  await press(page, 'desk.fault_send');
  await expect(result(page, t('desk.fault_noted'))).toBeVisible();
  await page.locator('#today-faults summary').click();
  const row = page.locator('#today-faults li').filter({ hasText: barcode });
  await expect(row).toContainText('Johto on poikki');
  await row.getByRole('button', { name: t('desk.withdraw') }).click();
  const asks = result(page, t('desk.withdraw_ask'));
  await expect(asks).toContainText(barcode);
  await asks.getByRole('button', { name: t('desk.cancel') }).click();
  await row.getByRole('button', { name: t('desk.solved') }).click();
  await expect(result(page, t('desk.to_shelf'))).toBeVisible();
});

test('fifty scans within a minute are all done, in their order', async ({ page }) => {
  await atDesk(page);
  const copies = (await shelf(page)).map((copy) => copy.barcode);
  const typed = Array.from({ length: 50 }, (_, n) => copies[n % copies.length]);
  const sent: string[] = [];
  let answered = 0;
  page.on('response', (response) => {
    if (!response.url().endsWith('/desk/returns')) return;
    expect(response.status()).toBe(200);
    sent.push(response.request().postDataJSON().barcode);
    answered += 1;
  });
  const began = Date.now();
  for (const barcode of typed) await scan(page, barcode);
  await expect.poll(() => answered, { timeout: 60_000 - (Date.now() - began) }).toBe(50);
  expect(sent).toEqual(typed);
  await expect(result(page, t('desk.to_shelf'))).toContainText(typed[49]);
});

test('scans wait while the server cannot be reached; none is lost and none is done twice', async ({ page, faults }) => {
  faults.expect(/ERR_/);
  await atDesk(page);
  const [first, second] = [await thing(page), await thing(page)];
  let away = true;
  const keys = new Map<string, Set<string>>();
  await page.route('**/api/v1/desk/returns', async (route) => {
    const barcode = route.request().postDataJSON().barcode;
    const known = keys.get(barcode) ?? new Set();
    keys.set(barcode, known.add((await route.request().headerValue('idempotency-key'))!));
    if (!away) return route.continue();
    // It arrives, and the answer does not.
    await route.fetch();
    return route.abort();
  });
  await scan(page, first.barcode);
  await scan(page, second.barcode);
  await expect(page.getByRole('alert')).toContainText(t('desk.no_answer'));
  await expect(page.getByRole('alert')).toContainText(t('desk.waiting', { count: 2 }));
  away = false;
  await expect(result(page, t('desk.to_shelf'))).toContainText(second.barcode, { timeout: 15_000 });
  await expect(page.getByRole('alert')).toBeHidden();
  await expect(log(page).getByRole('paragraph')).toHaveCount(2);
  expect([...keys.values()].map((known) => known.size)).toEqual([1, 1]);
});

test('a session that ends keeps what was scanned, and hides what was shown', async ({ page, faults }) => {
  faults.expect(status(401));
  await atDesk(page);
  const { barcode } = await thing(page);
  await scan(page, '1000 0005');
  await expect(holder(page, 'Asukas 5')).toBeVisible();
  await page.request.delete('/api/v1/session');
  await scan(page, barcode);
  await expect(page.getByLabel(t('desk.card_label'))).toBeFocused();
  await expect(page.getByText('Asukas 5')).toBeHidden();
  await scan(page, AT_KALLIO);
  await scan(page, PIN);
  await expect(result(page, t('desk.lent'))).toContainText(barcode);
});

test('of two desks that scan the same thing at once one lends it', async ({ page, browser, baseURL, faults }) => {
  faults.expect(status(422));
  const context = await browser.newContext({ baseURL, viewport: { width: 1280, height: 900 } });
  const other = await context.newPage();
  await atDesk(page);
  await signIn(other, EVERYWHERE);
  await other.addInitScript(() => localStorage.setItem('jaettu-desk-library', 'kallio'));
  await open(other, '/desk/');
  await expect(box(other)).toBeFocused();
  const { barcode } = await thing(page);
  await scan(page, '1000 0005');
  await scan(other, '1000 0009');
  await expect(holder(page, 'Asukas 5')).toBeVisible();
  await expect(holder(other, 'Asukas 9')).toBeVisible();
  await Promise.all([scan(page, barcode), scan(other, barcode)]);
  for (const desk of [page, other]) {
    await expect(result(desk, t('desk.lent')).or(result(desk, t('desk.refused')))).toBeVisible();
  }
  const lent = await Promise.all([page, other].map((desk) => result(desk, t('desk.lent')).count()));
  expect(lent.toSorted()).toEqual([0, 1]);
  await context.close();
});

test('the box gets the focus back after a click beside it, and letters typed elsewhere land in it', async ({ page, faults }) => {
  faults.expect(status(404));
  await atDesk(page);
  await heading(page).click();
  await expect(box(page)).toBeFocused();
  const sounds = page.getByLabel(t('desk.sounds'));
  await sounds.focus();
  await scan(page, 'none-such');
  await expect(log(page)).toContainText(t('problem.not_known'));
  await heading(page).dblclick({ position: { x: 20, y: 12 } });
  expect(await page.evaluate(() => getSelection()!.toString().trim())).not.toBe('');
});

test('a scan that went well sounds other than one that did not, and silence is remembered', async ({ page, faults }) => {
  faults.expect(status(404));
  await page.addInitScript(() => {
    const heard: number[] = [];
    (window as unknown as { heard: number[] }).heard = heard;
    const create = AudioContext.prototype.createOscillator;
    AudioContext.prototype.createOscillator = function () {
      const tone = create.call(this);
      const start = tone.start.bind(tone);
      tone.start = (when) => {
        heard.push(tone.frequency.value);
        start(when);
      };
      return tone;
    };
  });
  const heard = () => page.evaluate(() => (window as unknown as { heard: number[] }).heard.splice(0));
  await atDesk(page);
  await scan(page, '1000 0001');
  await expect(holder(page, 'Asukas 1')).toBeVisible();
  const [first, second, ...none] = await heard();
  expect(none).toEqual([]);
  expect(second).toBeGreaterThan(first);
  await scan(page, 'none-such');
  await expect(result(page, t('desk.refused'))).toBeVisible();
  const [low, ...nothing] = await heard();
  expect(nothing).toEqual([]);
  expect(low).toBeLessThan(first);
  await page.getByLabel(t('desk.sounds')).uncheck();
  await page.reload();
  await expect(page.getByLabel(t('desk.sounds'))).not.toBeChecked();
  await scan(page, '1000 0001');
  await expect(holder(page, 'Asukas 1')).toBeVisible();
  expect(await heard()).toEqual([]);
});
