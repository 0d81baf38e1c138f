import { ref, watch, type Ref } from 'vue';
import { forget, remember, remembered } from './preferences';
import { personal } from './useLoad';

/** Text that stays as typed when the page is left, reloaded or killed. */
export function useDraft(name: string): Ref<string> {
  const key = `${personal}draft:${name}`;
  const text = ref(remembered(key) ?? '');
  watch(text, (now) => (now ? remember(key, now) : forget(key)));
  return text;
}
