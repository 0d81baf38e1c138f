/** Plane geometry of the map. Metres, x to the east, y to the north; headings in radians from north, clockwise. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Box {
  readonly minX: number;
  readonly minY: number;
  readonly maxX: number;
  readonly maxY: number;
}

export interface Frame {
  toLocal(lonLat: readonly [number, number]): Point;
  toLonLat(point: Point): [lon: number, lat: number];
}

const metresPerDegree = 111_319.490793; // WGS 84 semi-major axis * pi / 180

/** A flat frame around one point of the earth; within 10 km its error stays below 0.1 %. */
export function frameAt(lon: number, lat: number): Frame {
  const east = metresPerDegree * Math.max(1e-6, Math.cos((lat * Math.PI) / 180));
  return {
    toLocal: ([a, b]) => ({ x: (a - lon) * east, y: (b - lat) * metresPerDegree }),
    toLonLat: ({ x, y }) => [lon + x / east, lat + y / metresPerDegree],
  };
}

export const distance = (a: Point, b: Point): number => Math.hypot(a.x - b.x, a.y - b.y);

export const headingOf = (a: Point, b: Point): number => Math.atan2(b.x - a.x, b.y - a.y);

/** The shorter way round from one heading to another, in (-pi, pi]. */
export function turnBetween(from: number, to: number): number {
  const turn = (to - from) % (2 * Math.PI);
  return turn > Math.PI ? turn - 2 * Math.PI : turn <= -Math.PI ? turn + 2 * Math.PI : turn;
}

export function pathLength(path: readonly Point[]): number {
  let length = 0;
  for (let i = 1; i < path.length; i++) length += distance(path[i - 1]!, path[i]!);
  return length;
}

/** The point so many metres along a path; clamped to its ends. */
export function pointAlong(path: readonly Point[], metres: number): Point {
  let rest = metres;
  for (let i = 1; i < path.length; i++) {
    const [a, b] = [path[i - 1]!, path[i]!];
    const length = distance(a, b);
    if (rest <= length) {
      const k = length > 0 ? Math.max(0, rest) / length : 0;
      return { x: a.x + (b.x - a.x) * k, y: a.y + (b.y - a.y) * k };
    }
    rest -= length;
  }
  return path[path.length - 1]!;
}

/** The point of a path nearest to `p`: metres along the path, metres beside it. */
export function nearestOnPath(path: readonly Point[], p: Point): { alongM: number; besideM: number } {
  let best = { alongM: 0, besideM: distance(path[0]!, p) };
  let before = 0;
  for (let i = 1; i < path.length; i++) {
    const [a, b] = [path[i - 1]!, path[i]!];
    const length = distance(a, b);
    const k = length > 0 ? Math.min(1, Math.max(0, ((p.x - a.x) * (b.x - a.x) + (p.y - a.y) * (b.y - a.y)) / (length * length))) : 0;
    const beside = Math.hypot(p.x - a.x - (b.x - a.x) * k, p.y - a.y - (b.y - a.y) * k);
    if (beside < best.besideM) best = { alongM: before + k * length, besideM: beside };
    before += length;
  }
  return best;
}

/** Even-odd rule over all rings, so that holes are outside. */
export function isInside(rings: readonly (readonly Point[])[], p: Point): boolean {
  let inside = false;
  for (const ring of rings)
    for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
      const [a, b] = [ring[i]!, ring[j]!];
      if (a.y > p.y !== b.y > p.y && p.x < ((b.x - a.x) * (p.y - a.y)) / (b.y - a.y) + a.x) inside = !inside;
    }
  return inside;
}

/** Twice the signed area; positive when the ring runs counter-clockwise. */
export function signedArea(ring: readonly Point[]): number {
  let sum = 0;
  for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) sum += ring[j]!.x * ring[i]!.y - ring[i]!.x * ring[j]!.y;
  return sum;
}

export function boxOf(points: Iterable<Point>): Box | null {
  let [minX, minY, maxX, maxY] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const { x, y } of points) {
    minX = Math.min(minX, x);
    minY = Math.min(minY, y);
    maxX = Math.max(maxX, x);
    maxY = Math.max(maxY, y);
  }
  return minX <= maxX ? { minX, minY, maxX, maxY } : null;
}

export function joinBoxes(boxes: readonly (Box | null)[]): Box | null {
  const known = boxes.filter((box): box is Box => box !== null);
  return boxOf(known.flatMap((box) => [{ x: box.minX, y: box.minY }, { x: box.maxX, y: box.maxY }]));
}

/** Positive where a path turns left at its middle point. */
export const turnAt = (a: Point, b: Point, c: Point): number => (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x);
