import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import cases from '../../tests/addresses.json';
import { ownAddress, safeUrl } from './address';

describe('addresses', () => {
  it.each(cases.own)('go on to our own page %j and open it', (url) => {
    expect(ownAddress(url, 'elsewhere')).toBe(url);
    expect(safeUrl(url)).toBe(url);
  });

  it.each(cases.https)('open another site over https, %j, but are no way back', (url) => {
    expect(safeUrl(url)).toBe(url);
    expect(ownAddress(url, '/home')).toBe('/home');
  });

  it.each(cases.refused)('neither open nor go on to %j', (url) => {
    expect(safeUrl(url)).toBeNull();
    expect(ownAddress(url, '/home')).toBe('/home');
  });

  it('is what a browser would stay on our host for', () => {
    for (const url of cases.own) expect(new URL(url, 'https://ours.example').host).toBe('ours.example');
  });

  it('takes no list and no nothing for a way back', () => {
    for (const wrong of [undefined, null, ['/guide'], {}, 1]) expect(ownAddress(wrong, '/home')).toBe('/home');
  });

  it('is judged here and in no page', () => {
    const sources = ['film', 'guide', 'patient', 'shared', 'staff', 'api', 'lib'].flatMap((folder) =>
      readdirSync(folder, { recursive: true, encoding: 'utf8' })
        .filter((file) => /\.(ts|vue)$/.test(file) && !/\.test\.ts$/.test(file))
        .map((file) => join(folder, file)),
    );
    const judging = sources.filter((file) => /\(\?!\[?\\?\/|startsWith\(['"]\/\/|https:\\\/\\\//.test(readFileSync(file, 'utf8')));
    expect(judging).toEqual([join('lib', 'address.ts')]);
    const returning = sources.filter((file) => /query\.next\b/.test(readFileSync(file, 'utf8')));
    for (const file of returning) expect(readFileSync(file, 'utf8')).toMatch(/ownAddress\(route\.query\.next,/);
  });
});
