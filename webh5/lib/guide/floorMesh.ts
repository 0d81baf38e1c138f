import type { Rgb } from './colors';
import { distance, signedArea, turnAt, type Point } from './geometry';

/** One floor as a single mesh: x east, y up, z south, metres. Colours hold the light already, 0-255. */
export interface FloorMesh {
  readonly positions: Float32Array;
  readonly colors: Uint8Array;
  readonly indices: Uint32Array;
  /** Pairs of points: the outlines on top. */
  readonly lines: Float32Array;
}

/** The triangles of a ring of four corners. */
export const boxTriangles: readonly number[] = [0, 1, 2, 0, 2, 3];

/** Collects the parts of a floor for one mesh. */
export class FloorDraft {
  private readonly positions: number[] = [];
  private readonly colors: number[] = [];
  private readonly indices: number[] = [];
  private readonly lines: number[] = [];

  prism(rings: readonly (readonly Point[])[], triangles: readonly number[], bottom: number, top: number, color: Rgb): void {
    const base = this.count;
    for (const ring of rings) for (const point of ring) this.vertex(point, top, color, 1);
    const points = rings.length === 1 ? rings[0]! : rings.flatMap((ring) => ring);
    for (let i = 0; i + 2 < triangles.length; i += 3) {
      const a = triangles[i]!;
      const b = triangles[i + 1]!;
      const c = triangles[i + 2]!;
      const up = turnAt(points[a]!, points[b]!, points[c]!) > 0;
      this.indices.push(base + a, base + (up ? b : c), base + (up ? c : b));
    }
    rings.forEach((ring, i) => {
      const outwards = signedArea(ring) > 0 === (i === 0);
      for (let j = 0; j < ring.length; j++) {
        const a = ring[j]!;
        const b = ring[(j + 1) % ring.length]!;
        this.side(outwards ? a : b, outwards ? b : a, bottom, top, color);
        if (top > 0) this.lines.push(a.x, top + 0.02, -a.y, b.x, top + 0.02, -b.y);
      }
    });
  }

  box(at: Point, along: Point, size: { readonly width: number; readonly depth: number; readonly height: number }, color: Rgb): void {
    const [w, d] = [size.width / 2, size.depth / 2];
    const corner = (i: number, j: number): Point => ({
      x: at.x + along.x * w * i - along.y * d * j,
      y: at.y + along.y * w * i + along.x * d * j,
    });
    this.prism([[corner(-1, -1), corner(1, -1), corner(1, 1), corner(-1, 1)]], boxTriangles, 0, size.height, color);
  }

  mesh(): FloorMesh {
    return {
      positions: new Float32Array(this.positions),
      colors: new Uint8Array(this.colors),
      indices: new Uint32Array(this.indices),
      lines: new Float32Array(this.lines),
    };
  }

  private get count(): number {
    return this.positions.length / 3;
  }

  // Seen from outside, a to b runs to the right. Light falls from the south-west.
  private side(a: Point, b: Point, bottom: number, top: number, color: Rgb): void {
    const length = distance(a, b);
    if (length === 0) return;
    const light = 0.8 + (0.1 * (0.85 * (b.x - a.x) - 0.5 * (b.y - a.y))) / length;
    const base = this.count;
    this.vertex(a, bottom, color, light * 0.94);
    this.vertex(b, bottom, color, light * 0.94);
    this.vertex(b, top, color, light);
    this.vertex(a, top, color, light);
    this.indices.push(base, base + 1, base + 2, base, base + 2, base + 3);
  }

  private vertex({ x, y }: Point, height: number, color: Rgb, light: number): void {
    this.positions.push(x, height, -y);
    this.colors.push(color[0] * light, color[1] * light, color[2] * light);
  }
}
