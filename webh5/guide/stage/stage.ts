import type { Box, Point } from '../../lib/guide/geometry';
import type { Floor, LevelPlan } from '../../lib/guide/level';
import type { LinePiece, Ride } from '../../lib/guide/way/line';

export type FloorView = number | 'all';

export interface ScreenPoint {
  readonly x: number;
  readonly y: number;
  /** Metres from the eye; labels far away give way to near ones. */
  readonly depth: number;
}

/** A person drawn on the map. Heading in radians from north, clockwise. */
export interface Walker extends Point {
  readonly ordinal: number;
  readonly heading: number;
}

/** How the picture follows the walker: through the walker's eyes, from above behind, or not at all. */
export type Follow = 'eyes' | 'above' | null;

export interface RouteLine {
  readonly pieces: readonly LinePiece[];
  readonly rides: readonly Ride[];
}

/** Screen space covered by the page's own panels, pixels. */
export interface Padding {
  readonly top: number;
  readonly bottom: number;
  readonly right: number;
}

/** What draws the map: the 3D scene, or the flat plan where WebGL is missing. */
export interface Stage {
  readonly kind: '3d' | '2d';
  readonly element: HTMLCanvasElement;
  /** Called after each picture. */
  onDraw: (() => void) | null;
  /** Called with the floor and the point touched, and where on the screen that is. */
  onTap: ((ordinal: number, at: Point, x: number, y: number) => void) | null;
  setFloors(floors: readonly Floor[]): void;
  addPlan(plan: LevelPlan): void;
  /** @param only floors to leave in the view of all; null = every one */
  show(view: FloorView, only: ReadonlySet<number> | null): void;
  setRoute(line: RouteLine | null): void;
  setTarget(areaId: string | null): void;
  setWalker(walker: Walker | null, follow: Follow): void;
  setPadding(padding: Padding): void;
  /** Moves the eye so that the box is seen; at once or gliding. */
  fit(box: Box, glide: boolean): void;
  zoom(factor: number): void;
  pan(dx: number, dy: number): void;
  rotate(turn: number): void;
  /** North up again. */
  north(): void;
  /** Radians from north, clockwise: where the top of the screen points. */
  readonly azimuth: number;
  /** The corners of the part of the floor seen, for the small map. */
  readonly seen: readonly Point[];
  project(at: Point, ordinal: number, height: number): ScreenPoint | null;
  /** Pixels a metre takes at the middle of the picture. */
  readonly scale: number;
  redraw(): void;
  dispose(): void;
}
