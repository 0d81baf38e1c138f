import type { Box, Point } from '../../../lib/guide/geometry';
import { nearestGround, type Floor, type LevelPlan } from '../../../lib/guide/level';
import { Frames } from '../../../shared/frames';
import { listenToMap } from '../gestures';
import { PlanEye } from './planEye';
import { PlanPen } from './planPen';
import type { FloorView, Follow, Padding, RouteLine, ScreenPoint, Stage, Walker } from '../stage';

/** The flat plan, for phones without WebGL: the same floors, names and way, seen from straight above. */
export class Plan2d implements Stage {
  readonly kind = '2d';
  readonly element = document.createElement('canvas');
  onDraw: (() => void) | null = null;
  onTap: Stage['onTap'] = null;

  private readonly eye = new PlanEye();
  private readonly pen = new PlanPen(this.element.getContext('2d')!, this.eye);
  private readonly stopListening: () => void;
  private plans: LevelPlan[] = [];
  private floors: readonly Floor[] = [];
  private view: FloorView = 1;
  private line: RouteLine | null = null;
  private target: string | null = null;
  private walker: Walker | null = null;
  private follow: Follow = null;
  private readonly frames = new Frames(() => this.draw());

  constructor(private readonly host: HTMLElement) {
    this.element.className = 'stage-canvas';
    host.prepend(this.element);
    this.stopListening = listenToMap(this.element, {
      pan: (dx, dy) => this.pan(dx, dy),
      pinch: (factor, turn, x, y) => this.moved(() => this.eye.pinch(factor, turn, x, y, this.follow !== null)),
      rotate: (turn) => this.rotate(turn),
      tap: (x, y) => this.onTap?.(this.ordinal, this.eye.toGround(x, y), x, y),
    });
    addEventListener('resize', this.resize);
    this.resize();
  }

  get azimuth(): number {
    return this.eye.azimuth;
  }

  get scale(): number {
    return this.eye.scale;
  }

  get seen(): readonly Point[] {
    return this.eye.seen;
  }

  /** All floors at once make no sense from above: the one nearest the ground stands for them. */
  private get ordinal(): number {
    return this.view === 'all' ? nearestGround(this.floors) : this.view;
  }

  setFloors(floors: readonly Floor[]): void {
    this.moved(() => {
      this.floors = floors;
      this.plans = [];
    });
  }

  addPlan(plan: LevelPlan): void {
    this.moved(() => this.plans.push(plan));
  }

  show(view: FloorView): void {
    this.moved(() => (this.view = view));
  }

  setRoute(line: RouteLine | null): void {
    this.moved(() => (this.line = line));
  }

  setTarget(areaId: string | null): void {
    this.moved(() => (this.target = areaId));
  }

  setWalker(walker: Walker | null, follow: Follow): void {
    if (walker && follow && this.follow === null) this.eye.setScale(Math.max(this.eye.scale, 9));
    this.walker = walker;
    this.follow = walker ? follow : null;
    if (walker && follow) this.eye.centre = walker;
    this.redraw();
  }

  setPadding(padding: Padding): void {
    this.moved(() => (this.eye.padding = padding));
  }

  fit(box: Box): void {
    this.moved(() => this.eye.fit(box));
  }

  zoom(factor: number): void {
    this.moved(() => this.eye.setScale(this.eye.scale * factor));
  }

  pan(dx: number, dy: number): void {
    if (this.follow === null) this.moved(() => this.eye.pan(dx, dy));
  }

  rotate(turn: number): void {
    this.moved(() => (this.eye.azimuth += turn));
  }

  north(): void {
    this.moved(() => (this.eye.azimuth = 0));
  }

  project(at: Point, ordinal: number): ScreenPoint | null {
    if (ordinal !== this.ordinal) return null;
    const [x, y] = this.eye.toScreen(at);
    return { x, y, depth: 0 };
  }

  redraw(): void {
    this.frames.ask();
  }

  dispose(): void {
    this.frames.stop();
    this.stopListening();
    removeEventListener('resize', this.resize);
    this.element.remove();
  }

  private moved(change: () => void): void {
    change();
    this.redraw();
  }

  private readonly resize = (): void => {
    const { clientWidth: width, clientHeight: height } = this.host;
    const ratio = Math.min(2, devicePixelRatio);
    this.eye.size = { width, height };
    this.element.width = width * ratio;
    this.element.height = height * ratio;
    this.element.style.width = `${width}px`;
    this.element.style.height = `${height}px`;
    this.redraw();
  };

  private draw(): void {
    const shown = this.plans.filter((plan) => plan.level.ordinal === this.ordinal);
    this.pen.clear(this.element.width / Math.max(1, this.eye.size.width));
    this.pen.floor(shown, this.target);
    if (this.line) this.pen.way(this.line, new Set(shown.map((plan) => plan.level.id)));
    if (this.walker?.ordinal === this.ordinal) this.pen.walker(this.walker);
    this.onDraw?.();
  }
}
