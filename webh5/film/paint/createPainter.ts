import { CanvasPainter } from './canvasPainter';
import { GlPainter } from './glPainter';
import type { Painter } from './painter';

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
