import { describe, expect, it } from 'vitest';
import { BoundedCache } from './boundedCache';
import { loadOrder, nearest } from './loadOrder';

describe('load order', () => {
  it('is the middle, the first, the last, every fourth, then the rest', () => {
    expect(loadOrder(12, 6, 0)).toEqual([6, 0, 11, 8, 4, 7, 5, 9, 3, 10, 2, 1]);
  });

  it('puts the neighbours first once a finger has moved', () => {
    expect(loadOrder(12, 6, 2).slice(0, 7)).toEqual([6, 7, 5, 8, 4, 0, 11]);
  });

  it('names every slice once, wherever the finger is', () => {
    for (const count of [1, 2, 5, 120]) {
      for (let current = 0; current < count; current += 3) {
        expect([...loadOrder(count, current, 2)].sort((a, b) => a - b)).toEqual(Array.from({ length: count }, (_, i) => i));
      }
    }
  });

  it('of a series still being processed is empty', () => {
    expect(loadOrder(0, 0, 2)).toEqual([]);
  });
});

describe('nearest', () => {
  it('looks outwards from the finger', () => {
    const has = new Set([2, 9]);
    expect(nearest(12, 6, (i) => has.has(i))).toBe(9);
    expect(nearest(12, 4, (i) => has.has(i))).toBe(2);
    expect(nearest(12, 4, () => false)).toBe(-1);
  });
});

describe('bounded cache', () => {
  it('drops what is farthest from the finger', () => {
    let finger = 0;
    const gone: string[] = [];
    const cache = new BoundedCache<string>(30, (key) => Math.abs(Number(key) - finger), (value) => gone.push(value));
    for (const key of ['0', '5', '9']) cache.set(key, key, 10);
    cache.set('1', '1', 10);
    expect(gone).toEqual(['9']);
    finger = 9;
    cache.set('8', '8', 10);
    expect(gone).toEqual(['9', '0']);
    expect(cache.bytes).toBe(30);
  });

  it('refuses what is itself the farthest, and says so', () => {
    const cache = new BoundedCache<string>(20, Number);
    cache.set('1', 'a', 10);
    cache.set('2', 'b', 10);
    expect(cache.set('7', 'c', 10)).toBe(false);
    expect([cache.has('1'), cache.has('2'), cache.has('7')]).toEqual([true, true, false]);
  });

  it('replaces a value without counting it twice', () => {
    const cache = new BoundedCache<string>(20, Number);
    cache.set('1', 'a', 10);
    cache.set('1', 'b', 12);
    expect([cache.get('1'), cache.bytes]).toEqual(['b', 12]);
  });
});
