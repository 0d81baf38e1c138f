import { colorOf } from '../../../lib/guide/colors';
import type { Point } from '../../../lib/guide/geometry';
import type { LevelPlan } from '../../../lib/guide/level';
import type { PlanEye } from './planEye';
import type { RouteLine, Walker } from '../stage';

/** Draws the flat plan: areas, doors, the way and the walker. */
export class PlanPen {
  constructor(private readonly pen: CanvasRenderingContext2D, private readonly eye: PlanEye) {}

  /** An empty sheet; `ratio` is the pixels of the canvas to one of the page. */
  clear(ratio: number): void {
    this.pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    this.pen.fillStyle = '#eef3f6';
    this.pen.fillRect(0, 0, this.eye.size.width, this.eye.size.height);
  }

  /** @param target id of the area to stand out */
  floor(plans: readonly LevelPlan[], target: string | null): void {
    const { pen } = this;
    for (const area of plans.flatMap((plan) => plan.areas)) {
      pen.beginPath();
      for (const ring of area.rings) this.trace(ring, true);
      pen.fillStyle = area.id === target ? '#7fc4c4' : `rgb(${colorOf(area).join()})`;
      pen.fill('evenodd');
      pen.strokeStyle = '#a3b0bb';
      pen.lineWidth = 1;
      pen.stroke();
    }
    pen.fillStyle = '#96785c';
    for (const door of plans.flatMap((plan) => plan.doors)) {
      const [x, y] = this.eye.toScreen(door.at);
      pen.fillRect(x - 2, y - 2, 4, 4);
    }
  }

  /** @param levels ids of those drawn */
  way(line: RouteLine, levels: ReadonlySet<string>): void {
    const { pen } = this;
    pen.lineJoin = pen.lineCap = 'round';
    for (const [width, color] of [[9, '#fff'], [6, '#0f8b8d']] as const)
      for (const piece of line.pieces) {
        if (!levels.has(piece.level)) continue;
        pen.beginPath();
        this.trace(piece.points, false);
        pen.lineWidth = width;
        pen.strokeStyle = color;
        pen.stroke();
      }
    for (const ride of line.rides) {
      if (!levels.has(ride.from) && !levels.has(ride.to)) continue;
      const [x, y] = this.eye.toScreen(ride.at);
      pen.beginPath();
      pen.arc(x, y, 7, 0, 2 * Math.PI);
      pen.fillStyle = '#0f8b8d';
      pen.fill();
      pen.lineWidth = 2;
      pen.strokeStyle = '#fff';
      pen.stroke();
    }
  }

  walker(walker: Walker): void {
    const { pen } = this;
    const [x, y] = this.eye.toScreen(walker);
    pen.save();
    pen.translate(x, y);
    pen.rotate(walker.heading - this.eye.azimuth);
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
      const [x, y] = this.eye.toScreen(point);
      if (i === 0) this.pen.moveTo(x, y);
      else this.pen.lineTo(x, y);
    });
    if (closed) this.pen.closePath();
  }
}
