import { computed, shallowRef } from 'vue';
import type { Spot } from '../../api/guide';
import { request, RequestFailed } from '../../api/http';
import { frameAt } from '../../lib/guide/geometry';
import { campus, campusNear, campusUrl, joined, whereText } from '../campus/campus';
import { mainEntrance } from '../search/findPlaces';
import { beacons, type Fix } from './position';

/** Where a trip begins, on whichever campus that is; `where` is its building and floor in words. */
export type Start = Spot & { readonly campus: string; readonly where: string };

/** Scanned, picked or measured: kept whichever campus is looked at. */
const chosen = shallowRef<Start | null>(null);
/** Where nothing is known: the main entrance of the campus shown. */
const entrance = shallowRef<Start | null>(null);
/** The visitor has named the start; a measured position does not change it any more. */
let isSaid = false;

/** A start that no way leads away from to the campus shown waits until one does. */
export const origin = computed(() => (chosen.value && isInReach(chosen.value.campus) ? chosen.value : entrance.value));
/** True when the start was named or measured; false for an entrance that is only assumed. */
export const isChosen = computed(() => origin.value !== null && origin.value === chosen.value);

const isInReach = (id: string): boolean => id === campus.value?.id || joined.value.some((one) => one.id === id);

const startOf = (spot: Spot & { readonly buildingName?: string | null }, campusId: string): Start => {
  const { name, level, levelName, lon, lat, poi } = spot;
  return { name, level, levelName, lon, lat, poi: poi ?? null, campus: campusId, where: whereText(spot) };
};

export function standAt(spot: Spot & { readonly buildingName?: string | null }, campusId: string): void {
  isSaid = true;
  chosen.value = startOf(spot, campusId);
}

/** An assumed start follows the campus shown. @throws RequestFailed */
export async function followCampus(): Promise<void> {
  if (isChosen.value) return;
  const { id } = campus.value!;
  if (entrance.value?.campus !== id) entrance.value = null;
  const found = await mainEntrance();
  if (found && campus.value?.id === id) entrance.value = startOf(found, id);
}

const movedM = 8;

/**
 * Takes the start from the hospital's own positioning until the visitor names one.
 * @param isFree whether a start may change now: the way before one begins where it was asked from
 */
export function watchBeacons(isFree: () => boolean): void {
  let last: Fix | null = null;
  beacons.watch((fix) => {
    if (isSaid || !isFree() || (last && isSame(last, fix))) return;
    last = fix;
    void nameOf(fix).then((spot) => {
      if (spot && last === fix && !isSaid && isFree()) chosen.value = startOf(spot, campusNear([fix.lon, fix.lat])?.id ?? campus.value!.id);
    });
  }, () => undefined);
}

function isSame(a: Fix, b: Fix): boolean {
  const { x, y } = frameAt(a.lon, a.lat).toLocal([b.lon, b.lat]);
  return (a.level ?? null) === (b.level ?? null) && Math.hypot(x, y) < movedM;
}

/** The room a position lies in; null off the map, or without an answer. */
async function nameOf({ lon, lat, level }: Fix): Promise<Spot | null> {
  try {
    return { ...(await request<Spot>('POST', campusUrl('/position'), { lon, lat, level: level ?? null })), poi: null };
  } catch (error) {
    if (!(error instanceof RequestFailed)) throw error;
    // Some steps further it is asked again.
    return null;
  }
}
