import { computed, shallowRef, watch, type ComputedRef, type Ref } from 'vue';
import { useRoute, useRouter } from 'vue-router';
import { get, RequestFailed, withQuery, type Page } from '../../api/http';

/** A list read page by page whose filters stand in the address, so that a view can be shared. */
export interface StaffList<T> {
  readonly items: Ref<T[]>;
  readonly busy: Ref<boolean>;
  readonly failure: Ref<string>;
  readonly hasMore: ComputedRef<boolean>;
  readonly load: () => Promise<void>;
  readonly more: () => Promise<void>;
}

/** @param filters names of the query values that filter the list; a change of one reads the list anew */
export function useStaffList<T>(path: string, filters: readonly string[]): StaffList<T> {
  const route = useRoute();
  const items = shallowRef<T[]>([]);
  const busy = shallowRef(true);
  const failure = shallowRef('');
  const cursor = shallowRef<string | null>(null);
  let asked = 0;

  async function read(from: string | null): Promise<void> {
    const mine = ++asked;
    busy.value = true;
    failure.value = '';
    try {
      const query = Object.fromEntries(filters.map((name) => [name, String(route.query[name] ?? '')]));
      const page = await get<Page<T>>(withQuery(path, { ...query, limit: 50, cursor: from }));
      if (mine !== asked) return;
      items.value = from ? [...items.value, ...page.items] : page.items;
      cursor.value = page.nextCursor;
    } catch (error) {
      if (!(error instanceof RequestFailed)) throw error;
      if (mine === asked) failure.value = error.words;
    } finally {
      if (mine === asked) busy.value = false;
    }
  }
  const load = (): Promise<void> => read(null);
  watch(() => filters.map((name) => route.query[name]), load, { immediate: true });
  return { items, busy, failure, hasMore: computed(() => cursor.value !== null), load, more: () => read(cursor.value) };
}

/** One column, said once for the table, the sorting and the CSV. */
export interface Column<T> {
  readonly key: string;
  readonly name: string;
  readonly value: (row: T) => string | number | null;
  /** What the cell shows where that is not the value itself. */
  readonly text?: (row: T) => string;
  /** The class of a coloured dot before the text. */
  readonly mark?: (row: T) => string;
  /** The page a cell leads to. */
  readonly link?: (row: T) => string;
  /** In px. */
  readonly width?: number;
  readonly minWidth?: number;
  readonly isNumber?: boolean;
  /** Where the screen is too narrow for all, it stands below another one; of several the last goes first. */
  readonly isLesser?: boolean;
  /** Hidden until chosen. */
  readonly isExtra?: boolean;
}

/** A filter that lives in the address. */
export function useFilter(name: string): { readonly value: ComputedRef<string>; readonly set: (value: string) => void } {
  const route = useRoute();
  const router = useRouter();
  return {
    value: computed(() => String(route.query[name] ?? '')),
    set: (value) => void router.replace({ query: { ...route.query, [name]: value || undefined } }),
  };
}

/** Saves rows as CSV that Excel opens in Chinese. A cell that Excel would take for a formula is made text. */
export function saveCsv(name: string, head: readonly string[], rows: readonly (readonly (string | number | null)[])[]): void {
  const cell = (value: string | number | null): string => {
    const text = String(value ?? '');
    const safe = typeof value === 'string' && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
    return /[",\r\n]/.test(safe) ? `"${safe.replace(/"/g, '""')}"` : safe;
  };
  const text = [head, ...rows].map((row) => row.map(cell).join(',')).join('\r\n');
  const url = URL.createObjectURL(new Blob(['\ufeff', text], { type: 'text/csv;charset=utf-8' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = `${name}.csv`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 1000);
}
