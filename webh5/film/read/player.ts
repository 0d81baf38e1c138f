import type { Supply } from '../load/supply';
import type { Reading } from './reading';

/** What the player moves. */
export interface Playable {
  readonly reading: Reading;
  readonly supply: Supply;
  goTo(index: number): void;
  draw(): void;
  unsettle(): void;
}

/** Plays the slices of a series one after the other. */
export class Player {
  playing = false;
  /** Slices a second. */
  rate: number;
  private timer = 0;

  constructor(private readonly playable: Playable) {
    this.rate = playable.reading.series.rate;
  }

  play(): void {
    if (this.playable.reading.count < 2) return;
    this.playing = true;
    this.schedule();
    this.playable.draw();
  }

  pause(): void {
    if (!this.playing) return;
    this.playing = false;
    clearTimeout(this.timer);
    this.playable.unsettle();
  }

  toggle(): void {
    if (this.playing) this.pause();
    else this.play();
  }

  /** Sets the slices a second, 1 to 60. */
  setRate(rate: number): void {
    this.rate = Math.min(60, Math.max(1, rate));
    this.playable.draw();
  }

  private schedule(): void {
    this.timer = window.setTimeout(() => {
      if (!this.playing) return;
      const { reading, supply } = this.playable;
      const next = (reading.index + 1) % reading.count;
      // A slice that has not come yet is waited for, not skipped.
      if (supply.best(reading.series.slices[next]!)) this.playable.goTo(next);
      else supply.loader.refresh();
      this.schedule();
    }, 1000 / this.rate);
  }
}
