import { fitted, type View } from '../../lib/film/placement';
import { fullWindow, windowParameter, type Window } from '../../lib/film/windowing';
import type { Samples } from '../../lib/film/samples';
import { isGrey, modalityOf, openingWindow, type Series, type Slice } from './series';

/** How far one series has been read and how it is shown: kept while another series is looked at. */
export class Reading {
  index: number;
  /** The reader's window; null shows each picture as its file says. */
  window: Window | null = null;
  windowName = '';
  /** The reader's inversion on top of the file's polarity. */
  invert = false;
  view: View = fitted;
  /** Whether what the file lays over its pictures is drawn. */
  overlays = true;
  /** Whether a finger has scrolled yet: until then the load order spreads over the whole series. */
  touched = false;
  /** The `window` parameter of server pictures: trails `window` while a finger drags. */
  pictureWindow = '';
  /** Earlier ones, newest first: a picture under an old window is better than none. */
  readonly pictureWindows: string[] = [''];

  private readonly positions: ReadonlyMap<string, number>;

  constructor(readonly series: Series) {
    this.positions = new Map(series.slices.map((slice, i) => [slice.id, i]));
    this.index = Math.floor((series.slices.length - 1) / 2);
  }

  get count(): number {
    return this.series.slices.length;
  }

  get slice(): Slice | null {
    return this.series.slices[this.index] ?? null;
  }

  /** Where a slice stands in the series, or undefined when it belongs to another. */
  positionOf(id: string): number | undefined {
    return this.positions.get(id);
  }

  /** The window a slice is shown with, or null while only its samples could tell. */
  windowFor(slice: Slice, samples: Samples | null): Window | null {
    const window = this.window ?? openingWindow(slice.image);
    if (window || !samples || !isGrey(slice.image)) return window;
    return fullWindow(samples, modalityOf(slice.image));
  }

  /** Asks for server pictures under the reader's window from now on. */
  followWindow(): void {
    const parameter = this.window ? windowParameter(this.window) : '';
    if (parameter === this.pictureWindow) return;
    this.pictureWindow = parameter;
    const at = this.pictureWindows.indexOf(parameter);
    if (at >= 0) this.pictureWindows.splice(at, 1);
    this.pictureWindows.unshift(parameter);
    this.pictureWindows.length = Math.min(6, this.pictureWindows.length);
  }

  reset(): void {
    this.window = null;
    this.windowName = '';
    this.invert = false;
    this.view = fitted;
    this.overlays = true;
    this.followWindow();
  }
}
