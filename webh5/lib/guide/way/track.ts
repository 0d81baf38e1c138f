import type { Route, Step } from '../../../api/guide';
import { pathLength, type Frame, type Point } from '../geometry';

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

const rideKinds: readonly string[] = ['lift', 'stairs', 'escalator'];

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

/** The last known point of a track at or before a step, for steps without a path of their own. */
export function nearestPoint(track: Track, index: number): Point {
  for (let i = index; i >= 0; i--) if (track.steps[i]!.points.length > 0) return track.steps[i]!.points[track.steps[i]!.points.length - 1]!;
  return track.steps.find((step) => step.points.length > 0)?.points[0] ?? { x: 0, y: 0 };
}

/**
 * True when a way asked for during a walk is the rest of the way being walked: its first two steps begin where the walker stands, all
 * others are the last steps of the walked way.
 */
export function isRestOf(now: Track, before: Track): boolean {
  const rest = now.steps.slice(2).map(({ step }) => step.text);
  return (
    rest.length <= before.steps.length &&
    rest.every((text, i) => before.steps[before.steps.length - rest.length + i]!.step.text === text) &&
    ridesOf(before).endsWith(ridesOf(now))
  );
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
