// One's own page with nothing but a keyboard, on a screen of 320 px: whoever zooms in four times reads the same.
import { ask, lend, librarian, signIn } from './support/account';
import { mounted } from './support/app';
import { expectNoSidewaysScroll } from './support/checks';
import { tabTo } from './support/keyboard';
import { expect, test } from './support/test';
import { anyOf, t } from './support/words';

test.use({ viewport: { width: 320, height: 640 } });

test('renewing, telling of a fault, pausing, giving up and taking back need no mouse', async ({ page, browser }) => {
  test.setTimeout(90_000);
  const staff = await librarian(browser);
  await signIn(page, '1000 0009');
  await lend(page, staff, '1000 0009', 'kiikari');
  const placed = await ask(page, 'POST', '/items/riippumatto/holds', { pickup_library: 'oodi' });
  expect(placed.status, JSON.stringify(placed.json)).toBe(201);
  await page.reload();
  await mounted(page);
  await expectNoSidewaysScroll(page);
  const part = (id: string, name: string) => page.locator('section', { has: page.locator(`#${id}`) }).getByRole('listitem').filter({ hasText: name });
  const [loan, hold] = [part('loans', 'Kiikari'), part('holds', 'Riippumatto')];
  const press = async (key: string) => page.keyboard.press(key);

  await tabTo(page, page.getByRole('button', { name: t('circulation.show_card') }));
  await press('Enter');
  await expect(page.getByRole('dialog')).toBeVisible();
  await press('Escape');
  await expect(page.getByRole('dialog')).toBeHidden();
  await expect(page.getByRole('button', { name: t('circulation.show_card') })).toBeFocused();

  await tabTo(page, loan.getByRole('button', { name: anyOf('circulation.renew') }));
  await press('Enter');
  await expect(page.getByText(t('circulation.renewed'))).toBeVisible();

  await tabTo(page, loan.locator('summary').filter({ hasText: t('circulation.fault') }));
  await press('Enter');
  await tabTo(page, loan.getByLabel(t('circulation.fault_text')));
  await page.keyboard.type('Linssi on naarmuinen');
  await tabTo(page, loan.getByRole('button', { name: t('circulation.fault_send') }));
  await press('Enter');
  await expect(page.getByText(t('circulation.fault_sent'))).toBeVisible();

  await tabTo(page, hold.locator('summary').filter({ hasText: t('circulation.change') }));
  await press('Enter');
  await tabTo(page, hold.getByRole('button', { name: t('circulation.pause') }));
  await press('Enter');
  await expect(hold).toContainText(t('circulation.frozen'));
  await tabTo(page, hold.getByRole('button', { name: t('circulation.go_on') }));
  await press('Space');
  await expect(hold).not.toContainText(t('circulation.frozen'));

  await tabTo(page, hold.getByRole('button', { name: t('circulation.cancel'), exact: true }));
  await press('Enter');
  await expect(hold).toHaveCount(0);
  // Another journey with the same card may have given something up, too.
  const given = page.locator('.j-notice').filter({ hasText: 'Riippumatto' });
  await tabTo(page, given.getByRole('button', { name: t('circulation.restore') }));
  await press('Enter');
  await expect(hold).toHaveCount(1);
  await expectNoSidewaysScroll(page);
});
