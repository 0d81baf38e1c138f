import { computed, shallowRef, watch, type WatchStopHandle } from 'vue';
import type { Spot } from '../../api/guide';
import { boxOf, isInside, joinBoxes, type Box, type Point } from '../../lib/guide/geometry';
import type { MapPlace } from '../../lib/guide/level';
import { lineOf } from '../../lib/guide/way/line';
import { closures, floorBox, floors, frame, ordinalOf, placeById, plans, view } from '../campus/campus';
import { showFloor } from '../campus/switchCampus';
import { floorLabels, labelsOf } from './mapLabels';
import { mode } from '../mode';
import { LabelLayer, type MapLabel } from '../stage/labelLayer';
import type { Stage } from '../stage/stage';
import { origin } from '../start/start';
import { goal, track } from '../route/trip';

/** Floors the way touches; null without a way. */
const wayFloors = computed(() => {
  const ordinals = (track.value?.steps ?? [])
    .flatMap(({ step }) => [ordinalOf(step.level), ordinalOf(step.toLevel)])
    .filter((one): one is number => one !== null);
  return ordinals.length > 0 ? new Set(ordinals) : null;
});

/** Names are lower than a finger is wide. */
const fingerPx = 9;

/** What is drawn on, once it is here. */
export const stage = shallowRef<Stage | null>(null);

export interface MapView {
  readonly labels: LabelLayer;
  dispose(): void;
}

export const onFloor = (spot: Spot): { readonly at: Point; readonly ordinal: number } | null => {
  const ordinal = ordinalOf(spot.level);
  return ordinal === null ? null : { at: frame.value.toLocal([spot.lon, spot.lat]), ordinal };
};

/** Keeps the stage showing what the page knows. */
export function mapView(on: Stage, layer: HTMLElement, panels: () => readonly Element[], picked: (place: MapPlace) => void): MapView {
  const labels = new LabelLayer(layer, on);
  const drawn = new Set<string>();
  labels.obstacles = () => {
    const base = layer.getBoundingClientRect();
    return panels().map((panel) => {
      const box = panel.getBoundingClientRect();
      return { left: box.left - base.left, top: box.top - base.top, right: box.right - base.left, bottom: box.bottom - base.top };
    });
  };
  on.onDraw = () => labels.update(mode.value === 'walk' && on.kind === '3d');
  on.onTap = (ordinal, at, x, y) => {
    const label = labels.at(x, y);
    const near = label ?? labels.at(x, y, fingerPx);
    if (near?.look === 'ride') return void follow(near.id);
    if (view.value === 'all') return void showFloor(ordinal).then(() => fitFloor(true));
    const place = placeOf(label) ?? placeUnder(ordinal, at) ?? placeOf(near);
    if (place) picked(place);
  };

  const stops: WatchStopHandle[] = [
    watch(floors, (now) => {
      drawn.clear();
      on.setFloors(now);
    }, { immediate: true }),
    watch([plans, floors], () => {
      for (const [id, plan] of plans)
        if (!drawn.has(id)) {
          drawn.add(id);
          on.addPlan(plan);
        }
    }, { immediate: true }),
    watch(track, (now) => on.setRoute(now ? lineOf(now) : null), { immediate: true }),
    watch([view, wayFloors], ([now, only]) => on.show(now, only), { immediate: true }),
    watch(goal, (now) => on.setTarget(now?.kind === 'place' ? now.poi.id : null), { immediate: true }),
    watch([plans, view, closures, track, goal, origin, mode], () => {
      labels.labels = currentLabels();
      on.redraw();
    }, { immediate: true }),
  ];
  return {
    labels,
    dispose: () => {
      stops.forEach((stop) => stop());
      on.dispose();
    },
  };
}

/** A touched "lift up to 5F" leads there. */
async function follow(labelId: string): Promise<void> {
  const ride = track.value && lineOf(track.value).rides.find((one) => `r:${one.index}` === labelId);
  const to = ride ? ordinalOf(ride.to) : null;
  if (to !== null) await showFloor(to);
}

function currentLabels(): MapLabel[] {
  const shown = [...plans.values()].filter((plan) =>
    view.value === 'all' ? (wayFloors.value?.has(plan.level.ordinal) ?? true) : plan.level.ordinal === view.value,
  );
  const from = origin.value && mode.value !== 'home' && mode.value !== 'navigate' ? onFloor(origin.value) : null;
  const target = goalSpot();
  const to = target ? onFloor(target) : null;
  const all = labelsOf({
    plans: shown, closures: closures.value, rides: track.value ? lineOf(track.value).rides : [], ordinalOf,
    start: from && origin.value ? { ...from, name: origin.value.name, id: origin.value.poi ?? null } : null,
    goal: to && target ? { ...to, name: target.name, id: target.poi ?? null } : null,
    isBusy: mode.value === 'walk' || mode.value === 'navigate',
  }).filter((label) => view.value === 'all' || label.ordinal === view.value);
  return view.value === 'all' ? floorLabels(floors.value, shown, all) : all;
}

function goalSpot(): Spot | null {
  const now = goal.value;
  if (now?.kind === 'spot') return now.spot;
  if (now?.kind === 'place') return { ...now.poi, poi: now.poi.id };
  const last = track.value?.steps[track.value.steps.length - 1];
  const end = last?.points[last.points.length - 1];
  if (!now || !last || !end) return null;
  const [lon, lat] = frame.value.toLonLat(end);
  return {
    name: now.preset.stops[now.preset.stops.length - 1]?.name ?? now.preset.name,
    level: last.step.toLevel,
    levelName: last.step.toLevelName,
    lon,
    lat,
  };
}

const placeOf = (label: MapLabel | null): MapPlace | null => label && placeById(label.id.slice(2));

function placeUnder(ordinal: number, at: Point): MapPlace | null {
  for (const plan of plans.values()) {
    if (plan.level.ordinal !== ordinal) continue;
    const area = plan.areas.find((one) => isInside(one.rings, at) && placeById(one.id));
    const place = area ? placeById(area.id) : plan.places.find((one) => Math.hypot(one.at.x - at.x, one.at.y - at.y) < 4);
    if (place) return place;
  }
  return null;
}

/** Shows the whole floor, or all floors. */
export function fitFloor(glide: boolean): void {
  const box = view.value === 'all' && wayFloors.value ? joinBoxes([...wayFloors.value].map(floorBox)) : floorBox(view.value);
  if (box && stage.value) stage.value.fit(box, glide);
}

/** Shows a stretch of the way. */
export function fitPoints(points: readonly Point[], marginM = 8): void {
  const box = boxOf(points);
  if (!box || !stage.value) return;
  const grown: Box = { minX: box.minX - marginM, minY: box.minY - marginM, maxX: box.maxX + marginM, maxY: box.maxY + marginM };
  stage.value.fit(grown, true);
}
