/** A text that wants to stand on the map. Pixels, anchor at the middle of the label's foot. */
export interface LabelWish {
  readonly id: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** Less is more important. */
  readonly rank: number;
  /** Rather than not at all it stands as near as there is room. */
  readonly mustStand?: boolean;
}

export interface Rect {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

export interface PlacedLabel extends Rect {
  readonly id: string;
}

const gap = 4;
/** How far from its anchor, in pixels, a label that must stand is still put, and in what strides room is looked for. */
const reach = 240;
const stride = 8;
/** What a label already standing may be outranked by before it gives way: without it labels flicker while the map moves. */
const staying = 0.5;

/**
 * Places labels by rank so that none overlaps another, an obstacle or the edge. A label stands over its anchor, else beside or under
 * it, else not at all.
 * @param standing ids placed last time; they keep their place against labels of the same rank
 */
export function placeLabels(
  wishes: readonly LabelWish[],
  size: { readonly width: number; readonly height: number },
  obstacles: readonly Rect[],
  standing: ReadonlySet<string>,
  most = Infinity,
): PlacedLabel[] {
  const order = wishes
    .map((wish) => ({ wish, rank: wish.rank - (standing.has(wish.id) ? staying : 0) }))
    .sort((a, b) => a.rank - b.rank || (a.wish.id < b.wish.id ? -1 : 1));
  // A few dozen rectangles at most: looking at each is faster than any index.
  const taken = [...obstacles];
  const placed: PlacedLabel[] = [];
  for (const { wish } of order) {
    if (placed.length >= most) break;
    const isFree = (r: Rect): boolean =>
      r.left >= gap &&
      r.top >= gap &&
      r.right <= size.width - gap &&
      r.bottom <= size.height - gap &&
      taken.every((other) => isApart(r, other));
    const rect = candidates(wish).find(isFree) ?? (wish.mustStand ? nearby(wish).find(isFree) : undefined);
    if (!rect) continue;
    taken.push(rect);
    placed.push({ id: wish.id, ...rect });
  }
  return placed;
}

function candidates({ x, y, width, height }: LabelWish): Rect[] {
  const at = (left: number, top: number): Rect => ({ left, top, right: left + width, bottom: top + height });
  return [at(x - width / 2, y - height), at(x - width / 2, y + gap), at(x + 2, y - height / 2), at(x - width - 2, y - height / 2)];
}

/** Places around the anchor, the nearest first. */
function nearby({ x, y, width, height }: LabelWish): Rect[] {
  const places: { readonly rect: Rect; readonly away: number }[] = [];
  for (let dy = -reach; dy <= reach; dy += stride)
    for (let dx = -reach; dx <= reach; dx += stride) {
      const [left, top] = [x - width / 2 + dx, y - height + dy];
      // From the anchor to the nearest point of the label.
      const away = Math.hypot(Math.max(0, Math.abs(dx) - width / 2), Math.max(0, top - y, y - top - height)) + Math.hypot(dx, dy) / 1000;
      places.push({ rect: { left, top, right: left + width, bottom: top + height }, away });
    }
  return places.sort((a, b) => a.away - b.away).map(({ rect }) => rect);
}

/** The text, or as much of it as fits, with … after it. */
export function shorten(text: string, fits: (words: string) => boolean): string {
  if (fits(text)) return text;
  const letters = Array.from(text);
  let count = letters.length - 1;
  while (count > 1 && !fits(`${letters.slice(0, count).join('')}…`)) count--;
  return `${letters.slice(0, count).join('')}…`;
}

function isApart(a: Rect, b: Rect): boolean {
  return a.left >= b.right + gap || a.right <= b.left - gap || a.top >= b.bottom + gap || a.bottom <= b.top - gap;
}
