import type { Closure } from '../../api/guide';
import { joinBoxes, type Point } from '../../lib/guide/geometry';
import type { Floor, LevelPlan } from '../../lib/guide/level';
import type { Ride } from '../../lib/guide/way/line';
import type { MapLabel } from '../stage/labelLayer';

const ranks: { readonly [category: string]: readonly [rank: number, fromScale: number] } = {
  entrance: [3, 0],
  payment: [3, 2],
  pharmacy: [3, 2],
  kiosk: [3, 2],
  reception: [3, 2],
  lab: [4, 3],
  radiology: [4, 3],
  toilet: [5, 3],
  water: [5, 3],
  shop: [5, 3],
  rental: [5, 3], food: [5, 3], department: [7, 4], office: [8, 6], room: [9, 6], staff: [10, 8],
};
const connectorNames = { lift: '电梯', stairs: '楼梯', escalator: '扶梯', ramp: '坡道' } as const;
const rideNames: { readonly [kind: string]: string } = { ...connectorNames, shuttle: '班车' };

export interface Shown {
  readonly plans: readonly LevelPlan[];
  readonly closures: readonly Closure[];
  readonly rides: readonly Ride[];
  readonly ordinalOf: (level: string) => number | null;
  readonly start: { readonly at: Point; readonly ordinal: number; readonly name: string; readonly id: string | null } | null;
  readonly goal: { readonly at: Point; readonly ordinal: number; readonly name: string; readonly id: string | null } | null;
  /** While walking only what helps to find the way is named. */
  readonly isBusy: boolean;
}

/** The names of one floor. */
export function labelsOf({ plans, closures, rides, ordinalOf, start, goal, isBusy }: Shown): MapLabel[] {
  const labels: MapLabel[] = [];
  for (const { level, places, connectors } of plans) {
    const ordinal = level.ordinal;
    for (const place of places) {
      if (place.id === goal?.id || place.id === start?.id) continue;
      const [rank, fromScale] = ranks[place.category] ?? [9, 6];
      if (isBusy && rank > 9) continue;
      labels.push({ id: `p:${place.id}`, text: place.name, look: place.category, at: place.at, ordinal, rank, fromScale });
    }
    for (const connector of connectors) {
      const shut = closures.find((one) => one.active && one.target === 'connector' && one.targetId === connector.id);
      const name = connectorNames[connector.kind];
      if (shut)
        labels.push({
          id: `c:${level.id}:${connector.id}`,
          text: `${name}停用`,
          look: 'shut',
          at: connector.at,
          ordinal,
          rank: 2,
          fromScale: 0,
        });
      else if (connector.kind !== 'ramp')
        labels.push({
          id: `c:${level.id}:${connector.id}`,
          text: name,
          look: connector.kind,
          at: connector.at,
          ordinal,
          rank: 5.5,
          fromScale: 3,
        });
    }
  }
  for (const ride of rides) {
    const [from, to] = [ordinalOf(ride.from), ordinalOf(ride.to)];
    if (from === null || from === to) continue;
    labels.push({ id: `r:${ride.index}`, text: rideText(ride, from, to), look: 'ride', at: ride.at, ordinal: from, rank: 1, fromScale: 0 });
  }
  if (start) labels.push({ id: 'start', text: '起点', look: 'start', at: start.at, ordinal: start.ordinal, rank: 0.5, fromScale: 0 });
  if (goal)
    labels.push({
      id: goal.id ? `p:${goal.id}` : 'goal',
      text: goal.name,
      look: 'goal',
      at: goal.at,
      ordinal: goal.ordinal,
      rank: 0,
      fromScale: 0,
    });
  return labels;
}

const rideText = (ride: Ride, from: number, to: number | null): string =>
  `${rideNames[ride.kind] ?? '通道'}${to === null ? '' : to > from ? '上' : '下'}到 ${ride.toName}`;

/** In the view of all floors: their names at their corners. */
export function floorLabels(floors: readonly Floor[], plans: readonly LevelPlan[], extra: readonly MapLabel[]): MapLabel[] {
  const names = floors.flatMap(({ ordinal, name, levels }): MapLabel[] => {
    const box = joinBoxes(plans.filter((plan) => levels.some((level) => level.id === plan.level.id)).map((plan) => plan.box));
    return box ? [{ id: `f:${ordinal}`, text: name, look: 'floor', at: { x: box.minX, y: box.minY }, ordinal, rank: 2, fromScale: 0 }] : [];
  });
  return [...names, ...extra.filter((label) => ['start', 'goal', 'ride', 'shut'].includes(label.look))];
}
