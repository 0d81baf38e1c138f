import {
  BufferAttribute,
  BufferGeometry,
  DoubleSide,
  Group,
  LineSegments,
  Mesh,
  MeshBasicMaterial,
  ShapeUtils,
  Sphere,
  Vector2,
  Vector3,
} from 'three';
import { extrude, wallM } from '../../../lib/guide/extrude';
import { joinBoxes, type Point } from '../../../lib/guide/geometry';
import type { Floor, LevelPlan } from '../../../lib/guide/level';
import type { FloorView } from '../stage';

const liftMs = 500;
const idleMs = 120;
const outline = [187, 197, 205];
const tallestM = 3;

export interface StackedFloor {
  readonly floor: Floor;
  readonly group: Group;
  readonly plans: LevelPlan[];
  isStale: boolean;
  /** Metres over the ground now, and where it moves from and to. */
  height: number;
  from: number;
  to: number;
}

/** The floors in the scene: one alone on the ground, or all of them drawn apart. */
export class FloorStack {
  readonly group = new Group();
  floors: StackedFloor[] = [];
  view: FloorView = 0;
  private only: ReadonlySet<number> | null = null;
  /** The walker's floor at eye height: it alone is shown, with walls of full height. */
  private walked: number | null = null;
  private switched = -Infinity;
  private target: { readonly id: string; mesh: Mesh | null } | null = null;
  private idle = 0;
  /** Of tops, walls and outlines alike: one shader to make before the first picture. */
  private readonly solid = new MeshBasicMaterial({ vertexColors: true });
  private readonly mark = new MeshBasicMaterial({ color: 0x0f8b8d, transparent: true, opacity: 0.55, side: DoubleSide });

  /** Something of what floors are made of, to prepare the shader with. */
  get sample(): Group {
    const geometry = new BufferGeometry();
    geometry.setAttribute('position', new BufferAttribute(new Float32Array(9), 3));
    geometry.setAttribute('color', new BufferAttribute(new Uint8Array(9), 3, true));
    return new Group().add(new Mesh(geometry, this.solid));
  }

  /** Metres from the lowest floor shown to the highest. */
  get tall(): number {
    return this.view === 'all' ? Math.max(0, ...this.floors.map((floor) => floor.to)) : 0;
  }

  set(floors: readonly Floor[]): void {
    for (const { group } of this.floors) this.group.remove(group);
    this.floors = floors.map((floor) => ({ floor, group: new Group(), plans: [], isStale: false, height: 0, from: 0, to: 0 }));
    for (const { group } of this.floors) this.group.add(group);
  }

  add(plan: LevelPlan): void {
    const floor = this.floors.find((one) => one.floor.ordinal === plan.level.ordinal);
    floor?.plans.push(plan);
    if (floor) floor.isStale = true;
    this.buildWhenIdle();
  }

  show(view: FloorView, only: ReadonlySet<number> | null): void {
    [this.view, this.only] = [view, only];
    this.switched = performance.now();
    const stack = this.floors.filter((floor) => this.shows(floor.floor.ordinal)).reverse();
    const gap = Math.min(34, 260 / Math.max(1, stack.length - 1));
    for (const floor of this.floors) {
      floor.from = floor.height;
      floor.to = view === 'all' ? Math.max(0, stack.indexOf(floor)) * gap : 0;
    }
  }

  setTarget(areaId: string | null): void {
    this.target?.mesh?.removeFromParent();
    this.target = areaId ? { id: areaId, mesh: null } : null;
  }

  shows(ordinal: number): boolean {
    if (this.walked !== null) return ordinal === this.walked;
    return this.view === 'all' ? (this.only?.has(ordinal) ?? true) : this.view === ordinal;
  }

  ordinalOf(level: string): number | null {
    return this.floors.find(({ floor }) => floor.levels.some((one) => one.id === level))?.floor.ordinal ?? null;
  }

