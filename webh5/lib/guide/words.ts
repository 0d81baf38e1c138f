import { timeText } from '../dates';

export function lengthText(metres: number): string {
  if (metres < 1000) return `${metres < 20 ? Math.max(1, Math.round(metres)) : Math.round(metres / 5) * 5} 米`;
  return `${(metres / 1000).toFixed(1)} 公里`;
}

export function minutesText(seconds: number): string {
  if (seconds < 60) return '不到 1 分钟';
  return `约 ${Math.round(seconds / 60)} 分钟`;
}

/** Whether a place can be visited now, as a sign would put it; null when its hours are not known. */
export function openText(
  place: { readonly open: boolean | null; readonly opensAt?: string | null; readonly closesAt?: string | null },
  now: number,
): string | null {
  if (place.open === null) return null;
  if (place.open) {
    if (!place.closesAt) return '开放中';
    const left = (Date.parse(place.closesAt) - now) / 60_000;
    return left > 0 && left <= 60 ? `开放中，${Math.round(left)} 分钟后关门` : `开放中，${timeText(place.closesAt, now)} 关门`;
  }
  return place.opensAt ? `现在关门，${timeText(place.opensAt, now)} 开门` : '现在关门';
}
