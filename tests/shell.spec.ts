import { heading, mounted, open, settled } from './support/app';
import { expectAccessible } from './support/checks';
import { KINDS } from './support/pages';
import { expect, status, test } from './support/test';
import { type Language, LANGUAGES, t } from './support/words';
import type { Page } from '@playwright/test';

test.describe('without JavaScript', () => {
  test.use({ javaScriptEnabled: false });

  test('every page can be read, with header, content and footer', async ({ page, faults }) => {
    faults.expect(status(404));
    for (const kind of KINDS) {
      await page.goto(`/fi${kind.path}`);
      await expect(heading(page)).toBeVisible();
      await expect(page.getByRole('navigation', { name: t('shell.menu') })).toBeVisible();
      await expect(page.getByRole('main')).not.toBeEmpty();
      await expect(page.getByRole('contentinfo')).toContainText(t('shell.about_service'));
    }
  });

  test('what is missing without it is said', async ({ page }) => {
    // Playwright's browser leaves <noscript> out also when it runs no scripts: the text itself is looked at.
    const response = await page.goto('/fi/');
    expect(await response!.text()).toContain(`${t('shell.noscript')}</p></noscript>`);
    for (const path of ['/fi/me', '/fi/items/porakone/hold']) {
      const html = await (await page.request.get(path)).text();
      expect(html, path).toMatch(new RegExp(`<noscript>[^]*${t('circulation.noscript').slice(0, 40)}[^]*</noscript>`));
    }
  });

  test('the libraries lead to their pages with opening hours', async ({ page }) => {
    await page.goto('/fi/libraries');
    await page.getByRole('link', { name: 'Kallion kirjasto' }).click();
    await expect(page).toHaveURL('/fi/libraries/kallio');
    await expect(page.getByRole('row')).toHaveCount(15);
  });
});

test('the address without a language leads to Finnish', async ({ page }) => {
  await open(page, '/');
  await expect(page).toHaveURL('/fi/');
  await expect(page.locator('html')).toHaveAttribute('lang', 'fi');
});

test('the menu shows where one is, also after moving on', async ({ page }) => {
  await open(page, '/fi/');
  const menu = page.getByRole('navigation', { name: t('shell.menu') });
  await expect(menu.locator('[aria-current]')).toHaveText(t('shell.home'));
  await menu.getByRole('link', { name: t('shell.libraries') }).click();
  await expect(page).toHaveURL('/fi/libraries');
  await expect(menu.locator('[aria-current]')).toHaveText(t('shell.libraries'));
});

for (const language of LANGUAGES) {
  test(`the menu has room between its words at every width, in whole rows: ${language}`, async ({ page }) => {
    await page.goto(`/${language}/`);
    for (const [width, rows] of [[320, [3, 2]], [360, [5]], [390, [5]], [768, [6]], [1280, [6]]] as const) {
      await page.setViewportSize({ width, height: 800 });
      const boxes = await page.locator('.j-nav a').evaluateAll((links) =>
        links.filter((link) => link.checkVisibility()).map((link) => link.getBoundingClientRect().toJSON() as DOMRect),
      );
      for (const [n, box] of boxes.entries()) {
        expect(Math.min(box.width, box.height), `size at ${width} px`).toBeGreaterThanOrEqual(43.9);
        for (const other of boxes.slice(n + 1)) {
          const apart = Math.max(other.left - box.right, box.left - other.right, other.top - box.bottom);
          expect(apart, `room at ${width} px`).toBeGreaterThanOrEqual(7.9);
        }
      }
      const tops = [...new Set(boxes.map((box) => Math.round(box.top)))];
      expect(tops.map((top) => boxes.filter((box) => Math.round(box.top) === top).length), `rows at ${width} px`).toEqual(rows);
    }
  });
}

test('the name of the service leads home', async ({ page }) => {
  await open(page, '/fi/libraries');
  await page.getByRole('banner').getByRole('link', { name: t('shell.name') }).click();
  await expect(page).toHaveURL('/fi/');
});

test('each language calls itself by its own name, and names are marked with their language', async ({ page }) => {
  await open(page, '/fi/');
  const languages = page.getByRole('navigation', { name: t('shell.language') });
  for (const [code, name] of [['fi', 'Suomeksi'], ['sv', 'På svenska'], ['en', 'In English']]) {
    const link = languages.getByRole('link', { name });
    await expect(link).toHaveAttribute('lang', code);
    await expect(link).toHaveAttribute('hreflang', code);
  }
  await expect(languages.locator('[aria-current]')).toHaveAttribute('lang', 'fi');
});

test('switching the language stays on the page', async ({ page }) => {
  await open(page, '/fi/libraries/oodi');
  await page.getByRole('link', { name: 'In English' }).click();
  await expect(page).toHaveURL('/en/libraries/oodi');
  await mounted(page);
  await expect(page.locator('html')).toHaveAttribute('lang', 'en');
  await expect(page.getByRole('heading', { name: t('libraries.hours', {}, 'en') })).toBeVisible();
});

