// What every journey stands on: a test in which the browser complains, or a page asks somebody else's server,
// has failed, whatever else it found.
import { test as base, expect } from '@playwright/test';

export { expect };

export interface Faults {
  /** Says that the browser will rightly complain about this: a test that brings a failure about. */
  expect(complaint: RegExp): void;
}

export const test = base.extend<{ faults: Faults }>({
  faults: [
    async ({ context, baseURL }, use) => {
      const expected: RegExp[] = [];
      const found: string[] = [];
      const own = new URL(baseURL!).host;
      context.on('console', (message) => {
        if (message.type() === 'error') found.push(`${message.text()} (${message.location().url})`);
      });
      context.on('weberror', (error) => found.push(`${error.error()}`));
      context.on('request', (request) => {
        const url = new URL(request.url());
        if (url.protocol.startsWith('http') && url.host !== own) found.push(`foreign host asked: ${url}`);
      });
      await use({ expect: (complaint) => expected.push(complaint) });
      const faults = found.filter((fault) => !expected.some((complaint) => complaint.test(fault)));
      expect(faults, 'complaints of the browser').toEqual([]);
    },
    { auto: true },
  ],
});

/** The browser's own line about an answer with this status. */
export const status = (code: number) => new RegExp(`the server responded with a status of ${code}`);
