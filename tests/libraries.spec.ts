import { at, heading, open, requests } from './support/app';
import { expect, status, test } from './support/test';
import { anyOf, t } from './support/words';
import type { Page } from '@playwright/test';

const cards = (page: Page) => page.getByRole('main').locator('.j-card');
const openLink = (page: Page, name: string) => page.getByRole('main').getByRole('link', { name });

test('all libraries are listed, each with its address and whether it is open', async ({ page }) => {
  await open(page, '/fi/libraries');
  await expect(cards(page)).toHaveCount(38);
  const kallio = cards(page).filter({ hasText: 'Kallion kirjasto' });
  await expect(kallio).toContainText('Viides linja 11');
  await expect(kallio).toContainText(t('libraries.state_staffed'));
  await expect(page.locator('.j-count')).toHaveText(anyOf('libraries.count_open'));
});

test('home shows libraries that are open now and leads to all of them', async ({ page }) => {
  await open(page, '/fi/');
  expect(await cards(page).count()).toBeGreaterThan(0);
  await page.getByRole('link', { name: t('libraries.all', { count: 38 }) }).click();
  await expect(heading(page)).toHaveText(t('libraries.title'));
});

test('a library is found by its name while typing, and the address keeps it', async ({ page }) => {
  await open(page, '/fi/libraries');
  await page.getByRole('searchbox').fill('kallion');
  await expect(cards(page)).toHaveCount(1);
  await expect(cards(page)).toContainText('Kallion kirjasto');
  await expect(page.locator('.j-count')).toHaveText(anyOf('libraries.count_open'));
  await expect(page).toHaveURL('/fi/libraries?q=kallion');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('searchbox')).toBeFocused();
  await openLink(page, 'Kallion kirjasto').click();
  await expect(heading(page)).toHaveText('Kallion kirjasto');
  await page.goBack();
  await expect(cards(page)).toHaveCount(1);
  await expect(page.getByRole('searchbox')).toHaveValue('kallion');
  await page.getByRole('searchbox').fill('xyzzy');
  await expect(page.getByText(t('libraries.none_named'))).toBeVisible();
  await page.getByRole('searchbox').fill('');
  await expect(cards(page)).toHaveCount(38);
  await expect(page).toHaveURL('/fi/libraries');
});

test.describe('without JavaScript', () => {
  test.use({ javaScriptEnabled: false });

  test('a library is found by its name', async ({ page }) => {
    await page.goto('/sv/libraries');
    await page.getByRole('searchbox').fill('Tölö');
    await page.getByRole('search').getByRole('button').click();
    await expect(page).toHaveURL(/\/sv\/libraries\?q=/);
    expect(await cards(page).count()).toBeLessThan(5);
    await expect(cards(page).first()).toContainText('Tölö');
  });
});

test('in the evening only the open ones can be shown', async ({ page }) => {
  await at(page, '2026-11-23T18:30:00Z');
  await open(page, '/fi/libraries');
  const closed = cards(page).filter({ hasText: t('libraries.state_closed') });
  expect(await closed.count()).toBeGreaterThan(0);
  await page.getByLabel(t('libraries.only_open')).check();
  await expect(closed).toHaveCount(0);
  expect(await cards(page).count()).toBeGreaterThan(0);
  await page.getByLabel(t('libraries.only_open')).uncheck();
  await expect(cards(page)).toHaveCount(38);
});

test('at night it is said that none is open', async ({ page }) => {
  await at(page, '2026-11-24T01:00:00Z');
  await open(page, '/fi/libraries');
  await page.getByLabel(t('libraries.only_open')).check();
  await expect(page.getByText(t('libraries.none_open'))).toBeVisible();
  await expect(cards(page)).toHaveCount(0);
});

test('whether a library is open follows the clock while the page stays', async ({ page }) => {
  await open(page, '/fi/libraries/kallio');
  const state = page.locator('.j-state--big');
  await expect(state).toContainText(t('libraries.state_staffed'));
  await at(page, '2026-11-24T01:00:00Z');
  await page.getByRole('link', { name: t('libraries.back') }).click();
  await openLink(page, 'Kallion kirjasto').click();
  await expect(state).toContainText(t('libraries.state_closed'));
});

