import { distance, headingOf, pointAlong, turnBetween, type Point } from '../geometry';
import { nearestPoint, type Track } from './track';

/** Where a walker is on a track. */
export interface Stand {
  /** Index into the track's steps. */
  readonly index: number;
  readonly level: string;
  readonly at: Point;
  /** Radians from north, clockwise. */
  readonly heading: number;
  /** 0 to 1 within a ride between levels, else null. */
  readonly ride: number | null;
}

const lookAheadM = 2.5;

/** The position after so many seconds at an even pace in each step. The heading looks a little ahead, so that corners are turned smoothly. */
export function standAt(track: Track, seconds: number): Stand {
  const index = indexAt(track, seconds);
  const step = track.steps[index]!;
  const share = step.durationS > 0 ? Math.min(1, Math.max(0, (seconds - step.startS) / step.durationS)) : 1;
  if (step.isRide) {
    const [first, last] = [step.points[0] ?? nearestPoint(track, index), step.points[step.points.length - 1] ?? nearestPoint(track, index)];
    const arrived = share >= 0.5;
    return {
      index,
      level: arrived ? step.step.toLevel : step.step.level,
      at: arrived ? last : first,
      heading: headingAfter(track, index),
      ride: share,
    };
  }
  const at = step.points.length > 0 ? pointAlong(step.points, share * step.lengthM) : nearestPoint(track, index);
  return { index, level: step.step.level, at, heading: headingAt(track, index, share * step.lengthM, at), ride: null };
}

function indexAt(track: Track, seconds: number): number {
  let index = 0;
  while (index + 1 < track.steps.length && seconds >= track.steps[index + 1]!.startS) index++;
  return index;
}

function headingAt(track: Track, index: number, alongM: number, at: Point): number {
  let ahead = alongM + lookAheadM;
  for (let i = index; i < track.steps.length && !track.steps[i]!.isRide; i++) {
    const step = track.steps[i]!;
    if (ahead <= step.lengthM && step.points.length > 1) return headingOf(at, pointAlong(step.points, ahead));
    ahead -= step.lengthM;
  }
  const { points } = track.steps[index]!;
  return points.length > 1 ? headingOf(points[points.length - 2]!, points[points.length - 1]!) : headingBefore(track, index);
}

function headingBefore(track: Track, index: number): number {
  for (let i = index; i >= 0; i--) {
    const { points } = track.steps[i]!;
    if (points.length > 1 && distance(points[points.length - 2]!, points[points.length - 1]!) > 0.05)
      return headingOf(points[points.length - 2]!, points[points.length - 1]!);
  }
  return 0;
}

function headingAfter(track: Track, index: number): number {
  const next = track.steps[index + 1];
  return next && next.points.length > 1 ? headingOf(next.points[0]!, next.points[1]!) : headingBefore(track, index);
}

/** Turns a heading towards another by a share of the way, the shorter way round. */
export function ease(from: number, to: number, share: number): number {
  return from + turnBetween(from, to) * Math.min(1, Math.max(0, share));
}