test('switching the language keeps what stands after the question mark', async ({ page }) => {
  await open(page, '/fi/libraries?x=1&y=%C3%A4');
  await page.getByRole('link', { name: 'På svenska' }).click();
  await expect(page).toHaveURL('/sv/libraries?x=1&y=%C3%A4');
});

test('switching the language stays on the page also after moving on in the app', async ({ page }) => {
  await open(page, '/fi/');
  await page.getByRole('navigation', { name: t('shell.menu') }).getByRole('link', { name: t('shell.libraries') }).click();
  await page.getByRole('link', { name: 'Kallion kirjasto' }).click();
  await expect(page).toHaveURL('/fi/libraries/kallio');
  await page.getByRole('link', { name: 'På svenska' }).click();
  await expect(page).toHaveURL('/sv/libraries/kallio');
});

test('the first Tab offers to skip to the content, and does', async ({ page }) => {
  await open(page, '/fi/libraries');
  await page.keyboard.press('Tab');
  const skip = page.getByRole('link', { name: t('shell.skip') });
  await expect(skip).toBeFocused();
  await expect(skip).toBeInViewport();
  await page.keyboard.press('Enter');
  await page.keyboard.press('Tab');
  await expect(page.locator('main :focus')).toHaveCount(1);
  await expect(page).toHaveURL(/\/fi\/libraries(#main)?$/);
});

test('after moving on the focus is on the heading and the window has its title', async ({ page }) => {
  await open(page, '/fi/libraries');
  await expect(page).toHaveTitle(t('shell.page_title', { page: t('libraries.title') }));
  await page.getByRole('link', { name: 'Kallion kirjasto' }).click();
  await expect(heading(page)).toHaveText('Kallion kirjasto');
  await expect(heading(page)).toBeFocused();
  await expect(page).toHaveTitle(t('shell.page_title', { page: 'Kallion kirjasto' }));
  await page.goBack();
  await expect(heading(page)).toHaveText(t('libraries.title'));
  await expect(heading(page)).toBeFocused();
  await expect(page).toHaveTitle(t('shell.page_title', { page: t('libraries.title') }));
});

test('a new page begins at its top', async ({ page }) => {
  await open(page, '/fi/libraries');
  await page.getByRole('link', { name: 'Vuosaaren kirjasto' }).click();
  await expect(heading(page)).toHaveText('Vuosaaren kirjasto');
  await expect(page.getByRole('banner')).toBeInViewport();
});

test('a first visit takes no more than 250 kB over the network', async ({ page }) => {
  const network = await page.context().newCDPSession(page);
  await network.send('Network.enable');
  let bytes = 0;
  network.on('Network.loadingFinished', (loaded) => (bytes += loaded.encodedDataLength));
  await open(page, '/fi/');
  await page.waitForLoadState('networkidle');
  expect(bytes).toBeGreaterThan(100_000); // it was counted
  expect(bytes).toBeLessThan(250_000);
});

test('the app draws the same page as the server', async ({ page }) => {
  for (const kind of KINDS.filter((kind) => kind.app)) {
    const response = await page.goto(`/fi${kind.path}`);
    const title = await page.title();
    const html = (await response?.text()) ?? '';
    const written = /<h1[^>]*>([^<]*)</.exec(html)?.[1];
    await mounted(page);
    await expect(heading(page)).toHaveText(written ?? 'no heading');
    await expect(page).toHaveTitle(title);
  }
});

for (const path of ['/no-such-page', '/libraries/no-such-library', '/libraries/oodi/too/deep']) {
  test(`an unknown address helps on: ${path}`, async ({ page, faults }) => {
    faults.expect(status(404));
    const response = await page.goto(`/sv${path}`);
    expect(response?.status()).toBe(404);
    await expect(page.locator('html')).toHaveAttribute('lang', 'sv');
    await expect(heading(page)).toHaveText(t('shell.not_found_title', {}, 'sv'));
    const main = page.getByRole('main');
    await main.getByRole('link', { name: t('shell.libraries', {}, 'sv') }).click();
    await mounted(page);
    await expect(heading(page)).toHaveText(t('libraries.title', {}, 'sv'));
  });
}

test('an unknown address without a language answers in the language of the browser', async ({ page, faults }) => {
  faults.expect(status(404));
  const response = await page.goto('/no-such-page');
  expect(response?.status()).toBe(404);
  await expect(heading(page)).toHaveText(t('shell.not_found_title'));
});

for (const language of LANGUAGES) {
  test(`the footer leads to the text pages: ${language}`, async ({ page }) => {
    for (const name of ['accessibility', 'privacy', 'about']) {
      await page.goto(`/${language}/`);
      await page.getByRole('contentinfo').getByRole('link', { name: t(`shell.${name}`, {}, language) }).click();
      await expect(page).toHaveURL(`/${language}/${name}`);
      await expect(heading(page)).toBeVisible();
      await expect(page).toHaveTitle(t('shell.page_title', { page: t(`shell.${name}`, {}, language) }, language));
    }
  });
}

test('a demonstration says that its data is invented', async ({ page }) => {
  await open(page, '/fi/');
  await expect(page.getByRole('contentinfo')).toContainText(t('shell.example_data'));
  for (const path of ['/fi/items/porakone', '/fi/privacy']) {
    await page.goto(path);
    await expect(page.getByRole('banner').getByText(t('shell.demo'))).toBeInViewport();
  }
});

for (const kind of KINDS) {
  test(`nothing moves while the page loads on a slow connection: ${kind.name}`, async ({ page, faults }) => {
    faults.expect(status(404));
    await page.route('**/*.css', async (route) => {
      await new Promise((resolve) => setTimeout(resolve, 400));
      await route.continue();
    });
    await page.route('**/*.wasm', async (route) => {
      await new Promise((resolve) => setTimeout(resolve, 800));
      await route.continue();
    });
    await page.addInitScript(() => {
      const seen = window as unknown as { shifts: { value: number; what: string[] }[] };
      seen.shifts = [];
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries() as (PerformanceEntry & { value: number; sources: { node?: Node }[] })[]) {
          const what = entry.sources.map(({ node }) => (node instanceof Element ? node.outerHTML.slice(0, 80) : ''));
          seen.shifts.push({ value: entry.value, what });
        }
      }).observe({ type: 'layout-shift', buffered: true });
    });
    await page.goto(`/fi${kind.path}`);
    if (kind.app) await mounted(page);
    await settled(page);
    const shifts = await page.evaluate(() => (window as unknown as { shifts: { value: number }[] }).shifts);
    const sum = shifts.reduce((total, shift) => total + shift.value, 0);
    expect(sum, JSON.stringify(shifts)).toBeLessThan(0.02);
  });
}

