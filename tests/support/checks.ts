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

/** No text is cut off by a box that clips. */
export async function expectNothingCut(page: Page): Promise<void> {
  const cut = await page.evaluate(() => {
    const clips = (element: Element) => {
      const { overflowX, overflowY } = getComputedStyle(element);
      return [overflowX, overflowY].some((overflow) => overflow === 'hidden' || overflow === 'clip');
    };
    const hidden = (element: Element) => getComputedStyle(element).clipPath !== 'none';
    const found: string[] = [];
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let text = texts.nextNode(); text; text = texts.nextNode()) {
      if (!text.textContent!.trim() || !text.parentElement!.checkVisibility()) continue;
      const range = document.createRange();
      range.selectNodeContents(text);
      const place = range.getBoundingClientRect();
      for (let box: Element | null = text.parentElement; box && box !== document.body; box = box.parentElement) {
        if (hidden(box)) break; // on purpose: for screen readers only
        const edge = box.getBoundingClientRect();
        const out = place.right > edge.right + 1 || place.bottom > edge.bottom + 1 || place.left < edge.left - 1;
        if (clips(box) && out) found.push(`${text.textContent!.trim().slice(0, 60)} in ${box.outerHTML.slice(0, 80)}`);
      }
    }
    return found;
  });
  expect(cut, 'text that is cut off').toEqual([]);
}
