// With nothing but a keyboard: everything can be reached, one always sees where one is, and nothing holds one back.
import { signIn } from './support/account';
import { heading, mounted, open } from './support/app';
import { confirm, state } from './support/rooms';
import { expect, test } from './support/test';
import { expectSeen, stop, tabTo } from './support/keyboard';
import { anyOf, t } from './support/words';
import type { Locator } from '@playwright/test';

test('from home to a thing, its library and terms', async ({ page }) => {
  await open(page, '/fi/');
  await tabTo(page, page.getByRole('searchbox', { name: t('home.search_label') }));
  await page.keyboard.type('kone');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL('/fi/items?q=kone');
  await mounted(page);
  await tabTo(page, page.getByLabel(t('catalogue.available')));
  await page.keyboard.press('Space');
  await expect(page.getByLabel(t('catalogue.available'))).toBeChecked();
  const thing = page.locator('.j-card__title').getByRole('link').first();
  const name = await thing.innerText();
  await tabTo(page, thing);
  await page.keyboard.press('Enter');
  await expect(heading(page)).toHaveText(name);
  await expect(heading(page)).toBeFocused();
  const library = page.getByRole('region', { name: t('catalogue.where') }).getByRole('listitem').getByRole('link').first();
  await tabTo(page, library);
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/fi\/libraries\//);
  await expect(heading(page)).toBeFocused();
});

test('filters open, narrow and close', async ({ page }) => {
  await open(page, '/fi/items');
  const summary = page.locator('#filters > summary');
  await tabTo(page, summary);
  await page.keyboard.press('Enter');
  await expect(page.locator('#filters')).toHaveAttribute('open');
  const group = page.locator('#filters').getByRole('group').getByRole('link').first();
  await tabTo(page, group);
  await page.keyboard.press('Enter');
  await expect(group).toHaveAttribute('aria-current', 'true');
  await expect(group).toBeFocused();
  const library = page.locator('#filters').getByLabel(t('catalogue.library'));
  await tabTo(page, library);
  await tabTo(page, page.locator('#filters').getByRole('link', { name: anyOf('catalogue.show') }));
  await page.keyboard.press('Enter');
  await expect(page.locator('#filters')).not.toHaveAttribute('open');
  await expect(page.locator('#count')).toBeFocused();
});

test('from home to action 116, a task in it, and an indicator', async ({ page }) => {
  await open(page, '/fi/');
  await tabTo(page, page.getByRole('main').getByRole('link', { name: t('home.programme') }));
  await page.keyboard.press('Enter');
  await expect(heading(page)).toHaveText(t('programme.title'));
  await expect(heading(page)).toBeFocused();
  await tabTo(page, page.getByRole('link', { name: 'Kirjasto on jakamistalouden suunnannäyttäjä', exact: true }).first());
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL('/fi/programme/actions/116');
  await expect(heading(page)).toBeFocused();
  const task = page.locator('#task-116-digituki details');
  await tabTo(page, task.locator('summary'));
  await page.keyboard.press('Enter');
  await expect(task).toHaveAttribute('open');
  await tabTo(page, page.getByRole('link', { name: 'Varattujen tilojen käyttöaste', exact: true }));
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL('/fi/programme/indicators/room-utilisation');
  await expect(heading(page)).toBeFocused();
});

for (const path of ['/', '/items?q=pora', '/libraries/oodi', '/programme/actions/116', '/programme/indicators/device-uses']) {
  test(`every stop is seen, and the last leads out of the page: ${path}`, async ({ page }) => {
    await open(page, `/fi${path}`);
    let stops = 0;
    let ended = false;
    while (stops < 150 && !ended) {
      await page.keyboard.press('Tab');
      const at = await stop(page);
      ended = at === null || (stops > 0 && at.what.includes('j-skip'));
      if (!ended) expectSeen(at!);
      stops += 1;
    }
    expect(ended, `the end was not reached in ${stops} stops`).toBe(true);
    expect(stops).toBeGreaterThan(8);
  });
}

test('from home to a booked room, and giving it up', async ({ page }) => {
  await signIn(page, '1000 0009');
  await open(page, '/fi/');
  const press = async (target: Locator) => {
    await tabTo(page, target, 120);
    await page.keyboard.press('Enter');
  };
  await press(page.getByRole('navigation', { name: t('shell.menu') }).getByRole('link', { name: t('shell.rooms') }));
  await expect(heading(page)).toHaveText(t('booking.find_title'));
  await expect(heading(page)).toBeFocused();
  const field = page.getByRole('searchbox', { name: t('booking.find_words') });
  await tabTo(page, field);
  await page.keyboard.type('hiljainen tapulikaupunki');
  await expect(page.locator('.j-card')).toHaveCount(1);
  await press(page.locator('.j-slot').last());
  await expect(heading(page)).toBeFocused();
  await expect(confirm(page)).toBeEnabled();
  // The page has been asked for again once the time was kept; whoever hears its heading goes on hearing it.
  await expect(heading(page)).toBeFocused();
  await tabTo(page, page.getByLabel(t('booking.how_many')));
  await page.keyboard.press('ArrowDown');
  await tabTo(page, page.getByLabel(t('booking.purpose')));
  await page.keyboard.type('Lukupiiri');
  await press(confirm(page));
  await expect(state(page)).toContainText(t('booking.state_confirmed'));
  await mounted(page);
  await press(page.locator('#cancel > summary'));
  await press(page.getByRole('button', { name: t('booking.cancel_yes') }));
  await expect(state(page)).toContainText(t('booking.state_cancelled'));
});
