import type { Rect, Size } from '../../lib/film/placement';
import type { Samples } from '../../lib/film/samples';
import { CanvasPainter } from './canvasPainter';
import { GlPainter } from './glPainter';

/** Something to draw at a rectangle of the canvas (device pixels); later layers lie over earlier ones. */
export type Layer =
  | { readonly kind: 'samples'; readonly samples: Samples; readonly table: Uint8Array; readonly at: Rect }
  | { readonly kind: 'picture'; readonly picture: HTMLImageElement; readonly invert: boolean; readonly at: Rect };

export interface Painter {
  readonly canvas: HTMLCanvasElement;
  readonly name: 'webgl' | 'canvas';
  /** Longest side of samples this painter takes. */
  readonly maxSide: number;
  paint(size: Size, layers: readonly Layer[]): void;
}

/**
 * WebGL where it works and shows the right greys (some phones' do not: it is tried on four samples first), else a 2-D canvas.
 * @param lost called when the graphics context is taken away
 */
export function createPainter(forced: string | null, lost: () => void): Painter {
  if (forced !== 'canvas' && forced !== 'server') {
    const painter = GlPainter.create(lost);
    if (painter) return painter;
  }
  return new CanvasPainter();
}
