import { colorOf, isFlat, type Rgb } from './colors';
import { FloorDraft, boxTriangles, type FloorMesh } from './floorMesh';
import { boxOf, distance, turnAt, type Box, type Point } from './geometry';
import type { Area, Door, LevelPlan } from './level';

/** Triangles of a polygon with holes as indices into its rings laid end to end. */
export type Triangulate = (rings: readonly (readonly Point[])[]) => readonly number[];

/** Height of what stands on a floor. Walls are raised by scaling the mesh, so the walkable floor lies at 0. */
export const wallM = 1.8;
const slabM = 0.5;
const doorM = { width: 1.1, depth: 0.16, height: 1.45 };

const doorColor: Rgb = [150, 120, 92];
const entranceColor: Rgb = [15, 139, 141];
/** All areas and doors of levels that are shown together. */
export function extrude(plans: readonly LevelPlan[], triangulate: Triangulate): FloorMesh {
  const draft = new FloorDraft();
  for (const plan of plans) {
    const walled: Walled[] = [];
    for (const area of plan.areas) {
      draft.prism(
        area.rings,
        isBox(area.rings) ? boxTriangles : triangulate(area.rings),
        -slabM,
        isFlat(area.kind) ? 0 : wallM,
        colorOf(area),
      );
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

/** Most rooms are four corners without a dent, which need no search for triangles. */
function isBox(rings: readonly (readonly Point[])[]): boolean {
  const ring = rings[0]!;
  if (rings.length > 1 || ring.length !== 4) return false;
  let left = 0;
  for (let i = 0; i < 4; i++) if (turnAt(ring[i]!, ring[(i + 1) % 4]!, ring[(i + 2) % 4]!) > 0) left++;
  return left === 0 || left === 4;
}

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
