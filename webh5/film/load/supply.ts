import { loadOrder } from '../../lib/film/loadOrder';
import type { Rect } from '../../lib/film/placement';
import type { Samples } from '../../lib/film/samples';
import type { Reading } from '../read/reading';
import type { Slice } from '../read/series';
import { Jobs, samplesKey, type Circumstances, type StageSize } from './jobs';
import { Loader, type Job, type Picture } from './loader';

/** Previews fetched ahead: about 6 MB. */
const previewCount = 500;

/** What can be drawn of a slice now, best first. */
export type Drawable =
  | { readonly kind: 'samples'; readonly samples: Samples }
  | { readonly kind: 'picture'; readonly picture: Picture; readonly preview: boolean };

/** A sharper picture of the part of a large image that is on the screen. */
export interface Detail {
  readonly picture: Picture;
  readonly part: Rect;
}

/** Decides which data a reading needs next and finds the best that is there. */
export class Supply implements Circumstances {
  readonly loader: Loader;
  private readonly jobs: Jobs;
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
    readonly stage: () => StageSize,
    readonly onDevice: boolean,
    public maxSide: number,
    arrived: () => void,
  ) {
    this.reading = first;
    this.jobs = new Jobs(this);
    this.loader = new Loader(
      () => this.plan(),
      (key) => this.distance(key),
      () => {
        this.revision++;
        arrived();
      },
    );
  }

  get isSlow(): boolean {
    return this.loader.isSlow;
  }

  /** Samples or picture of a slice, whatever is sharpest; null when there is nothing yet. */
  best(slice: Slice): Drawable | null {
    const { loader, reading } = this;
    if (this.jobs.windowed(slice)) {
      for (let level = 0; level < 6; level++) {
        const samples = loader.samples.get(samplesKey(slice, level));
        if (samples) return { kind: 'samples', samples };
      }
    }
    for (const window of reading.pictureWindows) {
      const full = loader.pictures.get(this.jobs.pictureKey(slice, 'full', window));
      if (full) return { kind: 'picture', picture: full, preview: false };
      const small = loader.pictures.get(this.jobs.pictureKey(slice, 'small', window));
      if (small) return { kind: 'picture', picture: small, preview: true };
    }
    return null;
  }

  detail(slice: Slice): Detail | null {
    const job = this.jobs.detail(slice);
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
    return this.has(this.jobs.rest(slice));
  }

  /** Whether every try for the slice has failed. */
  hasFailed(slice: Slice): boolean {
    return this.loader.hasFailed(this.jobs.rest(slice).key) || (!this.best(slice) && this.loader.hasFailed(this.jobs.preview(slice).key));
  }

  /** Hands over a picture that came another way (the page's first one). */
  adopt(slice: Slice, picture: Picture): void {
    this.loader.pictures.set(this.jobs.pictureKey(slice, 'small', ''), picture, 30e3);
    this.revision++;
  }

  private has(job: Job): boolean {
    return (job.kind === 'samples' ? this.loader.samples : this.loader.pictures).has(job.key);
  }

  private plan(): Job[] {
    const { reading, loader } = this;
    const { slices } = reading.series;
    const current = reading.slice;
    if (!current) return [];
    const sharp = this.jobs.rest(current);
    // A window drag has the phone to itself: what arrived for other slices meanwhile would be unpacked between its frames.
    if (this.windowing) return this.has(sharp) ? [] : [this.jobs.preview(current), sharp].filter((job) => !this.has(job));
    const jobs: Job[] = [];
    const wantsSharp = !this.has(sharp) && (this.settled || !loader.isSlow);
    if (!this.best(current)) jobs.push(this.jobs.preview(current));
    if (wantsSharp) jobs.push(sharp);
    const detail = this.settled ? this.jobs.detail(current) : null;
    if (detail && !loader.pictures.has(detail.key)) jobs.push(detail);
    const order = loadOrder(slices.length, reading.index, reading.touched ? 2 : 0).slice(0, previewCount).map((i) => slices[i]!);
    for (const slice of order) {
      const preview = this.jobs.preview(slice);
      const there = this.has(preview) || this.has(this.jobs.rest(slice));
      if (!there && preview.key !== jobs[0]?.key) jobs.push(preview);
    }
    if (wantsSharp && loader.isSlow) return jobs.slice(0, 2);
    for (const slice of this.neighbours()) {
      const job = this.jobs.rest(slice);
      if (job.key !== sharp.key && !this.has(job)) jobs.push(job);
    }
    return jobs;
  }

  /** Slices worth having sharp before they are looked at: as many as fit on a fast line, two on each side on a slow one. */
  private neighbours(): Slice[] {
    const { reading, loader } = this;
    const { slices } = reading.series;
    const current = reading.slice!;
    const job = this.jobs.rest(current);
    const bytes = job.kind === 'samples' ? job.layout.rows * job.layout.columns * job.layout.bytesPerSample : 80e3;
    const cache = job.kind === 'samples' ? loader.samples : loader.pictures;
    const radius = loader.isSlow ? 2 : Math.floor((cache.capacity * (job.kind === 'samples' ? 0.9 : 0.5)) / bytes / 2);
    const near: Slice[] = [];
    for (let d = 1; d <= Math.min(radius, slices.length); d++) {
      for (const i of [reading.index + d, reading.index - d]) if (slices[i]) near.push(slices[i]!);
    }
    return near;
  }

  private distance(key: string): number {
    const at = this.reading.positionOf(key.split('|')[1]!);
    return at === undefined ? 1e6 : Math.abs(at - this.reading.index);
  }
}
