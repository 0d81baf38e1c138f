import { distance, type Point } from './geometry';

/** A flat strip along a path, lying on the floor: positions, and along it the metres from its start, for arrows that move. */
export interface Ribbon {
  readonly positions: Float32Array;
  readonly uvs: Float32Array;
  readonly indices: Uint32Array;
}

/** @param height metres above the floor; @param patternM metres one repeat of the pattern takes */
export function ribbonOf(path: readonly Point[], widthM: number, height: number, patternM: number): Ribbon {
  const half = widthM / 2;
  const positions: number[] = [];
  const uvs: number[] = [];
  const indices: number[] = [];
  let along = 0;
  path.forEach((p, i) => {
    const before = path[Math.max(0, i - 1)]!;
    const after = path[Math.min(path.length - 1, i + 1)]!;
    const [inX, inY] = unit(i > 0 ? before : p, i > 0 ? p : after);
    const [outX, outY] = unit(i < path.length - 1 ? p : before, i < path.length - 1 ? after : p);
    const [sumX, sumY] = [inX + outX, inY + outY];
    const length = Math.hypot(sumX, sumY);
    const [tx, ty] = length > 0.2 ? [sumX / length, sumY / length] : [outX, outY];
    // A mitre keeps the width at corners; at hairpins it is cut short.
    const reach = half / Math.max(0.5, tx * outX + ty * outY);
    if (i > 0) along += distance(before, p);
    positions.push(p.x - ty * reach, height, -(p.y + tx * reach), p.x + ty * reach, height, -(p.y - tx * reach));
    uvs.push(0, along / patternM, 1, along / patternM);
    if (i > 0) indices.push(2 * i - 2, 2 * i - 1, 2 * i, 2 * i - 1, 2 * i + 1, 2 * i);
  });
  return { positions: new Float32Array(positions), uvs: new Float32Array(uvs), indices: new Uint32Array(indices) };
}

function unit(a: Point, b: Point): [number, number] {
  const length = distance(a, b);
  return length > 0 ? [(b.x - a.x) / length, (b.y - a.y) / length] : [0, 1];
}
