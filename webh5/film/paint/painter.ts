import type { Rect, Size } from '../../lib/film/placement';
import type { Samples } from '../../lib/film/samples';

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
