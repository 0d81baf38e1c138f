import { ref } from 'vue';
import { get, RequestFailed } from '../../api/http';
import { keep, recall, type Kept } from './keptMaps';

/** True while the host cannot be reached; the map shown is the last one known then. */
export const isLost = ref(!navigator.onLine);
/** When the map shown was last known to be right, milliseconds since 1970. */
export const knownAt = ref(Date.now());

const restMs = 2500;
let waiting: Kept[] = [];
let timer = 0;

addEventListener('offline', () => {
  isLost.value = true;
});

/** The host has answered: what is shown is right again. */
export function heard(): void {
  isLost.value = false;
  knownAt.value = Date.now();
}

/** No answer: the last known map has to serve. Other failures are none of the network's. */
export function missed(error: unknown): void {
  if (error instanceof RequestFailed && error.isPassing) isLost.value = true;
}

/** Asks, and keeps the answer; with no network the last answer kept. @throws RequestFailed when none is kept */
export async function getOrRecall<T>(path: string, hospitalOf: (value: T) => string): Promise<T> {
  try {
    const value = await get<T>(path);
    keepLater({ path, hospital: hospitalOf(value), at: Date.now(), value });
    return value;
  } catch (error) {
    missed(error);
    const kept = error instanceof RequestFailed && error.isPassing ? await recall(path) : null;
    if (!kept) throw error;
    knownAt.value = Math.min(knownAt.value, kept.at);
    return kept.value as T;
  }
}

/** Keeping waits until the phone has drawn the map. */
function keepLater(answer: Kept): void {
  waiting.push(answer);
  clearTimeout(timer);
  timer = window.setTimeout(() => {
    const now = waiting;
    waiting = [];
    void keep(now).then(() => performance.mark('guide-kept'));
  }, restMs);
}
