import { computed, ref } from 'vue';
import { standAt, type Stand } from '../../lib/guide/way/stand';
import { paced } from '../../lib/guide/way/track';
import { frame as ground, ordinalOf, spotAt, plans, view } from '../campus/campus';
import { followTo, showFloor } from '../campus/switchCampus';
import { stage } from '../map/mapView';
import { hush, say } from './speech';
import { track } from '../route/trip';
import type { Spot } from '../../api/guide';

export const speeds = [0.5, 1, 2, 4] as const;

/** The simulated walk: the route through the walker's eyes, at a pace one chooses. */
export const isPlaying = ref(false);
export const speed = ref<number>(1);
export const seconds = ref(0);
/** Index of the step being walked. */
export const at = ref(0);
export const ride = ref<{ readonly share: number; readonly toName: string } | null>(null);
const shown = computed(() => (track.value ? paced(track.value) : null));
export const totalS = computed(() => shown.value?.durationS ?? 0);
export const hasEnded = computed(() => seconds.value >= totalS.value);
export const current = computed(() => shown.value?.steps[at.value]?.step ?? null);

let frame = 0;
let last = 0;
let clock = 0;
let spoken = -1;
let shownTenths = -1;
let stand: Stand | null = null;
/** Where the campus was last looked up: once a step, and in the middle of a ride. */
let place = '';

export function startWalk(): void {
  clock = seconds.value = 0;
  spoken = shownTenths = -1;
  isPlaying.value = true;
  tick(performance.now(), true);
}

export function toggleWalk(): void {
  if (hasEnded.value) return startWalk();
  isPlaying.value = !isPlaying.value;
  if (isPlaying.value) return tick(performance.now(), true);
  cancelAnimationFrame(frame);
  seconds.value = clock;
  hush();
}

/** Goes to the beginning of a step. */
export function walkTo(index: number): void {
  clock = shown.value?.steps[index]?.startS ?? 0;
  spoken = -1;
  tick(performance.now(), true);
}

export function stopWalk(): void {
  cancelAnimationFrame(frame);
  isPlaying.value = false;
  stand = null;
  place = '';
  ride.value = null;
  stage.value?.setWalker(null, null);
  hush();
}

/** Where the walk has got to, to ask for another way from there. */
export function walkSpot(): Spot | null {
  const plan = stand && plans.get(stand.level);
  return stand && plan ? spotAt(stand.at, plan, '当前位置') : null;
}

function tick(now: number, isFirst = false): void {
  cancelAnimationFrame(frame);
  const walk = shown.value;
  if (!walk) return;
  if (!isFirst) clock = Math.min(walk.durationS, clock + (Math.min(200, now - last) / 1000) * speed.value);
  last = now;
  show(standAt(walk, clock));
  if (clock >= walk.durationS) isPlaying.value = false;
  // Ten times a second is enough for the panel; the picture follows every frame.
  const tenths = Math.floor(clock * 10);
  if (tenths !== shownTenths || !isPlaying.value) {
    shownTenths = tenths;
    seconds.value = clock;
  }
  if (isPlaying.value) frame = requestAnimationFrame((time) => tick(time));
}

function show(now: Stand): void {
  stand = now;
  const step = shown.value!.steps[now.index]!.step;
  at.value = now.index;
  const wasRiding = ride.value !== null;
  if (now.ride !== null && step.level !== step.toLevel) ride.value = { share: now.ride, toName: step.toLevelName };
  else if (wasRiding) ride.value = null;
  const key = `${now.index} ${now.ride !== null && now.ride >= 0.5}`;
  if (place !== key) {
    place = key;
    void follow(now);
  }
  const ordinal = ordinalOf(now.level);
  if (ordinal !== null && view.value !== ordinal) void showFloor(ordinal);
  if (ordinal !== null) stage.value?.setWalker({ ...now.at, ordinal, heading: now.heading }, 'eyes');
  if (spoken !== now.index) {
    spoken = now.index;
    say(step.text, step.speech);
  }
}

/** The way may lead to another campus, which has a map of its own. */
async function follow(now: Stand): Promise<void> {
  const [lon, lat] = ground.value.toLonLat(now.at);
  if ((await followTo([lon, lat], now.level)) && stand) tick(performance.now(), true);
}
