import { computed, ref, shallowReactive, shallowRef } from 'vue';
import type { Campus, CampusEntry, Closure, Spot } from '../../api/guide';
import type { RequestFailed } from '../../api/http';
import { frameAt, joinBoxes, type Box, type Frame, type Point } from '../../lib/guide/geometry';
import { floorsOf, type Floor, type LevelPlan, type MapPlace } from '../../lib/guide/level';
import type { FloorView } from '../stage/stage';

export const campuses = shallowRef<readonly CampusEntry[]>([]);
export const campus = shallowRef<Campus | null>(null);
export const closures = shallowRef<readonly Closure[]>([]);
export const failure = shallowRef<RequestFailed | null>(null);
/** The campus to show again when a trip ends: the one opened or chosen, or that of the start the visitor named. */
export const base = ref<string | null>(null);
/** Levels read so far, by id. */
export const plans = shallowReactive(new Map<string, LevelPlan>());
export const view = shallowRef<FloorView>(1);
export const frame = shallowRef<Frame>(frameAt(0, 0));

export const floors = computed<readonly Floor[]>(() => (campus.value ? floorsOf(campus.value.levels) : []));

export const campusPath = (id: string): string => `/api/guide/campuses/${encodeURIComponent(id)}`;
export const campusUrl = (rest = ''): string => campusPath(campus.value!.id) + rest;

export function ordinalOf(level: string): number | null {
  return campus.value?.levels.find((one) => one.id === level)?.ordinal ?? null;
}

/** Campuses read so far, by id: a way may lead over several. */
export const known = shallowReactive(new Map<string, Campus>());

/** 门诊楼 2F; the open ground has no building. */
export function whereText(place: { readonly level: string; readonly levelName?: string; readonly buildingName?: string | null }): string {
  for (const one of [campus.value, ...known.values()]) {
    const level = one?.levels.find(({ id }) => id === place.level);
    const building = level && one!.buildings.find(({ id }) => id === level.building);
    if (level) return building ? `${building.name} ${level.name}` : level.name;
  }
  return [place.buildingName, place.levelName].filter(Boolean).join(' ');
}

/** The campuses that can be reached from the one shown, itself included. */
export const joined = computed<readonly CampusEntry[]>(() => {
  const site = campuses.value.find((one) => one.id === campus.value?.id)?.site;
  return campuses.value.filter((one) => one.site === site);
});

/** 西院区 · 康复楼 1F, where there are several campuses to tell apart. */
export function farText(id: string, where: string): string {
  const name = joined.value.length > 1 ? joined.value.find((one) => one.id === id)?.name : '';
  return [name, where].filter(Boolean).join(' · ');
}

export const floorBox = (shown: FloorView): Box | null =>
  joinBoxes([...plans.values()].filter((plan) => shown === 'all' || plan.level.ordinal === shown).map((plan) => plan.box));

export function placeById(id: string): MapPlace | null {
  for (const plan of plans.values()) for (const place of plan.places) if (place.id === id) return place;
  return null;
}

/** The reachable campus nearest to a point; a level id does not tell, since all campuses share the levels of the open ground. */
export function campusNear([lon, lat]: readonly [number, number]): CampusEntry | null {
  const { toLocal } = frameAt(lon, lat);
  const far = (one: CampusEntry): number => Math.hypot(toLocal([one.lon, one.lat]).x, toLocal([one.lon, one.lat]).y);
  return [...joined.value].sort((a, b) => far(a) - far(b))[0] ?? null;
}

export function spotAt(at: Point, plan: LevelPlan, name: string): Spot {
  const [lon, lat] = frame.value.toLonLat(at);
  return { name, level: plan.level.id, levelName: plan.level.name, lon, lat };
}
