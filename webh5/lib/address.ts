/**
 * Addresses that people write and that a page of ours opens or goes on to. The only place that judges them in the pages; `PageAddress` is
 * its twin in the host, and both are held against `tests/addresses.json`.
 */

// Browsers read a backslash as a slash and pass over tabs and line ends, so neither is taken anywhere.
const own = /^\/(?!\/|%(?:2f|5c|0\d|0[a-f]))[^\s\\\p{Cc}\p{Cf}]*$/iu;
const overHttps = /^https:\/\/[\p{L}\p{N}][\p{L}\p{N}.-]*(?::\d{1,5})?(?:[/?#][^\s\\\p{Cc}\p{Cf}]*)?$/u;

/** The way back after signing in: a page of ours, or the other one given. */
export function ownAddress(text: unknown, otherwise: string): string {
  return typeof text === 'string' && own.test(text) ? text : otherwise;
}

/** Addresses a page may offer: our own pages, and other sites over https. Everything else, `javascript:` above all, is no link. */
export const safeUrl = (url: string): string | null => (own.test(url) || overHttps.test(url) ? url : null);
