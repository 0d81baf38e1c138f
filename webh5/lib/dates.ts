/** Dates as Shanghai's patients read them, whatever the phone's own time zone. */

const weekdays = ['周日', '周一', '周二', '周三', '周四', '周五', '周六'];
const two = (n: number): string => (n < 10 ? `0${n}` : `${n}`);
const shanghai = (ms: number): Date => new Date(ms + 8 * 3_600_000);
const dayOf = (ms: number): number => Math.floor((ms + 8 * 3_600_000) / 86_400_000);

/** `2026-11-20` as 11月20日 周五, with the year when it is not this one; an unreadable date comes back as it is. */
export function dayText(isoDate: string, now: number): string {
  const match = /^(\d{4})-(\d{2})-(\d{2})/.exec(isoDate);
  if (!match) return isoDate;
  const date = new Date(Date.UTC(+match[1]!, +match[2]! - 1, +match[3]!));
  const year = date.getUTCFullYear() === shanghai(now).getUTCFullYear() ? '' : `${date.getUTCFullYear()}年`;
  return `${year}${date.getUTCMonth() + 1}月${date.getUTCDate()}日 ${weekdays[date.getUTCDay()]}`;
}

/** A moment as 今天 14:30, 明天 09:00, 昨天 20:15 or 11月27日 周五 14:30. */
export function timeText(isoTime: string, now: number): string {
  const ms = Date.parse(isoTime);
  if (Number.isNaN(ms)) return isoTime;
  const date = shanghai(ms);
  const clock = `${two(date.getUTCHours())}:${two(date.getUTCMinutes())}`;
  const near = { '-1': '昨天', '0': '今天', '1': '明天' }[String(dayOf(ms) - dayOf(now))];
  if (near) return `${near} ${clock}`;
  return `${dayText(date.toISOString(), now)} ${clock}`;
}

/** The day in Shanghai at a moment, days later or earlier, as `2026-11-20`. */
export function isoDay(ms: number, days = 0): string {
  return shanghai(ms + days * 86_400_000).toISOString().slice(0, 10);
}
