import { onBeforeUnmount, ref } from 'vue';
import { RequestFailed } from '../../api/http';

/**
 * Whether the host can be reached, as far as the phone and the last request know.
 * @param back runs when the network is back
 */
export function useReachable(back: () => void) {
  const reachable = ref(navigator.onLine);
  const online = (): void => {
    reachable.value = true;
    back();
  };
  const offline = (): void => void (reachable.value = false);
  window.addEventListener('online', online);
  window.addEventListener('offline', offline);
  onBeforeUnmount(() => {
    window.removeEventListener('online', online);
    window.removeEventListener('offline', offline);
  });

  /** Waits for an answer and notes whether there was one. @throws what the request throws */
  async function noting<T>(request: Promise<T>): Promise<T> {
    try {
      const answer = await request;
      reachable.value = true;
      return answer;
    } catch (error) {
      if (error instanceof RequestFailed && error.status === 0) reachable.value = false;
      throw error;
    }
  }

  return { reachable, noting };
}
