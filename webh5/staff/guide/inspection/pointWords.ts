import type { InspectionPoint, PointState } from '../../../api/guideStaff';
import { timeText } from '../../../lib/dates';

export const stateNames: { readonly [state in PointState]: string } = { normal: '正常', warning: '预警', alarm: '报警', offline: '离线' };
/** Classes of the coloured dots. */
export const stateMarks: { readonly [state in PointState]: string } = {
  normal: 'ready',
  warning: 'received',
  alarm: 'failed',
  offline: 'gone',
};
export const kindNames = { camera: '摄像头', device: '设备', data: '数据' } as const;
export const worstFirst: readonly PointState[] = ['alarm', 'warning', 'offline', 'normal'];

/** Sorts the worst first. */
export const byState = (a: InspectionPoint, b: InspectionPoint): number => rank(a) - rank(b);
export const rank = ({ state }: InspectionPoint): number => worstFirst.indexOf(state);

/** The value with its unit; empty where a point has none. */
export const readingOf = ({ value, unit }: InspectionPoint): string => (value === null ? '' : `${value}${unit ?? ''}`);
export const sinceWords = ({ since }: InspectionPoint, now: number): string => `${timeText(since, now)} 起`;
