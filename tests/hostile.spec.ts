// What people write is text wherever it is read: it comes back as it was typed, and runs nowhere.
import { ask, lend, librarian, signIn } from './support/account';
import { mounted, open } from './support/app';
import { atDesk, box, scan } from './support/desk';
import { expect, test } from './support/test';
import { t } from './support/words';

const HOSTILE = '<img src=x onerror="alert(1)"><script>alert(2)</script> "\'&amp; 🪚 =1+1';
const CARD = '1000 0987';

test('a hostile name and fault run nowhere: own page, desk, letters', async ({ page, browser }) => {
  test.setTimeout(90_000);
  const dialogs: string[] = [];
  page.on('dialog', async (dialog) => { dialogs.push(dialog.message()); await dialog.dismiss(); });
  const staff = await librarian(browser);
  staff.on('dialog', async (dialog) => { dialogs.push(dialog.message()); await dialog.dismiss(); });
  const person = { card: CARD, pin: '1234', name: HOSTILE, channel: 'email', email: 'hostile@example.org', language: 'fi' };
  const added = await ask(staff, 'POST', '/desk/people', person);
  expect(added.status, JSON.stringify(added.json)).toBe(201);

  await signIn(page, CARD);
  await expect(page.locator('main')).toContainText(HOSTILE);
  await lend(page, staff, CARD, 'teltta');
  await page.reload();
  await mounted(page);
  const { items } = (await ask(page, 'GET', '/me/loans')).json;
  const told = await ask(page, 'POST', `/me/loans/${items[0].id}/faults`, { text: HOSTILE });
  expect(told.status).toBe(201);
  expect((await ask(page, 'GET', '/me')).json.name).toBe(HOSTILE);

  // The letter that thanks for the report begins with the name of whoever it is for; it leaves within a minute or so.
  await page.goto('/fi/mailbox');
  expect(await page.locator('main script, main img').count()).toBe(0);
  await open(page, '/fi/me/settings');
  expect(await page.locator('main script, main img').count()).toBe(0);

  const desk = await (await browser.newContext({ viewport: { width: 1280, height: 900 } })).newPage();
  desk.on('dialog', async (dialog) => { dialogs.push(dialog.message()); await dialog.dismiss(); });
  await atDesk(desk);
  await scan(desk, CARD);
  const holder = desk.getByRole('region', { name: HOSTILE });
  await expect(holder).toBeVisible();
  await desk.getByText(t('desk.rights')).click();
  await desk.getByLabel(t('desk.why_blocked')).fill(HOSTILE);
  await desk.getByRole('button', { name: t('desk.block') }).click();
  await expect(holder.locator('.j-desk__alert')).toContainText(HOSTILE);
  await desk.keyboard.press('Escape');
  await scan(desk, HOSTILE.slice(0, 40));
  await expect(box(desk)).toBeFocused();
  await desk.locator('#today-faults summary').click();
  await expect(desk.locator('#today-faults')).toContainText(HOSTILE);
  expect(await desk.locator('main script, main img').count()).toBe(0);
  expect(dialogs).toEqual([]);
});
