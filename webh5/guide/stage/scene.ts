import {
  BufferAttribute, BufferGeometry, CircleGeometry, Color, ColorManagement, DoubleSide, Fog, LinearSRGBColorSpace, Mesh, MeshBasicMaterial, PerspectiveCamera, Plane, Raycaster, Scene,
  Vector2, Vector3, WebGLRenderer,
} from 'three';
import { joinBoxes, type Box, type Point } from '../../lib/guide/geometry';
import type { Floor, LevelPlan } from '../../lib/guide/level';
import { ease } from '../../lib/guide/track';
import { Eye } from './eye';
import { FloorStack } from './floorStack';
import { listenToMap } from './gestures';
import { Pace } from './pace';
import { RouteMeshes } from './routeMeshes';
import type { FloorView, Follow, Padding, RouteLine, ScreenPoint, Stage, Walker } from './stage';

const sky = 0xeef3f6;
const overviewFov = 35;
const walkFov = 68;
const eyeM = 1.65;
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
  readonly element = document.createElement('canvas');
  onDraw: (() => void) | null = null;
  onTap: Stage['onTap'] = null;

  private readonly renderer: WebGLRenderer;
  private readonly scene = new Scene();
  private readonly camera = new PerspectiveCamera(overviewFov, 1, 0.4, 2500);
  private readonly eye = new Eye(this.camera);
  private readonly route = new RouteMeshes();
  private readonly pace = new Pace();
  private readonly stack = new FloorStack();
  private readonly person = walkerMesh();
  /** Ground to stand on where no floor is drawn, and with it a horizon. */
  private readonly meadow = new Mesh(new CircleGeometry(300, 24), new MeshBasicMaterial({ color: 0xd9e2dc }));
  private readonly stopListening: () => void;
  private readonly observer: ResizeObserver | null;
  private line: RouteLine | null = null;
  private walker: Walker | null = null;
  private follow: Follow = null;
  private heading = 0;
  private padding: Padding = { top: 0, bottom: 0, right: 0 };
  private size = { width: 1, height: 1 };
  private frame = 0;
  private touched = 0;

  /** @throws when the browser has no WebGL */
  constructor(private readonly host: HTMLElement) {
    this.element.className = 'stage-canvas';
    this.renderer = new WebGLRenderer({ canvas: this.element, antialias: devicePixelRatio < 2, powerPreference: 'low-power' });
    this.renderer.outputColorSpace = LinearSRGBColorSpace;
    this.scene.background = new Color(sky);
    this.meadow.rotation.x = -Math.PI / 2;
    this.scene.add(this.stack.group, this.route.group, this.person, this.meadow);
    host.prepend(this.element);
    this.stopListening = listenToMap(this.element, {
      pan: (dx, dy) => this.pan(dx, dy),
      pinch: (factor, turn, x, y) => this.pinch(factor, turn, x, y),
      rotate: (turn, tilt) => this.moved(() => this.eye.tilt(turn, tilt)),
      tap: (x, y) => this.tap(x, y),
    });
    this.observer = typeof ResizeObserver === 'function' ? new ResizeObserver(() => this.resize()) : null;
    this.observer?.observe(host);
    addEventListener('resize', this.onResize);
    this.element.addEventListener('webglcontextrestored', this.onResize);
    this.resize();
  }

  private readonly onResize = (): void => this.resize();

  get azimuth(): number {
    return this.follow === 'eyes' ? this.heading : this.eye.azimuth;
  }

  get scale(): number {
    return this.follow === 'eyes' ? this.size.height / 20 : this.eye.scale;
  }

  get seen(): readonly Point[] {
    const [width, bottom] = [this.size.width, this.size.height - this.padding.bottom];
    const corners = [[0, this.padding.top], [width, this.padding.top], [width, bottom], [0, bottom]] as const;
    return corners.map(([x, y]) => this.ground(x, y, this.lowest)).filter((point): point is Point => point !== null);
  }

  setFloors(floors: readonly Floor[]): void {
    this.stack.set(floors);
  }

  addPlan(plan: LevelPlan): void {
    this.stack.add(plan);
    this.redraw();
  }

  show(view: FloorView, only: ReadonlySet<number> | null): void {
    this.stack.show(view, only);
    this.redraw();
  }

  setRoute(line: RouteLine | null): void {
    this.line = line;
    this.drawRoute();
    this.touch();
  }

  private drawRoute(): void {
    this.route.set(this.line, this.follow === 'eyes' ? 0.7 : 1.5, (level) => this.stack.ordinalOf(level));
  }

  setTarget(areaId: string | null): void {
    this.stack.setTarget(areaId);
    this.redraw();
  }

  setWalker(walker: Walker | null, follow: Follow): void {
    if (follow !== this.follow) {
      this.heading = follow === 'eyes' && walker ? walker.heading : this.eye.azimuth;
      const wasOrIsWalking = follow === 'eyes' || this.follow === 'eyes';
      this.follow = follow;
      if (wasOrIsWalking) this.drawRoute();
      if (follow === 'above') this.eye.glideTo({ distance: 85, tilt: 0.75, up: 0 });
    }
    this.walker = walker;
    this.follow = walker ? follow : null;
    this.redraw();
  }

  setPadding(padding: Padding): void {
    this.padding = padding;
    this.eye.resize(this.size.width, this.size.height, padding);
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
    if (floor === null) return null;
    const point = new Vector3(at.x, floor + height, -at.y);
    const depth = point.distanceTo(this.camera.position);
    point.project(this.camera);
    if (point.z > 1 || point.z < -1) return null;
    return { x: ((point.x + 1) / 2) * this.size.width, y: ((1 - point.y) / 2) * this.size.height, depth };
  }

  redraw(): void {
    if (this.frame === 0) this.frame = requestAnimationFrame((now) => this.draw(now));
  }

  dispose(): void {
    cancelAnimationFrame(this.frame);
    this.frame = -1;
    this.stopListening();
    this.observer?.disconnect();
    removeEventListener('resize', this.onResize);
    this.renderer.dispose();
    this.element.remove();
  }

  private draw(now: number): void {
    this.frame = 0;
    const isMoving = this.advance(now);
    const ratio = this.pace.ratio(now, isMoving);
    // Setting it makes a new picture buffer, so only when it differs.
    if (ratio !== this.renderer.getPixelRatio()) this.renderer.setPixelRatio(ratio);
    this.renderer.render(this.scene, this.camera);
    this.onDraw?.();
    if (isMoving) this.redraw();
  }

  /** Moves what moves; true while anything does. */
  private advance(now: number): boolean {
    const isStacking = this.stack.advance(now, this.follow === 'eyes' ? (this.walker?.ordinal ?? null) : null, walkWallM);
    this.route.setDepth(this.follow === 'eyes');
    this.route.update(now / 1000, (ordinal) => this.stack.heightOf(ordinal), this.stack.view === 'all' && this.follow !== 'eyes');
    const isFollowing = this.followWalker(now);
    if (!isFollowing) this.eye.update(now);
    return isStacking || this.eye.isGliding || isFollowing || now - this.touched < settleMs || (!this.route.isEmpty && now - this.touched < lively);
  }

  private get lowest(): number {
    return this.stack.view === 'all' ? 0 : (this.stack.heightOf(this.stack.view) ?? 0);
  }

  private followWalker(now: number): boolean {
    const { walker } = this;
    this.person.visible = walker !== null && this.follow !== 'eyes' && this.stack.heightOf(walker.ordinal) !== null;
    const isWalking = this.follow === 'eyes';
    this.meadow.visible = isWalking;
    this.scene.fog = isWalking ? (this.scene.fog ?? new Fog(sky, 12, 60)) : null;
    this.camera.fov = isWalking ? walkFov : overviewFov;
    this.camera.updateProjectionMatrix();
    if (!walker) return false;
    const height = this.stack.heightOf(walker.ordinal) ?? 0;
    this.person.position.set(walker.x, height + 0.3, -walker.y);
    this.person.rotation.y = -walker.heading;
    this.person.scale.setScalar(Math.min(4, Math.max(1, 14 / this.eye.scale)));
    if (isWalking) {
      this.heading = ease(this.heading, walker.heading, this.pace.share(now));
      const [sin, cos] = [Math.sin(this.heading), Math.cos(this.heading)];
      this.meadow.position.set(walker.x, height - 0.08, -walker.y);
      this.camera.clearViewOffset();
      this.camera.up.set(0, 1, 0);
      this.camera.position.set(walker.x, height + eyeM, -walker.y);
      this.camera.lookAt(walker.x + sin * 6, height + eyeM - 1.1, -(walker.y + cos * 6));
      this.camera.updateMatrixWorld();
      return true;
    }
    if (this.follow === 'above' && !this.eye.isGliding) {
      const { x, y, azimuth } = this.eye.at;
      const share = this.pace.share(now) * 0.6;
      this.eye.set({ x: x + (walker.x - x) * share, y: y + (walker.y - y) * share, azimuth: ease(azimuth, walker.heading, share), up: height });
      this.eye.update(now);
      return Math.hypot(walker.x - x, walker.y - y) > 0.05;
    }
    return false;
  }

  private pinch(factor: number, turn: number, x: number, y: number): void {
    const about = this.ground(x, y, this.eye.at.up) ?? this.eye.at;
    this.moved(() => this.eye.pinch(factor, turn, about));
  }

  private tap(x: number, y: number): void {
    const shown = this.stack.floors.filter((one) => this.stack.shows(one.floor.ordinal));
    // In the view of all floors the highest one under the finger is meant.
    for (const one of shown) {
      const at = this.ground(x, y, one.height);
      const box = joinBoxes(one.plans.map((plan) => plan.box));
      if (at && (shown.length === 1 || (box && at.x >= box.minX && at.x <= box.maxX && at.y >= box.minY && at.y <= box.maxY))) return this.onTap?.(one.floor.ordinal, at, x, y);
    }
  }

  private ground(x: number, y: number, height: number): Point | null {
    const ray = new Raycaster();
    ray.setFromCamera(new Vector2((x / this.size.width) * 2 - 1, 1 - (y / this.size.height) * 2), this.camera);
    const hit = ray.ray.intersectPlane(new Plane(new Vector3(0, 1, 0), -height), new Vector3());
    return hit ? { x: hit.x, y: -hit.z } : null;
  }

  private moved(change: () => void): void {
    if (this.follow !== null) return;
    change();
    this.touch();
  }

  private touch(): void {
    this.touched = performance.now();
    this.redraw();
  }

  private resize(): void {
    const { clientWidth: width, clientHeight: height } = this.host;
    if (width === 0 || height === 0) return;
    this.size = { width, height };
    this.renderer.setSize(width, height);
    this.camera.aspect = width / height;
    this.eye.resize(width, height, this.padding);
    this.redraw();
  }
}

function walkerMesh(): Mesh {
  const geometry = new BufferGeometry();
  geometry.setAttribute('position', new BufferAttribute(new Float32Array([0, 0, -1.4, -1, 0, 1, 0, 0, 0.5, 1, 0, 1]), 3));
  geometry.setIndex([0, 1, 2, 0, 2, 3]);
  const mesh = new Mesh(geometry, new MeshBasicMaterial({ color: 0x1456c4, side: DoubleSide, depthTest: false, transparent: true }));
  mesh.renderOrder = 20;
  mesh.visible = false;
  return mesh;
}
