import { onBeforeUnmount } from 'vue';
import { poll, type Polling } from '../lib/poll';

/** Asks the host again and again while the page is open and somebody looks at it; at once when they look again. */
export function usePoll(ask: () => Promise<unknown>, pauseMs: () => number): Polling {
  const polling = poll(ask, pauseMs, () => document.hidden);
  const looked = (): void => void (document.hidden || polling.now());
  document.addEventListener('visibilitychange', looked);
  onBeforeUnmount(() => {
    document.removeEventListener('visibilitychange', looked);
    polling.stop();
  });
  return polling;
}
