import { computed } from 'vue';
import { useRoute } from 'vue-router';
import { withQuery } from '../../api/http';

/** The part of the knowledge base being edited: the city's, or a hospital's own, named in the address. */
export function useKb() {
  const route = useRoute();
  const part = computed(() => String(route.query.hospital ?? ''));
  return {
    part,
    /** An address of the knowledge base for this part. */
    kb: (path: string, query: { readonly [name: string]: string | number | null | undefined } = {}): string =>
      withQuery(`/api/staff/kb${path}`, { ...query, hospital: part.value }),
    /** A page of the knowledge base that stays in this part. */
    page: (path: string): string => withQuery(path, { hospital: part.value }),
  };
}

export const bandWords: { readonly [band: string]: string } = { answer: '直接回答', choices: '猜你想问', unknown: '不回答' };

export const percent = (part: number | null | undefined): string => (part == null ? '—' : `${(part * 100).toFixed(1)}%`);
