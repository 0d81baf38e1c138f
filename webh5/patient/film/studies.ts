import { get, request, withQuery, type Page } from '../../api/http';
import type { NewLink, PatientStudy } from '../../api/pages';

export const readStudies = (limit: number, cursor: string | null = null): Promise<Page<PatientStudy>> =>
  get(withQuery('/api/film/studies', { limit, cursor }));

/** Makes a link of the patient's own and opens the viewer with it. */
export async function openStudy(id: string): Promise<void> {
  const link = await request<NewLink>('POST', `/api/film/studies/${encodeURIComponent(id)}/links`);
  location.assign(link.url);
}
