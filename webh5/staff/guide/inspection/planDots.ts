import type { InspectionPoint } from '../../../api/guideStaff';
import type { Frame, Point } from '../../../lib/guide/geometry';
import { placeLabels, type PlacedLabel } from '../../../lib/guide/labels';
import { byState, rank } from './pointWords';

/** A point where it is drawn: metres, y down. */
export interface Dot extends Point {
  readonly point: InspectionPoint;
}

/** What is drawn of the plan: metres, y down. */
export interface Paper extends Point {
  readonly width: number;
  readonly height: number;
}

/**
 * Points with where they are drawn, the worst on top; several in one spot stand side by side.
 * @param size metres that a dot takes
 */
export function dotsOf(points: readonly InspectionPoint[], frame: Frame, size: number): Dot[] {
  const taken: Point[] = [];
  const dots = [...points].sort(byState).map((point) => {
    const { x, y } = frame.toLocal([point.lon, point.lat]);
    const at = { x, y: -y };
    while (taken.some((other) => Math.hypot(other.x - at.x, other.y - at.y) < size)) at.x += size * 1.1;
    taken.push(at);
    return { point, x: at.x, y: at.y };
  });
  return dots.reverse();
}

const emPx = 14;
const textWidth = (text: string): number => [...text].reduce((sum, c) => sum + (c > '\u2e7f' ? 14 : 8), 0);

/**
 * The words beside the dots, as many as have room; the chosen one's before all others.
 * @param em metres that the height of the text takes
 * @returns where each text stands: metres, at the middle of its foot
 */
export function labelsOf(
  dots: readonly Dot[],
  paper: Paper,
  em: number,
  textOf: (point: InspectionPoint) => string,
  chosen: string | null,
) {
  const px = (metres: number): number => (metres / em) * emPx;
  const wishes = dots.map(({ point, x, y }) => ({
    id: point.id,
    x: px(x - paper.x),
    y: px(y - paper.y),
    width: textWidth(textOf(point)),
    height: 16,
    rank: point.id === chosen ? -1 : rank(point),
  }));
  const spots = wishes.map(({ x, y }) => ({ left: x - 6, right: x + 6, top: y - 6, bottom: y + 6 }));
  const size = { width: px(paper.width), height: px(paper.height) };
  // Over its dot, else under it, else not at all.
  const placed: PlacedLabel[] = [];
  for (const lift of [-11, 27]) {
    const left = wishes.filter(({ id }) => placed.every((one) => one.id !== id)).map((wish) => ({ ...wish, y: wish.y + lift }));
    placed.push(...placeLabels(left, size, [...spots, ...placed], new Set()));
  }
  const texts = new Map(dots.map(({ point }) => [point.id, textOf(point)]));
  return placed.map((one) => ({
    id: one.id,
    text: texts.get(one.id)!,
    x: paper.x + ((one.left + one.right) / 2 / emPx) * em,
    y: paper.y + ((one.bottom - 3) / emPx) * em,
  }));
}
