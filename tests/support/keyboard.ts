// Going about with nothing but a keyboard, looking at every stop.
import { expect } from './test';
import type { Locator, Page } from '@playwright/test';

interface Stop {
  what: string;
  /** Whether it shows that it has the focus: by its outline, or that of the card that its link covers. */
  seen: boolean;
  onScreen: boolean;
  covered: boolean;
}

/** Where the focus is; nothing between the end of the page and its beginning. */
export async function stop(page: Page): Promise<Stop | null> {
  return page.evaluate(() => {
    const element = document.activeElement;
    if (!element || element === document.body) return null;
    const outlined = (style: CSSStyleDeclaration) =>
      style.outlineStyle !== 'none' && Number.parseFloat(style.outlineWidth) >= 2;
    const box = (element.closest('label') ?? element).getBoundingClientRect();
    const [x, y] = [box.x + box.width / 2, box.y + Math.min(box.height / 2, 20)];
    const over = document.elementFromPoint(x, y);
    const same = over !== null && (element.contains(over) || over.contains(element) || over.closest('label') !== null);
    return {
      what: element.outerHTML.slice(0, 120),
      seen: outlined(getComputedStyle(element)) || outlined(getComputedStyle(element, '::after')),
      onScreen: box.bottom > 0 && box.top < innerHeight,
      covered: over !== null && !same,
    };
  });
}

/** One sees where one is, and nothing covers it. */
export function expectSeen(at: Stop): void {
  expect(at, at.what).toMatchObject({ seen: true, onScreen: true, covered: false });
}

/** Presses Tab until the focus is there, looking at every stop on the way. */
export async function tabTo(page: Page, target: Locator, most = 80): Promise<void> {
  await expect(target).toBeVisible();
  for (let press = 0; press < most; press += 1) {
    await page.keyboard.press('Tab');
    const at = await stop(page);
    if (at) expectSeen(at);
    if (at && (await target.evaluate((element) => element === document.activeElement))) return;
  }
  throw new Error(`not reached with ${most} presses of Tab: ${target}`);
}
