import { heading, mounted, open, requests, settled } from './support/app';
import { expectNoSidewaysScroll } from './support/checks';
import { expect, status, test } from './support/test';
import { anyOf, LANGUAGES, t } from './support/words';
import type { Locator, Page } from '@playwright/test';

const ACTION = '/fi/programme/actions/116';
const INDICATOR = '/fi/programme/indicators/room-utilisation';
const cards = (page: Page) => page.getByRole('main').locator('.j-card--action');
const count = (page: Page) => page.getByRole('region', { name: t('programme.actions') }).locator('.j-count');
const task = (page: Page, id: string) => page.locator(`#task-${id}`);
const filters = (page: Page) => page.locator('details.j-filter');
const numeral = (text: string) => Number.parseFloat(text.replace(/[\s\u00a0\u202f]/g, '').replace('−', '-').replace(',', '.'));

test.describe('on the smallest phone', () => {
  test.use({ viewport: { width: 320, height: 640 } });

  for (const language of LANGUAGES) {
    test(`the first screen says what the action is, how it goes, what is late, what is next, how fresh: ${language}`, async ({ page }) => {
      const { tally, next_task } = await (await page.request.get('/api/v1/programme/actions/116')).json();
      await open(page, `/${language}/programme/actions/116`);
      const main = page.getByRole('main');
      const say = (key: string, values = {}) => t(`programme.${key}`, values, language);
      const seen: Locator[] = [
        main.getByText(say('action', { identifier: '116' })),
        heading(page),
        page.locator('.j-verdict .j-state--big').getByText(say('state_late')),
        main.getByText(say('done_of', { done: tally.done, total: tally.total })),
        main.getByRole('link', { name: say('late_count', { count: tally.late }), exact: true }),
        page.locator('.j-brief').getByText(next_task.name[language]),
        page.locator('.j-brief').getByText(/\d+\.\d+\.2026/),
        page.locator('.j-brief').getByText(say('fresh')),
      ];
      for (const one of seen) await expect(one).toBeInViewport({ ratio: 1 });
      await expectNoSidewaysScroll(page);
    });
  }
});

test('from home to action 116 and to what is late in it', async ({ page }) => {
  await open(page, '/fi/');
  await page.getByRole('main').getByRole('link', { name: t('home.programme') }).click();
  await expect(heading(page)).toHaveText(t('programme.title'));
  await page.getByRole('link', { name: 'Kirjasto on jakamistalouden suunnannäyttäjä', exact: true }).first().click();
  await expect(page).toHaveURL(ACTION);
  await expect(heading(page)).toBeFocused();
  await page.locator('.j-brief').getByRole('link').click();
  const late = page.getByRole('heading', { name: anyOf('programme.group_late') });
  await expect(late).toBeInViewport();
});

test('the page of an action tells everything that is known of it', async ({ page }) => {
  const action = await (await page.request.get('/api/v1/programme/actions/116')).json();
  await open(page, ACTION);
  for (const { group, tasks } of action.timeline) {
    const title = t(`programme.group_${group}`, { count: tasks.length });
    await expect(page.getByRole('heading', { name: title, exact: true })).toHaveCount(1);
    for (const { id, name } of tasks) await expect(task(page, id).getByText(name.fi, { exact: true })).toBeVisible();
  }
  for (const section of ['tasks', 'what', 'indicators', 'effect', 'official', 'changes']) {
    await expect(page.getByRole('region', { name: t(`programme.${section}`), exact: true })).toHaveCount(1);
  }
  const facts = page.getByRole('complementary', { name: t('programme.facts') });
  await expect(facts).toContainText(t('programme.impact_class', { class: 1, of: 3 }));
  await expect(facts).toContainText(action.responsible.mailbox);
  await expect(page.getByRole('region', { name: t('programme.indicators') }).locator('.j-indicator')).toHaveCount(3);
});

