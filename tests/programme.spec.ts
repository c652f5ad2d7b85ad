import { heading, mounted, open } from './support/app';
import { expect, test } from './support/test';
import { anyOf, LANGUAGES, t } from './support/words';

const cards = '.j-card--action';

for (const language of LANGUAGES) {
  test(`the first screen of a small phone says how an action goes and why, ${language}`, async ({ page }) => {
    await page.setViewportSize({ width: 320, height: 640 });
    await open(page, `/${language}/programme/actions/116`);
    const shown = [
      heading(page),
      page.locator('.j-verdict b', { hasText: t('programme.state_late', {}, language) }),
      page.getByText(t('programme.done_of', { done: 3, total: 10 }, language)),
      page.getByRole('link', { name: t('programme.late_count', { count: 3 }, language), exact: true }),
      page.locator('.j-brief dt', { hasText: t('programme.next', {}, language) }),
      page.locator('.j-brief b', { hasText: t('programme.fresh', {}, language) }),
    ];
    for (const part of shown) await expect(part).toBeInViewport({ ratio: 1 });
  });
}

test('every task is on the timeline, the late ones first, those given up with their reason', async ({ page }) => {
  await open(page, '/fi/programme/actions/116');
  await expect(page.locator('.j-task')).toHaveCount(11);
  await expect(page.locator('section[aria-labelledby=tasks] h3').first()).toHaveText(
    t('programme.group_late', { count: 3 }),
  );
  const given = page.locator('.j-task--cancelled');
  await given.locator('summary').click();
  await expect(given).toContainText(t('programme.task_why_cancelled', { reason: '' }));
});

test('a link to a task opens it and puts the reader there', async ({ page }) => {
  await open(page, '/fi/programme/actions/116#task-116-digituki');
  const task = page.locator('#task-116-digituki');
  await expect(task.locator('details')).toHaveAttribute('open', '');
  await expect(task.locator('summary')).toBeFocused();
  await expect(task).toBeInViewport();
});

test('filters are kept in the address and can be gone back from', async ({ page }) => {
  await open(page, '/fi/programme');
  await expect(page.locator(cards)).toHaveCount(11);
  await page.getByText(t('programme.filter'), { exact: true }).click();
  await page.getByRole('checkbox', { name: t('programme.state_completed') }).check();
  await expect(page).toHaveURL(/state=completed/);
  await expect(page.locator(cards)).toHaveCount(1);
  await page.reload();
  await mounted(page);
  await expect(page.locator(cards)).toHaveCount(1);
  await page.getByRole('button', { name: t('programme.clear') }).click();
  await expect(page.locator(cards)).toHaveCount(11);
  await page.goBack();
  await expect(page.locator(cards)).toHaveCount(1);
});

test('a search finds what stands in a task', async ({ page }) => {
  await open(page, '/fi/programme');
  await page.getByLabel(t('programme.search')).fill('lämpökamera');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/q=/);
  await expect(page.locator(cards)).toHaveCount(1);
  await expect(page.locator(cards)).toContainText('113');
});

test('an action leads to its indicator, and the indicator shows the same figures as chart and table', async ({ page }) => {
  await open(page, '/fi/programme/actions/116');
  await page.locator('.j-indicator').getByRole('link', { name: 'Varattujen tilojen käyttöaste' }).click();
  await expect(heading(page)).toHaveText('Varattujen tilojen käyttöaste');
  await expect(page.locator('.j-three dd')).toHaveText([/34/, /41/, /60/]);
  await expect(page.getByRole('img', { name: anyOf('programme.chart') })).toBeVisible();
  await expect(page.getByRole('row').filter({ hasText: '2025' })).toContainText('41');
});

test('a page is shared by copying its address where the phone has no menu for it', async ({ page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.addInitScript(() => delete (Navigator.prototype as { share?: unknown }).share);
  await open(page, '/fi/programme/actions/116');
  await page.getByRole('button', { name: t('programme.share') }).click();
  await expect(page.getByText(t('programme.shared_copied'))).toBeVisible();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(page.url());
});

test('only what is new since the last visit is marked as new, and only this device knows', async ({ page }) => {
  await page.addInitScript(() => localStorage.setItem('programme-seen', '30 1.10.2026'));
  await open(page, '/fi/programme/changes');
  await expect(page.getByRole('heading', { name: t('programme.since', { date: '1.10.2026' }) })).toBeVisible();
  await expect(page.getByRole('heading', { name: t('programme.earlier') })).toBeVisible();
});
