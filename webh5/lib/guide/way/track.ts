import type { Route, Step } from '../../../api/guide';
import { distance, headingOf, nearestOnPath, pathLength, pointAlong, turnBetween, type Frame, type Point } from '../geometry';

/** One step of a route laid out in metres and seconds from the start of the whole route. */
export interface TrackStep {
  readonly step: Step;
  readonly leg: number;
  readonly points: readonly Point[];
  readonly lengthM: number;
  readonly startM: number;
  readonly startS: number;
  readonly durationS: number;
  /** True when it leaves the level or the campus: lift, stairs, escalator, shuttle. */
  readonly isRide: boolean;
}

export interface Track {
  readonly steps: readonly TrackStep[];
  readonly lengthM: number;
  readonly durationS: number;
}

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

const rideKinds: readonly string[] = ['lift', 'stairs', 'escalator'];
const lookAheadM = 2.5;

export function trackOf(route: Route, frame: Frame): Track {
  const steps: TrackStep[] = [];
  let [startM, startS] = [0, 0];
  route.legs.forEach((leg, index) => {
    for (const step of leg.steps) {
      const points = step.path.map(frame.toLocal);
      const isRide = step.level !== step.toLevel || step.kind === 'shuttle' || (rideKinds.includes(step.kind) && step.distanceM === 0);
      const lengthM = points.length > 0 && !isRide ? pathLength(points) : 0;
      steps.push({ step, leg: index, points, lengthM, startM, startS, durationS: step.durationS, isRide });
      startM += lengthM;
      startS += step.durationS;
    }
  });
  return { steps, lengthM: startM, durationS: startS };
}

/** Where one is after so many seconds, walking each step evenly. Looks a little ahead so that corners are turned smoothly. */
export function standAt(track: Track, seconds: number): Stand {
  const index = indexAt(track, seconds);
  const step = track.steps[index]!;
  const share = step.durationS > 0 ? Math.min(1, Math.max(0, (seconds - step.startS) / step.durationS)) : 1;
  if (step.isRide) {
    const [first, last] = [step.points[0] ?? nearestPoint(track, index), step.points[step.points.length - 1] ?? nearestPoint(track, index)];
    const arrived = share >= 0.5;
    return { index, level: arrived ? step.step.toLevel : step.step.level, at: arrived ? last : first, heading: headingAfter(track, index), ride: share };
  }
  const at = step.points.length > 0 ? pointAlong(step.points, share * step.lengthM) : nearestPoint(track, index);
  return { index, level: step.step.level, at, heading: headingAt(track, index, share * step.lengthM, at), ride: null };
}

function indexAt(track: Track, seconds: number): number {
  let index = 0;
  while (index + 1 < track.steps.length && seconds >= track.steps[index + 1]!.startS) index++;
  return index;
}

function nearestPoint(track: Track, index: number): Point {
  for (let i = index; i >= 0; i--) if (track.steps[i]!.points.length > 0) return track.steps[i]!.points[track.steps[i]!.points.length - 1]!;
  return track.steps.find((step) => step.points.length > 0)?.points[0] ?? { x: 0, y: 0 };
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
    if (points.length > 1 && distance(points[points.length - 2]!, points[points.length - 1]!) > 0.05) return headingOf(points[points.length - 2]!, points[points.length - 1]!);
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

/** Where a position lies on a track. */
export interface TrackProgress {
  readonly index: number;
  readonly walkedM: number;
  readonly leftM: number;
  readonly leftS: number;
  /** Metres to the end of the step. */
  readonly toNextM: number;
  readonly besideM: number;
  readonly isOffRoute: boolean;
  readonly hasArrived: boolean;
}

const offRouteM = 10;
const arrivedM = 5;

/**
 * Matches a position to the steps not behind the one last known, on its floor; of steps equally near the earlier one counts. Off the route means more than
 * 10 m beside every such step (and more than the fix can err), or on a floor the rest of the route does not touch.
 * @param isOn whether a level lies on the floor of the position; the open ground and the ground floors of all buildings are one floor
 */
export function progressOf(track: Track, at: Point, isOn: (level: string) => boolean, accuracyM = 0, lastIndex = 0): TrackProgress {
  let best = { index: lastIndex, alongM: 0, besideM: Infinity };
  for (let i = Math.max(0, lastIndex); i < track.steps.length; i++) {
    const { step, points } = track.steps[i]!;
    if ((!isOn(step.level) && !isOn(step.toLevel)) || points.length === 0) continue;
    const { alongM, besideM } = nearestOnPath(points, at);
    if (besideM < best.besideM - 0.5) best = { index: i, alongM, besideM };
  }
  const step = track.steps[best.index]!;
  const alongM = Math.min(best.alongM, step.lengthM);
  const share = step.lengthM > 0 ? alongM / step.lengthM : 0;
  const end = track.steps[track.steps.length - 1]!;
  const endPoint = nearestPoint(track, track.steps.length - 1);
  const isOffRoute = best.besideM > Math.max(offRouteM, accuracyM);
  return {
    index: best.index,
    walkedM: step.startM + alongM,
    leftM: Math.max(0, track.lengthM - step.startM - alongM),
    leftS: Math.max(0, track.durationS - step.startS - share * step.durationS),
    toNextM: Math.max(0, step.lengthM - alongM),
    besideM: best.besideM,
    isOffRoute,
    hasArrived: isOn(end.step.toLevel) && distance(endPoint, at) <= arrivedM,
  };
}

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

/**
 * Whether a way asked for on the way is the rest of the one being walked: all but its first two steps, which begin where one stands, are the last steps of the other.
 */
export function isRestOf(now: Track, before: Track): boolean {
  const rest = now.steps.slice(2).map(({ step }) => step.text);
  return rest.length <= before.steps.length && rest.every((text, i) => before.steps[before.steps.length - rest.length + i]!.step.text === text) && ridesOf(before).endsWith(ridesOf(now));
}

const ridesOf = (track: Track): string => track.steps.filter(({ isRide }) => isRide).map(({ step }) => `${step.text};`).join('');

const shownRideS = 5;

/** The track as a simulated walk shows it: nobody wants to wait for a lift that is not there. */
export function paced(track: Track): Track {
  let startS = 0;
  const steps = track.steps.map((step) => {
    const durationS = step.isRide ? Math.min(shownRideS, step.durationS) : step.durationS;
    const at = { ...step, startS, durationS };
    startS += durationS;
    return at;
  });
  return { steps, lengthM: track.lengthM, durationS: startS };
}