test('a link to a task opens it and puts the reader there', async ({ page }) => {
  await open(page, `${ACTION}#task-116-open-data`);
  const details = task(page, '116-open-data').locator('details');
  await expect(details).toHaveAttribute('open');
  await expect(details.locator('summary')).toBeFocused();
  await expect(details.locator('summary')).toBeInViewport();
  await expect(task(page, '116-digituki').locator('details')).not.toHaveAttribute('open');
});

test('each task offers the link to itself', async ({ page }) => {
  await open(page, ACTION);
  const digituki = task(page, '116-digituki');
  await digituki.locator('summary').click();
  const link = digituki.getByRole('link', { name: t('programme.task_link') });
  await link.click();
  await expect(page).toHaveURL(`${ACTION}#task-116-digituki`);
  await expect(digituki.locator('details')).toHaveAttribute('open');
});

test('the state is in words everywhere, not only in colours', async ({ page }) => {
  const names = ['late', 'on_time', 'in_progress', 'not_started', 'postponed', 'undefined', 'completed', 'cancelled', 'merged', 'superseded'];
  const states = new RegExp(`^(${names.map((name) => t(`programme.state_${name}`)).join('|')})$`);
  await open(page, '/fi/programme');
  for (const card of await cards(page).all()) {
    await expect(card.locator('.j-state b')).toHaveText(states);
  }
  const bar = page.locator('.j-bar--summary, [role=img].j-bar').first();
  await expect(bar).toHaveAttribute('aria-label', anyOf('programme.bar'));
});

test('the list says how many actions are in each state and leads to them', async ({ page }) => {
  const { states } = await (await page.request.get('/api/v1/programme/actions')).json();
  await open(page, '/fi/programme');
  const late = states.find((one: { state: string }) => one.state === 'late').actions;
  await page.locator('.j-tally').getByRole('link', { name: `${t('programme.state_late')} ${late}` }).click();
  await expect(cards(page)).toHaveCount(late);
  await expect(page).toHaveURL(/state=late/);
});

test('filters stand in the address and as chips, and survive reload, back and language', async ({ page }) => {
  await open(page, '/fi/programme');
  const all = await cards(page).count();
  await filters(page).locator('summary').click();
  await filters(page).getByRole('link', { name: anyOf('programme.state_completed') }).click();
  await expect(cards(page)).toHaveCount(1);
  await expect(page).toHaveURL(/state=completed/);
  await filters(page).locator('#state-late').click();
  await expect(cards(page)).toHaveCount(3);
  await expect(filters(page)).toHaveAttribute('open');
  await page.reload();
  await mounted(page);
  await expect(cards(page)).toHaveCount(3);
  await page.goBack();
  await expect(cards(page)).toHaveCount(1);
  await page.getByRole('link', { name: 'In English' }).click();
  await expect(page).toHaveURL(/\/en\/programme\?.*state=completed/);
  await mounted(page);
  await expect(cards(page)).toHaveCount(1);
  const name = t('programme.state_completed', {}, 'en');
  await page.getByRole('link', { name: `${t('common.remove', {}, 'en')} ${name}` }).click();
  await expect(cards(page)).toHaveCount(all);
});

test('taking a filter away keeps the reader in the page', async ({ page }) => {
  await open(page, '/fi/programme?state=completed');
  await page.getByRole('link', { name: `${t('common.remove')} ${t('programme.state_completed')}` }).click();
  await expect(page).toHaveURL('/fi/programme');
  await expect(page.locator('#acts')).toBeFocused();
});

test('what has changed lately can be looked at alone', async ({ page }) => {
  await open(page, '/fi/programme');
  const all = await cards(page).count();
  await filters(page).locator('summary').click();
  await filters(page).getByRole('link', { name: t('programme.filter_recent', { days: 30 }) }).click();
  await expect(page).toHaveURL('/fi/programme?changed_within=30');
  await expect(page.getByRole('list', { name: t('common.chips') })).toContainText(t('programme.filter_recent', { days: 30 }));
  await expect(filters(page).locator('summary')).toHaveText(t('programme.filter_count', { count: 1 }));
  expect(await cards(page).count()).toBeLessThan(all);
});

