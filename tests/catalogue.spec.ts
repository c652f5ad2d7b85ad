import { heading, mounted, open, requests } from './support/app';
import { expectNoSidewaysScroll } from './support/checks';
import { expect, status, test } from './support/test';
import { anyOf, t } from './support/words';
import type { Page } from '@playwright/test';

const cards = (page: Page) => page.getByRole('main').locator('.j-cards > .j-card');
const names = (page: Page) => cards(page).locator('.j-card__title');
const field = (page: Page) => page.getByRole('searchbox', { name: t('catalogue.search_label') });
const filters = (page: Page) => page.locator('#filters');
const openFilters = (page: Page) => filters(page).locator('summary').click();
const more = (page: Page) => page.getByRole('link', { name: anyOf('catalogue.more') });
const chips = (page: Page) => page.getByRole('list', { name: t('common.chips') });
const total = async (page: Page) => Number.parseInt(await page.locator('#count').innerText(), 10);
const number = (text: string) => Number(/\((\d+)\)/.exec(text)?.[1]);

test.describe('near Kallio, with the place allowed', () => {
  test.use({ geolocation: { latitude: 60.1835, longitude: 24.9535 }, permissions: ['geolocation'] });

  test('from home to a drill that is on a shelf near me, where it is and on what terms', async ({ page }) => {
    await open(page, '/fi/');
    await page.getByRole('searchbox', { name: t('home.search_label') }).fill('porakoneita');
    await page.keyboard.press('Enter');
    await expect(page).toHaveURL('/fi/items?q=porakoneita');
    await mounted(page);
    await expect(field(page)).toHaveValue('porakoneita');
    await expect(names(page).first()).toHaveText('Porakone');

    await page.getByLabel(t('catalogue.available')).check();
    await expect(page).toHaveURL(/available=true/);
    for (const card of await cards(page).all()) await expect(card).toContainText(anyOf('catalogue.on_shelf'));

    await openFilters(page);
    await page.getByRole('button', { name: t('common.near') }).click();
    await expect(page.getByText(t('catalogue.near_done'))).toBeVisible();
    await filters(page).getByRole('link', { name: anyOf('catalogue.show') }).click();
    await expect(filters(page)).not.toHaveAttribute('open');
    await expect(cards(page).first()).toContainText(/\d+ m|\d,\d km/);

    await names(page).getByRole('link', { name: 'Porakone', exact: true }).click();
    await expect(heading(page)).toHaveText('Porakone');
    await expect(heading(page)).toBeFocused();
    await expect(page.locator('.j-answer')).toContainText(t('catalogue.on_shelf'));
    const places = page.getByRole('region', { name: t('catalogue.where') }).getByRole('listitem');
    await expect(places.first()).toContainText(/\d+ m|\d,\d km/);
    const deal = page.getByRole('complementary', { name: t('catalogue.deal') });
    await expect(deal).toContainText(t('catalogue.period'));
    await expect(deal).toContainText(anyOf('catalogue.if_today'));
    await expect(deal).toContainText(t('catalogue.price'));

    const library = places.first().getByRole('link');
    const name = await library.innerText();
    await library.click();
    await expect(page).toHaveURL(/\/fi\/libraries\//);
    await expect(heading(page)).toContainText(name.slice(0, 4));
  });

  test('the place is sent to nobody', async ({ page }) => {
    await open(page, '/fi/items');
    const asked = requests(page);
    await openFilters(page);
    await page.getByRole('button', { name: t('common.near') }).click();
    await expect(page.getByText(t('catalogue.near_done'))).toBeVisible();
    await expect(page).toHaveURL(/sort=near/);
    await page.waitForTimeout(600); // longer than the pause after which the app might ask
    expect(asked.filter((url) => /60\.18|24\.95|near=|lat=/.test(url))).toEqual([]);
    await expect(page).not.toHaveURL(/60\.18|24\.95/);
  });
});

test('a place that is refused is explained and the list stays', async ({ page, context }) => {
  await context.clearPermissions();
  await open(page, '/fi/items');
  const before = await cards(page).count();
  await openFilters(page);
  await page.getByRole('button', { name: t('common.near') }).click();
  await expect(page.getByText(t('catalogue.near_denied'))).toBeVisible();
  await expect(cards(page)).toHaveCount(before);
});

test('typing searches at once and asks the server for the list only once', async ({ page }) => {
  const asked = requests(page);
  await open(page, '/fi/items');
  await field(page).pressSequentially('ompelukone', { delay: 30 });
  await expect(names(page).first()).toHaveText('Ompelukone');
  await expect(page).toHaveURL('/fi/items?q=ompelukone');
  await field(page).fill('kitara');
  await expect(names(page).first()).toContainText('itara');
  await expect(page).toHaveURL('/fi/items?q=kitara');
  const paths = asked.filter((url) => url.includes('/api/')).map((url) => url.replace(/^.*(?=\/api)|&$/g, ''));
  expect(paths).toEqual(['/api/v1/items?limit=1000']);
  await expect(field(page)).toBeFocused();
});

/** Holds the whole list back until it is let go. */
async function holdList(page: Page): Promise<() => void> {
  let letGo = () => {};
  const wait = new Promise<void>((resolve) => (letGo = resolve));
  await page.route('**/api/v1/items?limit=1000*', async (route) => {
    await wait;
    await route.continue();
  });
  return letGo;
}

test('on a slow network nothing old is shown or said as if it were the answer', async ({ page }) => {
  const letGo = await holdList(page);
  await open(page, '/fi/items');
  await expect(cards(page)).toHaveCount(20);
  await field(page).fill('kitara');
  await expect(page).toHaveURL('/fi/items?q=kitara');
  await expect(page.getByRole('status').filter({ hasText: t('common.loading') })).toHaveCount(1);
  await expect(names(page)).toHaveCount(0);
  await expect(page.getByRole('status').filter({ hasText: anyOf('catalogue.count') })).toHaveCount(0);
  letGo();
  await expect(names(page).first()).toContainText('itara');
  const said = page.getByRole('status').filter({ hasText: anyOf('catalogue.count') });
  await expect(said).toHaveText(await page.locator('#count').innerText());
});

test('the list that comes later takes nobody away from where they are', async ({ page }) => {
  const letGo = await holdList(page);
  await open(page, '/fi/items');
  const card = names(page).nth(3).getByRole('link');
  const name = await card.innerText();
  await card.focus();
  const came = page.waitForResponse('**/api/v1/items?limit=1000*');
  letGo();
  await came;
  await expect(filters(page).locator('#library option').nth(1)).toBeAttached();
  await page.waitForTimeout(300); // a focus that is lost is lost at once
  await expect(page.locator(':focus')).toHaveText(name);
});

test('what was found is said after a pause, once', async ({ page }) => {
  await open(page, '/fi/items');
  await field(page).pressSequentially('kitara', { delay: 30 });
  const said = page.getByRole('status').filter({ hasText: anyOf('catalogue.count') });
  await expect(said).toHaveText(await page.locator('#count').innerText());
});

for (const [typed, found] of [
  ['porakome', 'Porakone'], // a slip of the pen
  ['porakoneella', 'Porakone'], // inflected
  ['PORA KONE', 'Porakone'], // apart, and loud
  ['akkuporakone', 'Porakone'], // another name
  ['symaskin', 'Ompelukone'], // in Swedish
  ['sewing machine', 'Ompelukone'], // in English
  ['poytatennis', 'Pöytätennissetti'], // without dots
]) {
  test(`"${typed}" finds ${found}`, async ({ page }) => {
    await open(page, '/fi/items');
    await field(page).fill(typed);
    await expect(names(page).first()).toHaveText(found);
  });
}

test('each group says how many it would show, and shows as many', async ({ page }) => {
  await open(page, '/fi/items');
  const all = await total(page);
  await openFilters(page);
  const group = filters(page).getByRole('group', { name: t('catalogue.category') }).getByRole('link').nth(1);
  const promised = number(await group.innerText());
  expect(promised).toBeGreaterThan(0);
  expect(promised).toBeLessThan(all);
  await group.click();
  await expect(group).toHaveAttribute('aria-current', 'true');
  await expect(group).toBeFocused();
  await expect(page.locator('#count')).toContainText(new RegExp(`^${promised} `));
  await expect(filters(page).getByRole('link', { name: t('catalogue.show', { count: promised }) })).toBeVisible();
  await expect(filters(page).locator('summary')).toHaveText(t('catalogue.filter_count', { count: 1 }));
});

test('choices stand in the address, as chips, and survive reload and back', async ({ page }) => {
  await open(page, '/fi/items');
  await openFilters(page);
  await filters(page).getByLabel(t('catalogue.library')).selectOption('kallio');
  await expect(page).toHaveURL('/fi/items?library=kallio');
  await page.getByLabel(t('catalogue.available')).check();
  await expect(page).toHaveURL('/fi/items?library=kallio&available=true');
  await expect(chips(page).getByRole('listitem')).toHaveCount(2);
  const found = await total(page);

  await page.reload();
  await mounted(page);
  await expect(chips(page)).toContainText('Kallio');
  await expect(page.getByLabel(t('catalogue.available'))).toBeChecked();
  expect(await total(page)).toBe(found);

  await names(page).first().getByRole('link').click();
  await expect(page).toHaveURL(/\/fi\/items\/[\w-]+$/);
  await page.goBack();
  await expect(page).toHaveURL('/fi/items?library=kallio&available=true');
  expect(await total(page)).toBe(found);
  await page.goBack();
  await expect(page.getByLabel(t('catalogue.available'))).not.toBeChecked();
  await expect(page).toHaveURL('/fi/items?library=kallio');
});

test('a chip takes its choice back and puts the reader at the results', async ({ page }) => {
  await open(page, '/fi/items?library=kallio&available=true');
  await chips(page).getByRole('link', { name: `${t('common.remove')} Kallio` }).click();
  await expect(page).toHaveURL('/fi/items?available=true');
  await expect(chips(page).getByRole('listitem')).toHaveCount(1);
  await expect(page.locator('#count')).toBeFocused();
});

test('all choices can be taken back at once; the words stay', async ({ page }) => {
  await open(page, '/fi/items?q=kone&library=kallio&available=true');
  await openFilters(page);
  await filters(page).getByRole('link', { name: t('catalogue.clear') }).click();
  await expect(page).toHaveURL('/fi/items?q=kone');
  await expect(field(page)).toHaveValue('kone');
  await expect(chips(page)).toHaveCount(0);
});

test('a choice that cannot be in the address does no harm', async ({ page }) => {
  await open(page, '/fi/items?category=no-such&library=no-such&available=perhaps&x=1');
  await expect(heading(page)).toHaveText(t('catalogue.title'));
  await expect(page.getByRole('main')).not.toContainText(t('common.failed_title'));
});

test('words that find nothing get help', async ({ page }) => {
  await open(page, '/fi/items');
  await field(page).fill('zzxqzzxq');
  const empty = page.locator('.j-empty');
  await expect(empty.getByRole('heading')).toHaveText(t('catalogue.empty_words', { words: 'zzxqzzxq' }));
  await expect(empty).toContainText(t('catalogue.empty_try'));
  await expect(page).toHaveURL('/fi/items?q=zzxqzzxq');
  await empty.getByRole('link', { name: t('catalogue.all') }).click();
  await expect(page).toHaveURL('/fi/items');
  await expect(field(page)).toHaveValue('');
  expect(await total(page)).toBeGreaterThan(100);
});

test('choices that find nothing say what would, and do it', async ({ page }) => {
  // A library that lends none of what is asked for.
  await open(page, '/fi/items?q=porakone');
  await openFilters(page);
  const options = await filters(page).getByLabel(t('catalogue.library')).getByRole('option').all();
  let without = '';
  for (const option of options) {
    if (number(await option.innerText()) === 0) without = (await option.getAttribute('value')) ?? '';
  }
  expect(without, 'a library without drills').not.toBe('');
  await filters(page).getByLabel(t('catalogue.library')).selectOption(without);
  const empty = page.locator('.j-empty');
  await expect(empty).toContainText(anyOf('catalogue.empty_all'));
  await empty.getByRole('link', { name: t('catalogue.clear') }).click();
  await expect(names(page).first()).toHaveText('Porakone');
});

test('more are shown on demand, and the reader goes on where the new ones begin', async ({ page }) => {
  await open(page, '/fi/items');
  await expect(cards(page)).toHaveCount(20);
  await more(page).click();
  await expect(cards(page)).toHaveCount(40);
  await expect(names(page).nth(20).getByRole('link')).toBeFocused();
});

test('how many are shown, and the place among them, survive back and reload', async ({ page }) => {
  await open(page, '/fi/items');
  await more(page).click();
  await expect(page).toHaveURL('/fi/items?show=40');
  await more(page).click();
  await expect(cards(page)).toHaveCount(60);
  // Twice: the second time the page of the thing is known already and comes at once.
  for (const _ of [1, 2]) {
    const card = names(page).nth(50).getByRole('link');
    await card.scrollIntoViewIfNeeded();
    const place = await page.evaluate(() => scrollY);
    expect(place).toBeGreaterThan(1000);
    await card.click();
    await expect(page.locator('#deal')).toBeVisible();
    await page.goBack();
    await expect(cards(page)).toHaveCount(60);
    await expect.poll(async () => Math.abs((await page.evaluate(() => scrollY)) - place)).toBeLessThan(100);
  }
  await page.reload();
  await mounted(page);
  await expect(cards(page)).toHaveCount(60);
  await expect(names(page).nth(50)).toBeInViewport();
  // Something else is asked for: from its first cards on.
  await field(page).fill('peli');
  await expect(page).toHaveURL('/fi/items?q=peli');
});

test('the page of a thing is complete', async ({ page }) => {
  await open(page, '/fi/items/porakone');
  await expect(heading(page)).toHaveText('Porakone');
  await expect(page).toHaveTitle(t('shell.page_title', { page: 'Porakone' }));
  await expect(page.locator('.j-answer .j-state')).toBeVisible();
  const where = page.getByRole('region', { name: t('catalogue.where') });
  expect(await where.getByRole('listitem').count()).toBeGreaterThan(0);
  await expect(where).toContainText(anyOf('catalogue.as_of'));
  const about = page.getByRole('region', { name: t('catalogue.about') });
  await expect(about.locator('p').first()).not.toBeEmpty();
  await expect(about.getByRole('heading', { name: t('catalogue.included') })).toBeVisible();
  const deal = page.getByRole('complementary', { name: t('catalogue.deal') });
  for (const fact of ['period', 'renewal', 'price', 'late', 'handover']) {
    await expect(deal.locator('dt', { hasText: t(`catalogue.${fact}`) })).toHaveCount(1);
  }
  const similar = page.getByRole('region', { name: t('catalogue.similar') });
  await similar.getByRole('link').first().click();
  await expect(heading(page)).not.toHaveText('Porakone');
  await expect(heading(page)).toBeFocused();
});

test('a thing says the same in the list, on its page and in the API', async ({ page }) => {
  const { libraries, on_shelf } = await (await page.request.get('/api/v1/items/porakone')).json();
  await open(page, '/fi/items/porakone');
  const places = page.getByRole('region', { name: t('catalogue.where') }).getByRole('listitem');
  await expect(places).toHaveCount(libraries.length);
  expect(libraries.reduce((sum: number, one: { on_shelf: number }) => sum + one.on_shelf, 0)).toBe(on_shelf);
});

test('what is out says when it is due back', async ({ page }) => {
  const { items } = await (await page.request.get('/api/v1/items?limit=1000')).json();
  const out = items.find((row: { on_shelf: unknown[]; due?: string }) => row.on_shelf.length === 0 && row.due);
  await open(page, `/fi/items/${out.id}`);
  await expect(page.locator('.j-answer--out')).toContainText(t('catalogue.out'));
  await expect(page.locator('.j-answer--out')).toContainText(anyOf('catalogue.due'));
});

test('a thing that does not exist is a helpful page', async ({ page, faults }) => {
  faults.expect(status(404));
  const response = await page.goto('/fi/items/no-such-thing');
  expect(response?.status()).toBe(404);
  await expect(heading(page)).toHaveText(t('shell.not_found_title'));
});

test('from a library to what it lends', async ({ page }) => {
  await open(page, '/fi/libraries/kallio');
  await page.getByRole('link', { name: t('libraries.borrow_here') }).click();
  await expect(page).toHaveURL('/fi/items?library=kallio');
  await expect(chips(page)).toContainText('Kallio');
});

test('a list that does not come can be asked for again', async ({ page, faults }) => {
  faults.expect(status(500));
  await page.route('**/api/v1/items?*', (route) => route.fulfill({ status: 500 }));
  await open(page, '/fi/libraries');
  await page.getByRole('navigation', { name: t('shell.menu') }).getByRole('link', { name: t('shell.items') }).click();
  await expect(page.getByRole('alert')).toContainText(t('common.failed_server'));
  await page.unroute('**/api/v1/items?*');
  await page.getByRole('button', { name: t('common.retry') }).click();
  await expect(cards(page)).toHaveCount(20);
});

for (const language of ['fi', 'sv', 'en']) {
  test(`the longest names fit a small phone: ${language}`, async ({ page }) => {
    await page.setViewportSize({ width: 320, height: 640 });
    const { items } = await (await page.request.get('/api/v1/items?limit=1000')).json();
    const longest = (row: { name: Record<string, string> }) =>
      Math.max(...(row.name[language] ?? row.name.fi).split(/[\s-]/).map((word) => word.length));
    items.sort((a: { name: Record<string, string> }, b: { name: Record<string, string> }) => longest(b) - longest(a));
    for (const { id } of items.slice(0, 3)) {
      await open(page, `/${language}/items/${id}`);
      await expectNoSidewaysScroll(page);
    }
  });
}

test.describe('without JavaScript', () => {
  test.use({ javaScriptEnabled: false });

  test('the search works', async ({ page }) => {
    await page.goto('/fi/items');
    await page.getByRole('searchbox').fill('porakoneita');
    await page.getByRole('search').getByRole('button').click();
    await expect(page).toHaveURL(/\/fi\/items\?q=porakoneita/);
    await expect(names(page).first()).toHaveText('Porakone');
    await names(page).first().getByRole('link').click();
    await expect(heading(page)).toHaveText('Porakone');
    await expect(page.getByRole('region', { name: t('catalogue.where') })).toBeVisible();
  });

  test('every thing can be reached', async ({ page }) => {
    await page.goto('/fi/items');
    const all = await total(page);
    const twentieth = await names(page).nth(19).innerText();
    for (let shown = 20; shown < all; shown += 20) await more(page).click();
    await expect(cards(page)).toHaveCount(all);
    await expect(more(page)).toHaveCount(0);
    await expect(names(page).nth(19)).toHaveText(twentieth);
  });
});
