import type { Chat } from '../../api/support';

/** Why a person was asked for, as agents say it. */
export const reasonWords: { readonly [reason: string]: string } = {
  request: '患者要求', misses: '机器人没听懂', complaint: '投诉', emergency: '紧急', 'self-harm': '心理危机', rating: '回答没帮助', flow: '流程转入',
};

/** Where the patient writes from. */
export const channelWords: { readonly [channel: string]: string } = { h5: '网页', wechat: '公众号', miniprogram: '小程序', suishenban: '随申办' };

export const stateWords: { readonly [state: string]: string } = { bot: '机器人', queue: '排队', agent: '人工', closed: '已结束' };

/** Why the host would not, by its code. */
export const refusalWords: { readonly [code: string]: string } = {
  'support.max_chats': '您的对话数已满，先结束一个再接入。',
  'support.agent_away': '您现在是“离开”，先切换到“在线”。',
  'support.not_your_chat': '这个对话已经不在您手里了。',
  'support.target_busy': '对方不在线或对话已满，请换一位。',
  'support.text_invalid': '内容为空或超过 2000 字。',
  'support.conversation_unknown': '没有这个对话。',
  'support.conversation_closed': '对话已经结束。',
  'support.too_many': '发送太频繁，请稍等片刻再试。',
  'support.too_many_joined': '打开的对话太多，请刷新页面再试。',
  'support.status_unknown': '状态没有切换成功，请刷新页面再试。',
  'support.transfer_target': '请选择转给哪位客服或哪个技能组。',
  'request.too_many': '操作太频繁，请稍等片刻再试。',
  'request.forbidden': '您没有坐席权限。',
  'server.unavailable': '服务繁忙，请稍后再试。',
  'server.error': '服务出错了，请稍后再试。',
};

export const isUrgent = (chat: Chat): boolean => chat.priority >= 2;

/** Seconds as 45秒, 3分20秒. */
export function sinceWords(fromIso: string, now: number): string {
  const seconds = Math.max(0, Math.round((now - Date.parse(fromIso)) / 1000));
  if (seconds < 60) return `${seconds}秒`;
  return seconds < 3600
    ? `${Math.floor(seconds / 60)}分${seconds % 60}秒`
    : `${Math.floor(seconds / 3600)}小时${Math.floor((seconds % 3600) / 60)}分`;
}
