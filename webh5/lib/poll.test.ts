import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { poll } from './poll';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A host that answers so late; counts how many questions it has at once. */
function host(answersAfterMs: number) {
  const seen = { asked: 0, atOnce: 0, most: 0 };
  const ask = async (): Promise<void> => {
    seen.asked++;
    seen.most = Math.max(seen.most, ++seen.atOnce);
    await new Promise((done) => setTimeout(done, answersAfterMs));
    seen.atOnce--;
  };
  return { seen, ask };
}

it('asks a pause after each answer', async () => {
  const { seen, ask } = host(100);
  const polling = poll(ask, () => 10_000);
  await vi.advanceTimersByTimeAsync(9999);
  expect(seen.asked).toBe(0);
  await vi.advanceTimersByTimeAsync(20_000);
  expect(seen.asked).toBe(2);
  polling.stop();
});

it('has one question on its way, however slow the host and however often something changes', async () => {
  const { seen, ask } = host(30_000);
  const polling = poll(ask, () => 10_000);
  for (let second = 0; second < 590; second++) {
    polling.now();
    await vi.advanceTimersByTimeAsync(1000);
  }
  expect(seen.most).toBe(1);
  expect(seen.asked).toBe(10); // Thirty seconds of answer, thirty of rest.
  polling.stop();
});

it('asks once for many changes, and at once after a rest', async () => {
  const { seen, ask } = host(20);
  const polling = poll(ask, () => 10_000);
  for (let i = 0; i < 50; i++) polling.now();
  await vi.advanceTimersByTimeAsync(30);
  expect(seen.asked).toBe(1);
  for (let i = 0; i < 50; i++) polling.now();
  await vi.advanceTimersByTimeAsync(600);
  expect(seen.asked).toBe(2);
  polling.stop();
});

it('asks less often while the question fails, and nothing once stopped', async () => {
  let asked = 0;
  const polling = poll(() => (asked++, Promise.reject(new Error('down'))), () => 100);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(asked).toBeLessThan(20);
  expect(asked).toBeGreaterThan(4);
  polling.stop();
  const before = asked;
  await vi.advanceTimersByTimeAsync(60_000);
  expect(asked).toBe(before);
});

it('asks nothing while nobody looks', async () => {
  const { seen, ask } = host(20);
  let isAway = true;
  const polling = poll(ask, () => 1000, () => isAway);
  polling.now();
  await vi.advanceTimersByTimeAsync(20_000);
  expect(seen.asked).toBe(0);
  isAway = false;
  polling.now();
  await vi.advanceTimersByTimeAsync(1);
  expect(seen.asked).toBe(1);
  polling.stop();
});

/** Clocks that ask nothing of the host: the seconds on the agents' page, its sign of life, and a drawing. */
const clocks = ['staff/support/desk/useDesk.ts', 'guide/map/MiniMap.vue'];

it('is the only thing by which a page asks again', () => {
  const root = join(import.meta.dirname, '..');
  const sources = ['film', 'guide', 'patient', 'staff', 'shared', 'lib', 'api'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((file) => `${folder}/${file}`));
  const own = sources.filter((file) => /\.(ts|vue)$/.test(file) && !file.endsWith('.test.ts'))
    .filter((file) => /\bsetInterval\s*\(/.test(readFileSync(join(root, file), 'utf8')));
  expect(own.sort()).toEqual([...clocks].sort());
});
