// One thing on its way from the search to its return: the resident on a phone, the librarian at the desk, each in a
// browser of their own and with nothing but what they see.
import { heading, mounted, open } from './support/app';
import { atDesk, holderIs, result, scan, shelf } from './support/desk';
import { expect, test } from './support/test';
import { anyOf, t } from './support/words';
import type { Page } from '@playwright/test';

const part = (page: Page, id: string) => page.locator(`section[aria-labelledby=${id}]`);

test('a thing goes from the search to its return, with both sides at their own screens', async ({ page: phone, browser }) => {
  test.setTimeout(120_000);
  const room = await browser.newContext({ serviceWorkers: 'block', viewport: { width: 1280, height: 900 } });
  const desk = await room.newPage();
  await atDesk(desk);
  // The journeys of the desk take theirs from the other end of the shelf.
  const { item, barcode } = (await shelf(desk)).filter((copy) => !copy.homeOnly).pop()!;
  const name: string = (await (await desk.request.get(`/api/v1/items/${item}`)).json()).name.fi;

  await open(phone, '/fi/');
  await phone.getByRole('navigation', { name: t('shell.menu') }).getByRole('link', { name: t('shell.items') }).tap();
  await phone.getByRole('searchbox').fill(name);
  await phone.locator('.j-card__title').getByRole('link', { name, exact: true }).tap();
  await expect(heading(phone)).toHaveText(name);
  await phone.getByRole('link', { name: t('catalogue.hold'), exact: true }).tap();
  await phone.getByRole('link', { name: t('circulation.sign_in_to_hold') }).tap();
  await phone.getByLabel(t('account.card'), { exact: true }).fill('1000 0008');
  await phone.getByLabel(t('account.pin'), { exact: true }).fill('1234');
  await mounted(phone);
  await phone.getByRole('button', { name: t('account.sign_in') }).tap();
  await expect(heading(phone)).toHaveText(t('circulation.hold_title', { name }));
  await mounted(phone);
  await phone.getByLabel(t('circulation.pickup_label')).selectOption('kallio');
  await expect(part(phone, 'deal')).toContainText('Kallio');
  await phone.getByRole('button', { name: t('catalogue.hold'), exact: true }).tap();
  await expect(heading(phone)).toHaveText(t('circulation.placed_title', { name }));

  await desk.reload();
  await mounted(desk);
  await expect(desk.getByText(barcode).first()).toBeVisible();
  await scan(desk, barcode);
  const kept = result(desk, t('desk.hold_shelf'));
  await expect(kept).toContainText(name);
  const code = /[A-Z0-9]{3}-[A-Z0-9]{3}/.exec(await kept.innerText())![0];

  await open(phone, '/fi/me');
  await expect(part(phone, 'collect')).toContainText(name);
  await expect(part(phone, 'collect').locator('.j-code').first()).toHaveText(code);

  await scan(desk, '1000 0008');
  await holderIs(desk, 'Asukas 8');
  await scan(desk, barcode);
  await expect(result(desk, t('desk.lent'))).toContainText(name);

  await phone.reload();
  await mounted(phone);
  const loan = part(phone, 'loans').locator('.j-thing').filter({ hasText: name });
  await expect(loan).toContainText(t('circulation.return'));
  await loan.getByRole('button', { name: anyOf('circulation.renew') }).tap();
  await expect(phone.locator('[role=status] .j-toast')).toContainText(t('circulation.renewed'));

  await scan(desk, '1000 0008');
  await scan(desk, barcode);
  await expect(result(desk, t('desk.to_shelf'))).toContainText(barcode);
  await phone.reload();
  await expect(loan).toHaveCount(0);
  await room.close();
});
