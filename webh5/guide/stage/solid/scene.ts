import { Color, ColorManagement, PerspectiveCamera, Scene } from 'three';
import type { Box, Point } from '../../../lib/guide/geometry';
import type { Floor, LevelPlan } from '../../../lib/guide/level';
import { Frames } from '../../../shared/frames';
import { Eye } from './eye';
import { FloorStack } from './floorStack';
import { listenToMap } from '../gestures';
import { RouteMeshes } from './routeMeshes';
import { Screen } from './screen';
import { floorAt, groundAt, groundSeen, projected } from './sight';
import type { FloorView, Follow, Padding, RouteLine, ScreenPoint, Stage, Walker } from '../stage';
import { overviewFov, sky, WalkerView } from './walkerView';

const walkWallM = 2.7;
const settleMs = 200;
/** How long the arrows of a route move after the last touch; then the phone's battery rests. */
const lively = 30_000;

ColorManagement.enabled = false;

/**
 * The map as three.js draws it: one mesh a floor, light baked into its colours, drawn only when something changes.
 * three is held at 0.162, the last release that draws with WebGL 1, which is all that iOS 13 and 14 have.
 */
export class Scene3d implements Stage {
  readonly kind = '3d';
  onDraw: (() => void) | null = null;
  onTap: Stage['onTap'] = null;

  private readonly screen: Screen;
  private readonly scene = new Scene();
  private readonly camera = new PerspectiveCamera(overviewFov, 1, 0.4, 2500);
  private readonly eye = new Eye(this.camera);
  private readonly stack = new FloorStack();
  private readonly route = new RouteMeshes((level) => this.stack.ordinalOf(level));
  private readonly frames = new Frames((now) => this.draw(now));
  private readonly walker: WalkerView;
  private readonly stopListening: () => void;
  private padding: Padding = { top: 0, bottom: 0, right: 0 };
  private isEmpty = true;
  private touched = 0;

  /** @throws when the context is of no use */
  constructor(host: HTMLElement, readonly element: HTMLCanvasElement, context: WebGLRenderingContext | WebGL2RenderingContext) {
    this.screen = new Screen(host, element, context, () => this.resized());
    this.walker = new WalkerView(this.scene, this.camera, this.eye, this.stack, this.screen.pace);
    this.scene.background = new Color(sky);
    this.scene.add(this.stack.group, this.route.group);
    this.screen.prepare(this.stack.sample, this.camera);
    this.stopListening = listenToMap(element, {
      pan: (dx, dy) => this.pan(dx, dy),
      pinch: (factor, turn, x, y) => this.pinch(factor, turn, x, y),
      rotate: (turn, tilt) => this.moved(() => this.eye.tilt(turn, tilt)),
      tap: (x, y) => this.tap(x, y),
    });
    this.resized();
  }

  get azimuth(): number {
    return this.walker.isInside ? this.walker.heading : this.eye.azimuth;
  }

  get scale(): number {
    return this.walker.isInside ? this.screen.size.height / 20 : this.eye.scale;
  }

  get seen(): readonly Point[] {
    const lowest = this.stack.view === 'all' ? 0 : (this.stack.heightOf(this.stack.view) ?? 0);
    return groundSeen(lowest, this.camera, this.screen.size, this.padding);
  }

  setFloors(floors: readonly Floor[]): void {
    this.stack.set(floors);
  }

  addPlan(plan: LevelPlan): void {
    this.stack.add(plan);
    this.isEmpty = false;
    if (this.stack.shows(plan.level.ordinal)) this.redraw();
  }

  show(view: FloorView, only: ReadonlySet<number> | null): void {
    this.stack.show(view, only);
    this.redraw();
  }

  setRoute(line: RouteLine | null): void {
    this.route.set(line);
    this.touch();
  }

  setTarget(areaId: string | null): void {
    this.stack.setTarget(areaId);
    this.redraw();
  }

  setWalker(walker: Walker | null, follow: Follow): void {
    // At eye height the strip is near, so it is drawn narrower.
    if (this.walker.set(walker, follow)) this.route.setWidth(this.walker.isInside ? 0.7 : 1.5);
    this.redraw();
  }

  setPadding(padding: Padding): void {
    this.padding = padding;
    this.eye.resize(this.screen.size.width, this.screen.size.height, padding);
    this.redraw();
  }

  fit(box: Box, glide: boolean): void {
    const pose = this.eye.poseFor(box, 0, this.stack.tall);
    if (glide) this.eye.glideTo(pose);
    else this.eye.set(pose);
    this.touch();
  }

  zoom(factor: number): void {
    this.eye.glideTo({ distance: Math.max(12, this.eye.at.distance / factor) });
    this.touch();
  }

  rotate(turn: number): void {
    this.eye.glideTo({ azimuth: this.eye.azimuth + turn });
    this.touch();
  }

  north(): void {
    this.eye.glideTo({ azimuth: 0 });
    this.touch();
  }

  pan(dx: number, dy: number): void {
    this.moved(() => this.eye.pan(dx, dy));
  }

  project(at: Point, ordinal: number, height: number): ScreenPoint | null {
    const floor = this.stack.heightOf(ordinal);
    return floor === null ? null : projected(at, floor + height, this.camera, this.screen.size);
  }

  redraw(): void {
    if (!this.isEmpty) this.frames.ask();
  }

  dispose(): void {
    this.frames.stop();
    this.stopListening();
    this.stack.dispose();
    this.screen.dispose();
  }

  private draw(now: number): void {
    const isMoving = this.advance(now);
    const willSharpen = this.screen.draw(this.scene, this.camera, now, isMoving);
    this.onDraw?.();
    if (isMoving || willSharpen) this.redraw();
  }

  /** Moves what moves; true while anything does. */
  private advance(now: number): boolean {
    const { isInside, walker } = this.walker;
    const isStacking = this.stack.advance(now, isInside ? (walker?.ordinal ?? null) : null, walkWallM);
    this.route.setDepth(isInside);
    this.route.update(now / 1000, (ordinal) => this.stack.heightOf(ordinal), this.stack.view === 'all' && !isInside);
    const isFollowing = this.walker.update(now);
    if (!isFollowing) this.eye.update(now);
    const restedMs = now - this.touched;
    const isLively = restedMs < (this.route.isEmpty ? settleMs : lively);
    return isStacking || this.eye.isGliding || isFollowing || isLively;
  }

  private pinch(factor: number, turn: number, x: number, y: number): void {
    const about = groundAt(x, y, this.eye.at.up, this.camera, this.screen.size) ?? this.eye.at;
    this.moved(() => this.eye.pinch(factor, turn, about));
  }

  private tap(x: number, y: number): void {
    const meant = floorAt(x, y, this.stack, this.camera, this.screen.size);
    if (meant) this.onTap?.(meant.ordinal, meant.at, x, y);
  }

  private moved(change: () => void): void {
    if (this.walker.follow !== null) return;
    change();
    this.touch();
  }

  private touch(): void {
    this.touched = performance.now();
    this.redraw();
  }

  private resized(): void {
    const { width, height } = this.screen.size;
    this.camera.aspect = width / height;
    this.eye.resize(width, height, this.padding);
    this.redraw();
  }
}
