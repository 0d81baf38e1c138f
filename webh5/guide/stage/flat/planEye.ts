import type { Box, Point } from '../../../lib/guide/geometry';
import type { Padding } from '../stage';

const limits = { least: 0.6, most: 60 };

/** From where the flat plan is seen: the point in the middle, pixels a metre takes, and which way is up. */
export class PlanEye {
  centre: Point = { x: 0, y: 0 };
  /** Radians from north, clockwise. */
  azimuth = 0;
  scale = 4;
  size = { width: 1, height: 1 };
  padding: Padding = { top: 0, bottom: 0, right: 0 };

  get seen(): readonly Point[] {
    const [width, bottom] = [this.size.width, this.size.height - this.padding.bottom];
    return [
      this.toGround(0, this.padding.top),
      this.toGround(width, this.padding.top),
      this.toGround(width, bottom),
      this.toGround(0, bottom),
    ];
  }

  fit(box: Box): void {
    const free = this.size.height - this.padding.top - this.padding.bottom;
    this.centre = { x: (box.minX + box.maxX) / 2, y: (box.minY + box.maxY) / 2 };
    this.setScale(Math.min((this.size.width - this.padding.right - 32) / (box.maxX - box.minX), (free - 32) / (box.maxY - box.minY)));
  }

  pan(dx: number, dy: number): void {
    const [sin, cos] = [Math.sin(this.azimuth), Math.cos(this.azimuth)];
    const [x, y] = [-dx / this.scale, dy / this.scale];
    this.centre = { x: this.centre.x + x * cos + y * sin, y: this.centre.y - x * sin + y * cos };
  }

  /** Zooms and turns; the point under the fingers stays under them unless the middle is held. */
  pinch(factor: number, turn: number, x: number, y: number, holdsMiddle: boolean): void {
    const about = this.toGround(x, y);
    this.azimuth -= turn;
    this.setScale(this.scale * factor);
    const now = this.toGround(x, y);
    if (!holdsMiddle) this.centre = { x: this.centre.x + about.x - now.x, y: this.centre.y + about.y - now.y };
  }

  setScale(scale: number): void {
    this.scale = Math.min(limits.most, Math.max(limits.least, scale));
  }

  toScreen({ x, y }: Point): [number, number] {
    const [sin, cos] = [Math.sin(this.azimuth), Math.cos(this.azimuth)];
    const [dx, dy] = [x - this.centre.x, y - this.centre.y];
    return [this.middle.x + (dx * cos - dy * sin) * this.scale, this.middle.y - (dx * sin + dy * cos) * this.scale];
  }

  toGround(x: number, y: number): Point {
    const [sin, cos] = [Math.sin(this.azimuth), Math.cos(this.azimuth)];
    const [dx, dy] = [(x - this.middle.x) / this.scale, -(y - this.middle.y) / this.scale];
    return { x: this.centre.x + dx * cos + dy * sin, y: this.centre.y - dx * sin + dy * cos };
  }

  private get middle(): Point {
    return {
      x: (this.size.width - this.padding.right) / 2,
      y: this.padding.top + (this.size.height - this.padding.top - this.padding.bottom) / 2,
    };
  }
}
