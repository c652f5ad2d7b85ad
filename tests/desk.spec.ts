// The staff desk: a frame of its own, a box that always has the focus, and nothing of it for residents.
import { heading, mounted, open, requests, settled } from './support/app';
import { expectAccessible, expectLargeTargets, expectNoSidewaysScroll } from './support/checks';
import { expect, status, test } from './support/test';
import { LANGUAGES, t, type Language } from './support/words';
import type { Page } from '@playwright/test';

const path = (language: Language) => (language === 'fi' ? '/desk/' : `/desk/${language}/`);
const box = (page: Page, language: Language = 'fi') => page.getByLabel(t('desk.field', {}, language));
const log = (page: Page) => page.getByRole('log', { name: t('desk.log') });

/** As a barcode reader does it: fast, to whatever has the focus, with Enter at the end. */
async function scan(page: Page, text: string): Promise<void> {
  await page.keyboard.type(text);
  await page.keyboard.press('Enter');
}

for (const language of LANGUAGES) {
  test(`the desk opens in the language of its address and has no faults: ${language}`, async ({ page }) => {
    await open(page, path(language));
    await expect(page.locator('html')).toHaveAttribute('lang', language);
    await expect(heading(page)).toHaveText(t('desk.title', {}, language));
    await expect(box(page, language)).toBeFocused();
    await scan(page, '1000 0001');
    await scan(page, 'ä');
    await settled(page);
    for (const width of [390, 1280]) {
      await page.setViewportSize({ width, height: 800 });
      await expectNoSidewaysScroll(page);
      await expectLargeTargets(page);
      await expectAccessible(page, `at ${width} px`);
    }
  });
}

test('what is scanned is named, the newest first, and the box is ready for the next', async ({ page }) => {
  await open(page, '/desk/');
  await scan(page, '1000 0001');
  await scan(page, 'abc-234');
  await scan(page, '???');
  await scan(page, '');
  await expect(box(page)).toHaveValue('');
  await expect(box(page)).toBeFocused();
  const card = t('desk.card', { number: '10000001' });
  const copy = t('desk.copy', { barcode: '10000001' });
  const code = t('desk.pickup_code', { code: 'ABC-234' });
  const other = t('desk.copy', { barcode: 'abc-234' });
  const lines = log(page).getByRole('paragraph');
  await expect(lines).toHaveCount(3);
  const [newest, before, oldest] = await lines.allTextContents();
  expect(newest).toContain(`${t('desk.not_known')} ${t('desk.unknown', { text: '???' })}`);
  expect(before).toContain(`${t('desk.known')} ${code}${t('desk.or')}${other}`);
  expect(oldest).toMatch(/^14:\d\d /); // the demonstration's clock, not this machine's
  expect(oldest).toContain(`${t('desk.known')} ${card}${t('desk.or')}${copy}`);
});

test('the box gets the focus back after a click beside it, and letters typed elsewhere land in it', async ({ page }) => {
  await open(page, '/desk/');
  await heading(page).click();
  await expect(box(page)).toBeFocused();
  const sounds = page.getByLabel(t('desk.sounds'));
  await sounds.focus();
  await page.keyboard.press('Space');
  await expect(sounds).not.toBeChecked();
  await expect(sounds).toBeFocused();
  await scan(page, '3000000017');
  await expect(log(page)).toContainText(t('desk.copy', { barcode: '3000000017' }));
});

test('text that somebody marks stays marked', async ({ page }) => {
  await open(page, '/desk/');
  await heading(page).dblclick({ position: { x: 20, y: 15 } });
  expect(await page.evaluate(() => getSelection()!.toString().trim())).toBe(t('desk.title'));
});

