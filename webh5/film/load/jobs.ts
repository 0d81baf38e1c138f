import { levelFor, place, visiblePart, type Rect, type Size } from '../../lib/film/placement';
import { levelSize } from '../../lib/film/samples';
import type { Reading } from '../read/reading';
import { windowParameter } from '../../lib/film/windowing';
import { hasVoiLut, isGrey, openingWindow, pixelAspect, type Slice } from '../read/series';
import type { Job } from './loader';

const previewSide = 256;
const pictureSide = 1600;
const largestLevelBytes = 20e6;

export interface StageSize extends Size {
  readonly devicePixels: number;
}

/** The pixel size of the image as shown, its pixels made square. */
export function shownSize(slice: Slice): Size {
  return { width: slice.image.columns, height: slice.image.rows * pixelAspect(slice.image) };
}

/** What the best form of a slice depends on. */
export interface Circumstances {
  readonly reading: Reading;
  readonly stage: () => StageSize;
  /** Whether this device windows samples itself; otherwise the server's pictures are shown. */
  readonly onDevice: boolean;
  /** Longest side of samples that can be drawn. */
  readonly maxSide: number;
  readonly isSlow: boolean;
}

/** Names what to fetch of a slice: its preview, its sharpest form, and a detail of a large image. */
export class Jobs {
  constructor(private readonly now: Circumstances) {}

  /** True when this device windows the slice's samples itself. */
  windowed(slice: Slice): boolean {
    const { image } = slice;
    if (!this.now.onDevice || !isGrey(image) || image.hasModalityLut || this.overlaid(slice)) return false;
    return this.now.reading.window !== null || !hasVoiLut(image);
  }

  /** Whether what lies over the slice is drawn, which the server does. */
  private overlaid({ image }: Slice): boolean {
    return this.now.reading.overlays && (image.overlays?.length ?? 0) > 0;
  }

  /** The sharpest form of a slice: samples at the level the screen needs, or a full picture. */
  rest(slice: Slice): Job {
    const { image } = slice;
    const pyramid = levelsOf(slice) > 1;
    if (this.windowed(slice) && (pyramid || Math.max(image.rows, image.columns) <= this.now.maxSide)) {
      const level = pyramid ? this.level(slice) : 0;
      return {
        key: samplesKey(slice, level),
        kind: 'samples',
        url: `${slice.frameUrl}/samples${level > 0 ? `?level=${level}` : ''}`,
        layout: {
          rows: levelSize(image.rows, level),
          columns: levelSize(image.columns, level),
          bytesPerSample: image.bytesPerSample === 1 ? 1 : 2,
          isSigned: image.isSigned,
        },
      };
    }
    const side = pyramid ? `viewport=${pictureSide},${pictureSide}&` : '';
    const type = isGrey(image) ? 'image/png' : 'image/jpeg';
    return this.picture(slice, 'full', `${side}quality=90`, type);
  }

  preview(slice: Slice): Job {
    return this.picture(slice, 'small', `viewport=${previewSide},${previewSide}&quality=60`, 'image/jpeg');
  }

  /** Names a server's picture of a slice. */
  pictureKey(slice: Slice, size: string, window: string): string {
    return `p|${slice.id}|${size}|${window}${this.overlaid(slice) ? '|overlays' : ''}`;
  }

  private picture(slice: Slice, size: 'small' | 'full', query: string, type: 'image/jpeg' | 'image/png'): Job {
    const window = this.now.reading.pictureWindow;
    const asked = window || ownWindow(slice);
    const url = `${slice.frameUrl}/rendered?${query}${asked && isGrey(slice.image) ? `&window=${asked}` : ''}${this.overlaid(slice) ? '&overlays=true' : ''}`;
    return { key: this.pictureKey(slice, size, window), kind: 'picture', url, type };
  }

  private level(slice: Slice): number {
    const stage = this.now.stage();
    const { reading, isSlow } = this.now;
    const image = shownSize(slice);
    const pixels = { width: slice.image.columns, height: slice.image.rows };
    const at = (zoom: number): number =>
      Math.min(
        levelsOf(slice) - 1,
        levelFor(pixels, place(stage, image, { zoom, x: 0, y: 0 }).width * stage.devicePixels, this.now.maxSide),
      );
    const level = at(isSlow ? 1 : Math.max(1, reading.view.zoom));
    const bytes = levelSize(pixels.width, level) * levelSize(pixels.height, level) * slice.image.bytesPerSample;
    return bytes > largestLevelBytes ? at(1) : level;
  }

  /** Wanted when a large image is zoomed in beyond the samples that are held of it. */
  detail(slice: Slice): (Job & { part: Rect }) | null {
    const { image } = slice;
    if (levelsOf(slice) === 1) return null;
    const stage = this.now.stage();
    const { view } = this.now.reading;
    const scale = (place(stage, shownSize(slice), view).width * stage.devicePixels) / image.columns;
    const level = this.windowed(slice) ? this.level(slice) : 1;
    if (view.zoom <= 1.05 || level === 0 || scale * 2 ** level < 1.2) return null;
    const part = visiblePart(stage, shownSize(slice), { width: image.columns, height: image.rows }, view);
    const shrink = Math.min(1, scale, pictureSide / Math.max(part.width, part.height));
    const size = `${Math.max(1, Math.round(part.width * shrink))},${Math.max(1, Math.round(part.height * shrink))}`;
    const region = `${part.x},${part.y},${part.width},${part.height}`;
    const job = this.picture(slice, 'full', `viewport=${size},${region}&quality=92`, 'image/jpeg');
    return { ...job, key: `${job.key}|${region}`, part };
  }
}

/** What the server has to be told of: it shows a picture by itself, the series has one scale. */
function ownWindow({ image }: Slice): string {
  const window = image.isAutomatic ? openingWindow(image) : null;
  return window ? windowParameter(window) : '';
}

const levelsOf = (slice: Slice): number => slice.image.levels ?? 1;
export const samplesKey = (slice: Slice, level: number): string => `s|${slice.id}|${level}`;
