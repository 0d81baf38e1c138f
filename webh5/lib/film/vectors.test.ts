import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { decodeSamples } from './samples';
import { greyLevel, greyTable, storedRange, type Window } from './windowing';

// The tables the engine is held to as well: the phone and the server must show the same greys.
const vectors = <T>(name: string): T[] =>
  (JSON.parse(readFileSync(new URL(`../../../tests/vectors/${name}.json`, import.meta.url), 'utf8')) as { cases: T[] }).cases;

interface WindowingCase {
  name: string;
  window: Window;
  slope: number;
  intercept: number;
  inverted: boolean;
  values: [stored: number, exact: number, grey: number][];
}

interface SamplesCase {
  name: string;
  rows: number;
  columns: number;
  bytesPerSample: 1 | 2;
  signed: boolean;
  samples: number[];
  planes: string;
  gzip: string;
}

describe('windowing table', () => {
  it.each(vectors<WindowingCase>('windowing'))('$name', ({ window, slope, intercept, inverted, values }) => {
    const signed = values.some(([stored]) => stored < 0);
    const table = greyTable(storedRange(16, signed), { slope, intercept, padding: null }, window, inverted);
    for (const [stored, exact, grey] of values) {
      const level = greyLevel(slope * stored + intercept, window);
      expect(inverted ? 255 - level : level).toBeCloseTo(exact, 4);
      expect(table[stored & 0xffff]).toBe(grey);
    }
  });
});

describe('samples table', () => {
  it.each(vectors<SamplesCase>('samples'))('$name', ({ rows, columns, bytesPerSample, signed, samples, planes, gzip }) => {
    const layout = { rows, columns, bytesPerSample, isSigned: signed };
    for (const body of [Buffer.from(planes, 'base64'), gunzipSync(Buffer.from(gzip, 'base64'))]) {
      expect(Array.from(decodeSamples(new Uint8Array(body), layout).values)).toEqual(samples);
    }
  });
});
