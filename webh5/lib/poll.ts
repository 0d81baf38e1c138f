import { retryDelay } from './backoff';

/** Rest between an answer and a question that something has caused. */
const restMs = 500;

/** A question that a page asks the host again and again. */
export interface Polling {
  /** Something has changed: asks at once, or soon after the answer that is on its way. However often it is told, it asks once. */
  readonly now: () => void;
  readonly stop: () => void;
}

/**
 * Asks again a pause after the last answer came, never before it: a host that answers slowly is asked less often, not more. The pause is
 * at least as long as the answer took, and grows while the question fails.
 * @param ask reads and shows; what it says of failures is its own
 * @param pauseMs from an answer to the next question
 * @param isAway nobody looks: nothing is asked until it is false again
 */
export function poll(ask: () => Promise<unknown>, pauseMs: () => number, isAway: () => boolean = () => false): Polling {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isAsking = false;
  let isWanted = false;
  let isStopped = false;
  let failures = 0;
  let restUntil = 0;

  const wait = (ms: number): void => {
    clearTimeout(timer);
    if (!isStopped) timer = setTimeout(() => void turn(), ms);
  };

  async function turn(): Promise<void> {
    if (isAway()) return wait(pauseMs());
    isAsking = true;
    isWanted = false;
    const from = Date.now();
    try {
      await ask();
      failures = 0;
    } catch {
      failures++;
    }
    isAsking = false;
    const took = Date.now() - from;
    restUntil = from + took + Math.max(restMs, took);
    const pause = failures > 0 ? Math.max(pauseMs(), retryDelay(failures, Math.random())) : pauseMs();
    wait(Math.max(took, isWanted ? restMs : pause));
  }

  const now = (): void => {
    isWanted = true;
    if (!isAsking) wait(Math.max(0, restUntil - Date.now()));
  };

  const stop = (): void => {
    isStopped = true;
    clearTimeout(timer);
  };

  wait(pauseMs());
  return { now, stop };
}
