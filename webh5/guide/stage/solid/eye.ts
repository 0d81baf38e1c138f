import type { PerspectiveCamera } from 'three';
import { frameBox } from '../../../lib/guide/fit';
import type { Box, Point } from '../../../lib/guide/geometry';
import { ease } from '../../../lib/guide/way/stand';
import type { Padding } from '../stage';

interface Pose {
  x: number;
  y: number;
  /** Height of what is looked at, metres. */
  up: number;
  distance: number;
  azimuth: number;
  /** 0 looks straight down. */
  tilt: number;
}

const glideMs = 500;
const limits = { near: 12, fit: 40, far: 1200, tilt: 1.25 };
const overviewTilt = 0.75;
const stackTilt = 1;
const margin = 14;

/** The eye over the map: what it looks at, from how far, from which side; glides from one pose to another. */
export class Eye {
  private pose: Pose = { x: 0, y: 0, up: 0, distance: 120, azimuth: 0.22, tilt: overviewTilt };
  private glide: { from: Pose; to: Pose; start: number } | null = null;
  private padding: Padding = { top: 0, bottom: 0, right: 0 };
  private size = { width: 1, height: 1 };

  constructor(private readonly camera: PerspectiveCamera) {}

  get azimuth(): number {
    return this.pose.azimuth;
  }

  get isGliding(): boolean {
    return this.glide !== null;
  }

  get at(): Readonly<Pose> {
    return this.pose;
  }

  resize(width: number, height: number, padding: Padding): void {
    this.size = { width, height };
    this.padding = padding;
  }

  /** Pixels a metre takes where the eye looks. */
  get scale(): number {
    return this.size.height / (2 * this.pose.distance * Math.tan((this.camera.fov * Math.PI) / 360));
  }

  /** Moves by pixels: the ground follows the finger. */
  pan(dx: number, dy: number): void {
    const [x, y] = [-dx / this.scale, dy / (this.scale * Math.max(0.35, Math.cos(this.pose.tilt)))];
    const [sin, cos] = [Math.sin(this.pose.azimuth), Math.cos(this.pose.azimuth)];
    this.set({ x: this.pose.x + x * cos + y * sin, y: this.pose.y - x * sin + y * cos });
  }

  /** Zooms and turns about a point of the ground. */
  pinch(factor: number, turn: number, about: Point): void {
    const distance = Math.min(limits.far, Math.max(limits.near, this.pose.distance / factor));
    const k = distance / this.pose.distance;
    const [dx, dy] = [(this.pose.x - about.x) * k, (this.pose.y - about.y) * k];
    const [sin, cos] = [Math.sin(-turn), Math.cos(-turn)];
    this.set({ distance, azimuth: this.pose.azimuth - turn, x: about.x + dx * cos + dy * sin, y: about.y - dx * sin + dy * cos });
  }

  tilt(turn: number, tilt: number): void {
    this.set({ azimuth: this.pose.azimuth + turn, tilt: Math.min(limits.tilt, Math.max(0, this.pose.tilt - tilt)) });
  }

  set(change: Partial<Pose>): void {
    this.glide = null;
    Object.assign(this.pose, change);
  }

  glideTo(change: Partial<Pose>): void {
    const from = { ...this.pose };
    this.glide = { from, to: { ...from, ...change }, start: performance.now() };
  }

  /** A pose that sees the whole box between two heights; all floors are seen more from the side. */
  poseFor(box: Box, low: number, high: number): Partial<Pose> {
    const { top, bottom, right } = this.padding;
    const free = {
      width: Math.max(80, this.size.width - right - 2 * margin),
      height: Math.max(120, this.size.height - top - bottom - 2 * margin),
    };
    const look = { azimuth: this.pose.azimuth, tilt: high - low > 10 ? stackTilt : overviewTilt, fov: (this.camera.fov * Math.PI) / 180 };
    const { distance, ...at } = frameBox(box, low, high, look, free, this.size.height);
    return { ...at, tilt: look.tilt, distance: Math.min(limits.far, Math.max(limits.fit, distance)) };
  }

  /** Puts the camera where the eye is. */
  update(now: number): void {
    if (this.glide) {
      const { from, to, start } = this.glide;
      const t = Math.min(1, (now - start) / glideMs);
      const k = t * t * (3 - 2 * t);
      const mix = (a: number, b: number): number => a + (b - a) * k;
      this.pose = {
        x: mix(from.x, to.x),
        y: mix(from.y, to.y),
        up: mix(from.up, to.up),
        distance: mix(from.distance, to.distance),
        tilt: mix(from.tilt, to.tilt),
        azimuth: ease(from.azimuth, to.azimuth, k),
      };
      if (t >= 1) this.glide = null;
    }
    const { x, y, up, distance, azimuth, tilt } = this.pose;
    const out = distance * Math.sin(tilt);
    this.camera.position.set(x - out * Math.sin(azimuth), up + distance * Math.cos(tilt), -(y - out * Math.cos(azimuth)));
    // Straight down, "up" is where the azimuth points.
    if (tilt < 0.01) this.camera.up.set(Math.sin(azimuth), 0, -Math.cos(azimuth));
    else this.camera.up.set(0, 1, 0);
    this.camera.lookAt(x, up, -y);
    const { top, bottom, right } = this.padding;
    this.camera.setViewOffset(this.size.width, this.size.height, right / 2, (bottom - top) / 2, this.size.width, this.size.height);
  }
}
