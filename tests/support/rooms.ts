// Booking rooms: where a time is free, and what somebody has.
import { execFileSync } from 'node:child_process';
import { ask } from './account';
import { PROGRAM, type Served } from './served';
import { expect } from './test';
import { t } from './words';
import type { Locator, Page } from '@playwright/test';

export const HOUR = 3_600_000;
export const confirm = (page: Page): Locator => page.getByRole('button', { name: t('booking.confirm') });
export const state = (page: Page): Locator => page.locator('.j-answer .j-state');
export const instant = (time: number): string => new Date(time).toISOString().replace('.000', '');

/** Ten in the morning in Helsinki, in winter. */
const ten = (day: string) => Date.parse(`${day}T08:00:00Z`);

/** When a room is free first on a day, from 10:00 on, for so many hours. */
export async function freeFrom(page: Page, room: string, day: string, hours = 1): Promise<number> {
  const answer = await page.request.get(`/api/v1/rooms/${room}/availability?from=${day}&days=1`);
  const spans: { start: string; end: string }[] = (await answer.json()).free;
  const long = spans.find(({ start, end }) => Date.parse(end) - Math.max(Date.parse(start), ten(day)) >= hours * HOUR);
  expect(long, `${hours} h of ${room} on ${day}`).toBeTruthy();
  return Math.max(Date.parse(long!.start), ten(day));
}

/** Where a time is booked. */
export const bookPath = (room: string, start: number, hours = 1): string =>
  `/fi/rooms/${room}/book?start=${instant(start)}&end=${instant(start + hours * HOUR)}`;

/** Where a time of a room is booked: the first that is free on a day from 10:00 on. */
export const free = async (page: Page, room: string, day: string, hours = 1): Promise<string> =>
  bookPath(room, await freeFrom(page, room, day, hours), hours);

/** Opens the page of a time and waits until it is kept. */
export async function hold(page: Page, path: string): Promise<void> {
  await page.goto(path);
  await expect(page.locator('#countdown')).toContainText(/\d:\d\d/);
  await expect(confirm(page)).toBeEnabled();
}

interface Booking {
  id: string;
  room: string;
  state: string;
  start: string;
  end: string;
  series?: string;
}

/** What somebody has that is to come. */
export const own = async (page: Page): Promise<Booking[]> => (await ask(page, 'GET', '/me/bookings')).json.items;

/** Books a time without the pages. */
export async function bookAt(page: Page, room: string, start: number, hours = 1): Promise<Booking> {
  const body = { room, start: instant(start), end: instant(start + hours * HOUR), people: 1 };
  const booked = await ask(page, 'POST', '/bookings', body);
  expect(booked.status, JSON.stringify(booked.json)).toBe(201);
  return booked.json;
}

/** What is written at the door of a room. */
export function doorCode(served: Served, room: string): string {
  const csv = execFileSync(PROGRAM, ['export', 'rooms', '--data-dir', served.data], { encoding: 'utf8' });
  const [head, ...rows] = csv.split('\n').map((line) => line.trim().split(';'));
  // Texts before it may hold semicolons, those after it do not.
  const last = head.indexOf('here_code') - head.length;
  const code = rows.find((row) => row[0] === room)?.at(last);
  expect(code, `a code at the door of ${room}`).toMatch(/^\d{4}$/);
  return code!;
}
