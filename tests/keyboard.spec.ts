// With nothing but a keyboard: everything can be reached, one always sees where one is, and nothing holds one back.
import { heading, mounted, open } from './support/app';
import { expect, test } from './support/test';
import { anyOf, t } from './support/words';
import type { Locator, Page } from '@playwright/test';

interface Stop {
  what: string;
  /** Whether it shows that it has the focus: by its outline, or that of the card that its link covers. */
  seen: boolean;
  onScreen: boolean;
  covered: boolean;
}

/** Where the focus is; nothing between the end of the page and its beginning. */
async function stop(page: Page): Promise<Stop | null> {
  return page.evaluate(() => {
    const element = document.activeElement;
    if (!element || element === document.body) return null;
    const outlined = (style: CSSStyleDeclaration) =>
      style.outlineStyle !== 'none' && Number.parseFloat(style.outlineWidth) >= 2;
    const box = (element.closest('label') ?? element).getBoundingClientRect();
    const [x, y] = [box.x + box.width / 2, box.y + Math.min(box.height / 2, 20)];
    const over = document.elementFromPoint(x, y);
    const same = over !== null && (element.contains(over) || over.contains(element) || over.closest('label') !== null);
    return {
      what: element.outerHTML.slice(0, 120),
      seen: outlined(getComputedStyle(element)) || outlined(getComputedStyle(element, '::after')),
      onScreen: box.bottom > 0 && box.top < innerHeight,
      covered: over !== null && !same,
    };
  });
}

function expectSeen(at: Stop): void {
  expect(at, at.what).toMatchObject({ seen: true, onScreen: true, covered: false });
}

/** Presses Tab until the focus is there, looking at every stop on the way. */
async function tabTo(page: Page, target: Locator, most = 80): Promise<void> {
  await expect(target).toBeVisible();
  for (let press = 0; press < most; press += 1) {
    await page.keyboard.press('Tab');
    const at = await stop(page);
    if (at) expectSeen(at);
    if (at && (await target.evaluate((element) => element === document.activeElement))) return;
  }
  throw new Error(`not reached with ${most} presses of Tab: ${target}`);
}

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
