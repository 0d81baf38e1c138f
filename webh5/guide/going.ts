import type { Here, Poi, Preset } from '../api/guide';
import { RequestFailed } from '../api/http';
import type { MapPlace } from '../lib/guide/level';
import { campus, failure, followTo, mainEntrance, ordinalOf, poiOf, readFloor, showCampus, showFloor, switchCampus, whereText } from './campus';
import { settle } from './layout';
import { fitFloor, fitPoints, onFloor } from './mapView';
import { back, go, mode } from './mode';
import { startNavigation, stopNavigation } from './navigate';
import { askRoute, blocked, endTrip, goal, origin, route, track } from './trip';
import { startWalk, stopWalk } from './walk';

/** Shows a place one may want to go to. */
export async function toPlace(poi: Poi): Promise<void> {
  goal.value = { kind: 'place', poi };
  route.value = blocked.value = null;
  await showFloor(campus.value!.levels.find((one) => one.id === poi.level)?.ordinal ?? 1);
  go('place', mode.value === 'search');
  await settle();
  const at = onFloor({ ...poi });
  if (at) fitPoints([at.at], 22);
}

/** A place touched on the map; one who has a way before him keeps it. */
export async function pickPlace(place: MapPlace): Promise<void> {
  const isFree = mode.value === 'home' || mode.value === 'place' || (mode.value === 'route' && !route.value);
  if (isFree) await toPlace(poiOf(place));
}

/** Here the way begins. */
export function pickOrigin(poi: Poi): void {
  origin.value = { name: poi.name, level: poi.level, levelName: poi.levelName, lon: poi.lon, lat: poi.lat, poi: poi.id };
  back();
  if (goal.value && (route.value || blocked.value)) void planWay();
}

/** The sign on the wall was scanned: here the way begins, on the campus it hangs on. */
export async function standAtSign(here: Here): Promise<void> {
  if (here.campus !== campus.value?.id) await showCampus(here.campus, here.level);
  origin.value = here;
  await showFloor(ordinalOf(here.level) ?? 1);
  back();
  if (goal.value && (route.value || blocked.value)) void planWay();
  else fitPoints([onFloor(here)!.at], 22);
}

/** One stands at the place shown. */
export function standHere(): void {
  const now = goal.value;
  if (now?.kind !== 'place') return;
  origin.value = { ...now.poi, poi: now.poi.id };
  goal.value = null;
  back();
}

/** Asks the way and shows it. */
export async function planWay(): Promise<void> {
  go('route');
  await askRoute();
  await settle();
  if (route.value) await overview();
}

export function planPreset(preset: Preset): void {
  goal.value = { kind: 'preset', preset };
  void planWay();
}

/** Where no way leads to the goal: to the nearest point that can be reached. */
export function planToNearest(): void {
  const spot = blocked.value?.nearest;
  if (!spot) return;
  goal.value = { kind: 'spot', spot: { ...spot, name: spot.name || whereText(spot) } };
  void planWay();
}

async function overview(): Promise<void> {
  const start = track.value?.steps[0]?.step;
  if (start?.path[0]) await followTo(start.path[0], start.level);
  const first = track.value?.steps[0];
  if (!first) return;
  const ordinal = campus.value!.levels.find((one) => one.id === first.step.level)?.ordinal;
  if (ordinal !== undefined) await showFloor(ordinal);
  fitPoints(track.value!.steps.filter(({ step }) => step.level === first.step.level).flatMap(({ points }) => points), 10);
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
  if (now === 'home') {
    endTrip();
    void settle().then(() => fitFloor(true));
  }
  if (now === 'route') void settle().then(overview);
  if ((now === 'walk' || now === 'navigate') && !route.value) back();
  else if (now === 'walk') startWalk();
  else if (now === 'navigate') startNavigation();
}

export async function chooseCampus(id: string): Promise<void> {
  endTrip();
  try {
    await switchCampus(id, null);
    origin.value = await mainEntrance();
    fitFloor(false);
    await readFloor('all');
  } catch (error) {
    if (!(error instanceof RequestFailed)) throw error;
    failure.value = error;
  }
}
