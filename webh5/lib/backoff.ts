const firstMs = 500;
const longestMs = 15_000;

/**
 * How long to wait before trying again, in ms: doubling from half a second to 15 s, and spread by up to half, so that thousands of
 * phones do not come back in one instant.
 * @param attempt tries that have failed, from 1
 * @param random 0 to 1
 */
export function retryDelay(attempt: number, random: number): number {
  const full = Math.min(longestMs, firstMs * 2 ** Math.min(attempt - 1, 20));
  return Math.round(full * (1 - random / 2));
}
