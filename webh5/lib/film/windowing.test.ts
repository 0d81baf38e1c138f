import { describe, expect, it } from 'vitest';
import { dragWindow, fullWindow, greyLevel, greyTable, isValidWindow, storedRange, type Window } from './windowing';

const window = (center: number, width: number, fn: Window['function'] = 'linear'): Window => ({ center, width, function: fn });
const plain = { slope: 1, intercept: 0, padding: null };

describe('grey level', () => {
  it.each([
    [-161, 0], [-160, 0], [-159, 0.639], [39, 127.18], [40, 127.82], [239, 255], [240, 255],
  ])('LINEAR C 40 W 400 of %d is %d (PS3.3 C.11.2.1.2.1)', (value, grey) => {
    expect(greyLevel(value, window(40, 400))).toBeCloseTo(grey, 2);
  });

  it.each([[-160, 0], [40, 127.5], [239, 254.36], [240, 255], [241, 255]])('LINEAR_EXACT C 40 W 400 of %d is %d', (value, grey) => {
    expect(greyLevel(value, window(40, 400, 'linear-exact'))).toBeCloseTo(grey, 2);
  });

  it.each([[40, 127.5], [240, 224.6], [-160, 30.4]])('SIGMOID C 40 W 400 of %d is %d', (value, grey) => {
    expect(greyLevel(value, window(40, 400, 'sigmoid'))).toBeCloseTo(grey, 1);
  });

  it('LINEAR of width 1 is a threshold at the centre less a half', () => {
    expect([9.4, 9.5, 9.6].map((value) => greyLevel(value, window(10, 1)))).toEqual([0, 0, 255]);
  });
});

describe('grey table', () => {
  it('is indexed by the bit pattern of a signed sample', () => {
    const table = greyTable(storedRange(16, true), plain, window(0, 2), false);
    expect([table[-2 & 0xffff], table[2]]).toEqual([0, 255]);
  });

  it('applies slope and intercept before the window', () => {
    const table = greyTable(storedRange(12, false), { ...plain, slope: 2, intercept: -1024 }, window(40, 400), false);
    expect([table[432], table[532], table[632]]).toEqual([0, 127, 255]);
  });

  it('inverts the grey and leaves padding black', () => {
    const modality = { ...plain, padding: { low: 0, high: 1 } };
    const table = greyTable(storedRange(8, false), modality, window(128, 256), true);
    expect([table[0], table[1], table[2], table[255]]).toEqual([0, 0, 253, 0]);
  });

  it('holds the grey of every value, whatever the window, slope and polarity', () => {
    for (const signed of [true, false])
      for (const [center, width] of [[40, 400], [-600, 1500], [0, 1], [1e6, 10], [-1e6, 10], [300, 200_000], [2047.5, 0.01]] as const)
        for (const fn of ['linear', 'linear-exact', 'sigmoid'] as const)
          for (const slope of [1, -0.5, 3.7])
            for (const invert of [false, true]) {
              const range = storedRange(13, signed);
              const modality = { slope, intercept: -17.3, padding: null };
              const table = greyTable(range, modality, window(center, width, fn), invert);
              for (let stored = range.low; stored <= range.high; stored++) {
                const grey = greyLevel(stored * slope - 17.3, window(center, width, fn));
                const right = Math.floor((invert ? 255 - grey : grey) + 1 / 1024);
                if (table[stored & 0xffff] !== right)
                  expect([signed, center, width, fn, slope, invert, stored, table[stored & 0xffff]]).toEqual(right);
              }
            }
  });

  it('never falls while values rise', () => {
    for (const fn of ['linear', 'linear-exact', 'sigmoid'] as const) {
      const table = greyTable(storedRange(12, false), plain, window(700.5, 333.3, fn), false);
      for (let i = 1; i < 4096; i++) expect(table[i]! >= table[i - 1]!).toBe(true);
    }
  });
});

describe('window', () => {
  it('needs a width above 0', () => {
    expect([window(0, 1), window(0, 0.5), window(NaN, 5), window(0, 0.5, 'sigmoid'), window(0, 0, 'sigmoid')].map(isValidWindow)).toEqual([
      true, true, false, true, false,
    ]);
  });

  it('from least to greatest leaves padding out', () => {
    const samples = { rows: 1, columns: 4, values: new Int16Array([-2000, -10, 30, 90]) };
    const modality = { slope: 1, intercept: 0, padding: { low: -2000, high: -2000 } };
    expect(fullWindow(samples, modality)).toEqual(window(40, 100, 'linear-exact'));
  });

  it('of a constant frame shows black and divides by nothing', () => {
    const constant = fullWindow({ rows: 1, columns: 2, values: new Uint8Array([7, 7]) }, plain);
    expect(greyLevel(7, constant)).toBe(0);
  });

  it('dragged to the left never gets narrower than the standard allows', () => {
    expect(isValidWindow(dragWindow(window(40, 400), -5000, 0, 4096))).toBe(true);
    expect(isValidWindow(dragWindow(window(0.5, 0.2, 'linear-exact'), -5000, 0, 1))).toBe(true);
  });

  it('narrower than 1 is shown without half-unit offsets', () => {
    for (const value of [0, 0.3, 0.4, 0.5, 0.6, 1]) {
      expect(greyLevel(value, window(0.5, 0.25))).toBe(greyLevel(value, window(0.5, 0.25, 'linear-exact')));
    }
  });

  it.each([1, 1e-3, 5.9e-8, 250])('dragged over an image of 4096 values times %d moves as far as over one of 4096', (slope) => {
    const plain = dragWindow(window(2048, 4096, 'linear-exact'), 60, -30, 4096);
    const small = dragWindow(window(2048 * slope, 4096 * slope, 'linear-exact'), 60, -30, 4096 * slope);
    expect(small.width / slope / plain.width).toBeCloseTo(1, 2);
    expect(small.center / slope / plain.center).toBeCloseTo(1, 2);
    const narrow = dragWindow(window(100 * slope, slope, 'linear-exact'), 50, 0, 4096 * slope);
    expect(narrow.width).toBeGreaterThan(slope);
    expect(narrow.width).toBeLessThan(10 * slope);  });
});
