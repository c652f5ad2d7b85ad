// The service worker at work: what was seen once can be seen without a network, and it is said that it is old.
import { heading, mounted, open } from './support/app';
import { expectAccessible } from './support/checks';
import { offline } from './support/offline';
import { expect, status, test } from './support/test';
import { anyOf, LANGUAGES, t } from './support/words';
import type { Page } from '@playwright/test';

test.use({ serviceWorkers: 'allow' });

test.beforeEach(({ faults }) => faults.expect(/ERR_INTERNET_DISCONNECTED|Failed to fetch|net::ERR_FAILED/));

/** Loads a page and waits until the service worker looks after it and has kept what it needs. */
async function visit(page: Page, path: string): Promise<void> {
  await open(page, path);
  await page.waitForFunction(() => navigator.serviceWorker.controller !== null, undefined, { timeout: 10_000 });
}

/** It always says when what is shown was saved. */
const offlineNotice = (page: Page) => page.getByRole('status').filter({ hasText: anyOf('shell.offline') });

test('after one visit the start page comes up without a network and says that it is old', async ({ page, context }) => {
  await visit(page, '/fi/');
  await offline(context, true);
  await page.reload();
  await mounted(page);
  await expect(heading(page)).toHaveText(t('home.title'));
  await expect(offlineNotice(page)).toBeVisible();
});

test('a page seen before comes up without a network, with its content, and says that it is old', async ({ page, context }) => {
  await visit(page, '/fi/');
  await page.goto('/fi/libraries/kallio');
  await mounted(page);
  await offline(context, true);
  await page.reload();
  await mounted(page);
  await expect(heading(page)).toHaveText('Kallion kirjasto');
  await expect(page.getByRole('row')).toHaveCount(15);
  await expect(offlineNotice(page)).toBeVisible();
});

test('an answer seen while moving about in the app is there again without a network', async ({ page, context }) => {
  await visit(page, '/fi/libraries');
  await page.getByRole('main').getByRole('link', { name: 'Kallion kirjasto' }).click();
  await expect(heading(page)).toHaveText('Kallion kirjasto');
  await offline(context, true);
  await page.reload();
  await mounted(page);
  await expect(heading(page)).toHaveText('Kallion kirjasto');
  await expect(offlineNotice(page)).toBeVisible();
});

test('the page that was opened first comes up without a network, and says when it was saved', async ({ page, context }) => {
  await visit(page, '/fi/items/porakone');
  await offline(context, true);
  await page.reload();
  await mounted(page);
  await expect(heading(page)).toHaveText('Porakone');
  await expect(offlineNotice(page)).toContainText(/klo \d\d:\d\d/);
  // Saved a moment ago by the clock of the demonstration.
  await expect(offlineNotice(page)).not.toContainText(/\d+\.\d+\./);
});

test('with the network back the notice goes away by itself', async ({ page, context }) => {
  await visit(page, '/fi/libraries/kallio');
  await offline(context, true);
  await page.reload();
  await expect(offlineNotice(page)).toBeVisible();
  await offline(context, false);
  await expect(offlineNotice(page)).toHaveCount(0);
  await expect(heading(page)).toHaveText('Kallion kirjasto');
});

test('with the network back what could not be had comes by itself', async ({ page, context }) => {
  await visit(page, '/fi/libraries');
  await offline(context, true);
  await page.getByRole('main').getByRole('link', { name: 'Kallion kirjasto' }).click();
  await expect(page.getByRole('alert')).toContainText(t('common.failed_network'));
  await expect(offlineNotice(page)).toBeHidden();
  await offline(context, false);
  await expect(heading(page)).toHaveText('Kallion kirjasto', { timeout: 10_000 });
});

test('an action seen while moving about is there again without a network; what was never seen comes when the network is back', async ({ page, context }) => {
  const library = 'Kirjasto on jakamistalouden suunnannäyttäjä';
  await visit(page, '/fi/programme');
  await page.getByRole('main').getByRole('link', { name: library, exact: true }).first().click();
  await expect(heading(page)).toHaveText(library);
  await offline(context, true);
  await page.reload();
  await mounted(page);
  await expect(heading(page)).toHaveText(library);
  await expect(offlineNotice(page)).toBeVisible();
  await page.goto('/fi/programme/changes');
  await expect(page.getByRole('alert')).toContainText(t('common.failed_network'));
  await offline(context, false);
  await expect(heading(page)).toHaveText(t('programme.changes'), { timeout: 10_000 });
});

test('a search without a network never shows an old list as its result', async ({ page, context }) => {
  await page.route('**/api/v1/items?limit=1000*', (route) => route.abort());
  await visit(page, '/fi/items');
  await offline(context, true);
  await page.getByRole('searchbox').fill('kitara');
  await expect(page.getByRole('alert')).toContainText(t('common.failed_network'));
  await expect(page.locator('.j-card')).toHaveCount(0);
  await expect(page.locator('#count')).toBeEmpty();
});

test('with the network back the notice goes away after a reload', async ({ page, context }) => {
  await visit(page, '/fi/libraries');
  await page.getByRole('main').getByRole('link', { name: 'Kallion kirjasto' }).click();
  await expect(heading(page)).toHaveText('Kallion kirjasto');
  await offline(context, true);
  await page.reload();
  await expect(offlineNotice(page)).toBeVisible();
  await offline(context, false);
  await page.reload();
  await mounted(page);
  await expect(heading(page)).toHaveText('Kallion kirjasto');
  await expect(offlineNotice(page)).toHaveCount(0);
});

