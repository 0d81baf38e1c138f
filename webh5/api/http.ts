import type { Problem } from './film';

/** A request that did not succeed: the host's problem, or `offline` / `unreachable` when there was no answer. */
export class RequestFailed extends Error {
  /** @param body the whole problem, for members of its own */
  constructor(readonly problem: Problem, readonly body: unknown = undefined) {
    super(problem.code);
  }

  get status(): number {
    return this.problem.status ?? 0;
  }

  /** True when the same request may succeed later: there was no answer, or the host asked to wait. */
  get isPassing(): boolean {
    return this.status === 0 || this.status === 408 || this.status === 429 || this.status >= 500;
  }

  get isOffline(): boolean {
    return this.problem.code === 'offline';
  }

  /** What happened, for a reader. */
  get words(): string {
    if (this.isOffline) return '网络断开了，请检查手机网络。';
    if (this.status === 401) return '登录已过期，请重新登录。';
    if (this.status === 403) return '您没有查看这项内容的权限。';
    if (this.status === 404) return '没有找到这项内容，可能已被移走。';
    if (this.status === 429) return '操作太频繁，请稍等片刻再试。';
    if (this.status >= 500 || this.status === 0) return '服务暂时连不上，请稍后再试。';
    return this.problem.title || '没有成功，请再试一次。';
  }
}

/** Sends a request to our own host and reads JSON back, or a failure when no answer came in time. @throws RequestFailed */
export async function request<T>(
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE',
  path: string,
  body?: unknown,
  timeoutMs = 60_000,
): Promise<T> {
  return send<T>(
    method,
    path,
    body === undefined ? {} : { headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) },
    timeoutMs,
  );
}

/** Sends a file as it is. @throws RequestFailed */
export const upload = <T>(path: string, file: Blob): Promise<T> =>
  send<T>('POST', path, { headers: { 'Content-Type': file.type || 'application/octet-stream' }, body: file }, 120_000);

async function send<T>(
  method: string,
  path: string,
  content: { readonly headers?: Record<string, string>; readonly body?: BodyInit },
  timeoutMs: number,
): Promise<T> {
  let response: Response;
  let text: string;
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(), timeoutMs);
  try {
    response = await fetch(path, { ...content, method, headers: { Accept: 'application/json', ...content.headers }, signal: abort.signal });
    text = await response.text();
  } catch {
    throw new RequestFailed({ code: navigator.onLine ? 'unreachable' : 'offline', title: '' });
  } finally {
    clearTimeout(timer);
  }
  const isJson = (response.headers.get('Content-Type') ?? '').includes('json');
  const value: unknown = isJson && text ? JSON.parse(text) : undefined;
  if (response.ok) return value as T;
  const problem = value as Partial<Problem> | undefined;
  throw new RequestFailed({ code: problem?.code ?? '', title: problem?.title ?? '', status: response.status }, value);
}

export const get = <T>(path: string): Promise<T> => request<T>('GET', path);

export interface Page<T> {
  readonly items: T[];
  readonly nextCursor: string | null;
}

/** A path with those query values that are set. */
export function withQuery(path: string, query: { [name: string]: string | number | null | undefined }): string {
  const parts = Object.entries(query).filter(([, value]) => value !== null && value !== undefined && value !== '');
  return parts.length ? `${path}?${parts.map(([name, value]) => `${name}=${encodeURIComponent(String(value))}`).join('&')}` : path;
}