test('after filtering, the next page still begins at its heading', async ({ page }) => {
  await open(page, '/fi/');
  const menu = page.getByRole('navigation', { name: t('shell.menu') });
  await menu.getByRole('link', { name: t('shell.programme') }).click();
  await expect(heading(page)).toBeFocused();
  await page.locator('.j-tally a').first().click();
  await expect(page).toHaveURL(/state=/);
  for (const name of ['shell.rooms', 'shell.libraries', 'shell.items']) {
    await menu.getByRole('link', { name: t(name) }).click();
    await expect(heading(page)).toBeFocused();
  }
});

test('one version of the programme can be looked at alone', async ({ page }) => {
  await open(page, '/fi/programme');
  const all = await cards(page).count();
  await filters(page).locator('summary').click();
  const plan = filters(page).getByRole('group', { name: t('programme.plan') }).getByRole('link').first();
  await plan.click();
  await expect(page).toHaveURL(/plan=/);
  await expect(plan).toHaveAttribute('aria-current', 'true');
  await expect(plan).toBeFocused();
  expect(await cards(page).count()).toBeLessThan(all);
  await plan.click();
  await expect(cards(page)).toHaveCount(all);
});

test('the search finds actions and tasks', async ({ page }) => {
  await open(page, '/fi/programme');
  const search = page.getByRole('searchbox', { name: t('programme.search') });
  await search.fill('digituki');
  await search.press('Enter');
  await expect(page).toHaveURL('/fi/programme?q=digituki');
  await expect(cards(page).filter({ hasText: '116' })).toHaveCount(1);
  await search.fill('zzxqzzxq');
  await search.press('Enter');
  await expect(page.getByText(t('programme.none'))).toBeVisible();
  await expect(cards(page)).toHaveCount(0);
});

test('the list can be ordered', async ({ page }) => {
  await open(page, '/fi/programme');
  await filters(page).locator('summary').click();
  await filters(page).getByRole('link', { name: t('programme.sort_number') }).click();
  await expect(page).toHaveURL(/sort=/);
  await expect(cards(page).first()).toContainText('2.14');
});

test('the list and an indicator can be downloaded', async ({ page }) => {
  for (const path of ['/fi/programme', INDICATOR]) {
    await open(page, path);
    for (const [name, type] of [['csv', 'text/csv'], ['xlsx', 'spreadsheetml']]) {
      const link = page.getByRole('link', { name: t(`programme.download_${name}`) });
      const file = await page.request.get((await link.getAttribute('href'))!);
      expect(file.status()).toBe(200);
      expect(file.headers()['content-type']).toContain(type);
    }
  }
});

test('an indicator says in three numbers and a sentence how it goes', async ({ page }) => {
  const { figures } = await (await page.request.get('/api/v1/programme/indicators/room-utilisation')).json();
  await open(page, ACTION);
  await page.getByRole('link', { name: 'Varattujen tilojen käyttöaste', exact: true }).click();
  await expect(page).toHaveURL(INDICATOR);
  await expect(heading(page)).toHaveText('Varattujen tilojen käyttöaste');
  const three = page.locator('.j-three dd');
  await expect(three).toHaveCount(3);
  const values = (await three.allInnerTexts()).map(numeral);
  expect(values).toEqual([figures.start.value, figures.latest.value, figures.goal.value]);
  await expect(page.locator('.j-verdict')).toContainText(t(`programme.pace_${figures.status}`));
  await expect(page.locator('.j-verdict')).toContainText(anyOf('programme.pace_both'));
});

