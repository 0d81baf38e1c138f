import { computed, onMounted, ref, type Ref } from 'vue';
import { onBeforeRouteLeave } from 'vue-router';
import { get, request, type Page } from '../../api/http';
import { act, isSure } from '../act';
import { useKb } from './useKb';

/** One of the knowledge base's lists that is read and saved as a whole. */
export function useDocument<T>(path: string) {
  const { kb } = useKb();
  const items = ref(null) as Ref<T[] | null>;
  const saved = ref('');
  const busy = ref(false);
  const changed = computed(() => items.value !== null && JSON.stringify(items.value) !== saved.value);

  async function load(): Promise<void> {
    const read = await act(() => get<Page<T>>(kb(path)));
    if (!read) return;
    items.value = [...read.items];
    saved.value = JSON.stringify(items.value);
  }

  async function save(): Promise<void> {
    busy.value = true;
    const sent = JSON.stringify(items.value);
    if (await act(() => request<unknown>('PUT', kb(path), { items: items.value }).then(() => true), '草稿已保存，发布后生效')) saved.value = sent;
    busy.value = false;
  }
  onMounted(load);
  onBeforeRouteLeave(async () => !changed.value || isSure('还没有保存', '离开会丢掉这一页上没有保存的改动。', '离开'));
  return { items, busy, changed, load, save };
}
