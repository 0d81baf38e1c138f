import type { Closure, Closures } from '../../api/guide';
import { get, RequestFailed } from '../../api/http';
import { openHub, type Hub } from '../../shared/hub';
import { campus, campusUrl, closures } from './campus';
import { poll } from '../../lib/poll';
import { catchUp } from './switchCampus';
import { heard, isLost, missed } from './online';

const pollMs = 5000;

/**
 * Keeps the closures of the campus current: pushed through the hub, and asked for every five seconds while the hub cannot be reached.
 * @param changed told what was shut and what opened
 */
export function watchClosures(changed: (shut: readonly Closure[], opened: readonly Closure[]) => void): void {
  let known = { campus: '', version: -1 };
  const take = (answer: Closures): void => {
    const id = campus.value!.id;
    if (id === known.campus && answer.version < known.version) return;
    known = { campus: id, version: answer.version };
    const before = closures.value;
    const active = (items: readonly Closure[]): readonly Closure[] => items.filter((one) => one.active);
    const lacks = (items: readonly Closure[], one: Closure): boolean => !items.some((other) => other.id === one.id);
    const shut = active(answer.items).filter((one) => lacks(active(before), one));
    const opened = active(before).filter((one) => lacks(active(answer.items), one));
    closures.value = answer.items;
    if (shut.length > 0 || opened.length > 0) changed(shut, opened);
  };
  const ask = async (): Promise<void> => {
    if (!campus.value || document.hidden) return;
    try {
      const id = campus.value.id;
      const answer = await get<Closures>(campusUrl('/closures'));
      if (id !== campus.value.id) return;
      take(answer);
      if (isLost.value) await catchUp();
      else heard();
    } catch (error) {
      if (!(error instanceof RequestFailed)) throw error;
      missed(error);
      // The next poll asks again.
    }
  };

  let watched = '';
  let isDue = false;
  const hub = openHub('/hubs/guide', {
    closures: (answer: Closures & { readonly campusId: string }) => {
      if (answer.campusId === campus.value?.id) take(answer);
    },
  }, async (line) => {
    watched = '';
    await join(line);
  }, 'open');
  async function join(line: Hub): Promise<void> {
    const id = campus.value?.id;
    if (!id) return;
    watched = id;
    await line.call('Watch', id);
    await ask();
  }
  const polling = poll(async () => {
    // Polling serves while the line is away.
    if (isLost.value || !hub.up.value || isDue) await ask();
    else if (watched !== campus.value?.id) await join(hub).catch(() => undefined);
    isDue = false;
  }, () => pollMs);
  const askSoon = (): void => {
    isDue = true;
    polling.now();
  };
  addEventListener('online', askSoon);
  document.addEventListener('visibilitychange', askSoon);
}
