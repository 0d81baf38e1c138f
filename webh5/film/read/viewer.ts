import { actualZoom, clampView, zoomAt, type View } from '../../lib/film/placement';
import type { Samples } from '../../lib/film/samples';
import { Frames } from '../../shared/frames';
import { shownSize, type StageSize } from '../load/jobs';
import { Supply } from '../load/supply';
import { Stage, type Shown } from '../paint/stage';
import type { Mode } from './gestures';
import { Player, type Playable } from './player';
import { Reading } from './reading';
import { isGrey, type Series } from './series';
import { chooseWindow, windowChoices, type WindowChoice } from './windowChoices';

/** The reader's verbs, whichever finger, key or button they come from. Panels listen to `onChange`. */
export class Viewer implements Playable {
  mode: Mode;
  reading: Reading;
  shown: Shown = { index: -1, sharp: false, window: null };
  readonly supply: Supply;
  readonly player: Player;
  private readonly stage: Stage;
  private readonly readings: Reading[];
  private readonly listeners: (() => void)[] = [];
  private started = false;
  private readonly frames = new Frames(() => this.redraw());
  private settling = 0;

  /** @param forced `webgl`, `canvas` or `server` makes the viewer draw that way (for comparing them) */
  constructor(element: HTMLElement, series: readonly Series[], first: { series: number; slice: number }, forced: string | null) {
    this.readings = series.map((one) => new Reading(one));
    this.reading = this.readings[first.series]!;
    if (first.slice >= 0) this.reading.index = first.slice;
    this.player = new Player(this);
    this.mode = this.reading.count > 1 ? 'scroll' : 'pan';
    this.stage = new Stage(element, forced, () => this.refresh());
    this.supply = new Supply(this.reading, this.stage.measured, forced !== 'server', 2048, () => this.arrived());
  }

  onChange(listener: () => void): void {
    this.listeners.push(listener);
  }

  /** Calls back once, after the first slice is on the canvas. */
  onceDrawn(listener: () => void): void {
    let done = false;
    this.onChange(() => {
      if (done || this.shown.index < 0) return;
      done = true;
      listener();
    });
  }

  /** Begins drawing and loading. */
  start(): void {
    this.stage.start(this.supply);
    this.started = true;
    this.refresh();
  }

  get series(): readonly Series[] {
    return this.readings.map((reading) => reading.series);
  }

  get seriesIndex(): number {
    return this.readings.indexOf(this.reading);
  }

  get size(): StageSize {
    return this.stage.measured();
  }

  get rendering(): string {
    return this.stage.rendering;
  }

  selectSeries(index: number): void {
    this.player.pause();
    this.reading = this.readings[index]!;
    this.supply.reading = this.reading;
    this.player.rate = this.reading.series.rate;
    if (this.reading.count <= 1 && this.mode === 'scroll') this.mode = 'pan';
    else if (this.reading.count > 1 && this.mode === 'pan') this.mode = 'scroll';
    this.refresh();
  }

  goTo(index: number): void {
    const to = Math.min(this.reading.count - 1, Math.max(0, index));
    if (to === this.reading.index || this.reading.count === 0) return;
    this.reading.index = to;
    this.reading.touched = true;
    this.unsettle();
  }

  step(slices: number): void {
    this.player.pause();
    this.goTo(this.reading.index + slices);
  }

  setMode(mode: Mode): void {
    this.mode = mode;
    this.draw();
  }

  /** Whether windows apply to what is shown. */
  get isGrey(): boolean {
    const slice = this.reading.slice;
    return slice !== null && isGrey(slice.image);
  }

  get windowChoices(): WindowChoice[] {
    return windowChoices(this.reading, this.currentSamples());
  }

  chooseWindow(choice: WindowChoice): void {
    if (chooseWindow(this.reading, choice, this.currentSamples())) this.unsettle();
  }

  toggleInvert(): void {
    this.reading.invert = !this.reading.invert;
    this.draw();
  }

  /** Whether the series lays anything over its pictures. */
  get hasOverlays(): boolean {
    return this.reading.series.slices.some((slice) => (slice.image.overlays?.length ?? 0) > 0);
  }

  toggleOverlays(): void {
    this.reading.overlays = !this.reading.overlays;
    this.unsettle();
  }

  /** Back to the file's own window and polarity and the whole picture. */
  reset(): void {
    this.reading.reset();
    this.unsettle();
  }

  actualSize(): void {
    const slice = this.reading.slice;
    if (!slice) return;
    const zoom = actualZoom(this.size, shownSize(slice), this.size.devicePixels);
    this.reading.view = clampView(this.size, shownSize(slice), { zoom, x: 0, y: 0 }, Math.min(1, zoom));
    this.unsettle();
  }

  zoomBy(factor: number): void {
    this.zoomAbout(factor, 0, 0, 0, 0);
  }

  /** Scales about a point (CSS pixels from the middle of the stage), then moves. */
  zoomAbout(factor: number, px: number, py: number, dx: number, dy: number): void {
    const slice = this.reading.slice;
    if (!slice) return;
    const zoomed = zoomAt(this.size, shownSize(slice), this.reading.view, factor, px, py);
    this.move({ ...zoomed, x: zoomed.x + dx, y: zoomed.y + dy });
  }

  move(view: View): void {
    const slice = this.reading.slice;
    if (!slice) return;
    this.reading.view = clampView(this.size, shownSize(slice), view, Math.min(1, view.zoom));
    this.unsettle();
  }

  draw(): void {
    this.frames.ask();
  }

  refresh(): void {
    // The page's first picture has the line to itself.
    if (this.started) this.supply.loader.refresh();
    this.draw();
  }

  private redraw(): void {
    this.shown = this.stage.draw(this.reading, this.supply);
    for (const listener of this.listeners) listener();
  }

  private arrived(): void {
    if (!this.player.playing) this.supply.settled = this.settling === 0;
    this.draw();
  }

  /** Something moves: cheap pictures first, sharp ones when it has rested for a moment. */
  unsettle(): void {
    clearTimeout(this.settling);
    this.supply.settled = false;
    this.settling = window.setTimeout(() => {
      this.settling = 0;
      if (!this.player.playing) this.supply.settled = true;
      this.reading.followWindow();
      this.refresh();
    }, 150);
    this.refresh();
  }

  currentSamples(): Samples | null {
    const { slice } = this.reading;
    const best = slice && this.supply.best(slice);
    return best?.kind === 'samples' ? best.samples : null;
  }
}
