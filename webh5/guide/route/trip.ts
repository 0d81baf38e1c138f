import { computed, ref, shallowRef, watch } from 'vue';
import type { Place, Poi, Preset, Route, Spot, Unreachable } from '../../api/guide';
import { request, RequestFailed } from '../../api/http';
import { trackOf } from '../../lib/guide/way/track';
import { remember, remembered } from '../../shared/preferences';
import { campusUrl, frame } from '../campus/campus';
import { origin } from '../start/start';

/** Where the trip goes: one place, or the stops of a visit. */
export type Goal =
  | { readonly kind: 'place'; readonly poi: Poi }
  | { readonly kind: 'spot'; readonly spot: Spot }
  | { readonly kind: 'preset'; readonly preset: Preset; readonly clinic: Poi | null };

export const goal = shallowRef<Goal | null>(null);
export const stepFree = ref(remembered('guide-step-free') === '1');
export const route = shallowRef<Route | null>(null);
export const blocked = shallowRef<Unreachable | null>(null);
export const routeFailure = shallowRef<RequestFailed | null>(null);
export const isAsking = ref(false);

export const track = computed(() => (route.value ? trackOf(route.value, frame.value) : null));
export const goalName = computed(() => {
  const to = goal.value;
  return !to ? '' : to.kind === 'place' ? to.poi.name : to.kind === 'spot' ? to.spot.name : to.preset.name;
});

watch(stepFree, (on) => remember('guide-step-free', on ? '1' : '0'));

export const placeOf = (spot: Spot): Place => (spot.poi ? { poi: spot.poi } : { lon: spot.lon, lat: spot.lat, level: spot.level });

/** No way, or no open place of the kind asked for: both are told with what blocks and when it opens. */
const noWay: readonly string[] = ['guide.unreachable', 'guide.none_open'];

let asked = 0;

/**
 * Asks the way from a spot (else from where the trip begins). A failed question keeps the way shown so far.
 * @returns true when there is a way
 */
export async function askRoute(from: Spot | null = origin.value): Promise<boolean> {
  if (!from || !goal.value) return false;
  const mine = ++asked;
  isAsking.value = true;
  routeFailure.value = null;
  try {
    const answer = await request<Route>('POST', campusUrl('/routes'), {
      from: placeOf(from),
      ...target(goal.value),
      profile: stepFree.value ? 'stepFree' : 'walk',
    });
    if (mine !== asked) return false;
    route.value = answer;
    blocked.value = null;
    return true;
  } catch (error) {
    if (!(error instanceof RequestFailed)) throw error;
    if (mine !== asked) return false;
    if (noWay.includes(error.problem.code)) {
      route.value = null;
      blocked.value = error.body as Unreachable;
    } else routeFailure.value = error;
    return false;
  } finally {
    if (mine === asked) isAsking.value = false;
  }
}

function target(to: Goal): object {
  if (to.kind === 'place') return { to: { poi: to.poi.id } };
  if (to.kind === 'spot') return { to: placeOf(to.spot) };
  const { preset, clinic } = to;
  return { stops: preset.stops.map(({ category, asked }) => (asked && clinic ? { poi: clinic.id } : { category })), order: 'fixed' };
}

export function endTrip(): void {
  asked++;
  isAsking.value = false;
  goal.value = route.value = blocked.value = routeFailure.value = null;
}
