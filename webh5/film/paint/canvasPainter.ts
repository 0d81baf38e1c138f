import type { Size } from '../../lib/film/placement';
import type { Samples } from '../../lib/film/samples';
import type { Layer, Painter } from './painter';

/** Draws by looking every sample up in the grey table on the processor. */
export class CanvasPainter implements Painter {
  readonly name = 'canvas';
  readonly maxSide = 2048;
  readonly canvas = document.createElement('canvas');
  private readonly context = this.canvas.getContext('2d', { alpha: false })!;
  private readonly windowed = document.createElement('canvas');
  private held: { samples: Samples; table: Uint8Array } | null = null;

  paint(size: Size, layers: readonly Layer[]): void {
    const { canvas, context } = this;
    if (canvas.width !== size.width || canvas.height !== size.height) {
      canvas.width = size.width;
      canvas.height = size.height;
    }
    context.fillStyle = '#000';
    context.fillRect(0, 0, size.width, size.height);
    for (const layer of layers) {
      const { x, y, width, height } = layer.at;
      if (layer.kind === 'samples') this.window(layer.samples, layer.table);
      context.imageSmoothingEnabled = true;
      context.drawImage(layer.kind === 'samples' ? this.windowed : layer.picture, x, y, width, height);
      if (layer.kind === 'picture' && layer.invert) {
        context.globalCompositeOperation = 'difference';
        context.fillStyle = '#fff';
        context.fillRect(x, y, width, height);
        context.globalCompositeOperation = 'source-over';
      }
    }
  }

  private window(samples: Samples, table: Uint8Array): void {
    if (this.held && this.held.samples === samples && this.held.table === table) return;
    this.held = { samples, table };
    const { rows, columns, values } = samples;
    this.windowed.width = columns;
    this.windowed.height = rows;
    const context = this.windowed.getContext('2d')!;
    const pixels = context.createImageData(columns, rows);
    const out = new Uint32Array(pixels.data.buffer);
    const mask = table.length - 1;
    for (let i = 0; i < out.length; i++) {
      const grey = table[values[i]! & mask]!;
      out[i] = 0xff000000 | (grey << 16) | (grey << 8) | grey;
    }
    context.putImageData(pixels, 0, 0);
  }
}
