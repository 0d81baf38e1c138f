import { onMounted, ref, shallowRef, type Ref } from 'vue';
import { RequestFailed } from '../api/http';
import { forget } from './preferences';

/** The states every list and page has, besides being empty. */
export type LoadState = 'loading' | 'ready' | 'failed';

export interface Loaded<T> {
  readonly state: Ref<LoadState>;
  /** The last content that came, kept while newer is asked for and when the network is gone. */
  readonly data: Ref<T | null>;
  readonly at: Ref<string>;
  readonly failure: Ref<RequestFailed | null>;
  readonly load: () => Promise<void>;
}

/**
 * Loads when the page opens and again when asked. With a name, the content outlives the page in this browser tab, so that
 * without a network the last known one is shown with its time.
 */
export function useLoad<T>(read: () => Promise<T>, name?: string): Loaded<T> {
  const kept = name ? recall<T>(name) : null;
  const state = ref<LoadState>('loading');
  const data = shallowRef<T | null>(kept ? kept.data : null);
  const at = ref(kept ? kept.at : '');
  const failure = shallowRef<RequestFailed | null>(null);
  const load = async (): Promise<void> => {
    state.value = 'loading';
    try {
      data.value = await read();
      at.value = new Date().toISOString();
      failure.value = null;
      state.value = 'ready';
      if (name) keep(name, { data: data.value, at: at.value });
    } catch (error) {
      if (!(error instanceof RequestFailed)) throw error;
      failure.value = error;
      state.value = 'failed';
    }
  };
  onMounted(() => void load());
  return { state, data, at, failure, load };
}

interface Kept<T> {
  readonly data: T;
  readonly at: string;
}

function recall<T>(name: string): Kept<T> | null {
  try {
    const text = sessionStorage.getItem(name);
    return text ? (JSON.parse(text) as Kept<T>) : null;
  } catch {
    return null;
  }
}

function keep(name: string, value: unknown): void {
  try {
    sessionStorage.setItem(name, JSON.stringify(value));
  } catch {
    // Storage is off or full: the page works without.
  }
}

/** Starts the names of what one person wrote on this device; forgotten when somebody else signs in or that person signs out. */
export const personal = 'personal:';

/** Forgets everything kept, at sign-out. */
export function forgetKept(): void {
  forget(personal);
  try {
    sessionStorage.clear();
  } catch {
    // Nothing was kept.
  }
}
