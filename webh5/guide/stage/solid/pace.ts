const slowMs = 30;
const fastMs = 20;
const least = 0.75;
const window = 12;

/**
 * How sharp to draw: quickly at first, as sharp as the screen when still, and while moving as sharp as the phone manages at some 40
 * pictures a second.
 */
export class Pace {
  private moving = Math.min(devicePixelRatio, 1);
  private isFirst = true;
  private last = 0;
  private sum = 0;
  private count = 0;
  private shared = 0;

  /** Pixel ratio of a picture that stands still. */
  get sharp(): number {
    return Math.min(devicePixelRatio, 2);
  }

  /** Pixel ratio of the next picture. */
  ratio(now: number, isMoving: boolean): number {
    const took = now - this.last;
    this.last = now;
    const isFirst = this.isFirst;
    this.isFirst = false;
    if (isFirst) return Math.min(this.moving, this.sharp);
    if (!isMoving) {
      this.sum = this.count = 0;
      return this.sharp;
    }
    if (took < 250) this.learn(took);
    return Math.min(this.moving, this.sharp);
  }

  /** Share of a turn to make this picture, so that turning takes the same time on slow phones. */
  share(now: number): number {
    const took = Math.min(100, now - this.shared);
    this.shared = now;
    return 1 - Math.exp(-took / 220);
  }

  private learn(took: number): void {
    this.sum += took;
    if (++this.count < window) return;
    const mean = this.sum / this.count;
    this.sum = this.count = 0;
    if (mean > slowMs) this.moving = Math.max(least, this.moving * 0.75);
    else if (mean < fastMs) this.moving = Math.min(2, this.moving * 1.15);
  }
}
