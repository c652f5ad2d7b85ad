import { addStyle, heading, mounted, open, settled } from './support/app';
import { expectAccessible, expectLargeTargets, expectNoSidewaysScroll, expectNothingCut } from './support/checks';
import { KINDS, type Kind } from './support/pages';
import { expect, status, test } from './support/test';
import { LANGUAGES } from './support/words';
import type { Page } from '@playwright/test';

const SIZES = [
  { width: 320, height: 640 },
  { width: 390, height: 844 },
  { width: 768, height: 1024 },
  { width: 1280, height: 800 },
];

async function visit(page: Page, language: string, kind: Kind): Promise<void> {
  await page.goto(`/${language}${kind.path}`);
  if (kind.app) await mounted(page);
  await settled(page);
}

for (const kind of KINDS) {
  for (const language of LANGUAGES) {
    test(`no faults at any size: ${kind.name}, ${language}`, async ({ page, faults }) => {
      faults.expect(status(404));
      await visit(page, language, kind);
      for (const size of SIZES) {
        await page.setViewportSize(size);
        await expectNoSidewaysScroll(page);
        await expectLargeTargets(page);
        await expectAccessible(page, `at ${size.width} px`);
      }
    });
  }

  test(`no faults before the app has started: ${kind.name}`, async ({ page, faults }) => {
    faults.expect(status(404));
    faults.expect(/ERR_FAILED|Failed to fetch/);
    await page.route('**/*.wasm', (route) => route.abort());
    await page.goto(`/fi${kind.path}`);
    await settled(page);
    await page.setViewportSize({ width: 320, height: 640 });
    await expectNoSidewaysScroll(page);
    await expectAccessible(page);
  });

  test(`text twice as large fits: ${kind.name}`, async ({ page, faults }) => {
    faults.expect(status(404));
    await page.setViewportSize({ width: 640, height: 800 });
    await visit(page, 'fi', kind);
    await addStyle(page, 'html { font-size: 200% !important }');
    await expectNoSidewaysScroll(page);
    await expectNothingCut(page);
  });

  test(`text set wide fits a small phone: ${kind.name}`, async ({ page, faults }) => {
    faults.expect(status(404));
    await page.setViewportSize({ width: 320, height: 640 });
    await visit(page, 'sv', kind);
    await addStyle(
      page,
      `* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important }
       p { margin-bottom: 2em !important }`,
    );
    await expectNoSidewaysScroll(page);
    await expectNothingCut(page);
  });
}

test('with forced colours everything can still be told apart', async ({ page }) => {
  await page.emulateMedia({ forcedColors: 'active' });
  await open(page, '/fi/libraries');
  await expect(heading(page)).toBeVisible();
  await expectAccessible(page);
  const current = page.getByRole('banner').locator('.j-nav [aria-current]');
  const other = page.getByRole('banner').locator('.j-nav a:not([aria-current])').first();
  const line = (element: Element) => getComputedStyle(element).borderBottomColor;
  expect(await current.evaluate(line)).not.toBe(await other.evaluate(line));
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  const outline = await page.locator(':focus').evaluate((element) => getComputedStyle(element).outlineStyle);
  expect(outline).not.toBe('none');
});

test('with reduced motion nothing moves, not even while loading', async ({ page }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await open(page, '/fi/libraries');
  await page.route('**/api/v1/libraries/kallio', () => undefined);
  await page.getByRole('main').getByRole('link', { name: 'Kallion kirjasto' }).click();
  await expect(page.locator('.j-skeleton').first()).toBeVisible();
  expect(await page.evaluate(() => document.getAnimations().length)).toBe(0);
});

test('a page that is loading, and one that has failed, have no faults either', async ({ page, faults }) => {
  faults.expect(status(500));
  await open(page, '/fi/libraries');
  let fail = () => {};
  const wait = new Promise<void>((resolve) => (fail = resolve));
  await page.route('**/api/v1/libraries/kallio', async (route) => {
    await wait;
    await route.fulfill({ status: 500 });
  });
  await page.getByRole('main').getByRole('link', { name: 'Kallion kirjasto' }).click();
  await expect(page.locator('.j-skeleton').first()).toBeVisible();
  await expectNoSidewaysScroll(page);
  await expectLargeTargets(page);
  fail();
  await expect(page.getByRole('alert')).toBeVisible();
  await expectLargeTargets(page);
  await expectAccessible(page, 'of the failure');
});
