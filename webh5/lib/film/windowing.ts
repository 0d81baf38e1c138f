import type { Samples } from './samples';

/** VOI LUT functions of PS3.3 C.11.2.1.2 and C.11.2.1.3, named as PS3.18's `window` parameter names them. */
export type VoiFunction = 'linear' | 'linear-exact' | 'sigmoid';

/** A window over modality values (for CT: Hounsfield units). */
export interface Window {
  readonly center: number;
  readonly width: number;
  readonly function: VoiFunction;
}

/** What turns a stored sample into a modality value, and which stored values are padding (PS3.3 C.7.5.1.1.2). */
export interface Modality {
  readonly slope: number;
  readonly intercept: number;
  readonly padding: { readonly low: number; readonly high: number } | null;
}

/** LINEAR has no meaning below a width of 1; files of small values mean it without half-unit offsets. */
function shownBy(window: Window): VoiFunction {
  return window.function === 'linear' && window.width < 1 ? 'linear-exact' : window.function;
}

/** Grey level 0..255 of a modality value, not rounded. */
export function greyLevel(value: number, window: Window): number {
  const { center: c, width: w } = window;
  switch (shownBy(window)) {
    case 'sigmoid':
      return 255 / (1 + Math.exp((-4 * (value - c)) / w));
    case 'linear-exact':
      if (value <= c - w / 2) return 0;
      if (value > c + w / 2) return 255;
      return ((value - c) / w + 0.5) * 255;
    case 'linear':
      if (value <= c - 0.5 - (w - 1) / 2) return 0;
      if (value > c - 0.5 + (w - 1) / 2) return 255;
      return ((value - (c - 0.5)) / (w - 1) + 0.5) * 255;
  }
}

/** A window with a meaning: finite, its width above 0. */
export function isValidWindow(window: Window): boolean {
  const { center, width } = window;
  return Number.isFinite(center) && Number.isFinite(width) && width > 0;
}

/** Which stored values a table has to cover. */
export interface StoredRange {
  readonly low: number;
  readonly high: number;
}

export function storedRange(bitsStored: number, isSigned: boolean): StoredRange {
  return isSigned
    ? { low: -(2 ** (bitsStored - 1)), high: 2 ** (bitsStored - 1) - 1 }
    : { low: 0, high: 2 ** bitsStored - 1 };
}

// Grey is truncated after a nudge of 2^-10, as the engine does: a formula landing on a whole level gives that level.
const nudge = 1 / 1024;

/**
 * The table from a sample's bit pattern (two's complement, so that signed samples index it too) to its grey level:
 * every way of drawing looks its greys up here, which is why they show the same ones. Padding does not flip to white.
 */
export function greyTable(range: StoredRange, modality: Modality, window: Window, invert: boolean): Uint8Array {
  const table = new Uint8Array(range.high > 255 || range.low < 0 ? 65536 : 256);
  const mask = table.length - 1;
  const greyOf = (stored: number): number => {
    const grey = greyLevel(stored * modality.slope + modality.intercept, window);
    return Math.floor((invert ? 255 - grey : grey) + nudge);
  };
  const fill = (low: number, high: number, grey: number): void => {
    if (low < 0) table.fill(grey, table.length + low, table.length + Math.min(high, -1) + 1);
    if (high >= 0) table.fill(grey, Math.max(low, 0), high + 1);
  };
  // Grey only rises or only falls with the stored value, so what is as black or white as either end lies in one piece there.
  // A drag makes a table for every picture: only the ramp between is worked out value by value.
  const [first, last] = [greyOf(range.low), greyOf(range.high)];
  const ramp = firstWhere(range.low, range.high + 1, (stored) => greyOf(stored) !== first);
  const end = firstWhere(ramp, range.high + 1, (stored) => greyOf(stored) === last);
  fill(range.low, ramp - 1, first);
  for (let stored = ramp; stored < end; stored++) table[stored & mask] = greyOf(stored);
  fill(end, range.high, last);
  if (modality.padding && invert) {
    fill(Math.max(range.low, modality.padding.low), Math.min(range.high, modality.padding.high), 0);
  }
  return table;
}

/** The least number from `low` on for which `holds`, where it goes on holding up to `high`; `high` when there is none. */
function firstWhere(low: number, high: number, holds: (value: number) => boolean): number {
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** The window from the least to the greatest value of a frame, padding left out; a constant frame is black. */
export function fullWindow(samples: Samples, modality: Modality): Window {
  let low = Infinity;
  let high = -Infinity;
  const { values } = samples;
  const padLow = modality.padding ? modality.padding.low : Infinity;
  const padHigh = modality.padding ? modality.padding.high : -Infinity;
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (value >= padLow && value <= padHigh) continue;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  if (low > high) low = high = 0;
  const a = low * modality.slope + modality.intercept;
  const b = high * modality.slope + modality.intercept;
  return a === b
    ? { center: a + 0.5, width: 1, function: 'linear-exact' }
    : { center: (a + b) / 2, width: Math.abs(b - a), function: 'linear-exact' };
}

export interface Preset {
  readonly name: string;
  readonly window: Window;
}

const linear = (name: string, center: number, width: number): Preset => ({ name, window: { center, width, function: 'linear' } });

/** Usual CT windows in Hounsfield units, under the names radiographers use. */
export const ctPresets: readonly Preset[] = [
  linear('肺窗', -600, 1500),
  linear('纵隔窗', 40, 400),
  linear('骨窗', 300, 1500),
  linear('脑窗', 35, 80),
  linear('腹窗', 50, 350),
];

/**
 * The window after a drag of (dx, dy) CSS pixels: right widens, down raises the centre. The step grows with the width, so that a
 * brain window moves finely and a lung window fast, and follows what values there are: an image of 0 to 0.004 moves as one of 0 to 4000.
 * @param span from the least to the greatest value the image can hold
 */
export function dragWindow(start: Window, dx: number, dy: number, span: number): Window {
  const least = span > 0 ? span / 65536 : 1;
  const step = Math.max(start.width, Math.min(20, span / 200)) / 250;
  const width = Math.max(Math.min(1, least), start.width + dx * step);
  const center = start.center + dy * step;
  // Whole numbers where values are many; as many digits as tell a step apart where they are few.
  if (step >= 0.08) return { ...start, width: Math.max(1, Math.round(width)), center: Math.round(center) };
  const digits = Math.min(100, Math.max(0, 1 - Math.floor(Math.log10(step))));
  const rounded = (value: number): number => Number(value.toFixed(digits));
  return { ...start, width: Math.max(least, rounded(width)), center: rounded(center) };
}

/** The `window` parameter of a rendered picture. */
export function windowParameter(window: Window): string {
  return `${window.center},${window.width},${window.function}`;
}