test('a page never seen says without a network that it cannot be had, and offers to try again', async ({ page, context }) => {
  await visit(page, '/fi/');
  await offline(context, true);
  await page.goto('/fi/libraries/vuosaari');
  await expect(page.getByRole('alert')).toContainText(t('common.failed_network'));
  await page.getByRole('button', { name: t('common.retry') }).click();
  await expect(page.getByRole('alert')).toContainText(t('common.failed_network'));
  await offline(context, false);
  await expect(heading(page)).toHaveText('Vuosaaren kirjasto');
});

test('a text page never seen is not said to be missing', async ({ page, context }) => {
  await visit(page, '/fi/');
  await offline(context, true);
  await page.goto('/fi/privacy');
  await expect(heading(page)).toBeVisible();
  await expect(page.getByText(t('shell.not_found_title'))).toHaveCount(0);
});

test('a language never read says in that language that the page is not here, and leads back to where one was', async ({ page, context }) => {
  await visit(page, '/fi/items/porakone');
  await offline(context, true);
  await page.getByRole('link', { name: 'På svenska' }).click();
  await expect(page).toHaveURL(/\/sv\/items\/porakone$/);
  await expect(page.getByRole('banner')).toBeVisible();
  await expect(heading(page)).toHaveText(t('offline.title', {}, 'sv'));
  await expect(page).toHaveTitle(t('shell.page_title', { page: t('offline.title', {}, 'sv') }, 'sv'));
  await expect(page.getByRole('main')).toHaveAttribute('lang', 'sv');
  await expectAccessible(page);
  await page.getByRole('link', { name: t('shell.came_from', {}, 'sv') }).click();
  await expect(heading(page)).toHaveText('Porakone');
  // Who has come from nowhere is led to the start page of a language that is here.
  await page.goto('/en/libraries');
  await expect(heading(page)).toHaveText(t('offline.title', {}, 'en'));
  await offline(context, false);
  await page.getByRole('link', { name: t('common.retry', {}, 'en') }).click();
  await expect(heading(page)).toHaveText(t('libraries.title', {}, 'en'));
});

test('a page not kept in a language that was read before offers the one in which it is', async ({ page, context }) => {
  const action = '/programme/actions/116';
  await visit(page, '/sv/');
  await open(page, `/fi${action}`);
  const name = await heading(page).innerText();
  await offline(context, true);
  await page.getByRole('link', { name: 'På svenska' }).click();
  await mounted(page);
  await expect(page.getByRole('alert')).toContainText(t('common.failed_network', {}, 'sv'));
  await page.getByRole('alert').getByRole('link', { name: t('shell.came_from', {}, 'sv') }).click();
  await expect(heading(page)).toHaveText(name);
});

test('reserving without a network says that it needs one, and leads back to the thing', async ({ page, context }) => {
  await visit(page, '/fi/items/porakone');
  await page.getByRole('link', { name: t('catalogue.hold'), exact: true }).click();
  await expect(heading(page)).toHaveText(t('circulation.hold_title', { name: 'Porakone' }));
  await page.goBack();
  await expect(heading(page)).toHaveText('Porakone');
  await offline(context, true);
  await page.goForward();
  const alert = page.getByRole('alert');
  await expect(alert).toContainText(t('form.hold_offline'));
  await expectAccessible(page);
  await alert.getByRole('link', { name: t('form.to_thing') }).click();
  await expect(heading(page)).toHaveText('Porakone');
  // Also where the whole page is loaded anew.
  await page.goto('/fi/items/porakone/hold');
  await expect(alert).toContainText(t('form.hold_offline'));
  await offline(context, false);
  await expect(heading(page)).toHaveText(t('circulation.hold_title', { name: 'Porakone' }), { timeout: 10_000 });
});

test('going on in the app without a network shows what is known', async ({ page, context }) => {
  await visit(page, '/fi/libraries');
  await offline(context, true);
  const link = page.getByRole('main').getByRole('link', { name: 'Kallion kirjasto' });
  await link.click();
  await expect(page.getByRole('alert')).toContainText(t('common.failed_network'));
  await page.goBack();
  await expect(page.locator('.j-card')).toHaveCount(38);
});

test('personal pages are not kept', async ({ page, faults }) => {
  faults.expect(status(404));
  await visit(page, '/fi/');
  await page.goto('/fi/me').catch(() => undefined);
  const kept = await page.evaluate(async () => {
    const names = await caches.keys();
    const keys = await Promise.all(names.map(async (name) => (await caches.open(name)).keys()));
    return keys.flat().map((request) => new URL(request.url).pathname);
  });
  expect(kept).toContain('/fi/');
  expect(kept.filter((path) => /\/me(\/|$)/.test(path))).toEqual([]);
});

for (const language of LANGUAGES) {
  test(`the app can be installed: ${language}`, async ({ page }) => {
    await open(page, `/${language}/`);
    const href = await page.locator('link[rel=manifest]').getAttribute('href');
    const response = await page.request.get(href!);
    expect(response.headers()['content-type']).toContain('application/manifest+json');
    const manifest = await response.json();
    expect(manifest).toMatchObject({ lang: language, start_url: `/${language}/`, display: 'standalone' });
    expect(manifest.name).toContain(t('shell.name', {}, language));
    for (const icon of manifest.icons) {
      const image = await page.request.get(icon.src);
      expect(image.status(), icon.src).toBe(200);
      expect(image.headers()['content-type'], icon.src).toContain(icon.type);
    }
    const sizes = manifest.icons.map((icon: { sizes: string }) => icon.sizes);
    expect(sizes).toEqual(expect.arrayContaining(['192x192', '512x512']));
    for (const shortcut of manifest.shortcuts) {
      const target = await page.request.get(shortcut.url);
      expect(target.status(), `shortcut ${shortcut.url}`).toBe(200);
    }
    const devtools = await page.context().newCDPSession(page);
    const { errors } = await devtools.send('Page.getAppManifest');
    expect(errors).toEqual([]);
  });
}
