import { colorOf } from '../../lib/guide/extrude';
import type { Box, Point } from '../../lib/guide/geometry';
import type { Floor, LevelPlan } from '../../lib/guide/level';
import { listenToMap } from './gestures';
import type { FloorView, Follow, Padding, RouteLine, ScreenPoint, Stage, Walker } from './stage';

const limits = { least: 0.6, most: 60 };

/** The flat plan, for phones without WebGL: the same floors, names and way, seen from straight above. */
export class Plan2d implements Stage {
  readonly kind = '2d';
  readonly element = document.createElement('canvas');
  onDraw: (() => void) | null = null;
  onTap: Stage['onTap'] = null;
  azimuth = 0;
  scale = 4;

  private readonly pen = this.element.getContext('2d')!;
  private readonly stopListening: () => void;
  private plans: LevelPlan[] = [];
  private floors: readonly Floor[] = [];
  private view: FloorView = 1;
  private line: RouteLine | null = null;
  private target: string | null = null;
  private walker: Walker | null = null;
  private follow: Follow = null;
  private padding: Padding = { top: 0, bottom: 0, right: 0 };
  private size = { width: 1, height: 1 };
  private centre: Point = { x: 0, y: 0 };
  private frame = 0;

  constructor(private readonly host: HTMLElement) {
    this.element.className = 'stage-canvas';
    host.prepend(this.element);
    this.stopListening = listenToMap(this.element, {
      pan: (dx, dy) => this.pan(dx, dy),
      pinch: (factor, turn, x, y) => this.pinch(factor, turn, x, y),
      rotate: (turn) => this.rotate(turn),
      tap: (x, y) => this.onTap?.(this.ordinal, this.toGround(x, y), x, y),
    });
    addEventListener('resize', this.resize);
    this.resize();
  }

  get seen(): readonly Point[] {
    const [width, bottom] = [this.size.width, this.size.height - this.padding.bottom];
    return [this.toGround(0, this.padding.top), this.toGround(width, this.padding.top), this.toGround(width, bottom), this.toGround(0, bottom)];
  }

  /** All floors at once make no sense from above: the one nearest the ground stands for them. */
  private get ordinal(): number {
    if (this.view !== 'all') return this.view;
    return this.floors.reduce((best, floor) => (Math.abs(floor.ordinal - 1) < Math.abs(best - 1) ? floor.ordinal : best), this.floors[0]?.ordinal ?? 1);
  }

  setFloors(floors: readonly Floor[]): void {
    this.floors = floors;
    this.plans = [];
    this.redraw();
  }

  addPlan(plan: LevelPlan): void {
    this.plans.push(plan);
    this.redraw();
  }

  show(view: FloorView): void {
    this.view = view;
    this.redraw();
  }

  setRoute(line: RouteLine | null): void {
    this.line = line;
    this.redraw();
  }

  setTarget(areaId: string | null): void {
    this.target = areaId;
    this.redraw();
  }

  setWalker(walker: Walker | null, follow: Follow): void {
    if (walker && follow && this.follow === null) this.scale = Math.max(this.scale, 9);
    this.walker = walker;
    this.follow = walker ? follow : null;
    if (walker && follow) this.centre = walker;
    this.redraw();
  }

  setPadding(padding: Padding): void {
    this.padding = padding;
    this.redraw();
  }

  fit(box: Box): void {
    const free = this.size.height - this.padding.top - this.padding.bottom;
    this.centre = { x: (box.minX + box.maxX) / 2, y: (box.minY + box.maxY) / 2 };
    this.setScale(Math.min((this.size.width - this.padding.right - 32) / (box.maxX - box.minX), (free - 32) / (box.maxY - box.minY)));
  }

  zoom(factor: number): void {
    this.setScale(this.scale * factor);
  }

  pan(dx: number, dy: number): void {
    if (this.follow !== null) return;
    const [sin, cos] = [Math.sin(this.azimuth), Math.cos(this.azimuth)];
    const [x, y] = [-dx / this.scale, dy / this.scale];
    this.centre = { x: this.centre.x + x * cos + y * sin, y: this.centre.y - x * sin + y * cos };
    this.redraw();
  }

  rotate(turn: number): void {
    this.azimuth += turn;
    this.redraw();
  }

  north(): void {
    this.azimuth = 0;
    this.redraw();
  }

  project(at: Point, ordinal: number): ScreenPoint | null {
    if (ordinal !== this.ordinal) return null;
    const [x, y] = this.toScreen(at);
    return { x, y, depth: 0 };
  }

  redraw(): void {
    if (this.frame === 0) this.frame = requestAnimationFrame(() => this.draw());
  }

  dispose(): void {
    cancelAnimationFrame(this.frame);
    this.stopListening();
    removeEventListener('resize', this.resize);
    this.element.remove();
  }

