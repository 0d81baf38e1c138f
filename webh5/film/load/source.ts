import type { FilmManifest, Problem } from '../../api/film';

/** The key of the link: the last part of `/f/{key}`. */
export function linkKey(): string {
  return decodeURIComponent(location.pathname.replace(/\/+$/, '').split('/').pop() ?? '');
}

export const apiRoot = (): string => `/api/film/${encodeURIComponent(linkKey())}`;

/** The manifest the host wrote into the page, else the one it answers with. Never throws: what went wrong is a problem. */
export async function readManifest(fresh = false): Promise<FilmManifest | Problem> {
  const inline = document.getElementById('film-manifest')?.textContent;
  if (inline && !fresh) {
    const value = JSON.parse(inline) as FilmManifest | { error: Problem };
    return 'error' in value ? value.error : value;
  }
  try {
    const response = await fetch(apiRoot(), { headers: { Accept: 'application/json' } });
    const body = (await response.json()) as FilmManifest & Problem;
    return response.ok ? body : { code: body.code ?? '', title: body.title ?? '', status: response.status };
  } catch {
    return { code: navigator.onLine ? 'unreachable' : 'offline', title: '' };
  }
}

/** Whether the host would not open the film any more. Without an answer nobody knows, and what is here stays. */
export async function isShut(): Promise<boolean> {
  try {
    const { status } = await fetch(apiRoot(), { method: 'HEAD', cache: 'no-store' });
    return [401, 403, 404, 410].includes(status);
  } catch {
    return false;
  }
}

export const isProblem = (value: FilmManifest | Problem): value is Problem => !('series' in value);
