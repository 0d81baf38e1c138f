import { computed, onMounted, shallowRef } from 'vue';
import { RequestFailed } from '../../api/http';
import type { StaffList } from '../list/list';

/** A list that comes in one answer. */
export function wholeList<T>(read: () => Promise<readonly T[]>): StaffList<T> {
  const items = shallowRef<T[]>([]);
  const busy = shallowRef(true);
  const failure = shallowRef('');
  const load = async (): Promise<void> => {
    busy.value = true;
    failure.value = '';
    try {
      items.value = [...(await read())];
    } catch (error) {
      if (!(error instanceof RequestFailed)) throw error;
      failure.value = error.words;
    } finally {
      busy.value = false;
    }
  };
  onMounted(load);
  return { items, busy, failure, hasMore: computed(() => false), load, more: load };
}
