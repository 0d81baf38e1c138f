import { loadOrder } from '../../lib/film/loadOrder';
import { levelFor, place, visiblePart, type Rect, type Size } from '../../lib/film/placement';
import { levelSize, type Samples } from '../../lib/film/samples';
import { Loader, type Job, type Picture } from './loader';
import type { Reading } from '../read/reading';
import { hasVoiLut, isGrey, pixelAspect, type Slice } from '../read/series';

const previewSide = 256;
const pictureSide = 1600;
/** Previews fetched ahead: about 6 MB. */
const previewCount = 500;
const largestLevelBytes = 20e6;

/** What can be drawn of a slice now, best first. */
export type Drawable =
  | { readonly kind: 'samples'; readonly samples: Samples }
  | { readonly kind: 'picture'; readonly picture: Picture; readonly preview: boolean };

/** A sharper picture of the part of a large image that is on the screen. */
export interface Detail {
  readonly picture: Picture;
  readonly part: Rect;
}

export interface StageSize extends Size {
  readonly devicePixels: number;
}

/** The pixel size of the image as shown, its pixels made square. */
export function shownSize(slice: Slice): Size {
  return { width: slice.image.columns, height: slice.image.rows * pixelAspect(slice.image) };
}

/** Decides which data a reading needs next and finds the best that is there. */
export class Supply {
  readonly loader: Loader;
  reading: Reading;
  /** The finger rests: only then is the slow line asked for sharp pictures. */
  settled = true;
  windowing = false;
  /** Grows with everything that arrives: what is counted from the caches need not be counted again before. */
  revision = 0;
  private count = { of: null as Reading | null, revision: -1, loaded: 0 };

  /**
   * @param onDevice whether this device windows samples itself; otherwise the server's pictures are shown
   * @param maxSide longest side of samples that can be drawn
   */
  constructor(
    first: Reading,
    private readonly stage: () => StageSize,
    public onDevice: boolean,
    public maxSide: number,
    arrived: () => void,
  ) {
    this.reading = first;
    this.loader = new Loader(
      () => this.plan(),
      (key) => this.distance(key),
      () => {
        this.revision++;
        arrived();
      },
    );
  }

  /** Samples or picture of a slice, whatever is sharpest; null when there is nothing yet. */
  best(slice: Slice): Drawable | null {
    const { loader, reading } = this;
    if (this.windowed(slice)) {
      for (let level = 0; level < 6; level++) {
        const samples = loader.samples.get(samplesKey(slice, level));
        if (samples) return { kind: 'samples', samples };
      }
    }
    for (const window of reading.pictureWindows) {
      const full = loader.pictures.get(pictureKey(slice, 'full', window));
      if (full) return { kind: 'picture', picture: full, preview: false };
      const small = loader.pictures.get(pictureKey(slice, 'small', window));
      if (small) return { kind: 'picture', picture: small, preview: true };
    }
    return null;
  }

  detail(slice: Slice): Detail | null {
    const job = this.detailJob(slice);
    const picture = job && this.loader.pictures.get(job.key);
    return picture ? { picture, part: job.part } : null;
  }

  /** How many slices of the series can be shown at once. */
  get loaded(): number {
    const { reading, revision } = this;
    if (this.count.of !== reading || this.count.revision !== revision) {
      const loaded = reading.series.slices.reduce((n, slice) => n + (this.best(slice) ? 1 : 0), 0);
      this.count = { of: reading, revision, loaded };
    }
    return this.count.loaded;
  }

  /** Whether the slice is as sharp as it gets. */
  isSharp(slice: Slice): boolean {
    return this.has(this.restJob(slice));
  }

  /** Whether every try for the slice has failed. */
  hasFailed(slice: Slice): boolean {
    return this.loader.hasFailed(this.restJob(slice).key) || (!this.best(slice) && this.loader.hasFailed(this.previewJob(slice).key));
  }

  /** Hands over a picture that came another way (the page's first one). */
  adopt(slice: Slice, picture: Picture): void {
    this.loader.pictures.set(pictureKey(slice, 'small', ''), picture, 30e3);
    this.revision++;
  }

  private windowed(slice: Slice): boolean {
    const { image } = slice;
    if (!this.onDevice || !isGrey(image) || image.hasModalityLut) return false;
    return this.reading.window !== null || !hasVoiLut(image);
  }

  private has(job: Job): boolean {
    return (job.kind === 'samples' ? this.loader.samples : this.loader.pictures).has(job.key);
  }