  private get middle(): Point {
    return { x: (this.size.width - this.padding.right) / 2, y: this.padding.top + (this.size.height - this.padding.top - this.padding.bottom) / 2 };
  }

  private toScreen({ x, y }: Point): [number, number] {
    const [sin, cos] = [Math.sin(this.azimuth), Math.cos(this.azimuth)];
    const [dx, dy] = [x - this.centre.x, y - this.centre.y];
    return [this.middle.x + (dx * cos - dy * sin) * this.scale, this.middle.y - (dx * sin + dy * cos) * this.scale];
  }

  private toGround(x: number, y: number): Point {
    const [sin, cos] = [Math.sin(this.azimuth), Math.cos(this.azimuth)];
    const [dx, dy] = [(x - this.middle.x) / this.scale, -(y - this.middle.y) / this.scale];
    return { x: this.centre.x + dx * cos + dy * sin, y: this.centre.y - dx * sin + dy * cos };
  }

  private pinch(factor: number, turn: number, x: number, y: number): void {
    const about = this.toGround(x, y);
    this.azimuth -= turn;
    this.setScale(this.scale * factor);
    const now = this.toGround(x, y);
    if (this.follow === null) this.centre = { x: this.centre.x + about.x - now.x, y: this.centre.y + about.y - now.y };
  }

  private setScale(scale: number): void {
    this.scale = Math.min(limits.most, Math.max(limits.least, scale));
    this.redraw();
  }

  private readonly resize = (): void => {
    const { clientWidth: width, clientHeight: height } = this.host;
    const ratio = Math.min(2, devicePixelRatio);
    this.size = { width, height };
    this.element.width = width * ratio;
    this.element.height = height * ratio;
    this.element.style.width = `${width}px`;
    this.element.style.height = `${height}px`;
    this.redraw();
  };

  private draw(): void {
    this.frame = 0;
    const { pen } = this;
    const ratio = this.element.width / Math.max(1, this.size.width);
    pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    pen.fillStyle = '#eef3f6';
    pen.fillRect(0, 0, this.size.width, this.size.height);
    const plans = this.plans.filter((plan) => plan.level.ordinal === this.ordinal);
    for (const area of plans.flatMap((plan) => plan.areas)) {
      pen.beginPath();
      for (const ring of area.rings) this.trace(ring, true);
      pen.fillStyle = area.id === this.target ? '#7fc4c4' : `rgb(${colorOf(area).join()})`;
      pen.fill('evenodd');
      pen.strokeStyle = '#a3b0bb';
      pen.lineWidth = 1;
      pen.stroke();
    }
    pen.fillStyle = '#96785c';
    for (const door of plans.flatMap((plan) => plan.doors)) {
      const [x, y] = this.toScreen(door.at);
      pen.fillRect(x - 2, y - 2, 4, 4);
    }
    this.drawRoute(new Set(plans.map((plan) => plan.level.id)));
    this.drawWalker();
    this.onDraw?.();
  }

  private drawRoute(levels: ReadonlySet<string>): void {
    const { pen } = this;
    pen.lineJoin = pen.lineCap = 'round';
    for (const [width, color] of [[9, '#fff'], [6, '#0f8b8d']] as const)
      for (const piece of this.line?.pieces ?? []) {
        if (!levels.has(piece.level)) continue;
        pen.beginPath();
        this.trace(piece.points, false);
        pen.lineWidth = width;
        pen.strokeStyle = color;
        pen.stroke();
      }
    for (const ride of this.line?.rides ?? []) {
      if (!levels.has(ride.from) && !levels.has(ride.to)) continue;
      const [x, y] = this.toScreen(ride.at);
      pen.beginPath();
      pen.arc(x, y, 7, 0, 2 * Math.PI);
      pen.fillStyle = '#0f8b8d';
      pen.fill();
      pen.lineWidth = 2;
      pen.strokeStyle = '#fff';
      pen.stroke();
    }
  }

  private drawWalker(): void {
    const { pen, walker } = this;
    if (!walker || walker.ordinal !== this.ordinal) return;
    const [x, y] = this.toScreen(walker);
    pen.save();
    pen.translate(x, y);
    pen.rotate(walker.heading - this.azimuth);
    pen.beginPath();
    pen.moveTo(0, -16);
    pen.lineTo(11, 11);
    pen.lineTo(0, 6);
    pen.lineTo(-11, 11);
    pen.closePath();
    pen.fillStyle = '#1456c4';
    pen.fill();
    pen.lineWidth = 2;
    pen.strokeStyle = '#fff';
    pen.stroke();
    pen.restore();
  }

  private trace(points: readonly Point[], closed: boolean): void {
    points.forEach((point, i) => {
      const [x, y] = this.toScreen(point);
      if (i === 0) this.pen.moveTo(x, y);
      else this.pen.lineTo(x, y);
    });
    if (closed) this.pen.closePath();
  }
}