test('the heading can be read before the app has started', async ({ page, context }) => {
  const devtools = await context.newCDPSession(page);
  await devtools.send('Network.enable');
  await devtools.send('Network.emulateNetworkConditions', {
    offline: false,
    latency: 150,
    downloadThroughput: (1.6 * 1024 * 1024) / 8,
    uploadThroughput: (750 * 1024) / 8,
  });
  await page.goto('/fi/libraries/oodi', { waitUntil: 'commit' });
  await expect(heading(page)).toBeVisible();
  await mounted(page);
  const [painted, started] = await page.evaluate(() => [
    performance.getEntriesByName('first-contentful-paint')[0].startTime,
    performance.getEntriesByName('app-mounted')[0].startTime,
  ]);
  expect(painted).toBeLessThan(started - 300);
});

test('a page whose app does not arrive can be read and its links work', async ({ page, faults }) => {
  faults.expect(/ERR_FAILED|Failed to fetch/);
  await page.route('**/*.wasm', (route) => route.abort());
  await page.goto('/fi/libraries');
  await page.getByRole('link', { name: 'Kallion kirjasto' }).click();
  await expect(page).toHaveURL('/fi/libraries/kallio');
  await expect(heading(page)).toHaveText('Kallion kirjasto');
});

/** What is said in the place of a button that has not come. */
const late = (page: Page, language: Language = 'fi') =>
  page.locator('form').filter({ hasText: t('form.late', {}, language) }).locator('.j-late');

for (const language of LANGUAGES) {
  test(`when the words do not come the page says so where the button is missing, and how to go on: ${language}`, async ({ page, faults }) => {
    faults.expect(/ERR_FAILED|Failed to fetch|preload/);
    await page.route('**/words.*.json', (route) => route.abort());
    await page.goto(`/${language}/me`);
    await expect(late(page, language)).toBeVisible();
    await expect(page.locator('#sign-in [type=submit]')).toBeHidden();
    await expectAccessible(page, 'without its words');
    await page.unroute('**/words.*.json');
    await late(page, language).getByRole('link', { name: t('form.late_again', {}, language) }).click();
    await mounted(page);
    await expect(page.locator('#sign-in [type=submit]')).toBeVisible();
    await expect(late(page, language)).toBeHidden();
  });
}

for (const file of ['wasm', 'js']) {
  test(`when the app itself does not come the page says so after a while where the button is missing: ${file}`, async ({ page, faults }) => {
    faults.expect(status(404));
    faults.expect(/ERR_ABORTED|Failed to fetch|dynamically imported|preload|MIME type|WebAssembly|failed to fetch Wasm/);
    await page.emulateMedia({ reducedMotion: 'reduce' });
    await page.route(`**/jaettu-*.${file}`, (route) => route.fulfill({ status: 404 }));
    await page.goto('/fi/me');
    // Nobody is told that it is late before it is.
    await expect(late(page)).toBeHidden();
    await expect(late(page)).toBeVisible({ timeout: 20_000 });
    await page.unroute(`**/jaettu-*.${file}`);
    await late(page).getByRole('link', { name: t('form.late_again') }).click();
    await mounted(page);
    await expect(late(page)).toBeHidden();
  });
}

test('a page whose words do not arrive stays as the server sent it', async ({ page, faults }) => {
  faults.expect(/ERR_FAILED|Failed to fetch|preload/);
  await page.route('**/words.*.json', (route) => route.abort());
  await page.goto('/fi/libraries/oodi');
  await page.waitForLoadState('networkidle');
  await expect(heading(page)).toBeVisible();
  await expect(page.getByRole('table')).toBeVisible();
});
