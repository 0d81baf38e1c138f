import { shallowRef } from 'vue';
import type { Preset } from '../../api/guide';
import { get, RequestFailed, type Page } from '../../api/http';

export const presets = shallowRef<readonly Preset[]>([]);

export async function readPresets(): Promise<void> {
  try {
    presets.value = (await get<Page<Preset>>('/api/guide/presets')).items;
  } catch (error) {
    if (!(error instanceof RequestFailed)) throw error;
    // Without them the page lacks one shortcut.
  }
}
