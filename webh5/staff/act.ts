import { ElMessage } from 'element-plus/es/components/message/index';
import 'element-plus/es/components/message/style/css';
import { ElMessageBox } from 'element-plus/es/components/message-box/index';
import 'element-plus/es/components/message-box/style/css';
import type { Ref } from 'vue';
import { RequestFailed } from '../api/http';

/** What the host says of each field it refused, to stand beside the field. */
export interface Faults {
  readonly [field: string]: string;
}

/**
 * Does something at the host and says how it went. Whatever was typed stays when it fails.
 * @param done said on success
 * @param faults where a refused field is told instead of in a passing message
 * @returns the host's answer, or null when it failed
 */
export async function act<T>(work: () => Promise<T>, done = '', faults?: Ref<Faults>): Promise<T | null> {
  if (faults) faults.value = {};
  try {
    const answer = await work();
    if (done) ElMessage.success(done);
    return answer;
  } catch (error) {
    if (!(error instanceof RequestFailed)) throw error;
    const errors =
      error.problem.code === 'request.invalid'
        ? (error.body as { readonly errors?: { readonly [field: string]: readonly string[] } }).errors
        : undefined;
    if (faults && errors) faults.value = Object.fromEntries(Object.entries(errors).map(([field, words]) => [field, words.join('')]));
    else ElMessage.error(error.words);
    return null;
  }
}

/** Says what will happen and asks once. */
export async function isSure(title: string, consequence: string, yes: string, danger = true): Promise<boolean> {
  try {
    await ElMessageBox.confirm(consequence, title, {
      confirmButtonText: yes,
      cancelButtonText: '不了',
      ...(danger ? { confirmButtonClass: 'el-button--danger' } : {}),
    });
    return true;
  } catch {
    return false;
  }
}

/** Says what will happen and asks why; null: it is not to be done. */
export async function reasonFor(title: string, consequence: string, yes: string): Promise<string | null> {
  try {
    const { value } = (await ElMessageBox.prompt(consequence, title, {
      confirmButtonText: yes,
      cancelButtonText: '不了',
      confirmButtonClass: 'el-button--danger',
      inputPlaceholder: '原因，2 到 200 个字，会留在记录里',
      inputPattern: /^\s*\S[\s\S]{0,198}\S\s*$/u,
      inputErrorMessage: '请写明原因，2 到 200 个字',
    })) as { value: string };
    return value.trim();
  } catch {
    return null;
  }
}
