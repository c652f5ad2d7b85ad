// The frame of the staff desk: its addresses and languages, and nothing of it for residents.
import { heading, open, requests } from './support/app';
import { expectAccessible } from './support/checks';
import { expect, status, test } from './support/test';
import { t } from './support/words';

test.beforeEach(({ faults }) => {
  // Nobody is signed in, and the desk asks who is.
  faults.expect(status(401));
});

test('an address of the desk at which there is nothing leads back', async ({ page, faults }) => {
  faults.expect(status(404));
  await page.goto('/desk/en/nothing');
  await expect(heading(page)).toHaveText(t('shell.not_found_title', {}, 'en'));
  await expectAccessible(page);
  await page.getByRole('link', { name: t('desk.back', {}, 'en') }).click();
  await expect(page).toHaveURL('/desk/en/');
  await expect(page.getByLabel(t('desk.card_label', {}, 'en'))).toBeFocused();
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
  const loaded = own().filter((path) => !/^\/(icon\.svg|favicon\.ico|api\/v1\/me)$/.test(path));
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
