import type { Closure, Closures } from '../../api/guide';
import { get, RequestFailed } from '../../api/http';
import { campus, campusUrl, closures } from './campus';
import { poll } from '../../lib/poll';
import { catchUp } from './switchCampus';
import { heard, isLost, missed } from './online';

const pollMs = 5000;

/**
 * Keeps the closures of the campus current: pushed through the hub, and asked for every five seconds while the hub cannot be reached.
 * @param changed told what was shut and what opened
 */
export async function watchClosures(changed: (shut: readonly Closure[], opened: readonly Closure[]) => void): Promise<void> {
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

  const { HubConnectionBuilder, HubConnectionState, LogLevel } = await import('@microsoft/signalr');
  const hub = new HubConnectionBuilder()
    .withUrl('/hubs/guide')
    .withAutomaticReconnect({ nextRetryDelayInMilliseconds: ({ previousRetryCount }) => Math.min(30_000, 1000 * 2 ** previousRetryCount) })
    .configureLogging(LogLevel.None)
    .build();
  hub.on('closures', (answer: Closures & { readonly campusId: string }) => {
    if (answer.campusId === campus.value?.id) take(answer);
  });
  let watched = '';
  let isDue = false;
  const join = async (): Promise<void> => {
    const id = campus.value?.id;
    if (!id || hub.state !== HubConnectionState.Connected) return;
    watched = id;
    await hub.invoke('Watch', id);
    await ask();
  };
  hub.onreconnected(() => void join().catch(() => undefined));
  const connect = async (): Promise<void> => {
    try {
      await hub.start();
      await join();
    } catch {
      // Polling serves until the hub answers.
    }
  };
  const polling = poll(async () => {
    if (hub.state === HubConnectionState.Disconnected) void connect();
    if (isLost.value || hub.state !== HubConnectionState.Connected || isDue) await ask();
    else if (watched !== campus.value?.id) await join().catch(() => undefined);
    isDue = false;
  }, () => pollMs);
  const askSoon = (): void => {
    isDue = true;
    polling.now();
  };
  addEventListener('online', askSoon);
  document.addEventListener('visibilitychange', askSoon);
  await connect();
}
