// Rarer work at the staff desk: what is taken back, faults and their photos, other cards and PINs. At Oodi, so that nothing
// is scanned that another journey needs.
import { atDeskOf, box, log, PIN, result, scan, shelf, takingFrom } from './support/desk';
import { expectAccessible, expectLargeTargets, expectNoSidewaysScroll } from './support/checks';
import { settled } from './support/app';
import { expect, status, test } from './support/test';
import { anyOf, t } from './support/words';
import type { APIRequestContext, Page } from '@playwright/test';

// One after the other: they scan things of the same shelf.
test.describe.configure({ mode: 'default' });
test.use({ viewport: { width: 1280, height: 900 } });

const thing = takingFrom('oodi');
const holder = (page: Page, name: string) => page.getByRole('region', { name });
const press = (page: Page, word: string) => page.getByRole('button', { name: t(word), exact: true }).click();

/** A resident in a browser of their own. */
async function resident(page: Page, card: string, act: (request: APIRequestContext) => Promise<void>): Promise<void> {
  const context = await page.context().browser()!.newContext({ baseURL: new URL(page.url()).origin });
  expect((await context.request.post('/api/v1/session', { data: { card, pin: PIN } })).status()).toBe(200);
  await act(context.request);
  await context.close();
}

test('what would be taken back is named first, if the screen shows something else', async ({ page, faults }) => {
  faults.expect(status(404));
  await atDeskOf(page, 'Oodi');
  const [first, second] = [await thing(page), await thing(page)];
  await scan(page, '1000 0005');
  await scan(page, first.barcode);
  await expect(result(page, t('desk.lent'))).toContainText(first.barcode);
  await scan(page, second.barcode);
  await expect(result(page, t('desk.lent'))).toContainText(second.barcode);
  await scan(page, '9999 9999');
  await expect(result(page, t('desk.refused'))).toBeVisible();
  await page.keyboard.press('F2');
  const asks = result(page, t('desk.undo_question'));
  await expect(asks).toContainText(t('desk.lent'));
  await page.keyboard.press('Escape');
  await expect(asks).toBeHidden();
  // Nothing was taken back; now it is meant, twice, one act after the other.
  await page.keyboard.press('F2');
  await expect(asks).toBeVisible();
  await page.keyboard.press('F2');
  await expect(result(page, t('desk.undone'))).toBeVisible();
  await page.keyboard.press('F2');
  await expect(asks).toBeVisible();
  await page.keyboard.press('F2');
  await expect(result(page, t('desk.undone'))).toBeVisible();
  await page.keyboard.press('F2');
  await expect(log(page)).toContainText(t('desk.nothing_to_undo'));
  for (const { barcode } of [first, second]) {
    await scan(page, barcode);
    await expect(result(page, t('desk.to_shelf'))).toContainText(barcode);
    await expect(result(page, t('desk.to_shelf'))).not.toContainText(t('desk.returned'));
  }
});

test('a button does what its panel says, even if the next scan is under way', async ({ page }) => {
  await atDeskOf(page, 'Oodi');
  const [first, second] = [await thing(page), await thing(page)];
  for (const { barcode } of [first, second]) {
    await scan(page, '1000 0006');
    await scan(page, barcode);
    await expect(result(page, t('desk.lent'))).toContainText(barcode);
    await page.keyboard.press('Escape');
  }
  await scan(page, first.barcode);
  await expect(result(page, t('desk.to_shelf'))).toContainText(first.barcode);
  let answer = () => {};
  const held = new Promise<void>((resolve) => { answer = resolve; });
  await page.route('**/api/v1/desk/scans', async (route) => {
    await held;
    await route.continue();
  });
  await scan(page, second.barcode);
  await press(page, 'desk.rest_missing');
  answer();
  const aside = result(page, t('desk.to_repair'));
  await expect(aside).toContainText(first.barcode);
  await expect(page.locator('#today-faults li').filter({ hasText: first.barcode })).toHaveCount(1);
  await expect(page.locator('#today-faults li').filter({ hasText: second.barcode })).toHaveCount(0);
});

