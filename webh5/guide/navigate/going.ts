import type { Here, Poi, Preset, Spot } from '../../api/guide';
import { RequestFailed } from '../../api/http';
import type { MapPlace } from '../../lib/guide/level';
import { base, campus, failure, ordinalOf } from '../campus/campus';
import { followTo, readFloor, readWay, showCampus, showFloor, switchCampus } from '../campus/switchCampus';
import { poiOf } from '../search/findPlaces';
import { settle } from '../map/layout';
import { fitFloor, fitPoints, onFloor } from '../map/mapView';
import { back, go, mode } from '../mode';
import { startNavigation, stopNavigation } from './navigate';
import { followCampus, standAt } from '../start/start';
import { askRoute, blocked, endTrip, goal, route, track } from '../route/trip';
import { startWalk, stopWalk } from '../walk/walk';

/** Shows a possible goal on its campus; the start stays as it is. */
export async function toPlace(poi: Poi): Promise<void> {
  goal.value = { kind: 'place', poi };
  route.value = blocked.value = null;
  if (poi.campus !== campus.value!.id) await showCampus(poi.campus, poi.level);
  await showFloor(ordinalOf(poi.level) ?? 1);
  go('place', mode.value === 'search');
  await settle();
  const at = onFloor({ ...poi });
  if (at) fitPoints([at.at], 22);
}

/** A place was touched on the map: shown, unless a route is open. */
export async function pickPlace(place: MapPlace): Promise<void> {
  const isFree = mode.value === 'home' || mode.value === 'place' || (mode.value === 'route' && !route.value);
  if (isFree) await toPlace(poiOf(place));
}

/** Here the way begins: the place was found by searching. */
export const pickOrigin = (poi: Poi): Promise<void> => beginAt({ ...poi, poi: poi.id }, poi.campus);

/** The sign on the wall was scanned: here the way begins, on the campus it hangs on. */
export const standAtSign = (here: Here): Promise<void> => beginAt(here, here.campus);

/** The visitor says to stand at the place shown. */
export async function standHere(): Promise<void> {
  if (goal.value?.kind === 'place') await beginAt({ ...goal.value.poi, poi: goal.value.poi.id }, goal.value.poi.campus);
}

/** Turns back to where the start was asked for: a way is asked for anew from it, else it is shown on its campus. */
async function beginAt(spot: Spot, campusId: string): Promise<void> {
  if (mode.value === 'place') goal.value = null;
  if (!goal.value) {
    base.value = campusId;
    if (campusId !== campus.value!.id) await showCampus(campusId, spot.level);
  }
  standAt(spot, campusId);
  await back();
  await homecoming;
  if (mode.value === 'route' && goal.value) return planWay();
  if (mode.value !== 'home') return;
  await showFloor(ordinalOf(spot.level) ?? 1);
  const at = onFloor(spot);
  if (at) fitPoints([at.at], 22);
}

/** Asks the way and shows it. */
export async function planWay(): Promise<void> {
  go('route');
  await askRoute();
  if (route.value) void readWay(route.value.legs.flatMap(({ steps }) => steps.flatMap(({ path }) => path.slice(-1))));
  await settle();
  if (route.value) await overview();
}

let asking: Preset | null = null;

/** Plans the stops of a visit; which clinic is the patient's own is asked first. */
export function planPreset(preset: Preset): void {
  if (preset.stops.some(({ asked }) => asked)) {
    asking = preset;
    go('clinic', mode.value === 'search');
    return;
  }
  goal.value = { kind: 'preset', preset, clinic: null };
  void planWay();
}

/** The clinic asked for by {@link planPreset}. */
export async function pickClinic(clinic: Poi): Promise<void> {
  if (!asking) return toPlace(clinic);
  goal.value = { kind: 'preset', preset: asking, clinic };
  go('route', true);
  await planWay();
}

/** Where no way leads to the goal: to the nearest point that can be reached. */
export function planToNearest(): void {
  const spot = blocked.value?.nearest;
  if (!spot) return;
  goal.value = { kind: 'spot', spot };
  void planWay();
}

async function overview(): Promise<void> {
  const start = track.value?.steps[0]?.step;
  if (start?.path[0]) await followTo(start.path[0], start.level);
  const steps = track.value?.steps ?? [];
  if (!steps[0]) return;
  const { level } = steps[0].step;
  const ordinal = ordinalOf(level);
  if (ordinal !== null) await showFloor(ordinal);
  // The open ground of another campus is the same level, kilometres away.
  const leaves = steps.findIndex(({ step, isRide }) => isRide || step.level !== level);
  const stretch = steps.slice(0, leaves < 0 ? steps.length : leaves);
  // A way that boards at once still shows where that is.
  fitPoints(stretch.flatMap(({ points }) => points), stretch.reduce((sum, { lengthM }) => sum + lengthM, 0) < 20 ? 60 : 10);
}

export function walk(): void {
  go('walk');
  startWalk();
}

export function navigate(): void {
  go('navigate');
  startNavigation();
}

/** Back or Forward: what the mode left behind is put away. */
export function entered(now: string): void {
  stopWalk();
  stopNavigation();
  if (now === 'home') homecoming = comeHome();
  if (now === 'route') void settle().then(overview);
  if ((now === 'walk' || now === 'navigate') && !route.value) back();
  else if (now === 'walk') startWalk();
  else if (now === 'navigate') startNavigation();
}

let homecoming: Promise<void> = Promise.resolve();

/** The trip is over: what it showed of another campus is put away too. */
async function comeHome(): Promise<void> {
  endTrip();
  const isAway = base.value !== null && base.value !== campus.value?.id;
  if (isAway) await showCampus(base.value!, null);
  await settle();
  if (mode.value === 'home') fitFloor(!isAway);
}

export async function chooseCampus(id: string): Promise<void> {
  endTrip();
  try {
    await switchCampus(id, null);
    if (campus.value?.id !== id) return;
    base.value = id;
    fitFloor(false);
    await followCampus();
    await readFloor('all');
  } catch (error) {
    if (!(error instanceof RequestFailed)) throw error;
    failure.value = error;
  }
}
