import { expect, it } from 'vitest';
import { dayText, isoDay, timeText } from './dates';

const now = Date.parse('2026-11-21T09:00:00+08:00');

it('names days as people say them', () => {
  expect(dayText('2026-11-21', now)).toBe('11月21日 周六');
  expect(dayText('2025-03-02', now)).toBe('2025年3月2日 周日');
  expect(dayText('不详', now)).toBe('不详');
});

it('tells times on Shanghai clocks', () => {
  expect(timeText('2026-11-21T06:30:00Z', now)).toBe('今天 14:30');
  expect(timeText('2026-11-20T20:15:00Z', now)).toBe('今天 04:15');
  expect(timeText('2026-11-20T20:15:00+08:00', now)).toBe('昨天 20:15');
  expect(timeText('2026-11-27T14:30:00+08:00', now)).toBe('11月27日 周五 14:30');
});

it('knows the day in Shanghai', () => {
  expect(isoDay(Date.parse('2026-11-20T16:30:00Z'))).toBe('2026-11-21');
  expect(isoDay(now, -29)).toBe('2026-10-23');
});
