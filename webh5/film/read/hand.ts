import { fitted, type View } from '../../lib/film/placement';
import { dragWindow, type Window } from '../../lib/film/windowing';
import type { GestureTarget, Mode } from './gestures';
import { isGrey, widestWindow } from './series';
import type { Viewer } from './viewer';

/** What fingers and mouse on the picture do: scroll, window, move, zoom. */
export class Hand implements GestureTarget {
  private dragged: { index: number; window: Window | null; view: View } | null = null;

  constructor(private readonly viewer: Viewer) {}

  get mode(): Mode {
    return this.viewer.mode;
  }

  dragStart(mode: Mode): void {
    const { player, reading, shown, supply } = this.viewer;
    player.pause();
    this.dragged = { index: reading.index, view: reading.view, window: shown.window };
    supply.windowing = mode === 'window';
  }

  dragTo(mode: Mode, dx: number, dy: number): void {
    const from = this.dragged;
    if (!from) return;
    if (mode === 'scroll') {
      const travel = Math.min(24, Math.max(3, (this.viewer.size.height * 0.8) / this.viewer.reading.count));
      this.viewer.goTo(from.index + Math.round(dy / travel));
    } else if (mode === 'window') {
      this.dragWindow(from, dx, dy);
    } else {
      this.viewer.move({ ...from.view, x: from.view.x + dx, y: from.view.y + dy });
    }
  }

  dragEnd(): void {
    this.dragged = null;
    this.viewer.supply.windowing = false;
    this.viewer.unsettle();
  }

  pinch(factor: number, px: number, py: number, dx: number, dy: number): void {
    this.viewer.zoomAbout(factor, px, py, dx, dy);
  }

  doubleTap(px: number, py: number): void {
    if (this.viewer.reading.view.zoom > 1.01) this.viewer.move(fitted);
    else this.viewer.zoomAbout(2.5, px, py, 0, 0);
  }

  step(slices: number): void {
    this.viewer.step(slices);
  }

  private dragWindow(from: { window: Window | null }, dx: number, dy: number): void {
    const { reading, shown, supply } = this.viewer;
    const { slice } = reading;
    if (!slice || !isGrey(slice.image)) return;
    from.window ??= shown.window ?? widestWindow(slice.image);
    reading.window = dragWindow(from.window, dx, dy, widestWindow(slice.image).width);
    reading.windowName = '手动';
    if (!this.viewer.currentSamples() && !supply.loader.isBusyWith('p|')) reading.followWindow();
    this.viewer.unsettle();
  }
}
