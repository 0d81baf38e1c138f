import {
  BufferAttribute,
  BufferGeometry,
  CanvasTexture,
  ConeGeometry,
  CylinderGeometry,
  DoubleSide,
  Group,
  Mesh,
  MeshBasicMaterial,
  RepeatWrapping,
  type Object3D,
} from 'three';
import { ribbonOf } from '../../../lib/guide/ribbon';
import type { Point } from '../../../lib/guide/geometry';
import type { RouteLine } from '../stage';

const teal = 0x0f8b8d;

/** The route in the scene: a strip with moving arrows on each floor, and at each change of floor an arrow that rises or sinks. */
export class RouteMeshes {
  readonly group = new Group();
  private readonly line = new MeshBasicMaterial({ side: DoubleSide, depthTest: false, transparent: true });
  private readonly casing = new MeshBasicMaterial({ color: 0xffffff, side: DoubleSide, depthTest: false, transparent: true });
  private readonly beam = new MeshBasicMaterial({ color: teal, depthTest: false, transparent: true, opacity: 0.35 });
  private readonly cone = new MeshBasicMaterial({ color: teal, depthTest: false, transparent: true });
  private route: RouteLine | null = null;
  private widthM = 1.5;
  private rides: { readonly arrow: Object3D; readonly beam: Object3D; readonly from: number; readonly to: number; readonly at: Point }[] =
    [];
  private pieces: { readonly ordinal: number; readonly meshes: Mesh[] }[] = [];

  /** @param ordinalOf the floor a level lies on, or null when it is not on this map */
  constructor(private readonly ordinalOf: (level: string) => number | null) {}

  get isEmpty(): boolean {
    return this.pieces.length === 0;
  }

  set(route: RouteLine | null): void {
    this.route = route;
    this.make();
  }

  /** Sets the width of the strip in metres. */
  setWidth(widthM: number): void {
    this.widthM = widthM;
    this.make();
  }

  private make(): void {
    const { ordinalOf, route, widthM } = this;
    this.clear();
    if (!route) return;
    this.line.map ??= arrowTexture();
    for (const { level, points } of route.pieces) {
      const ordinal = ordinalOf(level);
      if (ordinal === null) continue;
      const meshes = [this.strip(points, widthM * 1.4, 0.08, this.casing, 10), this.strip(points, widthM, 0.1, this.line, 11)];
      this.pieces.push({ ordinal, meshes });
    }
    for (const ride of route.rides) {
      const [from, to] = [ordinalOf(ride.from), ordinalOf(ride.to)];
      if (from === null || to === null || from === to) continue;
      const arrow = new Mesh(new ConeGeometry(1.1, 2.2, 12), this.cone);
      const beam = new Mesh(new CylinderGeometry(0.45, 0.45, 1, 10), this.beam);
      arrow.renderOrder = 12;
      beam.renderOrder = 11;
      arrow.rotation.x = to < from ? Math.PI : 0;
      this.group.add(arrow, beam);
      this.rides.push({ arrow, beam, from, to, at: ride.at });
    }
  }

  /** Walls hide the line at eye height only; from above it shows through them. */
  setDepth(hidden: boolean): void {
    for (const material of [this.line, this.casing, this.beam, this.cone]) material.depthTest = hidden;
  }

  /** @param heightOf height of a floor now, or null when it is not shown */
  update(seconds: number, heightOf: (ordinal: number) => number | null, showsAll: boolean): void {
    if (this.line.map) this.line.map.offset.y = -(seconds * 1.6) % 1;
    for (const { ordinal, meshes } of this.pieces) {
      const height = heightOf(ordinal);
      for (const mesh of meshes) {
        mesh.visible = height !== null;
        mesh.position.y = height ?? 0;
      }
    }
    for (const ride of this.rides) {
      const [from, to] = [heightOf(ride.from), heightOf(ride.to)];
      const base = from ?? to;
      ride.arrow.visible = ride.beam.visible = base !== null;
      if (base === null) continue;
      // One floor alone shows the arrow leaving it, or coming from where one was.
      const rise = showsAll && from !== null && to !== null ? to - from : ride.to > ride.from ? 9 : -9;
      const low = showsAll ? base : from !== null ? base : base - rise;
      const share = (seconds * 0.45) % 1;
      ride.arrow.position.set(ride.at.x, Math.max(low, low + rise * share), -ride.at.y);
      ride.beam.position.set(ride.at.x, low + rise / 2, -ride.at.y);
      ride.beam.scale.y = Math.abs(rise);
    }
  }

  clear(): void {
    for (const child of [...this.group.children]) {
      this.group.remove(child);
      if (child instanceof Mesh) child.geometry.dispose();
    }
    this.pieces = [];
    this.rides = [];
  }

  private strip(points: readonly Point[], width: number, height: number, material: MeshBasicMaterial, order: number): Mesh {
    const ribbon = ribbonOf(points, width, height, width * 2);
    const geometry = new BufferGeometry();
    geometry.setAttribute('position', new BufferAttribute(ribbon.positions, 3));
    geometry.setAttribute('uv', new BufferAttribute(ribbon.uvs, 2));
    geometry.setIndex(new BufferAttribute(ribbon.indices, 1));
    const mesh = new Mesh(geometry, material);
    mesh.renderOrder = order;
    this.group.add(mesh);
    return mesh;
  }
}

function arrowTexture(): CanvasTexture {
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = 64;
  const context = canvas.getContext('2d')!;
  context.fillStyle = '#0f8b8d';
  context.fillRect(0, 0, 64, 64);
  context.strokeStyle = '#d9f2f1';
  context.lineWidth = 9;
  context.lineJoin = 'round';
  context.beginPath();
  context.moveTo(16, 44);
  context.lineTo(32, 28);
  context.lineTo(48, 44);
  context.stroke();
  const texture = new CanvasTexture(canvas);
  texture.wrapS = texture.wrapT = RepeatWrapping;
  return texture;
}
