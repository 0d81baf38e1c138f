import {
  BufferAttribute,
  BufferGeometry,
  CircleGeometry,
  DoubleSide,
  Fog,
  Mesh,
  MeshBasicMaterial,
  type PerspectiveCamera,
  type Scene,
} from 'three';
import { ease } from '../../../lib/guide/way/stand';
import type { Eye } from './eye';
import type { FloorStack } from './floorStack';
import type { Pace } from './pace';
import type { Follow, Walker } from '../stage';

export const sky = 0xeef3f6;
export const overviewFov = 35;
const walkFov = 68;
const eyeM = 1.65;

/** The walker in the scene: an arrow seen from above, or the camera at eye height. */
export class WalkerView {
  walker: Walker | null = null;
  follow: Follow = null;
  heading = 0;
  private readonly person = arrow();
  /** Ground to stand on where no floor is drawn, and with it a horizon. */
  private readonly meadow = new Mesh(new CircleGeometry(300, 24), new MeshBasicMaterial({ color: 0xd9e2dc }));
  private readonly haze = new Fog(sky, 12, 60);

  constructor(
    private readonly scene: Scene,
    private readonly camera: PerspectiveCamera,
    private readonly eye: Eye,
    private readonly stack: FloorStack,
    private readonly pace: Pace,
  ) {
    this.meadow.rotation.x = -Math.PI / 2;
    scene.add(this.person, this.meadow);
  }

  get isInside(): boolean {
    return this.follow === 'eyes';
  }

  /** @returns true when the view changed between above and eye height */
  set(walker: Walker | null, follow: Follow): boolean {
    const [was, wasFollowing] = [this.isInside, this.follow];
    if (follow !== wasFollowing) {
      this.heading = follow === 'eyes' && walker ? walker.heading : this.eye.azimuth;
      if (follow === 'above') this.eye.glideTo({ distance: 85, tilt: 0.75, up: 0 });
    }
    this.walker = walker;
    this.follow = walker ? follow : null;
    return was !== this.isInside;
  }

  /** Moves the camera with the walker; true while the picture changes by that. */
  update(now: number): boolean {
    const { walker, isInside } = this;
    this.person.visible = walker !== null && !isInside && this.stack.heightOf(walker.ordinal) !== null;
    this.meadow.visible = isInside;
    this.scene.fog = isInside ? this.haze : null;
    this.camera.fov = isInside ? walkFov : overviewFov;
    this.camera.updateProjectionMatrix();
    if (!walker) return false;
    const height = this.stack.heightOf(walker.ordinal) ?? 0;
    this.person.position.set(walker.x, height + 0.3, -walker.y);
    this.person.rotation.y = -walker.heading;
    this.person.scale.setScalar(Math.min(4, Math.max(1, 14 / this.eye.scale)));
    if (isInside) return this.look(walker, height, now);
    return this.follow === 'above' && !this.eye.isGliding && this.trail(walker, height, now);
  }

  private look(walker: Walker, height: number, now: number): true {
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

  private trail(walker: Walker, height: number, now: number): boolean {
    const { x, y, azimuth } = this.eye.at;
    const share = this.pace.share(now) * 0.6;
    this.eye.set({
      x: x + (walker.x - x) * share,
      y: y + (walker.y - y) * share,
      azimuth: ease(azimuth, walker.heading, share),
      up: height,
    });
    this.eye.update(now);
    return Math.hypot(walker.x - x, walker.y - y) > 0.05;
  }
}

function arrow(): Mesh {
  const geometry = new BufferGeometry();
  geometry.setAttribute('position', new BufferAttribute(new Float32Array([0, 0, -1.4, -1, 0, 1, 0, 0, 0.5, 1, 0, 1]), 3));
  geometry.setIndex([0, 1, 2, 0, 2, 3]);
  const mesh = new Mesh(geometry, new MeshBasicMaterial({ color: 0x1456c4, side: DoubleSide, depthTest: false, transparent: true }));
  mesh.renderOrder = 20;
  mesh.visible = false;
  return mesh;
}