test.describe('with the place allowed', () => {
  test.use({ geolocation: { latitude: 60.1925, longitude: 24.963 }, permissions: ['geolocation'] });

  test('the nearest come first with their distance, and the place stays in the phone', async ({ page }) => {
    await open(page, '/fi/libraries');
    const asked = requests(page);
    await page.getByRole('button', { name: t('common.near') }).click();
    await expect(page.getByText(t('libraries.sorted_near'))).toBeVisible();
    await expect(cards(page).first()).toContainText('Vallila');
    await expect(cards(page).first()).toContainText(/\d+ m|\d,\d km/);
    await openLink(page, 'Oodi').click();
    await expect(heading(page)).toContainText('Oodi');
    expect(asked.filter((url) => /60\.19|24\.95|near|lat=/.test(url))).toEqual([]);
  });

  test('the order by name comes back', async ({ page }) => {
    await open(page, '/fi/libraries');
    const first = await cards(page).first().innerText();
    await page.getByRole('button', { name: t('common.near') }).click();
    await page.getByRole('button', { name: t('libraries.by_name') }).click();
    await expect(cards(page).first()).toHaveText(first, { useInnerText: true });
  });
});

test('a place that is refused changes nothing and is explained', async ({ page, context }) => {
  await context.clearPermissions();
  await open(page, '/fi/libraries');
  await page.getByRole('button', { name: t('common.near') }).click();
  await expect(page.getByText(t('libraries.near_denied'))).toBeVisible();
  await expect(cards(page)).toHaveCount(38);
});

test('the page of a library has its address, state, hours and what it offers', async ({ page }) => {
  await open(page, '/fi/libraries/kallio');
  await expect(heading(page)).toHaveText('Kallion kirjasto');
  await expect(page.getByText('Viides linja 11, 00530 Helsinki')).toBeVisible();
  await expect(page.locator('.j-state--big')).toContainText(t('libraries.state_staffed'));
  await expect(page.getByRole('table').getByRole('row')).toHaveCount(15);
  expect(await page.getByRole('region', { name: t('libraries.offers') }).getByRole('listitem').count()).toBeGreaterThan(2);
  await expect(page.getByRole('link', { name: t('libraries.map') })).toHaveAttribute(
    'href',
    /^https:\/\/palvelukartta\.hel\.fi\/fi\/unit\/\d+$/,
  );
  await expect(page.getByRole('link', { name: t('libraries.borrow_here') })).toHaveAttribute(
    'href',
    '/fi/items?library=kallio',
  );
});

test('today is marked in the hours, in words', async ({ page }) => {
  await open(page, '/fi/libraries/kallio');
  const today = page.getByRole('row').filter({ hasText: t('common.today') });
  await expect(today).toHaveCount(1);
  await expect(today.getByRole('rowheader')).toHaveText(`${t('common.today')} ma 23.11.`);
  await expect(page.getByRole('row').nth(1)).toContainText(t('common.today'));
});

test('a day that is an exception tells why', async ({ page }) => {
  await open(page, '/fi/libraries/kallio');
  const independence = page.getByRole('row').filter({ hasText: '6.12.' });
  await expect(independence).toContainText(t('libraries.hours_closed'));
  await expect(independence).toContainText(anyOf('libraries.hours_exception'));
});

test('back shows the list at once, though the network is slow', async ({ page }) => {
  await open(page, '/fi/libraries');
  await openLink(page, 'Kallion kirjasto').click();
  await expect(heading(page)).toHaveText('Kallion kirjasto');
  await page.route('**/api/**', () => undefined); // no answer for as long as the test runs
  await page.goBack();
  await expect(cards(page)).toHaveCount(38, { timeout: 1000 });
  await expect(page.locator('.j-skeleton')).toHaveCount(0);
});

