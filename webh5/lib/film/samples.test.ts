import { describe, expect, it } from 'vitest';
import { decodeSamples, levelSize } from './samples';

/** The encoder as dicom-render's SamplesFormat describes it, in plain arithmetic. */
function encode(values: ArrayLike<number>, columns: number, bytes: 1 | 2): Uint8Array {
  const size = bytes === 1 ? 256 : 65536;
  const out = new Uint8Array(values.length * bytes);
  for (let i = 0; i < values.length; i++) {
    const column = i % columns;
    const before = column > 0 ? values[i - 1]! : i >= columns ? values[i - columns]! : 0;
    let d = (((values[i]! - before) % size) + size) % size;
    if (d >= size / 2) d -= size;
    const z = d >= 0 ? d * 2 : -d * 2 - 1;
    out[i] = z % 256;
    if (bytes === 2) out[values.length + i] = Math.floor(z / 256);
  }
  return out;
}

function random(seed: number): () => number {
  let state = seed;
  return () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32;
}

describe('samples', () => {
  it('come back as they were, signed, unsigned and 8 bit, for any size', () => {
    const next = random(7);
    for (let round = 0; round < 60; round++) {
      const rows = 1 + Math.floor(next() * 9);
      const columns = 1 + Math.floor(next() * 9);
      const raw = Array.from({ length: rows * columns }, () => Math.floor(next() * 65536));
      const words = new Uint16Array(raw);
      const signed = new Int16Array(words.buffer);
      const bytes = new Uint8Array(raw.map((v) => v & 255));
      const layout = { rows, columns, bytesPerSample: 2 as const, isSigned: false };
      expect(decodeSamples(encode(words, columns, 2), layout).values).toEqual(words);
      expect(decodeSamples(encode(signed, columns, 2), { ...layout, isSigned: true }).values).toEqual(signed);
      expect(decodeSamples(encode(bytes, columns, 1), { ...layout, bytesPerSample: 1 }).values).toEqual(bytes);
    }
  });

  it('of the wrong length are refused', () => {
    const layout = { rows: 2, columns: 2, bytesPerSample: 2 as const, isSigned: false };
    expect(() => decodeSamples(new Uint8Array(7), layout)).toThrow(RangeError);
    expect(() => decodeSamples(new Uint8Array(9), layout)).toThrow(RangeError);
  });

  it('of a level are half the size of the level before, rounded up', () => {
    expect([0, 1, 2, 3].map((level) => levelSize(3001, level))).toEqual([3001, 1501, 751, 376]);
  });
});
