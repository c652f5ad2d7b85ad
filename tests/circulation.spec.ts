// Borrowing as a resident meets it; what staff do meanwhile goes through the API, in a browser of their own.
import { ask, bring, lend, librarian, signIn } from './support/account';
import { heading, mounted, open } from './support/app';
import { expect, status, test } from './support/test';
import { anyOf, t } from './support/words';
import type { Page } from '@playwright/test';

const part = (page: Page, id: string) => page.locator(`section[aria-labelledby=${id}]`);
const thing = (page: Page, id: string, name: string) => part(page, id).locator('.j-thing').filter({ hasText: name });
const toast = (page: Page, key: string) => page.getByRole('status').filter({ hasText: t(key) });

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
  const name = await reserve(page, 'akkuporakone-missing');
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
  await expect(thing(page, 'loans', name)).toContainText(anyOf('circulation.by_day'));
  expect((await ask(staff, 'POST', '/desk/returns', { barcode, library: 'kallio' })).status).toBe(200);
  await page.reload();
  await expect(thing(page, 'loans', name)).toHaveCount(0);
  await staff.context().close();
});
