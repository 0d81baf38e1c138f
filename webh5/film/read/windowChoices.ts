import type { Samples } from '../../lib/film/samples';
import { ctPresets, fullWindow, type Window } from '../../lib/film/windowing';
import type { Reading } from './reading';
import { fileWindows, isGrey, modalityOf } from './series';

export interface WindowChoice {
  readonly name: string;
  /** Null is each picture's own window; `full` reaches from the least to the greatest value of the picture shown. */
  readonly window: Window | null | 'full';
}

/**
 * The windows on offer for the picture shown: the file's own, then the usual CT ones, then its full range.
 * @param samples the picture's samples, null while only the server's picture is here
 */
export function windowChoices({ slice }: Reading, samples: Samples | null): WindowChoice[] {
  if (!slice || !isGrey(slice.image)) return [];
  const choices: WindowChoice[] = [{ name: '默认', window: null }, ...fileWindows(slice.image).slice(slice.image.isAutomatic ? 0 : 1)];
  if (slice.image.isHounsfield) choices.push(...ctPresets);
  if (samples) choices.push({ name: '自动', window: 'full' });
  return choices;
}

/** Shows the series with a window from the list. @returns false when the full range cannot be known without samples */
export function chooseWindow(reading: Reading, { name, window }: WindowChoice, samples: Samples | null): boolean {
  const { slice } = reading;
  if (window === 'full' && (!samples || !slice)) return false;
  reading.window = window === 'full' ? fullWindow(samples!, modalityOf(slice!.image)) : window;
  reading.windowName = window === null ? '' : name;
  reading.followWindow();
  return true;
}
