// The moment at which the app takes a page over from the server must not be noticed.
import { mounted, settled } from './support/app';
import { KINDS } from './support/pages';
import { expect, test } from './support/test';
import type { Page } from '@playwright/test';

/** Keeps the app away until told: what the server sent can be looked at, and used, in peace. */
async function holdApp(page: Page): Promise<() => void> {
  let start = () => {};
  const wait = new Promise<void>((resolve) => (start = resolve));
  await page.route('**/*.wasm', async (route) => {
    await wait;
    await route.continue();
  });
  return start;
}

for (const kind of KINDS.filter((kind) => kind.app)) {
  test(`what one is reading stays where it is when the app takes over: ${kind.name}`, async ({ page }) => {
    const start = await holdApp(page);
    await page.goto(`/fi${kind.path}`, { waitUntil: 'commit' });
    await page.waitForFunction(() => document.querySelector('footer') && [...document.styleSheets].some((sheet) => sheet.href));
    // The first of each kind that is on the screen, by what it says.
    const places = () =>
      page.evaluate(() => {
        const first = ['h1', 'h2', '.j-card__title', '.j-state', 'table', 'form', 'dl'].map((selector) => {
          const element = document.querySelector(`main ${selector}`);
          return [selector, element ? Math.round(element.getBoundingClientRect().top) : innerHeight] as const;
        });
        return Object.fromEntries(first.filter(([, top]) => top < innerHeight));
      });
    const before = await places();
    start();
    await mounted(page);
    await settled(page);
    const after = await places();
    const moved = Object.entries(before).filter(([what, top]) => Math.abs((after[what] ?? 9999) - top) > 8);
    expect(moved.map(([what, top]) => `${what}: from ${top} to ${after[what]}`)).toEqual([]);
  });
}

for (const path of ['/', '/items']) {
  test(`what one types before the app has started is not lost: ${path}`, async ({ page }) => {
    const start = await holdApp(page);
    await page.goto(`/fi${path}`, { waitUntil: 'commit' });
    const field = page.getByRole('searchbox');
    await field.focus();
    await page.keyboard.type('ompelu');
    start();
    await mounted(page);
    await expect(field).toHaveValue('ompelu');
    await expect(field).toBeFocused();
  });
}