test('a slow answer shows the shape of the page, then the page', async ({ page }) => {
  await open(page, '/fi/libraries');
  let answer = () => {};
  const wait = new Promise<void>((resolve) => (answer = resolve));
  await page.route('**/api/v1/libraries/kallio', async (route) => {
    await wait;
    await route.continue();
  });
  await openLink(page, 'Kallion kirjasto').click();
  await expect(page.locator('.j-skeleton').first()).toBeVisible();
  await expect(page.getByRole('status').filter({ hasText: t('common.loading') })).toHaveCount(1);
  answer();
  await expect(heading(page)).toHaveText('Kallion kirjasto');
  await expect(heading(page)).toBeFocused();
  await expect(page.locator('.j-skeleton')).toHaveCount(0);
});

test('an answer that fails is told, and trying again helps', async ({ page, faults }) => {
  faults.expect(status(500));
  await open(page, '/fi/libraries');
  await page.route('**/api/v1/libraries/kallio', (route) => route.fulfill({ status: 500, body: 'oh' }));
  await openLink(page, 'Kallion kirjasto').click();
  await expect(page.getByRole('alert')).toContainText(t('common.failed_server'));
  await expect(heading(page)).toBeFocused();
  await page.unroute('**/api/v1/libraries/kallio');
  await page.getByRole('button', { name: t('common.retry') }).click();
  await expect(heading(page)).toHaveText('Kallion kirjasto');
  await expect(heading(page)).toBeFocused();
  await expect(page.getByRole('alert')).toHaveCount(0);
});

test('a network that is gone is told as such, and trying again helps', async ({ page, faults }) => {
  faults.expect(/ERR_/);
  await open(page, '/fi/libraries');
  await page.route('**/api/v1/libraries/kallio', (route) => route.abort('connectionfailed'));
  await openLink(page, 'Kallion kirjasto').click();
  await expect(page.getByRole('alert')).toContainText(t('common.failed_network'));
  await page.unroute('**/api/v1/libraries/kallio');
  await page.getByRole('button', { name: t('common.retry') }).click();
  await expect(heading(page)).toHaveText('Kallion kirjasto');
});

test('an answer that makes no sense is a failure, not an empty page', async ({ page }) => {
  await open(page, '/fi/libraries');
  await page.route('**/api/v1/libraries/kallio', (route) => route.fulfill({ json: { half: 'an answer' } }));
  await openLink(page, 'Kallion kirjasto').click();
  await expect(page.getByRole('alert')).toContainText(t('common.failed_server'));
});

test('a library that is gone gives a way on and nothing to try again', async ({ page, faults }) => {
  faults.expect(status(404));
  await open(page, '/fi/libraries');
  await page.route('**/api/v1/libraries/kallio', (route) =>
    route.fulfill({ status: 404, contentType: 'application/problem+json', json: { status: 404, code: 'not_found' } }),
  );
  await openLink(page, 'Kallion kirjasto').click();
  await expect(heading(page)).toHaveText(t('common.not_found_title'));
  await expect(page.getByRole('button', { name: t('common.retry') })).toHaveCount(0);
  await page.getByRole('main').getByRole('link', { name: t('shell.home') }).click();
  await expect(page).toHaveURL('/fi/');
});

test('an answer that comes after the reader has gone on is not shown', async ({ page }) => {
  await open(page, '/fi/libraries');
  let answer = () => {};
  const wait = new Promise<void>((resolve) => (answer = resolve));
  await page.route('**/api/v1/libraries/kallio', async (route) => {
    await wait;
    await route.continue();
  });
  await openLink(page, 'Kallion kirjasto').click();
  await page.goBack();
  await openLink(page, 'Vallilan kirjasto').click();
  await expect(heading(page)).toHaveText('Vallilan kirjasto');
  const late = page.waitForResponse('**/api/v1/libraries/kallio');
  answer();
  await late;
  await expect(heading(page)).toHaveText('Vallilan kirjasto');
});
