// A network that is away, for pages and for the service worker.
import type { BrowserContext } from '@playwright/test';

/** Where a page of ours finds, also after loading anew, that the network is away. */
const AWAY = 'test: the network is away';

/**
 * Takes the network away, or gives it back. Not every browser that we are tested with passes `setOffline` on to the service
 * worker, and to pages that are loaded afterwards: so what is asked for is dropped besides, and pages are told.
 */
export async function offline(context: BrowserContext, away: boolean): Promise<void> {
  const tell = ([name, away]: readonly [string, boolean]) => {
    Object.defineProperty(navigator, 'onLine', { configurable: true, get: () => localStorage.getItem(name) === null });
    if (away) localStorage.setItem(name, '');
    else localStorage.removeItem(name);
    dispatchEvent(new Event(away ? 'offline' : 'online'));
  };
  if (away) {
    await context.route('**/*', (route) => route.abort());
    await context.addInitScript((name) => {
      Object.defineProperty(navigator, 'onLine', { configurable: true, get: () => localStorage.getItem(name) === null });
    }, AWAY);
  } else {
    await context.unroute('**/*');
  }
  await context.setOffline(away);
  for (const page of context.pages()) await page.evaluate(tell, [AWAY, away] as const).catch(() => undefined);
}
