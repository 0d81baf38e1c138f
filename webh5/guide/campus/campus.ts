import { computed, ref, shallowReactive, shallowRef } from 'vue';
import type { Campus, CampusEntry, Closure, Here, LevelMap, Poi, Preset, Spot } from '../../api/guide';
import { get, RequestFailed, withQuery, type Page } from '../../api/http';
import { frameAt, joinBoxes, type Box, type Frame, type Point } from '../../lib/guide/geometry';
import { floorsOf, planOf, type Floor, type LevelPlan, type MapPlace } from '../../lib/guide/level';
import { getOrRecall, heard, missed } from './online';
import type { FloorView } from '../stage/stage';

const parallel = 3;

export const campuses = shallowRef<readonly CampusEntry[]>([]);
export const campus = shallowRef<Campus | null>(null);
export const presets = shallowRef<readonly Preset[]>([]);
export const closures = shallowRef<readonly Closure[]>([]);
export const failure = shallowRef<RequestFailed | null>(null);
/** The campus to come back to when a trip ends: the one that was opened or chosen, or where one has said to stand. */
export const base = ref<string | null>(null);
/** Levels read so far, by id. */
export const plans = shallowReactive(new Map<string, LevelPlan>());
export const view = shallowRef<FloorView>(1);
export const frame = shallowRef<Frame>(frameAt(0, 0));

export const floors = computed<readonly Floor[]>(() => (campus.value ? floorsOf(campus.value.levels) : []));

const campusPath = (id: string): string => `/api/guide/campuses/${encodeURIComponent(id)}`;
export const campusUrl = (rest = ''): string => campusPath(campus.value!.id) + rest;

export function ordinalOf(level: string): number | null {
  return campus.value?.levels.find((one) => one.id === level)?.ordinal ?? null;
}

/** Campuses read so far, by id: a way may lead over several. */
const known = shallowReactive(new Map<string, Campus>());

/** 门诊楼 2F; the open ground has no building. */
export function whereText(place: { readonly level: string; readonly levelName?: string; readonly buildingName?: string | null }): string {
  for (const one of [campus.value, ...known.values()]) {
    const level = one?.levels.find(({ id }) => id === place.level);
    const building = level && one!.buildings.find(({ id }) => id === level.building);
    if (level) return building ? `${building.name} ${level.name}` : level.name;
  }
  return [place.buildingName, place.levelName].filter(Boolean).join(' ');
}

/** The campuses one can get to from the one shown, itself included. */
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

/** Opens the campus of a "you are here" code, the one asked for, or the nearest, and reads the floor to show first. */
export async function openCampus(wanted: string | null, here: Here | null): Promise<void> {
  failure.value = null;
  try {
    const listing = getOrRecall<Page<CampusEntry>>('/api/guide/campuses', () => '').then((page) => (campuses.value = page.items));
    const known = here?.campus ?? wanted;
    if (known && (await tryCampus(known, here?.level ?? null))) return void (await listing);
    const [first] = await listing;
    if (first) await switchCampus(first.id, null);
  } catch (error) {
    fail(error);
  }
}

/** False when there is no such campus any more. @throws RequestFailed */
async function tryCampus(id: string, level: string | null): Promise<boolean> {
  try {
    await switchCampus(id, level);
    return true;
  } catch (error) {
    if (error instanceof RequestFailed && error.status === 404) return false;
    throw error;
  }
}

let switches = 0;

/** The one asked for last is shown, whichever answer comes last. @throws RequestFailed */
export async function switchCampus(id: string, level: string | null): Promise<void> {
  const mine = ++switches;
  const found = await getOrRecall<Campus>(campusPath(id), (one) => one.hospital.code);
  if (mine !== switches) return;
  plans.clear();
  if (found.hospital.code !== campus.value?.hospital.code) known.clear();
  frame.value = frameAt(found.lon, found.lat);
  campus.value = found;
  known.set(found.id, found);
  closures.value = found.closures;
  view.value = (level ? ordinalOf(level) : null) ?? groundFloor();
  await readFloor(view.value);
}

const groundFloor = (): number => floors.value.reduce((best, floor) => (Math.abs(floor.ordinal - 1) < Math.abs(best - 1) ? floor.ordinal : best), floors.value[0]?.ordinal ?? 1);

/** Reads the levels of a floor that are not here yet. @throws RequestFailed */
export async function readFloor(ordinal: FloorView): Promise<void> {
  const wanted = floors.value.filter((floor) => ordinal === 'all' || floor.ordinal === ordinal).flatMap((floor) => floor.levels).filter((level) => !plans.has(level.id));
  const { id, hospital: { code: hospital } } = campus.value!;
  const next = async (): Promise<void> => {
    for (let level = wanted.shift(); level; level = wanted.shift()) {
      const map = await getOrRecall<LevelMap>(campusUrl(`/levels/${encodeURIComponent(level.id)}`), () => hospital);
      if (campus.value?.id !== id) return;
      if (!plans.has(level.id)) plans.set(level.id, planOf(level, map, frame.value));
    }
  };
  await Promise.all(Array.from({ length: parallel }, next));
}

/** Shows a floor, reading it first where it is not here. */
export async function showFloor(ordinal: FloorView): Promise<void> {
  view.value = ordinal;
  try {
    await readFloor(ordinal);
  } catch (error) {
    fail(error);
  }
}

