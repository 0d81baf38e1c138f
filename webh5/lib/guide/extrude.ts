import type { AreaKind } from '../../api/guide';
import { boxOf, distance, signedArea, type Box, type Point } from './geometry';
import type { Area, Door, LevelPlan } from './level';

/** Triangles of a polygon with holes as indices into its rings laid end to end. */
export type Triangulate = (rings: readonly (readonly Point[])[]) => readonly number[];

/** One floor as a single mesh: x east, y up, z south, metres. Colours hold the light already, 0-255. */
export interface FloorMesh {
  readonly positions: Float32Array;
  readonly colors: Uint8Array;
  readonly indices: Uint32Array;
  /** Pairs of points: the outlines on top. */
  readonly lines: Float32Array;
}

type Rgb = readonly [number, number, number];

/** Height of what stands on a floor. Walls are raised by scaling the mesh, so the walkable floor lies at 0. */
export const wallM = 1.8;
const slabM = 0.5;
const doorM = { width: 1.1, depth: 0.16, height: 1.45 };

const kindColors: { readonly [kind in AreaKind]: Rgb } = {
  room: [226, 231, 236], corridor: [252, 253, 253], hall: [252, 253, 253], stairs: [196, 208, 218], lift: [178, 197, 212], escalator: [196, 208, 218],
  ramp: [214, 226, 236], toilet: [201, 222, 243], outdoor: [236, 240, 232], closed: [205, 210, 215],
};
const categoryColors: { readonly [category: string]: Rgb } = {
  payment: [250, 228, 184], pharmacy: [208, 233, 208], lab: [226, 219, 243], radiology: [218, 214, 242], kiosk: [250, 228, 184], reception: [253, 236, 200],
  toilet: [201, 222, 243], water: [201, 228, 243], shop: [250, 219, 203], food: [250, 219, 203], rental: [232, 222, 210], department: [209, 234, 233],
  staff: [216, 220, 224], office: [226, 231, 236], room: [226, 231, 236],
};
const doorColor: Rgb = [150, 120, 92];
const entranceColor: Rgb = [15, 139, 141];
const flat: readonly AreaKind[] = ['corridor', 'hall', 'outdoor', 'ramp'];

export const isFlat = (kind: AreaKind): boolean => flat.includes(kind);

export function colorOf(area: Area): Rgb {
  return (area.category ? categoryColors[area.category] : undefined) ?? kindColors[area.kind];
}

/** All areas and doors of levels that are shown together. */
export function extrude(plans: readonly LevelPlan[], triangulate: Triangulate): FloorMesh {
  const draft = new Draft();
  for (const plan of plans) {
    const walled: Walled[] = [];
    for (const area of plan.areas) {
      draft.prism(area.rings, isBox(area.rings) ? boxTriangles : triangulate(area.rings), -slabM, isFlat(area.kind) ? 0 : wallM, colorOf(area));
      const box = isFlat(area.kind) ? null : boxOf(area.rings[0]!);
      if (box) walled.push({ area, box });
    }
    for (const door of plan.doors) {
      const wall = wallAt(walled, door);
      if (wall) draft.box(door.at, wall, door.isEntrance ? { ...doorM, width: 1.9 } : doorM, door.isEntrance ? entranceColor : doorColor);
    }
  }
  return draft.mesh();
}

const boxTriangles: readonly number[] = [0, 1, 2, 0, 2, 3];

/** Most rooms are four corners without a dent, which need no search for triangles. */
function isBox(rings: readonly (readonly Point[])[]): boolean {
  const ring = rings[0]!;
  if (rings.length > 1 || ring.length !== 4) return false;
  let left = 0;
  for (let i = 0; i < 4; i++) if (turnAt(ring[i]!, ring[(i + 1) % 4]!, ring[(i + 2) % 4]!) > 0) left++;
  return left === 0 || left === 4;
}

/** Positive where a path turns left at its middle point. */
const turnAt = (a: Point, b: Point, c: Point): number => (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x);

interface Walled {
  readonly area: Area;
  readonly box: Box;
}

const reachM = 0.5;

/** Direction of the wall a door stands in; null when it touches none. */
function wallAt(walled: readonly Walled[], door: Door): Point | null {
  let [best, direction]: [number, Point | null] = [reachM, null];
  const { x, y } = door.at;
  for (const { area, box } of walled) {
    if (x < box.minX - reachM || x > box.maxX + reachM || y < box.minY - reachM || y > box.maxY + reachM) continue;
    for (const ring of area.rings)
      for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
        const a = ring[j]!;
        const b = ring[i]!;
        const length = distance(a, b);
        if (length < 0.3) continue;
        const ux = (b.x - a.x) / length;
        const uy = (b.y - a.y) / length;
        const along = (x - a.x) * ux + (y - a.y) * uy;
        const beside = Math.abs((x - a.x) * uy - (y - a.y) * ux);
        if (along >= 0 && along <= length && beside < best) [best, direction] = [beside, { x: ux, y: uy }];
      }
  }
  return direction;
}

class Draft {
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

  box(at: Point, along: Point, size: typeof doorM, color: Rgb): void {
    const [w, d] = [size.width / 2, size.depth / 2];
    const corner = (i: number, j: number): Point => ({ x: at.x + along.x * w * i - along.y * d * j, y: at.y + along.y * w * i + along.x * d * j });
    this.prism([[corner(-1, -1), corner(1, -1), corner(1, 1), corner(-1, 1)]], boxTriangles, 0, size.height, color);
  }

  mesh(): FloorMesh {
    return { positions: new Float32Array(this.positions), colors: new Uint8Array(this.colors), indices: new Uint32Array(this.indices), lines: new Float32Array(this.lines) };
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
