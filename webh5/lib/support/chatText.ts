/** The digits a phone can dial, or null. */
export function dialable(number: string): string | null {
  const digits = number.replace(/[^\d+]/g, '');
  return /^\+?\d{3,20}$/.test(digits) ? `tel:${digits}` : null;
}

/** What personal number a text seems to hold, in words; null for none. It only words a hint: nothing is held back. */
export function personalNumber(text: string): string | null {
  const digits = text.replace(/[\s-]/g, '');
  if (/(?:^|\D)\d{17}[\dXx](?![\dXx])/.test(digits)) return '身份证号';
  if (/(?:^|\D)\d{16,19}(?!\d)/.test(digits)) return '银行卡号';
  if (/(?:^|\D)1[3-9]\d{9}(?!\d)/.test(digits)) return '手机号';
  return null;
}

/** A waiting time as people say it. */
export function waitWords(seconds: number): string {
  if (seconds < 60) return '不到 1 分钟';
  const minutes = Math.ceil(seconds / 60);
  if (minutes < 60) return `大约 ${minutes} 分钟`;
  return `大约 ${Math.ceil(minutes / 60)} 小时`;
}

/** A mainland mobile or a land line with its area code. */
export const isPhone = (text: string): boolean => /^(1[3-9]\d{9}|0\d{2,3}-?\d{7,8})$/.test(text.trim());
