import { decodeSamples, type Samples, type SamplesLayout } from '../../lib/film/samples';
import { BoundedCache } from '../../lib/film/boundedCache';

/** Something to fetch. Equal keys are the same thing. */
export type Job =
  | { readonly key: string; readonly kind: 'samples'; readonly url: string; readonly layout: SamplesLayout }
  | { readonly key: string; readonly kind: 'picture'; readonly url: string; readonly type: 'image/jpeg' | 'image/png' };

export type Picture = HTMLImageElement;

/** Why nothing more comes: the link no longer opens anything, or the phone is off the net. */
export type Trouble = 'refused' | 'offline';

const retryDelays = [800, 2500, 6000];
const slowKilobits = 6000;

/**
 * Fetches what `plan` names, in its order, a few at a time, and keeps it within bounds. Whatever is under way and no longer
 * near the head of the plan gives way when `refresh` is told that the finger has moved and something else is wanted.
 */
export class Loader {
  readonly samples: BoundedCache<Samples>;
  readonly pictures: BoundedCache<Picture>;
  trouble: Trouble | null = null;
  private readonly running = new Map<string, AbortController>();
  private readonly failures = new Map<string, { count: number; until: number }>();
  private kilobits: number;
  private pausedUntil = 0;
  private timer = 0;

  /**
   * @param plan jobs still wanted, the most wanted first
   * @param distance how far a key is from what is on the screen
   * @param arrived called when something new can be drawn or a state changed
   */
  constructor(
    private readonly plan: () => Job[],
    distance: (key: string) => number,
    private readonly arrived: (key: string) => void,
  ) {
    const phone = Math.min(screen.width, screen.height) < 600;
    this.samples = new BoundedCache(phone ? 48e6 : 192e6, distance);
    this.pictures = new BoundedCache(phone ? 16e6 : 64e6, distance, (picture) => URL.revokeObjectURL(picture.src));
    const connection = (navigator as { connection?: { downlink?: number; saveData?: boolean } }).connection;
    this.kilobits = connection?.saveData ? 0 : Math.min(slowKilobits - 1, (connection?.downlink ?? 2) * 1000);
    addEventListener('online', () => this.retry());
  }

  /** True until a real transfer has shown the line to be fast. */
  get isSlow(): boolean {
    return this.kilobits < slowKilobits;
  }

  /** Whether something whose key begins so is on its way. */
  isBusyWith(prefix: string): boolean {
    for (const key of this.running.keys()) if (key.startsWith(prefix)) return true;
    return false;
  }

  hasFailed(key: string): boolean {
    return (this.failures.get(key)?.count ?? 0) > retryDelays.length;
  }

  /** Forgets failures and goes on. */
  retry(): void {
    this.failures.clear();
    this.trouble = null;
    this.pausedUntil = 0;
    this.refresh();
  }

  /** Starts what is wanted next; to make room for it, cancels what has fallen far behind in the plan. */
  refresh(): void {
    const now = performance.now();
    if (this.trouble === 'refused' || now < this.pausedUntil) return;
    const width = this.isSlow ? 3 : 5;
    const wanted = this.plan().filter((job) => {
      const failure = this.failures.get(job.key);
      return !failure || (failure.count <= retryDelays.length && failure.until <= now);
    });
    const head = wanted.slice(0, width * 3).map((job) => job.key);
    if (head.some((key) => !this.running.has(key))) {
      const near = new Set(head);
      for (const [key, controller] of this.running) if (!near.has(key)) controller.abort();
    }
    for (const job of wanted) {
      if (this.running.size >= width) break;
      if (!this.running.has(job.key)) void this.fetch(job);
    }
  }

  private async fetch(job: Job): Promise<void> {
    const controller = new AbortController();
    this.running.set(job.key, controller);
    const started = performance.now();
    try {
      const response = await fetch(job.url, {
        signal: controller.signal,
        headers: { Accept: job.kind === 'samples' ? 'application/octet-stream' : job.type },
      });
      if (!response.ok) return this.refused(job, response);
      if (job.kind === 'samples') {
        const body = new Uint8Array(await response.arrayBuffer());
        this.measure(Number(response.headers.get('Content-Length')) || body.length / 3, started);
        const samples = decodeSamples(body, job.layout);
        this.keep(job, this.samples.set(job.key, samples, samples.values.byteLength));
      } else {
        const blob = await response.blob();
        this.measure(blob.size, started);
        this.keep(job, this.pictures.set(job.key, await pictureOf(URL.createObjectURL(blob)), blob.size));
      }
      if (this.trouble === 'offline') this.trouble = null;
      this.arrived(job.key);
    } catch (error) {
      if (!controller.signal.aborted) this.failed(job, error);
    } finally {
      this.running.delete(job.key);
      this.refresh();
    }
  }

  /** What did not fit because everything held is nearer is not asked for again at once. */
  private keep(job: Job, fitted: boolean): void {
    if (fitted) this.failures.delete(job.key);
    else this.failures.set(job.key, { count: 1, until: performance.now() + 20_000 });
  }

  /** Transfers under 16 KB say more about latency than about the line. */
  private measure(bytes: number, started: number): void {
    if (bytes < 16e3) return;
    const rate = ((bytes * 8) / Math.max(1, performance.now() - started)) * this.running.size;
    this.kilobits = this.kilobits * 0.6 + rate * 0.4;
  }

  private refused(job: Job, response: Response): void {
    if ([401, 403, 410].includes(response.status)) {
      this.trouble = 'refused';
      this.arrived(job.key);
    } else if (response.status === 429 || response.status === 503) {
      this.pause(Math.min(60, Number(response.headers.get('Retry-After')) || 2) * 1000);
    } else {
      this.failed(job, response.status);
    }
  }

  private failed(job: Job, error: unknown): void {
    if (error instanceof TypeError && !navigator.onLine) {
      this.trouble = 'offline';
      this.pause(3000);
    } else {
      const count = (this.failures.get(job.key)?.count ?? 0) + 1;
      const delay = retryDelays[count - 1] ?? 0;
      this.failures.set(job.key, { count, until: performance.now() + delay });
      if (delay) setTimeout(() => this.refresh(), delay + 10);
    }
    this.arrived(job.key);
  }

  private pause(ms: number): void {
    this.pausedUntil = performance.now() + ms;
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => this.refresh(), ms + 10);
  }
}

/** An image element, decoded and ready to draw. */
export function pictureOf(url: string): Promise<Picture> {
  return new Promise((resolve, reject) => {
    const image = new Image();
    image.onload = () => resolve(image);
    image.onerror = () => reject(new Error('picture'));
    image.src = url;
  });
}