/** Shows another campus of the way without ending it; its floor where the level is known there. */
export async function showCampus(id: string, level: string | null): Promise<void> {
  try {
    await switchCampus(id, level);
    void readFloor('all').catch(() => undefined);
  } catch (error) {
    fail(error);
  }
}

/** The campus that is being followed to. */
let following: string | null = null;

/**
 * Shows the campus a point of the way lies on, where that is another one than shown or under way.
 * @returns true when another campus is shown now
 */
export async function followTo(at: readonly [number, number], level: string): Promise<boolean> {
  const there = campusNear(at);
  if (!there || there.id === (following ?? campus.value?.id)) return false;
  following = there.id;
  await showCampus(there.id, level);
  if (following === there.id) following = null;
  return campus.value?.id === there.id;
}

/** Reads the campuses a way leads over, for the names of their floors. */
export async function readWay(points: readonly (readonly [number, number])[]): Promise<void> {
  const ids = new Set(points.map((point) => campusNear(point)?.id));
  for (const id of ids)
    if (id && !known.has(id)) await getOrRecall<Campus>(campusPath(id), (one) => one.hospital.code).then((one) => known.set(id, one), missed);
}

/** The campus one can get to that is nearest to a point: levels of the open ground belong to all of them. */
export function campusNear([lon, lat]: readonly [number, number]): CampusEntry | null {
  const { toLocal } = frameAt(lon, lat);
  const far = (one: CampusEntry): number => Math.hypot(toLocal([one.lon, one.lat]).x, toLocal([one.lon, one.lat]).y);
  return [...joined.value].sort((a, b) => far(a) - far(b))[0] ?? null;
}

export async function readPresets(): Promise<void> {
  try {
    presets.value = (await get<Page<Preset>>('/api/guide/presets')).items;
  } catch (error) {
    if (!(error instanceof RequestFailed)) throw error;
    // Without them the page lacks one shortcut.
  }
}

export interface Sought {
  readonly text?: string;
  readonly category?: string;
  readonly near?: { readonly lon: number; readonly lat: number; readonly level: string } | null;
  /** Also on the campuses joined to the one shown, after its own. */
  readonly isFar?: boolean;
}

/** Places by words or category, nearest first. @throws RequestFailed */
export async function findPlaces({ text, category, near, isFar }: Sought): Promise<readonly Poi[]> {
  try {
    const page = await get<Page<Poi>>(withQuery(campusUrl('/pois'), { q: text, category, lon: near?.lon, lat: near?.lat, fromLevel: near?.level, joined: isFar && joined.value.length > 1 ? 'true' : null, limit: 30 }));
    return page.items;
  } catch (error) {
    missed(error);
    if (error instanceof RequestFailed && error.isPassing && plans.size > 0) return placesHere(text, category);
    throw error;
  }
}

/** Without the host: the places of the map on the phone whose names hold the words. */
const placesHere = (text = '', category = ''): readonly Poi[] =>
  [...plans.values()].flatMap((plan) => plan.places).filter((place) => place.name.includes(text) && (!category || place.category === category)).slice(0, 30).map(poiOf);

/** A place of the map as the search would find it. */
export function poiOf(place: MapPlace): Poi {
  const level = campus.value!.levels.find((one) => one.id === place.level)!;
  const buildingName = campus.value!.buildings.find((one) => one.id === level.building)?.name ?? null;
  const [lon, lat] = frame.value.toLonLat(place.at);
  return {
    id: place.id, campus: campus.value!.id, name: place.name, category: place.category, categoryName: '', level: level.id, levelName: level.name, buildingName, lon, lat,
    open: place.open, opensAt: null, closesAt: null, distanceM: null,
  };
}

/** The network is back: what changed meanwhile is read; a map that is another one is read anew. @throws RequestFailed */
export async function catchUp(): Promise<void> {
  const before = campus.value!;
  const now = await get<Campus>(campusUrl());
  if (now.id !== campus.value?.id) return;
  if (now.mapVersion !== before.mapVersion) await switchCampus(now.id, null);
  closures.value = now.closures;
  heard();
}

/** @throws RequestFailed */
export const readHere = (code: string): Promise<Here> => get<Here>(`/api/guide/here/${encodeURIComponent(code)}`);

/** Where one stands when nothing is known: the main entrance. */
export async function mainEntrance(): Promise<Spot | null> {
  const { lon, lat } = campus.value!;
  const [gate] = await findPlaces({ category: 'entrance', near: { lon, lat, level: '' } });
  if (gate) return { name: gate.name, level: gate.level, levelName: gate.levelName, lon: gate.lon, lat: gate.lat, poi: gate.id };
  for (const plan of plans.values()) {
    const door = plan.doors.find((one) => one.isEntrance);
    if (door) return spotAt(door.at, plan, door.name || '入口');
  }
  return null;
}

export function spotAt(at: Point, plan: LevelPlan, name: string): Spot {
  const [lon, lat] = frame.value.toLonLat(at);
  return { name, level: plan.level.id, levelName: plan.level.name, lon, lat };
}

function fail(error: unknown): void {
  if (!(error instanceof RequestFailed)) throw error;
  failure.value = error;
}
