import type { Step } from '../../../api/guide';
import { distance, type Point } from '../geometry';
import { nearestPoint, type Track } from './track';

/** The drawn line, cut where it changes level: pieces with their level, and the rides between them. */
export interface LinePiece {
  readonly level: string;
  readonly points: readonly Point[];
}

export interface Ride {
  readonly kind: Step['kind'];
  readonly from: string;
  readonly to: string;
  readonly toName: string;
  readonly at: Point;
  readonly end: Point;
  readonly index: number;
}

export function lineOf(track: Track): { readonly pieces: readonly LinePiece[]; readonly rides: readonly Ride[] } {
  const pieces: { level: string; points: Point[] }[] = [];
  const rides: Ride[] = [];
  track.steps.forEach(({ step, points, isRide }, index) => {
    if (isRide && step.level !== step.toLevel) {
      const [at, end] = [points[0] ?? nearestPoint(track, index), points[points.length - 1] ?? nearestPoint(track, index)];
      rides.push({ kind: step.kind, from: step.level, to: step.toLevel, toName: step.toLevelName, at, end, index });
      pieces.push({ level: step.toLevel, points: [] });
      return;
    }
    let piece = pieces[pieces.length - 1];
    if (!piece || piece.level !== step.level) pieces.push((piece = { level: step.level, points: [] }));
    for (const point of points) {
      const last = piece.points[piece.points.length - 1];
      if (!last || distance(last, point) > 0.02) piece.points.push(point);
    }
  });
  return { pieces: pieces.filter((piece) => piece.points.length > 1), rides };
}
