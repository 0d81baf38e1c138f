import { ElMessage } from 'element-plus/es/components/message/index';
import 'element-plus/es/components/message/style/css';
import { ElMessageBox } from 'element-plus/es/components/message-box/index';
import 'element-plus/es/components/message-box/style/css';
import { RequestFailed } from '../api/http';

/**
 * Does something at the host and says how it went. Whatever was typed stays when it fails.
 * @param done said on success
 * @returns the host's answer, or null when it failed
 */
export async function act<T>(work: () => Promise<T>, done = ''): Promise<T | null> {
  try {
    const answer = await work();
    if (done) ElMessage.success(done);
    return answer;
  } catch (error) {
    if (!(error instanceof RequestFailed)) throw error;
    ElMessage.error(error.words);
    return null;
  }
}

/** Says what will happen and asks once. */
export async function isSure(title: string, consequence: string, yes: string, danger = true): Promise<boolean> {
  try {
    await ElMessageBox.confirm(consequence, title, { confirmButtonText: yes, cancelButtonText: '不了', ...(danger ? { confirmButtonClass: 'el-button--danger' } : {}) });
    return true;
  } catch {
    return false;
  }
}
