import { describe, expect, it } from 'vitest';
import { hereCodeOf } from './hereCode';

describe('a scanned sign', () => {
  it('is read from its link and from its number', () => {
    expect(hereCodeOf('https://hospital.example/g/7K3MPQ')).toBe('7K3MPQ');
    expect(hereCodeOf('http://127.0.0.1:5080/guide?campus=a&here=7K3MPQ')).toBe('7K3MPQ');
    expect(hereCodeOf(' 7K3MPQ ')).toBe('7K3MPQ');
  });
  it('is nothing when it leads elsewhere', () => {
    expect(hereCodeOf('https://pay.example/order?id=7K3MPQ')).toBeNull();
    expect(hereCodeOf('https://hospital.example/g/../x')).toBeNull();
    expect(hereCodeOf('一段文字')).toBeNull();
    expect(hereCodeOf('')).toBeNull();
  });
});
