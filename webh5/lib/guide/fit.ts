import type { Box, Point } from './geometry';

/** How the eye looks: turned from north clockwise, tilted from straight down; radians. */
export interface Look {
  readonly azimuth: number;
  readonly tilt: number;
  /** Vertical field of view, radians. */
  readonly fov: number;
}

export interface Framing extends Point {
  /** Height looked at and distance to the eye, metres. */
  readonly up: number;
  readonly distance: number;
}

const rounds = 12;

/**
 * Where to look from so that a box of the map between two heights just fills a part of the screen, seen in perspective.
 * @param free size of the part, pixels, whose middle is the middle of the picture; @param height of the whole picture
 */
export function frameBox(
  box: Box,
  low: number,
  high: number,
  look: Look,
  free: { readonly width: number; readonly height: number },
  height: number,
): Framing {
  const corners = [box.minX, box.maxX].flatMap((x) => [box.minY, box.maxY].flatMap((y) => [low, high].map((z) => ({ x, y, z }))));
  const [sinA, cosA, sinT, cosT] = [Math.sin(look.azimuth), Math.cos(look.azimuth), Math.sin(look.tilt), Math.cos(look.tilt)];
  const pixels = height / 2 / Math.tan(look.fov / 2);
  const up = (low + high) / 2;
  let [x, y] = [(box.minX + box.maxX) / 2, (box.minY + box.maxY) / 2];
  let distance = 2 * Math.hypot(box.maxX - box.minX, box.maxY - box.minY, high - low) + 1;
  for (let i = 0; i < rounds; i++) {
    let [left, right, bottom, top] = [Infinity, -Infinity, Infinity, -Infinity];
    for (const corner of corners) {
      const [dx, dy, dz] = [corner.x - x, corner.y - y, corner.z - up];
      const depth = Math.max(distance * 0.1, distance + dx * sinA * sinT + dy * cosA * sinT - dz * cosT);
      const across = ((dx * cosA - dy * sinA) / depth) * pixels;
      const along = ((dx * sinA * cosT + dy * cosA * cosT + dz * sinT) / depth) * pixels;
      [left, right, bottom, top] = [Math.min(left, across), Math.max(right, across), Math.min(bottom, along), Math.max(top, along)];
    }
    const metre = distance / pixels;
    const [moveX, moveY] = [((left + right) / 2) * metre, (((bottom + top) / 2) * metre) / Math.max(0.3, cosT)];
    x += moveX * cosA + moveY * sinA;
    y += -moveX * sinA + moveY * cosA;
    distance *= Math.max((right - left) / free.width, (top - bottom) / free.height);
  }
  return { x, y, up, distance };
}
