// Journeys in a real browser, against the built app and a server in demo mode. `cargo xtask test browser` builds
// and runs them; by hand: `npx playwright test [tests/libraries.spec.ts] [-g 'part of a name']`.
import { defineConfig, devices } from '@playwright/test';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from './tests/support/port';

// This file is read again in every worker; the first reading decides for all of them.
const first = process.env.JAETTU_TEST_PORT === undefined;
process.env.JAETTU_TEST_PORT ??= String(await freePort());
process.env.JAETTU_TEST_DATA ??= mkdtempSync(join(tmpdir(), 'jaettu-journeys-'));
if (first) {
  process.on('exit', () => rmSync(process.env.JAETTU_TEST_DATA!, { recursive: true, force: true }));
}

const listen = `127.0.0.1:${process.env.JAETTU_TEST_PORT}`;
const server = process.env.JAETTU_SERVER ?? 'target/release/jaettu-server';
const assets = process.env.JAETTU_TEST_ASSETS ?? 'dist';
const chromium = process.env.JAETTU_CHROMIUM;

export default defineConfig({
  testDir: 'tests',
  fullyParallel: true,
  workers: 2,
  retries: 0, // a test that passes the second time is a fault
  forbidOnly: true,
  timeout: 30_000,
  expect: { timeout: 5_000 },
  snapshotPathTemplate: '{testDir}/{arg}{ext}',
  reporter: 'line',
  use: {
    baseURL: `http://${listen}`,
    locale: 'fi-FI',
    timezoneId: 'Europe/Helsinki',
    serviceWorkers: 'block', // offline.spec.ts is about it; elsewhere it would stand between a test and its server
    trace: { mode: 'retain-on-failure', screenshots: false, snapshots: true, sources: true },
    launchOptions: chromium ? { executablePath: chromium } : {},
  },
  projects: [
    {
      name: 'phone',
      use: { ...devices['Pixel 7'], viewport: { width: 390, height: 844 }, screen: { width: 390, height: 844 } },
    },
  ],
  webServer: {
    command: [
      `exec "${server}" serve --demo --now 2026-11-23T12:00:00Z`,
      `--listen ${listen} --data-dir "${process.env.JAETTU_TEST_DATA}" --assets "${assets}"`,
    ].join(' '),
    url: `http://${listen}/readiness`,
    reuseExistingServer: false,
    stdout: 'ignore',
    stderr: 'pipe',
    timeout: 60_000,
  },
});
