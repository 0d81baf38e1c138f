/**
 * In which order the slices of a series are fetched: the one under the finger, its neighbours once the finger has moved,
 * the first and the last, every fourth, then the rest; each group from the finger outwards.
 * @param near how many neighbours on each side come before everything else (0 while nothing has been touched)
 */
export function loadOrder(count: number, current: number, near: number): number[] {
  const order: number[] = [];
  const taken = new Uint8Array(count);
  const take = (index: number): void => {
    if (index < 0 || index >= count || taken[index]) return;
    taken[index] = 1;
    order.push(index);
  };
  take(current);
  for (let d = 1; d <= near; d++) {
    take(current + d);
    take(current - d);
  }
  take(0);
  take(count - 1);
  for (const step of [4, 1]) {
    for (let d = 0; d < count; d++) {
      if ((current + d) % step === 0) take(current + d);
      if (current >= d && (current - d) % step === 0) take(current - d);
    }
  }
  return order;
}

/** The index nearest to `current` for which `has` holds, or -1. */
export function nearest(count: number, current: number, has: (index: number) => boolean): number {
  for (let d = 0; d < count; d++) {
    if (current - d >= 0 && has(current - d)) return current - d;
    if (current + d < count && has(current + d)) return current + d;
  }
  return -1;
}
