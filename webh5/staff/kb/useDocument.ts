import { computed, onMounted, ref, type Ref } from 'vue';
import { onBeforeRouteLeave } from 'vue-router';
import { get, request, RequestFailed } from '../../api/http';
import { ElMessage } from 'element-plus/es/components/message/index';
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
    try {
      // A part that has none yet answers with nothing.
      items.value = (await get<T[] | undefined>(kb(path))) ?? [];
      saved.value = JSON.stringify(items.value);
    } catch (error) {
      if (!(error instanceof RequestFailed)) throw error;
      ElMessage.error(error.words);
    }
  }

  async function save(): Promise<void> {
    busy.value = true;
    const sent = JSON.stringify(items.value);
    if (await act(() => request<unknown>('PUT', kb(path), items.value).then(() => true), '草稿已保存，发布后生效')) saved.value = sent;
    busy.value = false;
  }
  onMounted(load);
  onBeforeRouteLeave(async () => !changed.value || isSure('还没有保存', '离开会丢掉这一页上没有保存的改动。', '离开'));
  return { items, busy, changed, load, save };
}