for (const id of ['room-utilisation', 'peer-libraries', 'city-emissions']) {
  test(`the chart shows the figures of its table: ${id}`, async ({ page }) => {
    await open(page, `/fi/programme/indicators/${id}`);
    const chart = page.getByRole('img').first();
    await expect(chart).toHaveAccessibleName(/\d{4}–\d{4}/);
    const drawn = await chart.evaluate((svg) => {
      const place = (element: Element, name: string) => Number(element.getAttribute(name));
      const ticks = [...svg.querySelectorAll('text[x="0"]')].map((text) => ({
        y: place(text, 'y') + 6, // the label stands this much above its line
        value: Number(text.textContent!.replace(/[\s\u00a0\u202f]/g, '').replace('−', '-').replace(',', '.')),
      }));
      const [low, high] = [ticks[0], ticks[ticks.length - 1]];
      const value = (y: number) => low.value + ((low.y - y) * (high.value - low.value)) / (low.y - high.y);
      return [...svg.querySelectorAll('circle:not([class])')].map((dot) => value(place(dot, 'cy')));
    });
    const cells = await page.getByRole('table').locator('tbody tr td:nth-of-type(1)').allInnerTexts();
    const told = cells.map(numeral).filter((value) => !Number.isNaN(value)).reverse(); // the table has the newest first
    expect(drawn.length).toBe(told.length);
    const span = Math.max(...told) || 1;
    drawn.forEach((value, n) => expect(Math.abs(value - told[n]) / span).toBeLessThan(0.01));
  });
}

test('an indicator without figures says so and draws nothing wrong', async ({ page }) => {
  await open(page, '/fi/programme/indicators/consumption-emissions');
  await expect(page.getByRole('main')).toContainText(t('programme.pace_no_data').replace(/\.$/, ''));
  await expect(page.getByRole('main')).not.toContainText(/NaN|undefined|null/);
});

