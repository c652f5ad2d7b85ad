// Signing in and one's own details.
import { ask, signIn } from './support/account';
import { heading, mounted, open, settled } from './support/app';
import { expectAccessible, expectLargeTargets, expectNoSidewaysScroll } from './support/checks';
import { offline } from './support/offline';
import { expect, status, test } from './support/test';
import { LANGUAGES, t } from './support/words';

test('a wrong PIN is said in words, what was typed stays, and the right one leads to where one was going', async ({ page, faults }) => {
  faults.expect(status(401));
  await open(page, '/fi/items/porakone/hold');
  await page.getByRole('link', { name: t('circulation.sign_in_to_hold') }).click();
  await mounted(page);
  await page.getByLabel(t('account.card'), { exact: true }).fill('1000 0003');
  await page.getByLabel(t('account.pin'), { exact: true }).fill('9999');
  await page.getByRole('button', { name: t('account.sign_in') }).click();
  const trouble = page.locator('.j-form__trouble');
  await expect(trouble).toContainText(t('problem.wrong_pin'));
  await expect(trouble).toBeFocused();
  await expect(page.getByLabel(t('account.card'), { exact: true })).toHaveValue('1000 0003');
  await page.getByLabel(t('account.pin'), { exact: true }).fill('1234');
  await page.getByRole('button', { name: t('account.sign_in') }).click();
  await expect(page).toHaveURL(/\/fi\/items\/porakone\/hold$/);
  await expect(page.getByLabel(t('circulation.pickup_label'))).toBeVisible();
});

test('empty fields are named and marked where they stand', async ({ page, faults }) => {
  faults.expect(status(400));
  await open(page, '/fi/me');
  await page.getByRole('button', { name: t('account.sign_in') }).click();
  const [card, pin] = ['card', 'pin'].map((name) => page.getByLabel(t(`account.${name}`), { exact: true }));
  for (const [field, name] of [[card!, 'card'], [pin!, 'pin']] as const) {
    await expect(field).toHaveAttribute('aria-invalid', 'true');
    await expect(page.locator(`#${name}-wrong`)).toHaveText(t(`account.${name}_wrong`));
    await expect(field).toHaveAccessibleDescription(`${t(`account.${name}_wrong`)} ${t(`account.${name}_help`)}`);
  }
  // The reader is where the first is to be put right, and nothing is said a second time.
  await expect(card!).toBeFocused();
  await expect(page.locator('.j-form__trouble')).toBeHidden();
  await expectAccessible(page);
  await card!.fill('1000 0003');
  await page.getByRole('button', { name: t('account.sign_in') }).click();
  await expect(page.locator('#pin-wrong')).toHaveText(t('account.pin_wrong'));
  await expect(page.locator('#card-wrong')).toBeHidden();
  await expect(card!).not.toHaveAttribute('aria-invalid');
  await expect(pin!).toBeFocused();
});

for (const language of LANGUAGES) {
  test(`who has no card or PIN is told where to get one: ${language}`, async ({ page }) => {
    await open(page, `/${language}/me`);
    await expect(page.getByRole('main')).toContainText(t('account.new_text', {}, language));
    await page.getByRole('link', { name: t('account.new_where', {}, language) }).click();
    await expect(heading(page)).toHaveText(t('libraries.title', {}, language));
  });
}

test('a PIN can be seen while it is typed', async ({ page }) => {
  await open(page, '/fi/me');
  const pin = page.getByLabel(t('account.pin'), { exact: true });
  await expect(pin).toHaveAttribute('type', 'password');
  await page.getByLabel(t('account.pin_show')).check();
  await expect(pin).toHaveAttribute('type', 'text');
});

test('everything by keyboard at 320 px: sign in, change a detail, sign out', async ({ page }) => {
  await page.setViewportSize({ width: 320, height: 640 });
  await open(page, '/fi/me');
  await page.getByLabel(t('account.card'), { exact: true }).focus();
  await page.keyboard.type('1000 0004');
  await page.keyboard.press('Tab');
  await page.keyboard.type('1234');
  await page.keyboard.press('Enter');
  await expect(heading(page)).toHaveText(t('account.title'));
  await mounted(page);
  await page.getByRole('link', { name: t('account.settings') }).focus();
  await page.keyboard.press('Enter');
  await expect(heading(page)).toHaveText(t('account.settings'));
  await expect(heading(page)).toBeFocused();
  const out = page.getByRole('button', { name: t('account.sign_out'), exact: true });
  await out.focus();
  await page.keyboard.press('Enter');
  await expect(heading(page)).toHaveText(t('account.sign_in'));
  expect((await ask(page, 'GET', '/libraries/kallio')).status).toBe(200);
});

test('a wrong address is refused in words, and a right one is there after loading anew', async ({ page, faults }) => {
  faults.expect(status(400));
  await signIn(page, '1000 0005');
  await open(page, '/fi/me/settings');
  const email = page.getByLabel(t('account.email'), { exact: true });
  await email.fill('ei osoite');
  await page.getByRole('button', { name: t('account.save'), exact: true }).click();
  await expect(page.locator('#email-wrong')).toHaveText(t('account.email_wrong'));
  await expect(email).toBeFocused();
  await expect(email).toHaveValue('ei osoite');
  await email.fill('toinen@example.org');
  await page.getByRole('button', { name: t('account.save'), exact: true }).click();
  await expect(page.locator('[role=status] .j-toast').filter({ hasText: t('account.saved') })).toBeVisible();
  await page.reload();
  await expect(email).toHaveValue('toinen@example.org');
});

test.describe('with the service worker', () => {
  test.use({ serviceWorkers: 'allow' });

  test("one's own page is kept only where its owner says so, and goes with signing out", async ({ page, context, faults }) => {
    faults.expect(/ERR_INTERNET_DISCONNECTED|Failed to fetch|net::ERR_FAILED/);
    await signIn(page, '1000 0006');
    await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
    const kept = () =>
      page.evaluate(async () => {
        const names = await caches.keys();
        const keys = await Promise.all(names.map(async (name) => (await caches.open(name)).keys()));
        return keys.flat().map((request) => new URL(request.url).pathname);
      });
    await page.reload();
    await mounted(page);
    expect(await kept()).not.toContain('/fi/me');
    await page.getByLabel(t('account.own_phone')).check();
    await expect.poll(kept).toContain('/fi/me');
    await offline(context, true);
    await page.reload();
    await mounted(page);
    await expect(heading(page)).toHaveText(t('account.title'));
    await expect(page.locator('.j-banner')).toContainText(t('shell.offline', { when: '' }).split('.')[0]!);
    await offline(context, false);
    await open(page, '/fi/me/settings');
    await page.getByRole('button', { name: t('account.sign_out'), exact: true }).click();
    await expect(heading(page)).toHaveText(t('account.sign_in'));
    await expect.poll(kept).not.toContain('/fi/me');
  });
});

for (const language of LANGUAGES) {
  test(`pages for one person are accessible at every width: ${language}`, async ({ page }) => {
    test.setTimeout(120_000);
    const all = async (path: string) => {
      await open(page, `/${language}${path}`);
      for (const width of [320, 390, 1280]) {
        await page.setViewportSize({ width, height: 800 });
        await settled(page);
        await expectAccessible(page, `${language} ${path} at ${width} px`);
        await expectNoSidewaysScroll(page);
        await expectLargeTargets(page);
      }
    };
    await all('/me');
    await signIn(page, '1000 0001');
    for (const path of ['/me', '/me/settings', '/items/porakone/hold']) await all(path);
  });
}
