// A server of a file's own, at an instant of its own: nobody else books there meanwhile.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from './port';
import { test as base } from './test';

export interface Served {
  /** Where it is, without a slash at the end. */
  url: string;
  port: number;
  /** Its database. */
  data: string;
}

export const PROGRAM = process.env.JAETTU_SERVER ?? 'target/release/jaettu-server';

/** Serves the example data as of `now` until what is done with it has ended. */
async function serve(now: string, use: (served: Served) => Promise<void>): Promise<void> {
  const port = await freePort();
  const data = mkdtempSync(join(tmpdir(), 'jaettu-served-'));
  const assets = process.env.JAETTU_TEST_ASSETS ?? 'dist';
  const options = ['--demo', '--now', now, '--listen', `127.0.0.1:${port}`, '--data-dir', data, '--assets', assets];
  const server = spawn(PROGRAM, ['serve', ...options], {
    env: { ...process.env, JAETTU_LOG: 'error' },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const url = `http://127.0.0.1:${port}`;
  try {
    await ready(`${url}/readiness`);
    await use({ url, port, data });
  } finally {
    const ended = new Promise((resolve) => server.once('exit', resolve));
    server.kill();
    await ended;
    rmSync(data, { recursive: true, force: true });
  }
}

async function ready(url: string): Promise<void> {
  for (let tries = 0; tries < 300; tries += 1) {
    const answer = await fetch(url).catch(() => undefined);
    if (answer?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error(`${url} does not answer`);
}

/** Journeys to a server of their own, one for each worker. */
export const testAt = (now: string) =>
  base.extend<object, { served: Served }>({
    served: [async ({}, use) => serve(now, use), { scope: 'worker', timeout: 90_000 }],
    baseURL: async ({ served }, use) => use(served.url),
  });