test('the change log shows what changed, from what to what, newest first', async ({ page }) => {
  const { items } = await (await page.request.get('/api/v1/programme/changes')).json();
  await open(page, '/fi/programme');
  await page.getByRole('link', { name: t('programme.changes_all') }).click();
  await expect(page).toHaveURL('/fi/programme/changes');
  await expect(heading(page)).toHaveText(t('programme.changes'));
  const rows = page.locator('.j-changes > li');
  await expect(rows).toHaveCount(items.length);
  const dates = await rows.locator('time').evaluateAll((times) => times.map((time) => time.getAttribute('datetime')!));
  expect(dates).toEqual([...dates].sort().reverse());
  expect(await rows.locator('del').count()).toBeGreaterThan(0);
  expect(await rows.locator('ins').count()).toBeGreaterThan(0);
  await rows.first().getByRole('link').click();
  await expect(page).toHaveURL(/\/fi\/programme\/(actions|indicators)\//);
});

test('the change log marks what is new since the last visit, and remembers that on the phone only', async ({ page, context }) => {
  await open(page, '/fi/programme/changes');
  await expect(page.getByText(anyOf('programme.since'))).toHaveCount(0);
  const asked = requests(page);
  await page.evaluate(() => {
    const [id, ...rest] = localStorage.getItem('programme-seen')!.split(' ');
    localStorage.setItem('programme-seen', [Number(id) - 3, ...rest].join(' '));
  });
  await page.reload();
  await mounted(page);
  await expect(page.getByRole('heading', { name: anyOf('programme.since') })).toBeVisible();
  await expect(page.locator('.j-changes').first().locator('> li')).toHaveCount(3);
  expect(asked.filter((url) => url.includes('seen'))).toEqual([]);
  expect(await context.cookies()).toEqual([]);
});

test('the changes can be followed as a feed', async ({ page }) => {
  await open(page, '/fi/programme/changes');
  const link = page.getByRole('link', { name: t('programme.feed') });
  const feed = await page.request.get((await link.getAttribute('href'))!);
  expect(feed.status()).toBe(200);
  expect(feed.headers()['content-type']).toContain('application/atom+xml');
  expect(await feed.text()).toContain('<feed');
});

test.describe('sharing', () => {
  test.use({ permissions: ['clipboard-read', 'clipboard-write'] });

  test('copies the link and says so where the phone has no menu for it', async ({ page, baseURL }) => {
    await page.addInitScript(() => Reflect.deleteProperty(Navigator.prototype, 'share'));
    await open(page, ACTION);
    await page.getByRole('button', { name: t('programme.share') }).click();
    await expect(page.getByRole('status').filter({ hasText: t('programme.shared_copied') })).toBeVisible();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(`${baseURL}${ACTION}`);
  });

  test('says so when the link cannot be copied', async ({ page }) => {
    await page.addInitScript(() => {
      Reflect.deleteProperty(Navigator.prototype, 'share');
      navigator.clipboard.writeText = () => Promise.reject(new Error('no'));
    });
    await open(page, ACTION);
    await page.getByRole('button', { name: t('programme.share') }).click();
    await expect(page.getByRole('status').filter({ hasText: t('programme.shared_failed') })).toBeVisible();
  });

  test('opens the menu of the phone where it has one', async ({ page, baseURL }) => {
    await page.addInitScript(() => {
      const seen = window as unknown as { shared?: ShareData };
      Navigator.prototype.share = async (data) => void (seen.shared = data);
    });
    await open(page, ACTION);
    await page.getByRole('button', { name: t('programme.share') }).click();
    const shared = await page.waitForFunction(() => (window as unknown as { shared?: ShareData }).shared);
    expect(await shared.jsonValue()).toMatchObject({ url: `${baseURL}${ACTION}`, title: await page.title() });
  });
});

test('on paper every task is open and the frame is gone', async ({ page }) => {
  const action = await (await page.request.get('/api/v1/programme/actions/116')).json();
  await page.addInitScript(() => (window.print = () => undefined));
  await open(page, ACTION);
  await page.getByRole('button', { name: t('programme.print') }).click();
  await page.emulateMedia({ media: 'print' });
  await settled(page);
  await expect(page.getByRole('banner')).toBeHidden();
  await expect(page.getByRole('contentinfo')).toBeHidden();
  await expect(page.getByRole('button', { name: t('programme.print') })).toBeHidden();
  for (const { tasks } of action.timeline) {
    for (const { id, details } of tasks) {
      const [first] = (details?.fi ?? '').split('\n\n');
      if (first) await expect(task(page, id).getByText(first, { exact: true })).toBeVisible();
    }
  }
});

test('printing from the menu of the browser shows every task too', async ({ page }) => {
  await open(page, ACTION);
  await page.emulateMedia({ media: 'print' });
  const folded = page.locator('.j-task details > p').first();
  expect(await folded.evaluate((element) => element.checkVisibility({ contentVisibilityAuto: true }))).toBe(true);
  expect((await folded.boundingBox())?.height).toBeGreaterThan(0);
});

test('an action that has gone on in another one leads there', async ({ page }) => {
  const { items } = await (await page.request.get('/api/v1/programme/actions')).json();
  const merged = items.find((one: { status: { state: string } }) => one.status.state === 'merged');
  await open(page, `/fi/programme/actions/${merged.identifier}`);
  await page.locator('.j-verdict').getByRole('link', { name: anyOf('programme.goes_on_in') }).click();
  await expect(page).not.toHaveURL(new RegExp(`/${merged.identifier}$`));
  await expect(heading(page)).toBeFocused();
});

test('one reads from action to action', async ({ page }) => {
  await open(page, ACTION);
  await page.getByRole('navigation', { name: t('programme.others') }).getByRole('link').last().click();
  await expect(page).toHaveURL('/fi/programme/actions/117');
  await page.getByRole('navigation', { name: t('programme.others') }).getByRole('link').first().click();
  await expect(page).toHaveURL(ACTION);
});

test('the language is switched on an action with its task', async ({ page }) => {
  await open(page, ACTION);
  await page.getByRole('link', { name: 'På svenska' }).click();
  await expect(page).toHaveURL('/sv/programme/actions/116');
  await mounted(page);
  await expect(heading(page)).toHaveText('Biblioteket går före i delningsekonomin');
  await expect(page.getByRole('region', { name: t('programme.official', {}, 'sv') }).locator('blockquote')).toHaveAttribute('lang', 'fi');
});

for (const path of ['/programme/actions/999', '/programme/indicators/no-such', '/programme/no-such']) {
  test(`what is not in the programme is a helpful page: ${path}`, async ({ page, faults }) => {
    faults.expect(status(404));
    const response = await page.goto(`/fi${path}`);
    expect(response?.status()).toBe(404);
    await expect(heading(page)).toHaveText(t('shell.not_found_title'));
  });
}

test('an action that does not come can be asked for again', async ({ page, faults }) => {
  faults.expect(status(500));
  await open(page, '/fi/programme');
  await page.route('**/fi/programme/actions/116', (route) => route.fulfill({ status: 500 }));
  await page.getByRole('link', { name: 'Kirjasto on jakamistalouden suunnannäyttäjä', exact: true }).first().click();
  await expect(page.getByRole('alert')).toContainText(t('common.failed_server'));
  await page.unroute('**/fi/programme/actions/116');
  await page.getByRole('button', { name: t('common.retry') }).click();
  await expect(heading(page)).toHaveText('Kirjasto on jakamistalouden suunnannäyttäjä');
});

test('the page on which a visit begins stays as the server sent it', async ({ page }) => {
  await page.goto(ACTION);
  const first = await heading(page).elementHandle();
  await mounted(page);
  expect(await first?.evaluate((element) => element.isConnected)).toBe(true);
  await expect(page.locator('h1')).toHaveCount(1);
  await page.getByRole('navigation', { name: t('shell.menu') }).getByRole('link', { name: t('shell.libraries') }).click();
  await expect(heading(page)).toHaveText(t('libraries.title'));
  expect(await first?.evaluate((element) => element.isConnected)).toBe(false);
});

test('going back to an action shows it at once, without waiting for an answer', async ({ page }) => {
  await open(page, '/fi/programme');
  await page.getByRole('link', { name: 'Kirjasto on jakamistalouden suunnannäyttäjä', exact: true }).first().click();
  await expect(heading(page)).toHaveText('Kirjasto on jakamistalouden suunnannäyttäjä');
  await page.goBack();
  await expect(heading(page)).toHaveText(t('programme.title'));
  await page.route('**/fi/programme/actions/116', () => {});
  await page.goForward();
  await expect(heading(page)).toHaveText('Kirjasto on jakamistalouden suunnannäyttäjä');
});

test('another part of the log follows without loading a document', async ({ page }) => {
  await open(page, '/fi/programme/changes');
  const all = await page.locator('#log li').count();
  await page.evaluate(() => {
    (window as unknown as { same: boolean }).same = true;
    const link = document.createElement('a');
    link.href = '/fi/programme/changes?action=116';
    document.querySelector('h1')?.append(link);
    link.click();
  });
  await expect(page).toHaveURL(/action=116/);
  await expect(page.locator('#log')).toHaveCount(0);
  const some = page.locator('.j-changes li');
  await expect(some).not.toHaveCount(0);
  expect(await some.count()).toBeLessThanOrEqual(all);
  expect(await page.evaluate(() => (window as unknown as { same?: boolean }).same)).toBe(true);
});

test.describe('without JavaScript', () => {
  test.use({ javaScriptEnabled: false });

  test('the programme, an action with its tasks and an indicator with its table can be read', async ({ page }) => {
    await page.goto('/fi/programme');
    await page.getByRole('link', { name: 'Kirjasto on jakamistalouden suunnannäyttäjä', exact: true }).first().click();
    await expect(page).toHaveURL(ACTION);
    await expect(page.locator('.j-verdict')).toContainText(t('programme.state_late'));
    await task(page, '116-digituki').locator('summary').click();
    await expect(task(page, '116-digituki').locator('p').first()).toBeVisible();
    await page.getByRole('link', { name: 'Varattujen tilojen käyttöaste', exact: true }).click();
    await expect(page.getByRole('table')).toBeVisible();
  });
});
