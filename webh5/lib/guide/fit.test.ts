import { expect, it } from 'vitest';
import { frameBox } from './fit';

const box = { minX: -10, maxX: 47, minY: -17, maxY: 90 };

it('fills the free width or height with the box, from any side', () => {
  for (const [azimuth, tilt, high] of [[0, 0.01, 1], [0.4, 0.8, 1], [2.5, 0.8, 200], [-1, 1.1, 60]] as const) {
    const free = { width: 280, height: 400 };
    const framing = frameBox(box, 0, high, { azimuth, tilt, fov: 0.6 }, free, 740);
    expect(framing.distance).toBeGreaterThan(50);
    const [width, height] = seen(framing, azimuth, tilt, high);
    expect(Math.max(width / free.width, height / free.height)).toBeCloseTo(1, 1);
  }
});

function seen({ x, y, up, distance }: ReturnType<typeof frameBox>, azimuth: number, tilt: number, high: number): [number, number] {
  const pixels = 370 / Math.tan(0.3);
  const across: number[] = [];
  const along: number[] = [];
  for (const cx of [box.minX, box.maxX])
    for (const cy of [box.minY, box.maxY])
      for (const cz of [0, high]) {
        const [dx, dy, dz] = [cx - x, cy - y, cz - up];
        const ahead = dx * Math.sin(azimuth) + dy * Math.cos(azimuth);
        const depth = distance + ahead * Math.sin(tilt) - dz * Math.cos(tilt);
        across.push(((dx * Math.cos(azimuth) - dy * Math.sin(azimuth)) / depth) * pixels);
        along.push(((ahead * Math.cos(tilt) + dz * Math.sin(tilt)) / depth) * pixels);
      }
  return [Math.max(...across) - Math.min(...across), Math.max(...along) - Math.min(...along)];
}