test('everything can be reached and done with the keyboard', async ({ page }) => {
  await open(page, '/desk/');
  await page.keyboard.type('12');
  await page.keyboard.press('Tab');
  await expect(page.getByRole('button', { name: t('desk.enter') })).toBeFocused();
  await page.keyboard.press('Space');
  await expect(log(page)).toContainText(t('desk.copy', { barcode: '12' }));
  await page.keyboard.press('Tab');
  await expect(page.getByLabel(t('desk.sounds'))).toBeFocused();
});

test('a scan that went well sounds other than one that did not, and silence is remembered', async ({ page }) => {
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
  await open(page, '/desk/');
  await scan(page, '10000001');
  const [first, second, ...none] = await heard();
  expect(none).toEqual([]);
  expect(second).toBeGreaterThan(first);
  await scan(page, 'ä');
  const [low, ...nothing] = await heard();
  expect(nothing).toEqual([]);
  expect(low).toBeLessThan(first);
  await page.getByLabel(t('desk.sounds')).uncheck();
  await page.reload();
  await mounted(page);
  await expect(page.getByLabel(t('desk.sounds'))).not.toBeChecked();
  await scan(page, '10000001');
  await expect(log(page)).toContainText('10000001');
  expect(await heard()).toEqual([]);
});

test('an address of the desk at which there is nothing leads back', async ({ page, faults }) => {
  faults.expect(status(404));
  await page.goto('/desk/en/nothing');
  await expect(heading(page)).toHaveText(t('shell.not_found_title', {}, 'en'));
  await expectAccessible(page);
  await page.getByRole('link', { name: t('desk.back', {}, 'en') }).click();
  await expect(page).toHaveURL('/desk/en/');
  await expect(box(page, 'en')).toBeFocused();
});

test('each language of the desk leads to the others', async ({ page }) => {
  await open(page, '/desk/');
  await page.getByRole('link', { name: 'På svenska' }).click();
  await expect(page).toHaveURL('/desk/sv/');
  await page.getByRole('link', { name: 'Suomeksi' }).click();
  await expect(page).toHaveURL('/desk/');
});

test('residents load nothing of the desk, and the desk nothing of the residents', async ({ page }) => {
  const urls = requests(page);
  const own = () => urls.splice(0).map((url) => new URL(url).pathname);
  for (const address of ['/fi/', '/sv/items', '/en/programme']) {
    await open(page, address);
    await page.waitForLoadState('networkidle');
  }
  expect(own().filter((path) => path.includes('desk'))).toEqual([]);
  await open(page, '/desk/');
  await page.waitForLoadState('networkidle');
  const loaded = own().filter((path) => !/^\/(icon\.svg|favicon\.ico)$/.test(path));
  expect(loaded.filter((path) => !path.startsWith('/desk/'))).toEqual([]);
  expect(loaded.filter((path) => path.endsWith('.wasm'))).toHaveLength(1);
});

test.describe('with a service worker', () => {
  test.use({ serviceWorkers: 'allow' });

  test('nothing of the desk is kept on a machine on which residents’ pages were read', async ({ page }) => {
    await open(page, '/fi/');
    await page.evaluate(() => navigator.serviceWorker.ready);
    await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
    const response = await open(page, '/desk/');
    expect(response?.fromServiceWorker()).toBe(false);
    await page.waitForLoadState('networkidle');
    const kept = await page.evaluate(async () => {
      const caches_ = await Promise.all((await caches.keys()).map((name) => caches.open(name)));
      const lists = await Promise.all(caches_.map((cache) => cache.keys()));
      return lists.flat().map((request) => new URL(request.url).pathname);
    });
    expect(kept.length).toBeGreaterThan(0);
    expect(kept.filter((path) => path.startsWith('/desk'))).toEqual([]);
  });
});

test.describe('without JavaScript', () => {
  test.use({ javaScriptEnabled: false });

  test('the desk says what it is and that it needs it', async ({ page }) => {
    const response = await page.goto('/desk/');
    await expect(heading(page)).toBeVisible();
    expect(await response!.text()).toContain(t('desk.noscript'));
  });
});
