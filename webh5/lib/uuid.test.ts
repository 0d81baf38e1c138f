import { expect, it } from 'vitest';
import { uuid } from './uuid';

it('makes version 4 UUIDs, each another', () => {
  const many = Array.from({ length: 1000 }, uuid);
  expect(many.every((one) => /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(one))).toBe(true);
  expect(new Set(many).size).toBe(1000);
});
