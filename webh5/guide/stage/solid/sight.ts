import { Plane, Raycaster, Vector2, Vector3, type PerspectiveCamera } from 'three';
import { joinBoxes, type Point } from '../../../lib/guide/geometry';
import type { FloorStack } from './floorStack';
import type { Padding, ScreenPoint } from '../stage';

interface Size {
  readonly width: number;
  readonly height: number;
}

/** Where a point of the scene is on the screen; null behind the eye. `up` in metres. */
export function projected(at: Point, up: number, camera: PerspectiveCamera, size: Size): ScreenPoint | null {
  const point = new Vector3(at.x, up, -at.y);
  const depth = point.distanceTo(camera.position);
  point.project(camera);
  if (point.z > 1 || point.z < -1) return null;
  return { x: ((point.x + 1) / 2) * size.width, y: ((1 - point.y) / 2) * size.height, depth };
}

/** The point of a floor `up` metres high under a point of the screen; null where only sky is seen. */
export function groundAt(x: number, y: number, up: number, camera: PerspectiveCamera, size: Size): Point | null {
  const ray = new Raycaster();
  ray.setFromCamera(new Vector2((x / size.width) * 2 - 1, 1 - (y / size.height) * 2), camera);
  const hit = ray.ray.intersectPlane(new Plane(new Vector3(0, 1, 0), -up), new Vector3());
  return hit ? { x: hit.x, y: -hit.z } : null;
}

/** The corners of the part of a floor that no panel covers. */
export function groundSeen(up: number, camera: PerspectiveCamera, size: Size, padding: Padding): readonly Point[] {
  const bottom = size.height - padding.bottom;
  const corners = [[0, padding.top], [size.width, padding.top], [size.width, bottom], [0, bottom]] as const;
  return corners.map(([x, y]) => groundAt(x, y, up, camera, size)).filter((point): point is Point => point !== null);
}

/** The floor and the point of it that a finger means: in the view of all floors the highest one under it. */
export function floorAt(
  x: number,
  y: number,
  stack: FloorStack,
  camera: PerspectiveCamera,
  size: Size,
): { readonly ordinal: number; readonly at: Point } | null {
  const shown = stack.floors.filter((one) => stack.shows(one.floor.ordinal));
  for (const { floor, height, plans } of shown) {
    const at = groundAt(x, y, height, camera, size);
    const box = joinBoxes(plans.map((plan) => plan.box));
    if (at && (shown.length === 1 || (box && at.x >= box.minX && at.x <= box.maxX && at.y >= box.minY && at.y <= box.maxY)))
      return { ordinal: floor.ordinal, at };
  }
  return null;
}
