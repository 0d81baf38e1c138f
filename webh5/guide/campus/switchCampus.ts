import type { Campus, CampusEntry, Here, LevelMap } from '../../api/guide';
import { get, RequestFailed, type Page } from '../../api/http';
import { frameAt } from '../../lib/guide/geometry';
import { nearestGround, planOf } from '../../lib/guide/level';
import type { FloorView } from '../stage/stage';
import {
  campus,
  campuses,
  campusNear,
  campusPath,
  campusUrl,
  closures,
  failure,
  floors,
  frame,
  known,
  ordinalOf,
  plans,
  view,
} from './campus';
import { getOrRecall, heard, missed } from './online';

const parallel = 3;

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

/** Shows a campus. Of two calls the later one wins, whichever answer comes last. @throws RequestFailed */
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
  view.value = (level ? ordinalOf(level) : null) ?? nearestGround(floors.value);
  await readFloor(view.value);
}

/** Reads the levels of a floor that are not here yet. @throws RequestFailed */
export async function readFloor(ordinal: FloorView): Promise<void> {
  const wanted = floors.value
    .filter((floor) => ordinal === 'all' || floor.ordinal === ordinal)
    .flatMap((floor) => floor.levels)
    .filter((level) => !plans.has(level.id));
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
    if (id && !known.has(id))
      await getOrRecall<Campus>(campusPath(id), (one) => one.hospital.code).then((one) => known.set(id, one), missed);
}

/** After the network came back: reads what changed, and the whole map where its version is another. @throws RequestFailed */
export async function catchUp(): Promise<void> {
  const before = campus.value!;
  const now = await get<Campus>(campusUrl());
  if (now.id !== campus.value?.id) return;
  if (now.mapVersion !== before.mapVersion) await switchCampus(now.id, null);
  closures.value = now.closures;
  heard();
}

function fail(error: unknown): void {
  if (!(error instanceof RequestFailed)) throw error;
  failure.value = error;
}
