import type { Here } from '../../api/guide';
import { get } from '../../api/http';

/** @throws RequestFailed */
export const readHere = (code: string): Promise<Here> => get<Here>(`/api/guide/here/${encodeURIComponent(code)}`);
