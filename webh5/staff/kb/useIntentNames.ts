import { onMounted, shallowRef, type ShallowRef } from 'vue';
import { get, withQuery, type Page } from '../../api/http';
import type { KbIntentRow } from '../../api/kb';
import { act } from '../act';
import { useKb } from './useKb';

/** The names of all questions of this part, page by page. */
export function useIntentNames(): ShallowRef<readonly string[]> {
  const { part } = useKb();
  const names = shallowRef<readonly string[]>([]);
  onMounted(async () => {
    let cursor: string | null = null;
    do {
      const page: Page<KbIntentRow> | null = await act(() =>
        get<Page<KbIntentRow>>(withQuery('/api/staff/kb/intents', { limit: 200, cursor, hospital: part.value })),
      );
      names.value = [...names.value, ...(page?.items ?? []).map((intent) => intent.name)];
      cursor = page?.nextCursor ?? null;
    } while (cursor);
  });
  return names;
}
