import { ref, watch } from 'vue';
import type { Here } from '../../api/guide';
import { RequestFailed } from '../../api/http';
import { base, campus, failure, placeById } from './campus';
import { openCampus, readFloor } from './switchCampus';
import { findPlaces, poiOf } from '../search/findPlaces';
import { readHere } from '../start/readHere';
import { fetchScene } from '../stage/open';
import { toPlace } from '../navigate/going';
import { mode } from '../mode';
import { followCampus, origin, standAt, watchBeacons } from '../start/start';
import { goal, stepFree } from '../route/trip';

const query = new URLSearchParams(location.search);

/** The first picture of the map is on the screen. */
export const isDrawn = ref(false);

/** What the first picture needs, asked for while the page itself is still being built. */
export const scene = fetchScene(query.get('render'));
export const here = askedHere();
export const opened = query.has('here') ? here.then((at) => openCampus(query.get('campus'), at)) : openCampus(query.get('campus'), null);

const patienceMs = 250;

/** The first floor has been asked for, or that takes longer than the phone should stand idle. */
export const floorAsked = new Promise<void>((done) => {
  watch(campus, () => done(), { flush: 'sync', once: true });
  setTimeout(done, patienceMs);
});

if (query.get('profile') === 'stepFree') stepFree.value = true;

/** The place of the "you are here" code in the address; a code that is not known any more is left out. */
async function askedHere(): Promise<Here | null> {
  const code = query.get('here');
  try {
    return code ? await readHere(code) : null;
  } catch (error) {
    if (!(error instanceof RequestFailed)) throw error;
    return null;
  }
}

/** Sets the start, and opens the place that the address asks for. */
export async function openTrip(): Promise<void> {
  base.value = campus.value!.id;
  // A route keeps the start it was asked from.
  watchBeacons(() => mode.value === 'home' || mode.value === 'search' || mode.value === 'origin');
  try {
    const at = await here;
    if (at) standAt(at, at.campus);
    await followCampus();
    const to = query.get('to');
    if (to && !goal.value) await openGoal(to);
  } catch (error) {
    if (!(error instanceof RequestFailed)) throw error;
    failure.value = error;
  }
}

/** @param to a place's id, else words to search for. @throws RequestFailed */
async function openGoal(to: string): Promise<void> {
  const [found] = await findPlaces({ text: to, near: origin.value, isFar: true });
  if (found && found.id !== to) return toPlace(found);
  await readFloor('all');
  const place = placeById(to);
  if (place) await toPlace(poiOf(place));
  else if (found) await toPlace(found);
}
