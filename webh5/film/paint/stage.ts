import { place, type Rect, type Size } from '../../lib/film/placement';
import { greyTable, type Window } from '../../lib/film/windowing';
import { nearest } from '../../lib/film/loadOrder';
import { createPainter } from './createPainter';
import type { Layer, Painter } from './painter';
import type { Reading } from '../read/reading';
import { modalityOf, rangeOf, type Slice } from '../read/series';
import { shownSize, type StageSize } from '../load/jobs';
import { type Supply } from '../load/supply';

/** What the reader sees at this moment, for the words beside the picture. */
export interface Shown {
  /** Index of the slice on the screen; the wanted one's neighbour while that is loading; -1 when there is nothing. */
  readonly index: number;
  readonly sharp: boolean;
  readonly window: Window | null;
}

const nothing: Shown = { index: -1, sharp: false, window: null };

/** The picture area: owns the canvas and draws the best there is of the slice under the finger. */
export class Stage {
  private painter: Painter | null = null;
  private size: StageSize = { width: 1, height: 1, devicePixels: 1 };
  private table: { key: string; bytes: Uint8Array } | null = null;

  constructor(
    private readonly element: HTMLElement,
    private readonly forced: string | null,
    private readonly changed: () => void,
  ) {
    this.measure();
    const observe = (): void => {
      this.measure();
      changed();
    };
    if ('ResizeObserver' in window) new ResizeObserver(observe).observe(element);
    else addEventListener('resize', observe);
  }

  get rendering(): string {
    return this.forced === 'server' ? 'server' : (this.painter?.name ?? 'none');
  }

  readonly measured = (): StageSize => this.size;

  /** Makes the canvas; costly on old phones, so only after the first picture is on the screen. */
  start(supply: Supply): void {
    this.use(createPainter(this.forced, () => {
      this.use(createPainter('canvas', () => undefined), supply);
      this.changed();
    }), supply);
  }

  private use(painter: Painter, supply: Supply): void {
    this.painter?.canvas.remove();
    this.painter = painter;
    supply.maxSide = painter.maxSide;
    painter.canvas.setAttribute('aria-hidden', 'true');
    this.element.prepend(painter.canvas);
    this.element.dataset.rendering = this.rendering;
  }

  draw(reading: Reading, supply: Supply): Shown {
    const wanted = reading.slice;
    if (!this.painter) return nothing;
    if (!wanted) return this.clear();
    const { slices } = reading.series;
    const index = supply.best(wanted) ? reading.index : nearest(slices.length, reading.index, (i) => supply.best(slices[i]!) !== null);
    const slice = slices[index];
    if (!slice) return { ...this.clear(), window: reading.windowFor(wanted, null) };
    const best = supply.best(slice)!;
    const at = this.devicePlace(slice, reading);
    const window = reading.windowFor(slice, best.kind === 'samples' ? best.samples : null);
    const layers: Layer[] = [];
    if (best.kind === 'samples' && window) {
      layers.push({ kind: 'samples', samples: best.samples, table: this.tableFor(slice, window, reading.invert), at });
    } else if (best.kind === 'picture') {
      layers.push({ kind: 'picture', picture: best.picture, invert: reading.invert, at });
    }
    const detail = supply.detail(slice);
    if (detail) layers.push({ kind: 'picture', picture: detail.picture, invert: reading.invert, at: partOf(at, detail.part, slice) });
    this.painter.paint(this.canvasSize, layers);
    return { index, sharp: supply.isSharp(slice), window };
  }

  private clear(): Shown {
    this.painter?.paint(this.canvasSize, []);
    return nothing;
  }

  private get canvasSize(): Size {
    const { width, height, devicePixels } = this.size;
    return { width: Math.round(width * devicePixels), height: Math.round(height * devicePixels) };
  }

  private tableFor(slice: Slice, window: Window, inverted: boolean): Uint8Array {
    const { image } = slice;
    const invert = image.invert !== inverted;
    const modality = modalityOf(image);
    const range = rangeOf(image);
    const key = JSON.stringify([window, invert, modality, range]);
    if (this.table?.key !== key) this.table = { key, bytes: greyTable(range, modality, window, invert) };
    return this.table.bytes;
  }

  private devicePlace(slice: Slice, reading: Reading): Rect {
    const { devicePixels } = this.size;
    const { x, y, width, height } = place(this.size, shownSize(slice), reading.view);
    return {
      x: Math.round(x * devicePixels),
      y: Math.round(y * devicePixels),
      width: Math.round(width * devicePixels),
      height: Math.round(height * devicePixels),
    };
  }

  private measure(): void {
    const { clientWidth, clientHeight } = this.element;
    // Three device pixels a point are enough for any image and keep the largest canvas under 16 MB.
    const ratio = Math.min(3, window.devicePixelRatio || 1);
    this.size = { width: Math.max(1, clientWidth), height: Math.max(1, clientHeight), devicePixels: ratio };
  }
}

function partOf(at: Rect, part: Rect, slice: Slice): Rect {
  const pixels: Size = { width: slice.image.columns, height: slice.image.rows };
  const sx = at.width / pixels.width;
  const sy = at.height / pixels.height;
  return { x: at.x + part.x * sx, y: at.y + part.y * sy, width: part.width * sx, height: part.height * sy };
}
