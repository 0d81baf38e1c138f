import { computed, ref, shallowRef } from 'vue';
import type { Spot } from '../../api/guide';
import { distance, headingOf, pointAlong, type Point } from '../../lib/guide/geometry';
import { progressOf, type TrackProgress } from '../../lib/guide/way/progress';
import { campus, campusNear, frame, ordinalOf, view } from '../campus/campus';
import { followTo, showFloor } from '../campus/switchCampus';
import { stage } from '../map/mapView';
import { beacons, geolocation, type Fix, type PositionSource } from '../start/position';
import { hush, say } from '../walk/speech';
import { origin } from '../start/start';
import { askRoute, routeFailure, track } from '../route/trip';

/** Real navigation: positions from whatever source there is, matched to the way; a new way when the walker has left it. */
export const progress = shallowRef<TrackProgress | null>(null);
export const hasFix = ref(false);
export const sourceTrouble = ref('');
export const hasArrived = ref(false);
/** Set while a new way is asked for. */
export const isRerouting = ref(false);
export const index = computed(() => progress.value?.index ?? 0);

const offRouteFixes = 2;
const rerouteRestMs = 4000;

let stops: (() => void)[] = [];
let lastFix: Fix | null = null;
let strays = 0;
let reroutedAt = -Infinity;
let announced = '';
let before: Point | null = null;
let heading = 0;

export function startNavigation(): void {
  stopNavigation();
  hasArrived.value = false;
  announced = sourceTrouble.value = '';
  const failed = new Set<PositionSource>();
  const sources = [beacons, geolocation];
  stops = sources.map((source) => source.watch(take, (why) => {
    failed.add(source);
    if (!hasFix.value) sourceTrouble.value = why;
  }));
  // Until the first position the walker is shown at the start.
  if (origin.value) moveTo({ lon: origin.value.lon, lat: origin.value.lat, level: origin.value.level }, false);
}

export function stopNavigation(): void {
  stops.forEach((stop) => stop());
  stops = [];
  progress.value = null;
  hasFix.value = false;
  lastFix = before = null;
  strays = 0;
  stage.value?.setWalker(null, null);
  hush();
}

/** A code on the wall was read: the position is exactly there. */
export function standAtCode(spot: Spot): void {
  take({ lon: spot.lon, lat: spot.lat, level: spot.level, accuracyM: 2 });
}

/** The last position, to ask for another way from. */
export const navigationSpot = (): Spot | null => (lastFix ? spotOf(lastFix) : null);

/** The walker says "I have done this step": for halls where no source knows the floor. */
export function confirmStep(): void {
  const steps = track.value?.steps ?? [];
  const next = steps[Math.min(steps.length - 1, index.value + 1)];
  const at = next?.points[0];
  if (!next || !at) return;
  const [lon, lat] = frame.value.toLonLat(at);
  moveTo({ lon, lat, level: next.step.level }, true, steps.indexOf(next));
}

/** The way has been replaced: progress starts anew on it. */
export function restart(): void {
  progress.value = null;
  announced = '';
  strays = 0;
  if (lastFix) moveTo(lastFix, hasFix.value);
}

function take(fix: Fix): void {
  hasFix.value = true;
  sourceTrouble.value = '';
  moveTo(fix, true);
}

function groundLevel(): string {
  const levels = campus.value!.levels;
  return (levels.find((level) => level.building === null) ?? levels[0]!).id;
}

function moveTo(fix: Fix, isReal: boolean, atLeast = 0): void {
  const level = fix.level ?? groundLevel();
  const at = frame.value.toLocal([fix.lon, fix.lat]);
  lastFix = { ...fix, level };
  if (!track.value || hasArrived.value) return;
  const there = campusNear([fix.lon, fix.lat]);
  if (there && there.id !== campus.value!.id) return void crossTo(lastFix, isReal, atLeast);
  const now = progressOf(track.value, at, (one) => ordinalOf(one) === ordinalOf(level), fix.accuracyM ?? 0, Math.max(atLeast, index.value));
  draw(at, level, now);
  if (now.isOffRoute && isReal) return stray();
  strays = 0;
  progress.value = now;
  if (now.hasArrived && isReal) {
    hasArrived.value = true;
    return say(track.value.steps[track.value.steps.length - 1]!.step.text);
  }
  announce(now);
}

/** A step is said when it begins, and the next one shortly before it does. */
function announce(now: TrackProgress): void {
  const steps = track.value!.steps;
  const next = steps[now.index + 1];
  const isNear = next !== undefined && now.walkedM > 0 && now.toNextM <= Math.max(1, next.step.announceBeforeM);
  const key = `${isNear ? now.index + 1 : now.index}`;
  if (key === announced) return;
  announced = key;
  const { text, speech } = steps[isNear ? now.index + 1 : now.index]!.step;
  say(isNear ? `前方${text}` : text, isNear ? `前方${speech}` : speech);
}

function stray(): void {
  strays++;
  if (strays < offRouteFixes || isRerouting.value || performance.now() - reroutedAt < rerouteRestMs) return;
  reroutedAt = performance.now();
  void reroute('您走偏了，已重新规划路线。');
}

async function reroute(words: string): Promise<void> {
  isRerouting.value = true;
  const found = lastFix !== null && (await askRoute(spotOf(lastFix)));
  isRerouting.value = false;
  if (!found) return routeFailure.value?.isPassing ? say('您走偏了。现在没有网络，不能重新规划，请先回到图上的路线。') : undefined;
  restart();
  const first = track.value?.steps[0]?.step;
  say(`${words}${first?.text ?? ''}`);
}

function spotOf(fix: Fix): Spot {
  const level = fix.level ?? groundLevel();
  return { name: '当前位置', lon: fix.lon, lat: fix.lat, level, levelName: campus.value?.levels.find((one) => one.id === level)?.name ?? '' };
}

/** The way has come to another campus, which has a map of its own. */
async function crossTo(fix: Fix, isReal: boolean, atLeast: number): Promise<void> {
  const isThere = await followTo([fix.lon, fix.lat], fix.level!);
  // What was reported meanwhile counts, not where one was when the map was asked for.
  if (isThere && stops.length > 0) moveTo(lastFix ?? fix, isReal, atLeast);
}

function draw(at: Point, level: string, now: TrackProgress): void {
  const ordinal = ordinalOf(level);
  if (ordinal === null) return;
  if (view.value !== ordinal) void showFloor(ordinal);
  const step = track.value!.steps[now.index];
  // On the way the heading follows the way; off it, the last movement.
  if (step && !now.isOffRoute && step.points.length > 1) {
    const along = now.walkedM - step.startM;
    const [a, b] = [pointAlong(step.points, along), pointAlong(step.points, along + 1.5)];
    if (distance(a, b) > 0.1) heading = headingOf(a, b);
  } else if (before && distance(before, at) > 0.5) heading = headingOf(before, at);
  before = at;
  stage.value?.setWalker({ ...at, ordinal, heading }, 'above');
}