  /** Height of a floor, or null when it is not shown. */
  heightOf(ordinal: number): number | null {
    const floor = this.floors.find((one) => one.floor.ordinal === ordinal);
    return floor && this.shows(ordinal) ? floor.height : null;
  }

  /**
   * Moves the floors towards their places; true while any moves.
   * @param walked the walker's floor at eye height, else null @param walkWallM how high walls stand then, metres
   */
  advance(now: number, walked: number | null, walkWallM: number): boolean {
    this.walked = walked;
    const share = Math.min(1, (now - this.switched) / liftMs);
    for (const floor of this.floors) {
      if (floor.isStale && this.shows(floor.floor.ordinal)) this.build(floor);
      floor.height = floor.from + (floor.to - floor.from) * share * share * (3 - 2 * share);
      floor.group.position.y = floor.height;
      floor.group.visible = this.shows(floor.floor.ordinal);
      floor.group.scale.y = walked === null ? 1 : walkWallM / wallM;
    }
    this.markTarget();
    return share < 1;
  }

  dispose(): void {
    clearTimeout(this.idle);
  }

  /** Builds the hidden floors one at a time, so that showing one of them later costs nothing. */
  private buildWhenIdle(): void {
    clearTimeout(this.idle);
    this.idle = window.setTimeout(() => {
      const next = this.floors.find((floor) => floor.isStale && !this.shows(floor.floor.ordinal));
      if (!next) return;
      this.build(next);
      this.buildWhenIdle();
    }, idleMs);
  }

  private build(floor: StackedFloor): void {
    floor.isStale = false;
    for (const child of [...floor.group.children]) {
      floor.group.remove(child);
      (child as Mesh).geometry.dispose();
    }
    if (this.target) this.target.mesh = null;
    const { positions, colors, indices, lines } = extrude(floor.plans, triangulate);
    const geometry = new BufferGeometry();
    geometry.setAttribute('position', new BufferAttribute(positions, 3));
    geometry.setAttribute('color', new BufferAttribute(colors, 3, true));
    geometry.setIndex(new BufferAttribute(indices, 1));
    const outlines = new BufferGeometry();
    outlines.setAttribute('position', new BufferAttribute(lines, 3));
    outlines.setAttribute('color', new BufferAttribute(outlineColors(lines.length), 3, true));
    // What is known of its size need not be searched for among its corners.
    const box = joinBoxes(floor.plans.map((plan) => plan.box));
    if (box) {
      const [x, y] = [(box.minX + box.maxX) / 2, (box.minY + box.maxY) / 2];
      geometry.boundingSphere = outlines.boundingSphere = new Sphere(
        new Vector3(x, 0, -y),
        Math.hypot(box.maxX - x, box.maxY - y, tallestM),
      );
    }
    floor.group.add(new Mesh(geometry, this.solid), new LineSegments(outlines, this.solid));
  }

  private markTarget(): void {
    if (!this.target || this.target.mesh) return;
    for (const { group, plans } of this.floors) {
      const area = plans.flatMap((plan) => plan.areas).find((one) => one.id === this.target!.id);
      if (!area) continue;
      const geometry = new BufferGeometry();
      const points = area.rings.flatMap((ring) => ring);
      geometry.setAttribute('position', new BufferAttribute(new Float32Array(points.flatMap(({ x, y }) => [x, wallM + 0.04, -y])), 3));
      geometry.setIndex(triangulate(area.rings));
      this.target.mesh = new Mesh(geometry, this.mark);
      group.add(this.target.mesh);
      return;
    }
  }
}

function outlineColors(length: number): Uint8Array {
  const colors = new Uint8Array(length);
  for (let i = 0; i < length; i++) colors[i] = outline[i % 3]!;
  return colors;
}

function triangulate(rings: readonly (readonly Point[])[]): number[] {
  const [outer, ...holes] = rings.map((ring) => ring.map(({ x, y }) => new Vector2(x, y)));
  return outer ? ShapeUtils.triangulateShape(outer, holes).flat() : [];
}
