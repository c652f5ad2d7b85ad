// What is true of every page at every size.
import { expect, type Page } from '@playwright/test';
import type { AxeResults } from 'axe-core';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** No accessibility fault that axe can see. `target-size` and `css-orientation-lock` are off unless asked for. */
export async function expectAccessible(page: Page, where = ''): Promise<void> {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(source);
  const violations = await page.evaluate(async (tags) => {
    const { axe } = window as unknown as { axe: typeof import('axe-core') };
    const results: AxeResults = await axe.run(document, {
      runOnly: { type: 'tag', values: tags },
      rules: { 'target-size': { enabled: true }, 'css-orientation-lock': { enabled: true } },
      resultTypes: ['violations'],
    });
    return results.violations.flatMap((violation) =>
      violation.nodes.map((node) => `${violation.id}: ${node.target.join(' ')}: ${node.failureSummary}`),
    );
  }, TAGS);
  expect(violations, `accessibility faults ${where}`).toEqual([]);
}

/** Everything fits the width; nothing has to be scrolled sideways. */
export async function expectNoSidewaysScroll(page: Page, width = page.viewportSize()!.width): Promise<void> {
  const { wide, culprits } = await page.evaluate((limit) => {
    const wider = [...document.querySelectorAll('body *')].filter(
      (element) => element.getBoundingClientRect().right > limit + 0.5 && !element.closest('svg, [data-scrolls]'),
    );
    const describe = (element: Element) => `${element.tagName.toLowerCase()}.${element.getAttribute('class') ?? ''}`;
    return { wide: document.documentElement.scrollWidth, culprits: wider.slice(0, 5).map(describe) };
  }, width);
  expect(wide, `width of the page at ${width} px; too wide: ${culprits.join(', ')}`).toBeLessThanOrEqual(width);
}

/** Nothing to press is smaller than 44 by 44 px, except links in running text. */
export async function expectLargeTargets(page: Page): Promise<void> {
  const small = await page.evaluate(() => {
    const box = (element: Element) => (element.closest('label') ?? element).getBoundingClientRect();
    const inText = (element: Element) => getComputedStyle(element).display === 'inline';
    return [...document.querySelectorAll('a[href], button, input, select, textarea, summary')]
      .filter((element) => element.checkVisibility() && !inText(element) && !element.matches('.j-skip'))
      .map((element) => ({ element, width: box(element).width, height: box(element).height }))
      .filter(({ width, height }) => width > 0 && (width < 43.5 || height < 43.5))
      .map(({ element, width, height }) => `${element.outerHTML.slice(0, 90)}: ${width} x ${height}`);
  });
  expect(small, 'too small to press').toEqual([]);
}

/** No text is cut off by its own box. */
export async function expectNothingCut(page: Page): Promise<void> {
  const cut = await page.evaluate(() =>
    [...document.querySelectorAll('body *')]
      .filter((element) => {
        const style = getComputedStyle(element);
        const clips = style.overflowX !== 'visible' || style.overflowY !== 'visible';
        const hidden = style.clipPath !== 'none' || element.clientWidth <= 1;
        const cutX = element.scrollWidth > element.clientWidth + 1 && style.overflowX !== 'auto';
        const cutY = element.scrollHeight > element.clientHeight + 1 && style.overflowY !== 'auto';
        return clips && !hidden && !element.closest('svg') && (cutX || cutY);
      })
      .map((element) => element.outerHTML.slice(0, 120)),
  );
  expect(cut, 'text that is cut off').toEqual([]);
}
