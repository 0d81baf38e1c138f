import { expect, it } from 'vitest';
import { retryDelay } from './backoff';

it('doubles from half a second and stays at a quarter of a minute', () => {
  expect([1, 2, 3, 4, 5, 6, 7, 1000].map((attempt) => retryDelay(attempt, 0))).toEqual([
    500, 1000, 2000, 4000, 8000, 15_000, 15_000, 15_000,
  ]);
});

it('spreads the tries of many phones over half of the wait', () => {
  expect(retryDelay(1, 1)).toBe(250);
  expect(retryDelay(9, 0.5)).toBe(11_250);
});