  private plan(): Job[] {
    const { reading, loader } = this;
    const { slices } = reading.series;
    const current = reading.slice;
    if (!current) return [];
    const sharp = this.restJob(current);
    // A window drag has the phone to itself: what arrived for other slices meanwhile would be unpacked between its frames.
    if (this.windowing) return this.has(sharp) ? [] : [this.previewJob(current), sharp].filter((job) => !this.has(job));
    const jobs: Job[] = [];
    const wantsSharp = !this.has(sharp) && (this.settled || !loader.isSlow);
    if (!this.best(current)) jobs.push(this.previewJob(current));
    if (wantsSharp) jobs.push(sharp);
    const detail = this.settled ? this.detailJob(current) : null;
    if (detail && !loader.pictures.has(detail.key)) jobs.push(detail);
    const order = loadOrder(slices.length, reading.index, reading.touched ? 2 : 0).slice(0, previewCount).map((i) => slices[i]!);
    for (const slice of order) {
      const preview = this.previewJob(slice);
      const there = this.has(preview) || this.has(this.restJob(slice));
      if (!there && preview.key !== jobs[0]?.key) jobs.push(preview);
    }
    if (wantsSharp && loader.isSlow) return jobs.slice(0, 2);
    for (const slice of this.neighbours()) {
      const job = this.restJob(slice);
      if (job.key !== sharp.key && !this.has(job)) jobs.push(job);
    }
    return jobs;
  }

  /** Slices worth having sharp before they are looked at: as many as fit on a fast line, two on each side on a slow one. */
  private neighbours(): Slice[] {
    const { reading, loader } = this;
    const { slices } = reading.series;
    const current = reading.slice!;
    const job = this.restJob(current);
    const bytes = job.kind === 'samples' ? job.layout.rows * job.layout.columns * job.layout.bytesPerSample : 80e3;
    const cache = job.kind === 'samples' ? loader.samples : loader.pictures;
    const radius = loader.isSlow ? 2 : Math.floor((cache.capacity * (job.kind === 'samples' ? 0.9 : 0.5)) / bytes / 2);
    const near: Slice[] = [];
    for (let d = 1; d <= Math.min(radius, slices.length); d++) {
      for (const i of [reading.index + d, reading.index - d]) if (slices[i]) near.push(slices[i]!);
    }
    return near;
  }

  /** The sharpest form of a slice: samples at the level the screen needs, or a full picture. */
  private restJob(slice: Slice): Job {
    const { image } = slice;
    const pyramid = levelsOf(slice) > 1;
    if (this.windowed(slice) && (pyramid || Math.max(image.rows, image.columns) <= this.maxSide)) {
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

  private previewJob(slice: Slice): Job {
    return this.picture(slice, 'small', `viewport=${previewSide},${previewSide}&quality=60`, 'image/jpeg');
  }

  private picture(slice: Slice, size: 'small' | 'full', query: string, type: 'image/jpeg' | 'image/png'): Job {
    const window = this.reading.pictureWindow;
    const url = `${slice.frameUrl}/rendered?${query}${window && isGrey(slice.image) ? `&window=${window}` : ''}`;
    return { key: pictureKey(slice, size, window), kind: 'picture', url, type };
  }

  private level(slice: Slice): number {
    const stage = this.stage();
    const { reading, loader } = this;
    const image = shownSize(slice);
    const pixels = { width: slice.image.columns, height: slice.image.rows };
    const at = (zoom: number): number =>
      Math.min(levelsOf(slice) - 1, levelFor(pixels, place(stage, image, { zoom, x: 0, y: 0 }).width * stage.devicePixels, this.maxSide));
    const level = at(loader.isSlow ? 1 : Math.max(1, reading.view.zoom));
    const bytes = levelSize(pixels.width, level) * levelSize(pixels.height, level) * slice.image.bytesPerSample;
    return bytes > largestLevelBytes ? at(1) : level;
  }

  /** Wanted when a large image is zoomed in beyond the samples that are held of it. */
  private detailJob(slice: Slice): (Job & { part: Rect }) | null {
    const { image } = slice;
    if (levelsOf(slice) === 1) return null;
    const stage = this.stage();
    const { view } = this.reading;
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

  private distance(key: string): number {
    const at = this.reading.positionOf(key.split('|')[1]!);
    return at === undefined ? 1e6 : Math.abs(at - this.reading.index);
  }
}

const levelsOf = (slice: Slice): number => slice.image.levels ?? 1;
const samplesKey = (slice: Slice, level: number): string => `s|${slice.id}|${level}`;
const pictureKey = (slice: Slice, size: string, window: string): string => `p|${slice.id}|${size}|${window}`;
