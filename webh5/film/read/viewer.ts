import { actualZoom, clampView, fitted, zoomAt, type View } from '../../lib/film/placement';
import { ctPresets, dragWindow, fullWindow, type Preset, type Window } from '../../lib/film/windowing';
import { listen, type GestureTarget, type Mode } from './gestures';
import { Reading } from './reading';
import { fileWindows, isGrey, modalityOf, widestWindow, type Series, type Slice } from './series';
import { Stage, type Shown } from '../paint/stage';
import { Supply, shownSize } from '../load/supply';

/** The reader's verbs, whichever finger, key or button they come from. Panels listen to `onChange`. */
export class Viewer implements GestureTarget {
  mode: Mode;
  playing = false;
  rate: number;
  reading: Reading;
  shown: Shown = { index: -1, sharp: false, window: null };
  readonly supply: Supply;
  private readonly stage: Stage;
  private readonly readings: Reading[];
  private readonly listeners: (() => void)[] = [];
  private started = false;
  private frame = 0;
  private settling = 0;
  private player = 0;
  private dragged: { index: number; window: Window | null; view: View } | null = null;

  /** @param forced `webgl`, `canvas` or `server` makes the viewer draw that way (for comparing them) */
  constructor(element: HTMLElement, series: readonly Series[], first: { series: number; slice: number }, forced: string | null) {
    this.readings = series.map((one) => new Reading(one));
    this.reading = this.readings[first.series]!;
    if (first.slice >= 0) this.reading.index = first.slice;
    this.rate = this.reading.series.rate;
    this.mode = this.reading.count > 1 ? 'scroll' : 'pan';
    this.stage = new Stage(element, forced, () => this.refresh());
    this.supply = new Supply(this.reading, this.stage.measured, forced !== 'server', 2048, () => this.arrived());
    listen(element, this);
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

  get rendering(): string {
    return this.stage.rendering;
  }

  selectSeries(index: number): void {
    this.pause();
    this.reading = this.readings[index]!;
    this.supply.reading = this.reading;
    this.rate = this.reading.series.rate;
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
    this.pause();
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

  /** The windows on offer for the picture shown: the file's own, the usual CT ones, least to greatest. */
  get presets(): { name: string; window: Window | null | 'full' }[] {
    const slice = this.reading.slice;
    if (!slice || !isGrey(slice.image)) return [];
    const own = fileWindows(slice.image);
    const offered: { name: string; window: Window | null | 'full' }[] = [{ name: '默认', window: null }];
    const named = (preset: Preset): void => void offered.push(preset);
    own.slice(1).forEach(named);
    if (this.reading.series.modality === 'CT') ctPresets.forEach(named);
    if (this.currentSamples()) offered.push({ name: '自动', window: 'full' });
    return offered;
  }

  choosePreset(name: string, window: Window | null | 'full'): void {
    const samples = this.currentSamples();
    const slice = this.reading.slice;
    if (window === 'full' && (!samples || !slice)) return;
    this.reading.window = window === 'full' ? fullWindow(samples!, modalityOf(slice!.image)) : window;
    this.reading.windowName = window === null ? '' : name;
    this.reading.followWindow();
    this.unsettle();
  }

  toggleInvert(): void {
    this.reading.invert = !this.reading.invert;
    this.draw();
  }

  /** Back to the file's own window and polarity and the whole picture. */
  reset(): void {
    this.reading.reset();
    this.unsettle();
  }

  actualSize(): void {
    const slice = this.reading.slice;
    if (!slice) return;
    const size = this.stage.measured();
    const zoom = actualZoom(size, shownSize(slice), size.devicePixels);
    this.reading.view = clampView(size, shownSize(slice), { zoom, x: 0, y: 0 }, Math.min(1, zoom));
    this.unsettle();
  }

  zoom(factor: number): void {
    this.pinch(factor, 0, 0, 0, 0);
  }

  play(): void {
    if (this.reading.count < 2) return;
    this.playing = true;
    this.schedule();
    this.draw();
  }

  pause(): void {
    if (!this.playing) return;
    this.playing = false;
    clearTimeout(this.player);
    this.unsettle();
  }

  setRate(rate: number): void {
    this.rate = Math.min(60, Math.max(1, rate));
    this.draw();
  }

  // Gestures

  dragStart(mode: Mode): void {
    this.pause();
    const { index, view } = this.reading;
    this.dragged = { index, view, window: this.shown.window };
    this.supply.windowing = mode === 'window';
  }

  dragTo(mode: Mode, dx: number, dy: number): void {
    const from = this.dragged;
    if (!from) return;
    if (mode === 'scroll') {
      const travel = Math.min(24, Math.max(3, (this.stage.measured().height * 0.8) / this.reading.count));
      this.goTo(from.index + Math.round(dy / travel));
    } else if (mode === 'window') {
      const slice = this.reading.slice;
      if (!slice || !isGrey(slice.image)) return;
      from.window ??= this.shown.window ?? widestWindow(slice.image);
      this.reading.window = dragWindow(from.window, dx, dy);
      this.reading.windowName = '手动';
      if (!this.currentSamples() && !this.supply.loader.isBusyWith('p|')) this.reading.followWindow();
      this.unsettle();
    } else {
      this.move({ ...from.view, x: from.view.x + dx, y: from.view.y + dy });
    }
  }

  dragEnd(): void {
    this.dragged = null;
    this.supply.windowing = false;
    this.unsettle();
  }

  pinch(factor: number, px: number, py: number, dx: number, dy: number): void {
    const slice = this.reading.slice;
    if (!slice) return;
    const zoomed = zoomAt(this.stage.measured(), shownSize(slice), this.reading.view, factor, px, py);
    this.move({ ...zoomed, x: zoomed.x + dx, y: zoomed.y + dy });
  }

  doubleTap(px: number, py: number): void {
    if (this.reading.view.zoom > 1.01) this.move(fitted);
    else this.pinch(2.5, px, py, 0, 0);
  }

  /** Draws at the next frame, once however often it is asked. */
  draw(): void {
    if (this.frame) return;
    this.frame = requestAnimationFrame(() => {
      this.frame = 0;
      this.shown = this.stage.draw(this.reading, this.supply);
      for (const listener of this.listeners) listener();
    });
  }

  refresh(): void {
    // The page's first picture has the line to itself.
    if (this.started) this.supply.loader.refresh();
    this.draw();
  }

  private arrived(): void {
    if (!this.playing) this.supply.settled = this.settling === 0;
    this.draw();
  }

  private move(view: View): void {
    const slice = this.reading.slice;
    if (!slice) return;
    this.reading.view = clampView(this.stage.measured(), shownSize(slice), view, Math.min(1, view.zoom));
    this.unsettle();
  }

  /** Something moves: cheap pictures first, sharp ones when it has rested for a moment. */
  private unsettle(): void {
    clearTimeout(this.settling);
    this.supply.settled = false;
    this.settling = window.setTimeout(() => {
      this.settling = 0;
      if (!this.playing) this.supply.settled = true;
      this.reading.followWindow();
      this.refresh();
    }, 150);
    this.refresh();
  }

  private schedule(): void {
    this.player = window.setTimeout(() => {
      if (!this.playing) return;
      const next = (this.reading.index + 1) % this.reading.count;
      // A slice that has not come yet is waited for, not skipped.
      if (this.supply.best(this.reading.series.slices[next]!)) this.goTo(next);
      else this.supply.loader.refresh();
      this.schedule();
    }, 1000 / this.rate);
  }

  private currentSamples() {
    const slice: Slice | null = this.reading.slice;
    const best = slice && this.supply.best(slice);
    return best?.kind === 'samples' ? best.samples : null;
  }
}
