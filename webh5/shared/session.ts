import { ref } from 'vue';
import { get, request, RequestFailed } from '../api/http';
import type { Me, Session } from '../api/pages';
import { forgetKept } from './useLoad';

/** Who is signed in; null until asked or when nobody is. */
export const me = ref<Me | null>(null);

/** Asks once who is signed in. @throws RequestFailed for anything but "nobody" */
export async function whoAmI(): Promise<Me | null> {
  if (me.value) return me.value;
  try {
    me.value = await get<Me>('/api/me');
  } catch (error) {
    if (!(error instanceof RequestFailed) || error.status !== 401) throw error;
  }
  return me.value;
}

export async function signInPatient(id: string): Promise<void> {
  forgetKept();
  const session = await request<Session>('POST', '/api/session/wechat', { code: id });
  me.value = session.me;
}

export async function signInStaff(username: string, password: string): Promise<void> {
  forgetKept();
  const session = await request<Session>('POST', '/api/session/staff', { username, password });
  me.value = session.me;
}

export async function signOut(): Promise<void> {
  await request<void>('DELETE', '/api/session');
  forgetKept();
  me.value = null;
}