test('a lost card and a forgotten PIN are replaced at the desk', async ({ page, faults }) => {
  faults.expect(status(409));
  await atDeskOf(page, 'Oodi');
  // Somebody new: other journeys need the cards of the others.
  const lost = { card: '1000 0998', pin: PIN, name: 'Kortti Kadoksissa', channel: 'none', language: 'fi' };
  expect((await page.request.post('/api/v1/desk/people', { data: lost })).status()).toBe(201);
  await scan(page, lost.card);
  await expect(holder(page, lost.name)).toBeVisible();
  await page.getByText(t('desk.rights')).click();
  for (const width of [390, 1280]) {
    await page.setViewportSize({ width, height: 900 });
    await settled(page);
    await expectNoSidewaysScroll(page);
    await expectLargeTargets(page);
    await expectAccessible(page, `card and rights at ${width} px`);
  }
  const fill = (id: string, text: string) => page.locator(`#${id}`).fill(text);
  await fill('other-name', 'Kortti Löytynyt');
  await press(page, 'desk.save_name');
  lost.name = 'Kortti Löytynyt';
  await expect(holder(page, lost.name)).toBeVisible();
  await fill('other-pin', '12');
  await press(page, 'desk.give_pin');
  await expect(page.locator('#other-pin-wrong')).toHaveText(t('desk.wrong_pin'));
  await expect(page.locator('#other-pin')).toBeFocused();
  await fill('other-pin', '876543');
  await fill('other-pin-again', '876543');
  await press(page, 'desk.give_pin');
  await expect(log(page)).toContainText(t('desk.changed'));
  await fill('other-card', '1000 0001');
  await press(page, 'desk.give_card');
  await expect(result(page, t('desk.refused'))).toContainText(t('problem.card_taken'));
  await fill('other-card', '1000 0999');
  await press(page, 'desk.give_card');
  await expect(holder(page, lost.name)).toContainText('1000 0999');
  // In a browser of their own: in this one it would end the session of the desk.
  const own = await page.context().browser()!.newContext({ baseURL: new URL(page.url()).origin });
  const answer = await own.request.post('/api/v1/session', { data: { card: '1000 0999', pin: '876543' } });
  expect(answer.status()).toBe(200);
  await own.close();
  // The log stays to be read by others: of a card only its end stands there.
  await expect(log(page)).toContainText('…0999');
  await expect(log(page)).not.toContainText('1000 0999');
});

test('a fault is looked at with its photo, and ended where it turns out to be none', async ({ page }) => {
  await atDeskOf(page, 'Oodi');
  const { barcode } = await thing(page);
  await scan(page, '1000 0007');
  await scan(page, barcode);
  await expect(result(page, t('desk.lent'))).toContainText(barcode);
  const photo = await page.evaluate(() => {
    const canvas = document.createElement('canvas');
    canvas.width = canvas.height = 8;
    return canvas.toDataURL('image/jpeg').split(',')[1];
  });
  await resident(page, '1000 0007', async (request) => {
    const { items } = await (await request.get('/api/v1/me/loans')).json();
    const loan = items.find((loan: { barcode: string }) => loan.barcode === barcode);
    const told = await request.post(`/api/v1/me/loans/${loan.id}/faults`, { data: { text: '<b>Savuaa</b>', photo } });
    expect(told.status()).toBe(201);
  });
  await page.keyboard.press('Escape');
  await page.reload();
  await page.getByRole('button', { name: 'Oodi' }).or(box(page)).first().waitFor();
  await page.locator('#today-faults summary').click();
  const row = page.locator('#today-faults li').filter({ hasText: barcode });
  await expect(row).toContainText('<b>Savuaa</b>');
  await row.getByRole('button', { name: t('desk.photo') }).click();
  const shown = page.getByRole('img', { name: t('desk.photo') });
  await expect(shown).toBeVisible();
  expect(await shown.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBe(8);
  await expectAccessible(page, 'the photo of a fault');
  await row.getByRole('button', { name: t('desk.no_fault') }).click();
  await expect(result(page, t('desk.stays'))).toContainText(barcode);
  await expect(row).toBeHidden();
});

test('what is sent to another library gets a slip that says where', async ({ page }) => {
  await page.addInitScript(() => { window.print = () => {}; });
  await atDeskOf(page, 'Oodi');
  // What belongs to another library alone goes back there, wherever it turns up.
  const elsewhere = await Promise.all(['pasila', 'malmi', 'itakeskus', 'toolo'].map((library) => shelf(page, library)));
  const { barcode } = elsewhere.flat().find((copy) => copy.homeOnly)!;
  await scan(page, barcode);
  const goes = page.getByRole('region', { name: anyOf('desk.send_to') });
  await expect(goes).toContainText(barcode);
  await goes.getByRole('button', { name: t('desk.print_slip') }).click();
  await page.emulateMedia({ media: 'print' });
  const paper = page.locator('.j-paper');
  await expect(paper).toContainText(t('desk.sent_from', { library: 'Oodi' }));
  await expect(paper).toContainText(barcode);
});
