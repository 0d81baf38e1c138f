import { distance, nearestOnPath, type Point } from '../geometry';
import { nearestPoint, type Track } from './track';

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
 * Matches a position to the steps not behind the one last known, on its floor; of steps equally near the earlier one counts. Off the
 * route means more than 10 m beside every such step (and more than the fix can err), or on a floor the rest of the route does not
 * touch.
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
